"""What hprun does where hyperparameter has a fault, or documents what it does not do."""

import asyncio
import copy
import io
import pickle
import sys
import threading
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

import hprun.compat.hyperparameter as hp
from hprun.compat.hyperparameter import api, loader, storage, tune
from hprun.compat.hyperparameter.fill import fill
from hprun.compat.serve import SERVED
from hprun.errors import ConfigError, InvalidValue, MissingParameter, UsageError
from hprun.literal import Text
from hprun.runtime import root

param, scope = hp.param, hp.scope


@pytest.fixture(autouse=True)
def alone():
    """Nobody's values but the test's own."""
    with root.installed({}):
        yield


# The door


def test_both_releases_names_are_one():
    assert (hp.param_scope, hp.auto_param, hp.run_cli) == (scope, param, hp.launch)
    assert (api.param_scope, api.scope, api.param, api.launch) == (scope, scope, param, hp.launch)
    assert set(hp.__all__) <= set(dir(hp))


def test_a_name_that_is_not_served_is_named():
    with pytest.raises(AttributeError) as caught:
        _ = hp.DebugConsole
    assert str(caught.value) == (
        "module 'hyperparameter' (as hprun serves it) has no attribute 'DebugConsole'"
    )
    with pytest.raises(AttributeError):
        _ = api.nothing


def test_every_module_that_is_served_is_there():
    homes = [home for name, home in SERVED.items() if name.startswith("hyperparameter")]
    assert all(__import__(home, fromlist=["x"]).__name__ == home for home in homes)


# Values


@pytest.mark.parametrize(
    ("given", "default", "expected"),
    [
        pytest.param(None, 3, None, id="None is a value"),
        pytest.param(10**25, 3, 10**25, id="an int of any size is a value"),
        pytest.param(1.5, 1, 1.5, id="a number with a fraction keeps it"),
        pytest.param("1.12", 1, 1.12, id="also where it is written as text"),
        pytest.param("2.0", 1, 2, id="a whole number is an int"),
        pytest.param("words", 1, "words", id="the script's own text is no number"),
        pytest.param(0.0, True, False, id="zero is false"),
        pytest.param([], "x", "[]", id="a str is made of anything"),
        pytest.param("x", [1], "x", id="a list is not made of a text that the script set"),
        pytest.param([1], True, [1], id="a list is no bool"),
        pytest.param("nan", "", "nan", id="a text is a text"),
        pytest.param("x", None, "x", id="a default of None declares nothing"),
    ],
)
def test_a_value_that_the_script_set(given, default, expected):
    with scope(a=given):
        assert repr(scope.a(default)) == repr(expected)


@pytest.mark.parametrize(
    ("text", "default", "expected"),
    [
        pytest.param("[1, 2]", [3], [1, 2], id="a list is a list"),
        pytest.param("3.14", 1, 3.14, id="a number with a fraction keeps it"),
        pytest.param("1e-4", None, "1e-4", id="nothing declared: the text"),
        pytest.param("0x10", 1, 16, id="ints in all their forms"),
    ],
)
def test_a_text_that_the_user_typed(text, default, expected):
    with scope(f"a={text}"):
        assert scope.a(default) == expected


@pytest.mark.parametrize(("text", "default"), [("abc", 0.1), ("abc", 1), ("maybe", True)])
def test_a_typed_text_that_does_not_fit_is_refused(text, default):
    with scope(f"a={text}"), pytest.raises(InvalidValue):
        scope.a(default)


def test_the_scripts_own_text_is_refused_where_it_would_count_as_true():
    with scope(amp="maybe"), pytest.raises(InvalidValue):
        _ = scope.amp | False


def test_a_word_without_a_value_is_refused():
    with pytest.raises(UsageError):
        scope("lr")


def test_an_undecided_list_of_the_root_is_decided_and_its_read_is_noted():
    with root.installed({"a": [Text("1")], "b": Text("2")}, ["a", "b"]):
        assert scope(x=1).a([0]) == [1]
        assert root.unread() == ("b",)
        assert scope.b(0) == 2
        assert root.unread() == ()


# Scopes


def test_texts_win_over_keywords_for_they_are_what_the_user_typed():
    assert scope("a=text", a="keyword").a() == "text"


def test_nested_dicts_leave_the_rest_of_a_tree_as_it_is():
    with root.installed({"app.n": 3}), scope(app={"lr": 0.1, "empty": {}}):
        assert (scope.app.n(0), scope.app.lr(0), scope.app.empty()) == (3, 0.1, {})
        assert scope.app() == {"n": 3, "lr": 0.1, "empty": {}}


