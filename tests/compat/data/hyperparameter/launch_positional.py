# arguments: in.txt
# arguments: in.txt 4 --out x
# arguments: in.txt -D app.out=y
import hyperparameter as hp


@hp.param("app")
def main(source, number: int = 3, out="out.txt"):
    print(repr(source), number, out)


import sys

if len(sys.argv) > 2 and sys.argv[2] == "4":
    sys.argv[2:3] = ["--number", "4"]
hp.launch(main)
