"""Programs whose functions are command lines, as their libraries let people write them."""

CLICK = {
    "main.py": """
        import click
        from shared import LISTED, common, every, wrapped

        @click.group(
            invoke_without_command=True,
            context_settings=dict(help_option_names=["-h", "--help"]),
        )
        @click.option("--debug/--no-debug", default=False)
        @click.version_option("1.0")
        @click.pass_context
        def cli(ctx, debug): ...

        @cli.command()
        @common
        @click.argument("data", type=click.Path())
        @click.argument("n", type=int, default=3)
        @click.pass_context
        def train_cmd(ctx, data, n, seed, name): ...

        @cli.command("evaluate")
        @every(LISTED)
        @wrapped
        def other(a, b_c, w): ...

        @click.command()
        @click.option("-x", "--x-y", "-X", "--exes", type=click.IntRange(0, 5), default=2)
        @click.option("--Big-Name", "-B")
        @click.option("--secret", prompt=True)
        @click.option("--now", default=lambda: 3)
        @click.option("--lvl", type=click.Choice(["a", "b"], case_sensitive=False), default="a")
        @click.option("--multi", multiple=True, default=[1, 2])
        @click.option("--rows", default=[(1, "a")], multiple=True)
        @click.option("--pair", nargs=2, default=(1, 2))
        @click.option("--both", type=(int, str))
        @click.option("--f", default=1, type=float, envvar="F")
        @click.option("--s", default=1, type=str)
        @click.option("--shout", is_flag=True, default=True)
        @click.option("--bb", default=True)
        @click.option("--req", required=True, default=5)
        @click.option("-v", "--verbose", count=True)
        @click.option("--up", "way", flag_value="u")
        @click.option("--low", "way", flag_value="l", default=True)
        @click.option("-c", "price", flag_value=1)
        @click.option("-e", "price", flag_value=9, default=True)
        @click.option("--log", is_flag=False, flag_value="all", default="no")
        @click.option("+p/-p", "plus", default=False)
        @click.option("--code", type=click.UUID)
        @click.confirmation_option()
        @click.password_option("--pw", help="word")
        @click.argument("files", nargs=-1, type=click.File())
        def third(**options): ...
        cli.add_command(third, name="do")

        @cli.group()
        def sub(): ...

        @sub.command
        @click.option("--deep", default="x", help="of %(default)s\\n  things")
        def inner(deep): ...

        if __name__ == "__main__":
            cli()
        """,
    "shared.py": """
        import functools
        import click

        def common(function):
            options = [
                click.option("--seed", default=3, help="the seed"),
                click.option("--name", "-n", required=True),
            ]
            for each in reversed(options):
                function = each(function)
            return function

        def every(options):
            def decorate(function):
                for each in reversed(options):
                    function = each(function)
                return function
            return decorate

        LISTED = [click.option("--a", type=float, default=1), click.option("--b-c", is_flag=True)]

        def wrapped(function):
            @click.option("--w", default="x")
            @functools.wraps(function)
            def wrapper(*args, **options):
                return function(*args, **options)
            return wrapper
        """,
}
TYPER = {
    "main.py": """
        from __future__ import annotations
        import enum
        from pathlib import Path
        from typing import Annotated, List, Literal, Optional, Tuple
        import typer

        class Color(str, enum.Enum):
            red = "r"
            blue = "b"

        class Number(enum.IntEnum):
            one = 1
            two = 2

        LR = Annotated[float, typer.Option("--lr", "-l", help="rate")]
        app = typer.Typer(help="All of it")
        sub = typer.Typer()

        @app.callback()
        def top(verbose: bool = False, level: Annotated[int, typer.Option("-L", count=True)] = 0):
            ...

        @app.command()
        def train_model(
            ctx: typer.Context,
            data: Path,
            lr: LR = 1,
            amp: bool = True,
            force: bool = typer.Option(False, "--force", help="f"),
            color: Color = Color.red,
            number: Number = Number.one,
            kind: Literal["a", "b"] = "a",
            xs: List[int] = typer.Option([1, 2]),
            ys: Optional[List[str]] = None,
            pair: Tuple[int, str] = (1, "a"),
            out: Path = Path("."),
            opt: Optional[int] = None,
            req: float = typer.Option(...),
            asked: str = typer.Option(..., prompt=True),
            made: int = typer.Option(default_factory=lambda: 3),
            tri: Optional[bool] = None,
            plain=5,
            colors: list[Color] = [Color.red],
        ): ...

        @app.command("eval")
        def evaluate(
            files: Annotated[list[Path], typer.Argument(help="fs")],
            n: Annotated[int, typer.Argument()] = 3,
            e: str = typer.Argument("x", envvar="E"),
        ): ...

        @sub.command()
        def show(a: int = 1): ...
        app.add_typer(sub, name="sub")

        if __name__ == "__main__":
            app()
        """
}
RUN = {
    "main.py": """
        import typer

        def main(name: str, lr: float = 0.1, *, steps: int = 3,
                 yes: bool = typer.Option(False, "--yes/--no", "-y/-n")): ...
        typer.run(main)
        """
}
FIRE = {
    "main.py": """
        import fire

        class Inner:
            def go(self, n=1): ...

        class Model:
            def __init__(self, width=3, seed=1):
                self.width = width
                self.inner = Inner()
            def fit(self, lr: float = 0.1): ...
            @staticmethod
            def show(x, *, name: str = "a"): ...
            @property
            def size(self): return 3
            def _hidden(self, a=1): ...

        def main(data, lr: float = 0.1, amp=False, xs=(1, 2), opt=None, *, batch_size: int = 4): ...

        fire.Fire(COMPONENT)
        """
}
COMPONENTS = {
    "a function": "main",
    "a class": "Model",
    "an object": "Inner()",
    "a dict": '{"main": main, "inner": Inner(), "deep": {"go": main}}',
    "the module": "",
}
PROGRAMS = {
    "click": (("click",), CLICK),
    "typer": (("typer",), TYPER),
    "typer.run": (("typer",), RUN),
    **{
        f"fire, {name}": (("fire",), {"main.py": FIRE["main.py"].replace("COMPONENT", written)})
        for name, written in COMPONENTS.items()
    },
}