def test_a_subscript_of_the_class_itself_is_a_name_and_of_a_scope_the_value():
    with scope(**{"a.b": 4}) as inner:
        assert (scope["a.b"] | 3, inner["a.b"], inner["a"].b(), inner["c"] | 1) == (4, 4, 4, 1)
        assert scope.current()["a.b"] == 4
        with pytest.raises(TypeError):
            scope[1]


def test_a_scope_is_a_mapping():
    with scope(a=1, b={"c": 2}) as inner:
        assert (dict(inner), len(inner), [*inner], "b.c" in inner, "x" in inner, bool(inner)) == (
            {"a": 1, "b.c": 2},
            2,
            ["a", "b.c"],
            True,
            False,
            True,
        )


def test_writing_through_every_form_sets_the_leaves_of_dicts():
    with scope() as inner:
        scope.a = {"x": 1}
        scope.a.y = {"z": 2}
        inner.b = {"x": 3}
        inner["c"] = {"x": 4}
        inner.d.e = 5
        scope.update({"f": {"g": 6}}).put("h", 7)
        assert dict(scope) == {
            "a.x": 1,
            "a.y.z": 2,
            "b.x": 3,
            "c.x": 4,
            "d.e": 5,
            "f.g": 6,
            "h": 7,
        }


def test_a_scope_that_is_not_entered_keeps_what_is_set_through_it():
    inner = scope(a=1)
    inner.b = {"c": 2}
    inner.update({"d": 3})
    assert dict(inner) == {"a": 1, "b.c": 2, "d": 3}
    assert dict(scope) == {}
    assert dict(inner.clear()) == {}


def test_clear_hides_the_command_line_until_the_scope_is_left():
    with root.installed({"a": 1}), scope(b=2):
        with scope(c=3) as inner:
            inner.clear()
            assert dict(scope) == {}
        assert scope.b() == 2


def test_what_was_frozen_is_seen_by_every_thread_that_sets_nothing_else():
    seen = []
    with scope(a={"b": 1}):
        scope.frozen()
    thread = threading.Thread(target=lambda: seen.append(scope.a.b()))
    thread.start()
    thread.join()
    assert seen == [1]


def test_what_is_in_force_has_no_keys_so_that_dict_gets_values():
    with scope(a=1):
        assert (dict(scope), dict(scope.current())) == ({"a": 1}, {"a": 1})
        assert scope.current().keys() == ["a"]
        with pytest.raises(AttributeError):
            _ = scope.keys


def test_a_missing_name_is_a_key_error_that_says_how_to_set_it():
    with pytest.raises(MissingParameter) as caught:
        scope.a.b()
    assert str(caught.value) == (
        "parameter 'a.b' has neither a value nor a default; set it with -D a.b=VALUE"
    )
    assert isinstance(caught.value, KeyError)
    assert scope.a.b.get_or_else(2) == 2


def test_a_scope_decorates_functions():
    assert scope(a=1)(lambda: scope.a(0))() == 1


@pytest.mark.parametrize("value", [scope, scope.current()])
def test_the_scope_in_force_is_pickled_by_name(value):
    assert pickle.loads(pickle.dumps(value)) is value


def test_scopes_are_copied_and_shown():
    assert dict(copy.copy(scope(a=1))) == {"a": 1}
    shown = [scope, scope(a=1), scope.empty(), scope.a.b]
    assert [*map(repr, shown)] == ["scope", "scope(a=1)", "scope.empty()", "scope.a.b"]


def test_names_of_double_underscores_are_no_parameters():
    with pytest.raises(AttributeError):
        _ = scope.__wrapped__
    assert not hasattr(scope(a=1), "__wrapped__")


# Storage


def test_a_storage_is_a_view_of_a_scope():
    with scope(a=1) as inner:
        view = inner.storage()
        view.update({"b": 2})
        view.update()
        child = view.child()
        child.put("c", 3)
        with pytest.raises(KeyError):
            view.get("c")
        assert (dict(view), child.get("c"), view.keys()) == ({"a": 1, "b": 2}, 3, ["a", "b"])
        view.clear()
        assert view.storage() == {}


