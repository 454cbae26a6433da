"""Parameters are written where they are used, in any file, and set in one place.

    hprun main.py -D a=3 --b 4
"""

from lib import add, multiply

print(f"a + b = {add()}")
print(f"a * b = {multiply()}")
