import collections
import dataclasses
import enum
import pickle
import typing

@dataclasses.dataclass
class Point:
    x: int
    other: "typing.Optional[Point]" = None

class Colour(enum.Enum):
    RED = 1

Pair = collections.namedtuple("Pair", "a b")
print(typing.get_type_hints(Point), Point.__module__, Point.__qualname__)
for value in (Point(1), Colour.RED, Pair(1, 2)):
    data = pickle.dumps(value)
    print(data, pickle.loads(data))
