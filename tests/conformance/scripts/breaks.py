# The prompt comes from standard input.
value = 1
breakpoint()
value = 2
print("value", value)
