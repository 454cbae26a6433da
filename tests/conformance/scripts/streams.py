import sys
for name in ("stdin", "stdout", "stderr"):
    stream = getattr(sys, name)
    if stream is None:
        state = None
    else:
        state = stream.encoding, stream.errors, stream.line_buffering, stream.fileno()
    try:
        print(name, state)
    except Exception as error:
        print(name, repr(error), file=sys.stderr)
