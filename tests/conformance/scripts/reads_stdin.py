import sys
print("one", input("prompt> "))
print("two", sys.stdin.readline())
print("rest", sys.stdin.read())
