import hyperparameter as hp

from dataclasses import dataclass
from typing import Dict, List, Optional


@dataclass
class Server:
    host: str = "localhost"
    port: int = 8080


@dataclass
class App:
    name: str
    server: Server
    debug: bool = False
    sizes: List[int] = None
    limits: Dict[str, float] = None
    seed: Optional[int] = None


class Plain:
    lr: float
    steps: int = 10


print(
    hp.config(
        {"name": "app", "server": {"port": "9090"}, "debug": "yes", "sizes": ["1", "2"]}, schema=App
    )
)
print(
    hp.config(
        {"name": 1, "server": {}, "limits": {"a": "0.5"}, "seed": "3", "extra": 1}, schema=App
    )
)
print(vars(hp.config({"lr": "0.5"}, schema=Plain)))
for broken in ({"server": {}}, {"name": "app", "server": {"port": "words"}}):
    try:
        hp.config(broken, schema=App)
    except (TypeError, ValueError) as error:
        print(isinstance(error, TypeError), isinstance(error, ValueError) and "Missing required field" in str(error))
