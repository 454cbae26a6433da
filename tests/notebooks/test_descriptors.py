"""The streams of a kernel, read while somebody goes on to write to them."""

import asyncio
import os

import pytest

from hprun.notebooks.descriptors import Pipes

pytestmark = pytest.mark.skipif(os.name != "posix", reason="pipes of POSIX")


def test_what_is_written_by_now_is_taken_and_what_follows_is_not_waited_for():
    async def taken():
        texts = []

        def take(name, text):
            texts.append((name, text))
            os.write(writer, b"more")

        pipes = Pipes(take)
        writer = os.dup(pipes.given["stdout"])
        pipes.listen()
        os.write(writer, b"x" * 1000)
        pipes.drain()
        before = [*texts]
        pipes.close()
        os.close(writer)
        return before, texts

    before, texts = asyncio.run(taken())
    assert before == [("stdout", "x" * 1000)]
    assert texts == [*before, ("stdout", "more")]


def test_a_letter_may_come_in_pieces():
    async def taken():
        texts = []
        pipes = Pipes(lambda _, text: texts.append(text))
        writer = os.dup(pipes.given["stderr"])
        pipes.listen()
        for piece in (b"\xc3", b"\xa9", b"\xff"):
            os.write(writer, piece)
            pipes.drain()
        pipes.close()
        os.close(writer)
        return texts

    assert asyncio.run(taken()) == ["é", "\ufffd"]
