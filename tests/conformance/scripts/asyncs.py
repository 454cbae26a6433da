import asyncio
import contextvars
VARIABLE = contextvars.ContextVar("VARIABLE", default=0)
async def child():
    await asyncio.sleep(0)
    return VARIABLE.get()
async def main():
    VARIABLE.set(1)
    print(await asyncio.gather(child(), child()))
asyncio.run(main())
print(VARIABLE.get(), len(contextvars.copy_context()))
