import argparse
parser = argparse.ArgumentParser(description="A parser.")
parser.add_argument("--epochs", type=int, default=1)
parser.add_argument("words", nargs="*")
print(parser.parse_args())
