import sys
import traceback
def fails():
    raise ValueError("caught")
try:
    fails()
except ValueError:
    traceback.print_exc()
    print(len(traceback.extract_tb(sys.exc_info()[2])))
