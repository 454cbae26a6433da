# arguments:
# arguments: --b 5
# arguments: -D foo.a=7 other.x=2 -D foo.c=text
# arguments: --b 5 -D foo.b=6
# arguments: --lr 1 --flag False --opt word
import hyperparameter as hp


@hp.param("other")
def other(x=0):
    return x


@hp.param("foo")
def foo(a=1, b=2, c="c", lr=0.5, flag=True, opt=None, *, only=3):
    print(a, b, c, lr, flag, opt, only, other())
    return a


print(hp.launch(foo))
