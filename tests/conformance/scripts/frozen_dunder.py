# The help of a program, as python shows it.
"""Not a docstring: a statement comes first."""
import pydoc
import sys
print(pydoc.plain(pydoc.render_doc(sys.modules["__main__"]))[:80])
