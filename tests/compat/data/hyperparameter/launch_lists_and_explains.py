# arguments: -lps
# arguments: -ep app.lr
# arguments: -ep app.n app.ko
import hyperparameter as hp


@hp.param("app")
def main(out="out.txt", verbose=False, n: int = 3, lr=0.5, opt=None, *, ko=2):
    print("not reached")


hp.launch(main)
