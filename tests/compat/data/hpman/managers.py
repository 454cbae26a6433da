import hpman.m as m
from hpman import HyperParameterManager
from hpman.m import _, __, abc, ddd, hpm

ddd("a", 1)
abc("a", 2)
_("hello", 3)
print(ddd("a"), abc("a"), _("hello"), hpm.get_values())
print(m._ is _, m.ddd is ddd, ddd is abc, isinstance(__, HyperParameterManager))
print(_.placeholder, __.placeholder, m.anything.placeholder)
from hpman.m import _ as again

print(again is _)
