import inspect
import sys
frame = sys._getframe()
print(frame.f_back is None)
