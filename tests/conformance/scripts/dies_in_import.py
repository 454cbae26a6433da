import os
import sys
import helper
print(sorted(os.listdir(".")) == sorted(os.listdir(os.path.dirname(__file__))))
sys.stdout.write("no newline at the end")
