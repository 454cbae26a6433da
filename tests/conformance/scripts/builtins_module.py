print(__builtins__, __builtins__.len("abc"))
import builtins
print(__builtins__ is builtins)
