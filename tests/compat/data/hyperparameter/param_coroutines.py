import hyperparameter as hp

import asyncio


@hp.param
async def coroutine(x=1):
    return x


@hp.param
def generator(x=1):
    yield x


with hp.scope("coroutine.x=3", "generator.x=4"):
    print(asyncio.run(coroutine()), list(generator()))
