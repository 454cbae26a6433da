print("a neighbour called __future__")
nothing = None
