import hyperparameter as hp

for text in "true True TRUE t T yes YES y Y 1 on ON".split():
    print(text, hp.scope(flag=text).flag(False), hp.scope(f"flag={text}").flag(False))
for text in "false False FALSE f F no NO n N 0 off OFF".split():
    print(text, hp.scope(flag=text).flag(True), hp.scope(f"flag={text}").flag(True))
print(hp.scope(flag=1).flag(False), hp.scope(flag=0).flag(True))
