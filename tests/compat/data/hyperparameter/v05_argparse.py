# arguments: -D example.a=3 example.b=text
# arguments: --define example.a=4
# arguments:
from hyperparameter import auto_param, param_scope


@auto_param("example")
def main(a=0, b="b"):
    print(f"example.a={a}, example.b={b}")


if __name__ == "__main__":
    import argparse

    parser = argparse.ArgumentParser()
    parser.add_argument("-D", "--define", nargs="*", default=[], action="extend")
    args = parser.parse_args()
    with param_scope(*args.define):
        main()
