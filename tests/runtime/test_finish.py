import enum
import pathlib
from typing import Annotated, Any, Literal, NewType, Optional, Union

import pytest

from hprun import auto_param, param_scope
from hprun.convert import with_choices
from hprun.errors import InvalidValue
from hprun.literal import Text
from hprun.model import ANY, NONE, Type
from hprun.runtime.annotations import resolved
from hprun.runtime.cells import MISSING
from hprun.runtime.finish import finish, type_of_annotation

INT, STR, FLOAT = Type("int"), Type("str"), Type("float")
Width = NewType("Width", int)


class Color(enum.Enum):
    RED = 1
    GREEN = 2


class Level(enum.IntEnum):
    LOW = 1


PATH = pathlib.PurePosixPath


@pytest.mark.parametrize(
    ("annotation", "to"),
    [
        (int, INT),
        (None, NONE),
        (list, Type("list")),
        (dict[str, int], Type("dict", (STR, INT))),
        (list[int], Type("list", (INT,))),
        (tuple[int, ...], Type("tuple", (INT,))),
        (tuple[int, str], Type("product", (INT, STR))),
        (set[str], Type("set", (STR,))),
        (frozenset[str], Type("frozenset", (STR,))),
        (int | None, Type("union", (INT, NONE))),
        (Optional[int], Type("union", (INT, NONE))),  # noqa: UP045 - it is the subject
        (Union[int, str], Type("union", (INT, STR))),  # noqa: UP007 - it is the subject
        (Literal["a", "b"], with_choices(ANY, ("a", "b"))),
        (Annotated[int, "why"], INT),
        (Width, INT),
        (Color, Type("enum", choices=("RED", "GREEN"))),
        (pathlib.Path, Type("path")),
        (Any, ANY),
        (object, ANY),
        (type("Own", (), {}), ANY),
    ],
    ids=str,
)
def test_annotations_are_read_by_their_structure(annotation, to):
    assert type_of_annotation(annotation) == to


@pytest.mark.parametrize(
    ("text", "default", "annotation", "value"),
    [
        ("1", MISSING, float, 1.0),
        ("1", "x", float, 1.0),
        ("none", None, float, None),
        ("2", 0.5, type("Own", (), {}), 2.0),
        ("GREEN", Color.RED, MISSING, Color.GREEN),
        ("green", MISSING, Color, Color.GREEN),
        ("none", MISSING, Color | None, None),
        ("red", MISSING, Color | None, Color.RED),
        ("[red,GREEN]", MISSING, list[Color], [Color.RED, Color.GREEN]),
        ("(red,2)", MISSING, tuple[Color, int], (Color.RED, 2)),
        ("{a: red}", MISSING, dict[str, Color], {"a": Color.RED}),
        ("low", Level.LOW, MISSING, Level.LOW),
        ("/a/b", pathlib.Path("/x"), MISSING, pathlib.Path("/a/b")),
        ("b", PATH("x"), MISSING, PATH("b")),
        ("b", MISSING, pathlib.Path | None, pathlib.Path("b")),
        ("[a,b]", MISSING, list[pathlib.Path], [pathlib.Path("a"), pathlib.Path("b")]),
        ("2", MISSING, Literal[1, 2], 2),
        ("[[1],[2]]", MISSING, list[list[float]], [[1.0], [2.0]]),
        ("1e3", MISSING, Annotated[int, "why"], 1000),
        ("x", MISSING, MISSING, "x"),
    ],
)
def test_a_text_becomes_a_value_of_the_reader_s_type(text, default, annotation, value):
    found = finish("p", Text(text), default, annotation)
    assert (found, type(found)) == (value, type(value))


def test_what_does_not_fit_is_refused_with_the_parameter_s_name():
    with pytest.raises(InvalidValue) as caught:
        finish("p", Text("GREE"), Color.RED)
    assert (
        str(caught.value) == "parameter 'p': 'GREE' is not one of RED, GREEN; did you mean GREEN?"
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("int", int),
        ("list[int]", list[int]),
        ("int | None", int | None),
        ("pathlib.Path", pathlib.Path),
        ("Optional['int']", Optional[int]),  # noqa: UP045 - it is the subject
        ("Literal['int', -1]", Literal["int", -1]),
        ("Annotated[int, Unknown(3)]", int),
        ("tuple[int, ...]", tuple[int, ...]),
        ("Unknown", MISSING),
        ("int.unknown", MISSING),
        ("__import__('os')", MISSING),
        ("not python", MISSING),
    ],
)
def test_an_annotation_that_is_text_is_looked_up_and_not_carried_out(text, value):
    names = {"int": int, "list": list, "tuple": tuple, "__import__": __import__, **globals()}
    assert resolved(text, names) == value


def test_the_annotation_of_a_parameter_comes_before_its_default():
    class Local(enum.Enum):
        A = 1

    @auto_param
    def f(a: "float" = 1, b: Local = None, c: "Local | None" = None, d: "Unknown" = 1):  # noqa: F821
        return a, b, c, d, Local

    with param_scope("f.a=2", "f.b=a", "f.c=A", "f.d=3"):
        assert f() == (2.0, Local.A, Local.A, 3, Local)
