import sys
print(sys.flags, sys.warnoptions, __debug__, sys.flags.dev_mode, sys._xoptions)
assert sys.argv[1:] == ["never"], "asserted"
