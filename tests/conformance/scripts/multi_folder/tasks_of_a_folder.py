import sys
def make(x):
    return x * 2
def main_name():
    return sys.modules["__main__"].__name__, sorted(name for name in sys.modules if name == "__mp_main__")