def test_a_storage_can_be_entered():
    outer = storage.KVStorage()
    outer.put("a", 1)
    with pytest.raises(ValueError, match="a"):
        storage.Storage.current().get("a")
    outer.enter()
    assert storage.TLSKVStorage.current().get("a") == 1
    storage.Storage.frozen()
    outer.exit()
    assert storage.GLOBAL_STORAGE.storage() == {"a": 1}


def test_the_global_storage_is_what_every_thread_sees():
    storage.GLOBAL_STORAGE.update({"a": 1})
    assert root.snapshot() == {"a": 1}
    storage.GLOBAL_STORAGE.clear()
    assert root.snapshot() == {}


def test_taking_all_values_of_the_process_is_reading_them():
    with root.installed({"a": 1, "b": 2}, ["a", "b"]):
        assert (storage.GLOBAL_STORAGE.storage(), root.unread()) == ({"a": 1, "b": 2}, ())


def test_names_are_not_hashed():
    assert not storage.has_rust_backend
    with pytest.raises(NotImplementedError):
        storage.xxh64("a")


# Decorated functions


def test_an_argument_that_is_passed_wins_by_position_too():
    @param
    def f(a, b=2):
        return a, b

    with scope("f.a=0", "f.b=3"):
        assert (f(), f(1), f(1, 5), f(b=7)) == (("0", 3), (1, 3), (1, 5), ("0", 7))


def test_values_are_made_of_the_defaults_type_and_annotations_decide_over_texts():
    @param("f")
    def f(a=1, b="s", c: float = None, d=None, /, e=0.5):  # noqa: RUF013 - as written by many
        return a, b, c, d, e

    with scope("f.c=2", **{"f.a": "4", "f.b": 5, "f.d": None, "f.e": 1}):
        assert repr(f()) == repr((4, "5", 2.0, None, 1.0))


def test_a_class_stays_a_class():
    @param("ns.Model")
    class Model:
        def __init__(self, size=1):
            self.size = size

    with scope(**{"ns.Model.size": "3"}):
        assert isinstance(Model, type)
        assert Model().size == 3
        assert Model(size=2).size == 2


def test_methods_of_all_kinds_and_empty_parentheses():
    class Some:
        @param("plain")
        def plain(self, x=1):
            return x

        @param("of_class")
        @classmethod
        def of_class(cls, x=1):
            return x

        @staticmethod
        @param()
        def static(x=1):
            return x

    with scope("plain.x=2", "of_class.x=3", "static.x=4"):
        assert (Some().plain(), Some.of_class(), Some.static()) == (2, 3, 4)


def test_a_coroutine_function_stays_one():
    @param
    async def f(x=1):
        return x

    with scope("f.x=2"):
        assert asyncio.run(f()) == 2


# Suggestions


class Counter:
    def __init__(self):
        self.calls = 0

    def __call__(self):
        self.calls += 1
        return self.calls


def test_a_suggestion_is_made_anew_for_every_read_and_call():
    @param
    def f(x=0):
        return x

    with scope(**{"f.x": tune.suggest_from(Counter())}):
        assert (scope.f.x(), scope.f.x | 0, f(), f(), f(x=9), f()) == (1, 2, 3, 4, 9, 5)
    assert repr(tune.suggest_from(len).value) == "suggest_from(<built-in function len>)"


def test_calls_of_a_lazy_object_wait():
    trial = tune.lazy_dispatch({"a": SimpleNamespace(sample=lambda low: low + 1)}, index="a")
    suggested = trial.sample(2)
    assert tune.unwrap_suggester(suggested) == 3
    assert tune.unwrap_suggester(4) == 4
    assert tune.unwrap_suggester(tune.lazy_dispatch([1, 2], name="__len__")()) == 2
    assert tune.unwrap_suggester(tune.lazy_dispatch([len])[0]("ab")) == 2


# Configuration files


def write(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_configuration_is_a_scope_to_enter():
    cfg = hp.config({"m": {"a": 1}})
    with cfg as same, cfg:
        assert (same is cfg, scope.m.a()) == (True, 1)
    assert scope.m.a(0) == 0
    assert type(pickle.loads(pickle.dumps(cfg))) is dict


def test_yaml_is_read_by_hpruns_rules(tmp_path):
    path = write(tmp_path, "a.yaml", "on: yes\nlr: 1e-4\nn: 012\nwords: a, b\nquoted: '1'\n")
    expected = {"on": "yes", "lr": 1e-4, "n": "012", "words": "a, b", "quoted": "1"}
    assert hp.config(path) == expected


def test_an_empty_file_is_an_empty_configuration(tmp_path):
    assert hp.config([write(tmp_path, "a.yaml", ""), write(tmp_path, "b", "")]) == {}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("a.yaml", b"a: 1\na: 2\n", id="a key that is written twice"),
        pytest.param("a.json", b"[1]", id="a list"),
        pytest.param("a.toml", b"a = ", id="half an entry"),
        pytest.param("a", b"\xff", id="not UTF-8"),
    ],
)
def test_a_file_that_says_no_configuration_is_refused(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ConfigError):
        hp.config(str(tmp_path / name))


