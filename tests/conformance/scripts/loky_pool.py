import joblib
class Thing:
    def __init__(self, n):
        self.n = n
def work(n):
    return Thing(n * 2)
if __name__ == "__main__":
    print([(type(each) is Thing, each.n) for each in joblib.Parallel(n_jobs=2)(joblib.delayed(work)(n) for n in range(3))])
