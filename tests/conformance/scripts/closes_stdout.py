import sys
print("text")
sys.stdout.close()
