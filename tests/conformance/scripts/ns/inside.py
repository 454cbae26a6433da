print("namespace package", __package__, __spec__.name)
