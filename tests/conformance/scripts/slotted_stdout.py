# A stream without a __dict__.
import sys
class Stream:
    __slots__ = ()
    def write(self, text):
        sys.__stdout__.write(text)
    def flush(self):
        sys.__stdout__.write("<flush>\n")
sys.stdout = Stream()
print("written")
