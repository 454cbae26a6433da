import hpman
from hpman import HyperParameterManager
from hpman.primitives import ImpossibleTree


def kind(*errors):
    def run(source):
        _ = HyperParameterManager("_")
        try:
            _.parse_source(source)
        except errors:
            print("refused")
        else:
            print("taken", sorted(_.get_values()))

    return run


kind(hpman.NotLiteralNameException)("_(name, 1)")
kind(hpman.DoubleAssignmentException)("_('a', 1)\n_('a', 2)")
kind(hpman.DoubleAssignmentException)("_('a', 1)\n_('a', 1)")
kind(hpman.DoubleAssignmentException)("_('a', 1)\n_('a')")
kind(hpman.NotLiteralEvaluable)("_('a', 1, type=dict)")
kind(ImpossibleTree)("_('a', {'b': 1})\n_('a.b')")
kind(ImpossibleTree)("_('a.b', 1)\n_('a', {'c': 1})")
kind(Exception)("_('a', 1, 2)")
kind(SyntaxError)("_('a'")
kind(Exception)("__('a', 1); x._('b', 1); _['c']")
_ = HyperParameterManager("_")
for wrong in (lambda: _("no"), lambda: _.get_value("no"), lambda: _.parse_file("no/such")):
    try:
        wrong()
    except (KeyError, FileNotFoundError) as error:
        print(type(error).__mro__[-4].__name__ if isinstance(error, OSError) else "KeyError")
print(type(_.get_value("no", raise_exception=False)).__mro__[-1], isinstance(_.get_value("no", False), hpman.EmptyValue))
_.parse_source("_('f', print)")
print(isinstance(_.get_value("f"), hpman.NotLiteralEvaluable))