def test_what_is_no_configuration_is_refused():
    with pytest.raises(TypeError):
        hp.config(3)


def test_a_name_that_is_only_in_the_environment_is_taken_from_there(monkeypatch):
    monkeypatch.setenv("DATABASE_HOST", "db")
    assert hp.config({"host": "${DATABASE_HOST}:1", "open": "${a", "plain": "$a"}) == {
        "host": "db:1",
        "open": "${a",
        "plain": "$a",
    }


def test_toml_is_written_and_read_back():
    tree = {"n": 1, "t": {"x": "a\nb", "u": {"l": [1, 2]}, "e": {}}, "with space": True}
    assert loader.loads(loader.dumps(tree)) == tree
    assert loader.dumps({"none": None}) == ""


@dataclass
class Server:
    port: int = 80


@dataclass
class Settings:
    name: str
    server: Server = field(default_factory=Server)
    others: list[Server] = field(default_factory=list)
    named: dict[str, Server] = field(default_factory=dict)
    spare: Server | None = None
    seed: int | None = None
    anything: object = None
    debug: bool = False


def test_a_default_factory_is_a_default():
    assert hp.config({"name": "n"}, schema=Settings) == Settings("n")


def test_classes_inside_of_lists_dicts_and_optionals():
    tree = {
        "name": "n",
        "others": [{"port": "1"}],
        "named": {"a": {"port": 2}},
        "spare": {"port": 3},
        "anything": ["1"],
        "seed": None,
    }
    made = Settings("n", Server(), [Server(1)], {"a": Server(2)}, Server(3), None, ["1"])
    assert hp.config(tree, schema=Settings) == made


@pytest.mark.parametrize(
    "wrong",
    [{"debug": "maybe"}, {"server": {"port": 1.5}}, {"server": {"port": None}}, {"server": 3}],
)
def test_a_value_that_does_not_fit_the_schema_is_a_type_error(wrong):
    with pytest.raises(TypeError):
        hp.config({"name": "n", **wrong}, schema=Settings)


# The command line inside of a script


def launched(function, *words):
    """What a launch returns or how it ends, and what it shows."""
    out, err = io.StringIO(), io.StringIO()
    before, sys.argv = sys.argv, ["prog", *words]
    try:
        with redirect_stdout(out), redirect_stderr(err):
            ended = hp.launch(function)
    except SystemExit as end:
        ended = f"exit {end.code}"
    finally:
        sys.argv = before
    return ended, out.getvalue(), err.getvalue().splitlines()[-1:]


@param("app")
def app(source, n: int = 3, flag=False, layers=[1], *, opt=None):  # noqa: B006, FBT002 - as many write it
    """Do it.

    Args:
        source: where from, 100%
    """
    return source, n, flag, layers, opt


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["in"], ("in", 3, False, [1], None)),
        (["in", "--flag"], ("in", 3, True, [1], None)),
        (["in", "--layers", "[3, 4]", "--opt", "5"], ("in", 3, False, [3, 4], "5")),
        (["in", "-D", "app.n=1", "app.flag=yes"], ("in", 1, True, [1], None)),
        (["-D", "app.source=x"], ("x", 3, False, [1], None)),
    ],
)
def test_a_command_line(words, expected):
    assert launched(app, *words) == (expected, "", [])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "app: error: the following arguments are required: source"),
        (["in", "-D", "app.n=abc"], "app: error: parameter 'app.n': 'abc' is not a whole number"),
        (
            ["in", "--n", "abc"],
            "app: error: argument --n: parameter 'n': 'abc' is not a whole number",
        ),
        (["in", "-D", "n"], "app: error: 'n' sets nothing; write NAME=VALUE"),
    ],
)
def test_a_command_line_that_is_not_understood(words, message):
    assert launched(app, *words) == ("exit 2", "", [message])


