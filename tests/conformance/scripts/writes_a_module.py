# A module that did not exist when the program started.
with open("made_just_now.py", "w") as file:
    file.write("NAME = __name__")
import made_just_now
print(made_just_now.NAME)
