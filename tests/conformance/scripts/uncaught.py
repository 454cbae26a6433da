import os
import sys
def inner(n):
    if n:
        inner(n - 1)
    raise ValueError("the message")
class Custom(BaseException):
    def __str__(self):
        return "custom"
class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError
print("on stdout")
print("on stderr", file=sys.stderr)
match sys.argv[1]:
    case "top":
        1 / 0
    case "deep":
        inner(3)
    case "repeated":
        sys.setrecursionlimit(100)
        def again():
            again()
        try:
            again()
        except RecursionError as error:
            print(type(error))
        inner(10)
    case "cause":
        try:
            inner(0)
        except ValueError as error:
            raise KeyError("second") from error
    case "context":
        try:
            inner(0)
        except ValueError:
            raise KeyError("second")
    case "hidden":
        try:
            inner(0)
        except ValueError:
            raise KeyError("second") from None
    case "group":
        errors = []
        for kind in (ValueError, KeyError):
            try:
                raise kind("member")
            except kind as error:
                errors.append(error)
        raise ExceptionGroup("several", errors)
    case "notes":
        error = ValueError("with notes")
        error.add_note("a note\nof two lines")
        raise error
    case "custom":
        raise Custom
    case "generator_exit":
        raise GeneratorExit("leaving")
    case "unprintable":
        raise Unprintable
    case "import":
        import raises_on_import
    case "missing":
        import no_such_module
    case "syntax":
        import syntax_error
    case "eval":
        eval("1 +")
    case "exec":
        exec("def f():\n    1 / 0\nf()")
    case "chdir":
        os.chdir("/")
        inner(0)
    case "deleted":
        os.remove(__file__)
        inner(0)
    case "cwd_deleted":
        os.mkdir("gone")
        os.chdir("gone")
        os.rmdir("../gone")
        inner(0)
    case "limit":
        sys.tracebacklimit = 1
        inner(3)
    case "no_traceback":
        raise ValueError("cut").with_traceback(None)
    case "memory":
        raise MemoryError
    case "comprehension":
        [inner(0) for _ in range(1)]
    case "lambda":
        (lambda: inner(0))()
    case "assertion":
        assert sys is os, "they differ"
    case "name":
        sys.stdou
    case "attribute":
        prin("x")
    case "thread":
        import threading
        thread = threading.Thread(target=inner, args=(0,), name="worker")
        thread.start()
        thread.join()
    case "generator":
        def generate():
            yield 1
            inner(0)
        list(generate())
    case "del":
        class Broken:
            def __del__(self):
                raise ValueError("in del")
        Broken()
    case "async":
        import asyncio
        async def main():
            inner(0)
        asyncio.run(main())
