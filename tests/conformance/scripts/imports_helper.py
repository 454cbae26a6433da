import helper
print(helper.__file__)
