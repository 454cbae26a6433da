def seen():
    import __main__
    return __main__.VALUE, __main__.__file__, __main__.__name__
