import hyperparameter as hp

import asyncio


async def task(number):
    with hp.scope(number=number):
        await asyncio.sleep(0)
        return hp.scope.number()


async def main():
    with hp.scope(number=-1, base="seen"):
        print(await asyncio.gather(*(task(number) for number in range(5))))
        print(await asyncio.create_task(read()), hp.scope.number())


async def read():
    return hp.scope.base()


asyncio.run(main())
