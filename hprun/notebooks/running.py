"""Layer 4: a notebook is run: in a kernel of this very python, by nbclient.

The kernel starts in the folder of the notebook, as Jupyter starts one. What a cell writes is shown
when it is written. The first cell that fails is the last; what there is by then is kept.
"""

from __future__ import annotations

import asyncio
import json
import os
import warnings
from ast import literal_eval
from collections.abc import Callable, Mapping, Sequence

from hprun.errors import ConfigError
from hprun.frozen import Record
from hprun.ipynb import cells
from hprun.notebooks.outputs import joined
from hprun.notebooks.replies import of_a_death, of_an_error, of_no_notebook

TYPE_CHECKING = False
if TYPE_CHECKING:
    from hprun.notebooks.client import Client
    from hprun.notebooks.replies import End

_KERNEL = "__import__('hprun.notebooks.kernel', fromlist=['end'])"


class Score(Record):
    """What is to be run: the notebook's file and content, and what is set in it.

    `texts` stand for the cells in which a constant is set, by index; the notebook keeps its own.
    `words` are what `sys.argv` will be, `watched` the slots of values that somebody has to read.
    `variable` is to be reported at the end. `facts` are noted in the notebook that comes of it.
    """

    file: str
    content: bytes
    words: Sequence[str]
    texts: Mapping[int, str]
    watched: Sequence[str]
    variable: str
    tracing: bool
    facts: Mapping[str, object]


class Ending(Record):
    """How a notebook has ended: its text with all outputs, and the exit status that python had.

    `error` is the kind and the text of an exception that nobody caught; `at` the index of the last
    cell. `unread` are the watched slots that nobody has read, `compiled` the files of modules that
    were compiled with a constant set.
    """

    text: str
    status: int
    error: tuple[str, str]
    at: int
    unread: tuple[str, ...]
    compiled: tuple[str, ...]


def refuse_without_jupyter() -> None:
    """Raise ConfigError where the extra is not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("nbclient", "ipykernel") if find_spec(name) is None]
    if missing:
        raise ConfigError(
            f"to run a notebook takes {' and '.join(missing)}",
            advice="pip install 'hprun[notebook]'",
        )


def run(score: Score, show: Callable[[str, str], None]) -> Ending:
    """Run a notebook; `show` is called with the name of a stream and what is written to it.

    Raises ConfigError where there is no notebook, or the kernel cannot be made what a run needs.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what the libraries say to each other
        return asyncio.run(_run(score, show))


async def _run(score: Score, show: Callable[[str, str], None]) -> Ending:
    import nbformat

    from hprun.notebooks.client import Client

    try:
        notebook = nbformat.reads(json.dumps(json.loads(score.content)), as_version=4)
    except (nbformat.ValidationError, AttributeError, KeyError, TypeError) as error:
        raise of_no_notebook(str(error)) from error
    played = [notebook.cells[each.index] for each in cells(score.content)]
    for cell in played:
        cell.outputs, cell.execution_count = [], None
    own = {index: notebook.cells[index].source for index in score.texts}
    for index, text in score.texts.items():
        notebook.cells[index].source = text
    client = Client(notebook, show)
    async with client.async_setup_kernel(cwd=os.path.dirname(score.file)):
        client.take_signals()
        ending = await _played(client, score)
    client.close()
    for cell in played:
        cell.outputs = joined(cell.outputs)
    for index, source in own.items():
        notebook.cells[index].source = source
    notebook.metadata["hprun"] = score.facts
    return ending.replace(text=f"{nbformat.writes(notebook)}\n")


async def _played(client: Client, score: Score) -> Ending:
    """Run the cells. The kernel may be dead then."""
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    end: End = (0, ("", ""))
    told = "((), ())"
    words = [*score.words]
    beginning = f"begin({score.file!r}, {words!r}, {[*score.watched]!r}, tracing={score.tracing})"
    try:
        await client.ask(f"{_KERNEL}.{beginning}")
        try:
            await client.play()
        except CellExecutionError as failure:
            interrupted = bool(client.caught)
            end = of_an_error(failure.ename, failure.evalue, interrupted=interrupted)
        told = await client.ask("", f"{_KERNEL}.end({score.variable!r})")
        client.set_widgets_metadata()
    except DeadKernelError:
        client.drain()
        end = of_a_death(client.caught or client.signal_of_the_kernel())
    unread, compiled = literal_eval(told)
    return Ending("", *end, client.at, unread, compiled)
