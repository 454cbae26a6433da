import sys
def profile(frame, event, argument):
    print(event, frame.f_code.co_name, getattr(argument, "__name__", ""), file=sys.stderr)
def work():
    return len("x")
sys.setprofile(profile)
work()
