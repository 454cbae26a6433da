"""Layer 4: which trial has which values.

Any trial is known by its number alone, and none is kept: a million of them take no memory, and each
worker, at any time, finds the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from random import Random
from typing import Protocol

from hprun.errors import UsageError
from hprun.sweeps.space import Dimension, size_of

GRID = "grid"
RANDOM = "random"
NATIVE = (GRID, RANDOM)


class Sampler(Protocol):
    """Knows the values of each trial."""

    def point(self, number: int) -> tuple[str, ...]:
        """Return the values of a trial, by its number from 0, in the order of the space."""
        ...


class Grid:
    """Every point of a space, the last dimension running first."""

    def __init__(self, space: Sequence[Dimension]) -> None:
        self._space = space

    def point(self, number: int) -> tuple[str, ...]:
        """Return a point by its number."""
        texts = []
        for each in reversed(self._space):
            number, index = divmod(number, each.size)
            texts.append(each.at(index))
        return tuple(reversed(texts))


class ByChance:
    """Points by chance; where they can be counted, none comes twice."""

    def __init__(self, space: Sequence[Dimension], seed: int) -> None:
        self._space = space
        self._seed = seed
        self._size = size_of(space)

    def point(self, number: int) -> tuple[str, ...]:
        """Return a point by the number of its trial."""
        if self._size:
            return Grid(self._space).point(shuffled(number, self._size, self._seed))
        random = Random(f"{self._seed}/{number}")  # noqa: S311 - no secret
        return tuple(each.by_chance(random) for each in self._space)


def shuffled(number: int, size: int, seed: int) -> int:
    """Return the place of a number among `size` shuffled ones, without shuffling all of them.

    Four rounds of a Feistel network permute the numbers of an even count of bits; one that comes
    out too large goes in again (Black and Rogaway, Ciphers with Arbitrary Finite Domains, 2002).
    """
    half = max((size - 1).bit_length() + 1, 2) // 2
    mask = (1 << half) - 1
    while True:
        left, right = number >> half, number & mask
        for turn in range(4):
            left, right = right, left ^ (_mixed(f"{seed}/{turn}/{right}") & mask)
        number = (left << half) | right
        if number < size:
            return number


def _mixed(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=16).digest())


def chosen(name: str, space: Sequence[Dimension], *, limited: bool) -> str:
    """Return the name of the sampler: the one that was asked for, else what the space suggests.

    `limited` says that a number of trials was given. Raises UsageError for a grid without an end.
    """
    endless = [each for each in space if not each.size]
    if not name:
        return RANDOM if endless or limited else GRID
    if name == GRID and endless:
        each = endless[0]
        raise UsageError(
            f"a grid needs values that can be counted, and {each.name!r} has no end of them",
            origin=f"--over {each.name}={each}",
            advice=f"list them, or say steps: {each.name}={each.low}..{each.high}:STEP",
        )
    return name


def native(name: str, space: Sequence[Dimension], seed: int) -> Sampler:
    """Return one of the samplers that are our own."""
    return Grid(space) if name == GRID else ByChance(space, seed)
