import sys
class Stream:
    def write(self, text):
        sys.__stdout__.write(text.upper())
    def flush(self):
        sys.__stdout__.write("<flush>\n")
        raise ValueError("flush fails")
sys.stdout = Stream()
print("text")
