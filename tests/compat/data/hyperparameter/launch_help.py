# arguments: -h
# arguments: --help
import hyperparameter as hp

import contextlib
import io


@hp.param("sub")
def sub(k=3, name="n"):
    """Sub.

    Args:
        k: the k
    """


@hp.param("google")
def google(source, lr=0.1, n=2):
    """Summary of it.

    Longer text.

    Args:
        source: where from
        lr (float): how fast,
            or slow
    """
    sub()


@hp.param("numpy_style")
def numpy_style(x, y=1):
    """NumPy.

    Parameters
    ----------
    x : int
        the x value
    y : int
        the y value
    """


@hp.param("rest")
def rest(p, q=3):
    """
    :param p: first param
    :param q: second param
    """


for function in (google, numpy_style, rest):
    with contextlib.redirect_stdout(io.StringIO()) as shown, contextlib.suppress(SystemExit):
        hp.launch(function)
    wanted = ("Summary", "where", "how fast", "n (", "--n", " value", " param", "Advanced", "-D ")
    for line in shown.getvalue().splitlines():
        common = ("usage", "DEFINE", "--list-params", "List", "--explain", "Explain")
        if any(word in line for word in wanted) and not any(word in line for word in common):
            print(line)
