"""
>>> add(1, 2)
3
>>> add(1, 1)
3
"""
def add(a, b):
    return a + b
if __name__ == "__main__":
    import doctest
    print(doctest.testmod())
