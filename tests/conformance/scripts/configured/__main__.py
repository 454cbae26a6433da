import os
import subprocess
import sys

from configured import config
from configured.config import LR as rate, optim
from configured.train import train

print(sys.argv, __spec__ and __spec__.name, config.BATCH_SIZE, rate, optim, config.__doc__)
cached = config.__cached__ and os.path.basename(config.__cached__)
print(cached, type(config.__loader__).__name__, sorted(vars(config)))
print(os.environ.get("PYTHONPATH"), sorted(each for each in os.environ if "HPRUN" in each))
sys.stdout.flush()
if "child" in sys.argv:
    subprocess.run([sys.executable, "-m", "configured.train"], check=True)
train(int(not "fails" in sys.argv))
