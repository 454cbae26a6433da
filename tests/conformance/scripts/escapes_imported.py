NAME = "\w"
