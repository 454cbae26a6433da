import asyncio
import os
import signal
import sys
async def main():
    if sys.argv[1] == "handler":
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, lambda: print("loop handler"))
    try:
        os.kill(os.getpid(), signal.SIGINT)
        await asyncio.sleep(0.1)
    except asyncio.CancelledError:
        print("cancelled")
        raise
    print("finished")
asyncio.run(main())