def test_what_hprun_was_given_is_in_force_and_the_scripts_own_command_line_wins():
    with root.installed({"app.n": 7, "app.source": "s", "app.opt": "o"}):
        assert launched(app, "-D", "app.opt=p") == (("s", 7, False, [1], "p"), "", [])


def test_parameters_are_listed_without_the_required_arguments(tmp_path):
    path = write(tmp_path, "a.json", '{"app": {"n": 4}}')
    with root.installed({"app.opt": "o"}):
        words = ("-lps", "-C", str(path), "-D", "app.flag=1", "--layers", "[2]")
        assert launched(app, *words) == (
            "exit 0",
            "app.source:\n    function=app, location=test_hyperparameter.app, default=none\n"
            "app.n:\n    function=app, location=test_hyperparameter.app, default=3,"
            f" value=4 (-C {path})\n"
            "app.flag:\n    function=app, location=test_hyperparameter.app, default=False,"
            " value=True (-D app.flag=1)\n"
            "app.layers:\n    function=app, location=test_hyperparameter.app, default=[1],"
            " value=[2] (argument)\n"
            "app.opt:\n    function=app, location=test_hyperparameter.app, default=None,"
            " value='o' (hprun)\n",
            [],
        )
    assert launched(app, "-ep")[1].count("\n") == 10
    assert launched(app, "-ep", "n")[1].startswith("app.n:\n")
    assert launched(app, "-ep", "x") == ("exit 1", "", ["No matching parameters for: x"])


def test_a_function_that_is_not_decorated_is_refused():
    with pytest.raises(ValueError, match="launch takes a function decorated"):
        hp.launch(len)


def test_a_caller_without_decorated_functions_is_refused():
    with pytest.raises(RuntimeError, match="launch found no function"):
        hp.launch(_caller_module=sys.modules["io"])


def test_subcommands_are_the_callers_functions():
    assert launched(None) == (
        "exit 2",
        "",
        ["app: error: the following arguments are required: source"],
    )
    before, sys.argv = sys.argv, ["prog", "app", "in", "--n", "4"]
    try:
        assert hp.launch(_caller_module=__name__) == ("in", 4, False, [1], None)
        assert hp.launch() == ("in", 4, False, [1], None)
    finally:
        sys.argv = before


def test_functions_with_a_private_name_are_no_subcommands():
    @param
    def main(n: int = 2):
        return n

    @param
    def _helper(m=1): ...

    before, sys.argv = sys.argv, ["prog", "--n", "5"]
    try:
        assert hp.launch(_caller_globals={"main": main, "_helper": _helper}, _caller_locals={}) == 5
    finally:
        sys.argv = before


def test_a_class_that_is_made_by_new_has_its_arguments():
    import fractions

    class Own(fractions.Fraction):
        def __new__(cls, numerator=1, denominator=2):
            return super().__new__(cls, numerator, denominator)

    made = param("own")(Own)
    assert made() == fractions.Fraction(1, 2)
    with scope(**{"own.denominator": 4}):
        assert made() == fractions.Fraction(1, 4)


def test_positional_only_arguments_are_passed_by_position():
    @param
    def f(a, b=2, /, c=3):
        return a, b, c

    assert launched(f, "1", "--c", "5")[0] == ("1", 2, 5)
    assert launched(f, "1", "--b", "4", "--c", "5")[0] == ("1", 4, 5)


# The real library


class Real:
    """What the real module is asked to do."""

    def __init__(self, name):
        self.done = []
        setattr(self, name, self)

    def __call__(self, **values):
        self.done.append(values)
        return self

    def __enter__(self):
        self.done.append("enter")

    def __exit__(self, *_):
        self.done.append("exit")

    def frozen(self):
        self.done.append("frozen")

    def init(self, values):
        self.done.append(values)


@pytest.mark.parametrize("name", ["scope", "param_scope"])
def test_the_real_store_gets_what_has_a_place_there(name):
    real = Real(name)
    given = {"a": 1, "t": Text("x"), "n": None, "big": 1 << 63, "e": {}, "hp:b": 1, "l": [1]}
    with root.installed(given, ["a"]):
        fill(real, given)
        assert root.unread() == ()
    values = {"a": 1, "t": "x", "l": [1]}
    assert real.done == [values, "enter", "frozen", "exit", values]


def test_nothing_is_done_without_values():
    real = Real("scope")
    fill(real, {"n": None})
    assert real.done == []
