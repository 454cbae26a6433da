"""What the scan understands of scripts that are written for hyperparameter."""

import pytest
from scan_checks import check_scan

from hprun.scan import scan_source


@pytest.mark.parametrize(
    "header",
    [
        "import hyperparameter as hp\nfrom hyperparameter import scope, param",
        "from hyperparameter.api import scope, param",
        "from hyperparameter.api import param_scope as scope, auto_param as param",
        "import hyperparameter.api\nscope = hyperparameter.api.scope\nparam = hyperparameter.api.param",
    ],
)
def test_the_names_of_every_module_are_recognised(header):
    check_scan(
        f"{header}\n@param('f')\ndef f(x=1): ...\nscope.a | 2\n", "f.x: int = 1", "a: int = 2"
    )


@pytest.mark.parametrize(
    "line",
    [
        "ps.storage().storage()",
        "ps.storage().put('b', 1)",
        "ps.get('b')",
        "ps.put('b', 1)",
        "list(ps.keys())",
        "ps.update({'b': 1}).keys()",
        "hp.scope.current().clear()",
        "hp.scope.frozen()",
        "hp.scope.init({'b': 1})",
        "hp.scope.empty(a=1).keys()",
    ],
)
def test_what_a_scope_does_itself_is_no_parameter(line):
    check_scan(f"import hyperparameter as hp\nwith hp.scope() as ps:\n    {line}\n")


def test_names_of_methods_that_hpruns_own_scope_does_not_have_are_parameters():
    check_scan("from hprun import param_scope\nparam_scope.storage()\n", "storage: any?")


def written(source):
    """Whether the script itself may set ``a.b``, by which it is not for the user to do so."""
    code = f"import hyperparameter as hp\nimport sys\n{source}\nhp.scope.a.b()\n"
    found = scan_source(code.encode(), "s.py").parameters["a.b"]
    return any(each.role == "write" for each in found.definitions)


@pytest.mark.parametrize(
    "source",
    [
        "",
        "hp.scope(c=1)",
        "hp.scope('c=1', {'d': 1}, **{'e': 2})",
        "hp.scope.c = 1",
        "hp.scope().put('c', 1)",
        "hp.scope.keys()",
        "hp.launch",
    ],
)
def test_a_name_that_nothing_sets_is_required(source):
    assert not written(source)


@pytest.mark.parametrize(
    "source",
    [
        "hp.scope(**sys.argv)",
        "hp.scope(*sys.argv)",
        "hp.scope(sys.argv)",
        "hp.scope(**{sys.argv[0]: 1})",
        "hp.scope.empty(**sys.argv)",
        "hp.scope.init(sys.argv)",
        "hp.scope().update(sys.argv)",
        "hp.scope().put(sys.argv[0], 1)",
        "hp.scope().storage().update({})",
        "hp.scope[sys.argv[0]] = 1",
        "with hp.scope.empty() as ps: ps.update(sys.argv)",
        "hp.launch()",
        "hp.config('a.toml')",
        "from hyperparameter.cli import launch\nlaunch()",
    ],
)
def test_a_name_that_the_script_may_set_when_it_runs_is_not_required(source):
    assert written(source)


def test_what_the_script_may_set_is_no_parameter_itself():
    check_scan("import hyperparameter as hp\nhp.scope(**x)\nhp.scope.a | 1\n", "a: int = 1")
