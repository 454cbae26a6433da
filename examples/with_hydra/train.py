"""A Hydra program; hprun reads its configuration without Hydra, and runs it with it."""

import hydra
from omegaconf import DictConfig


@hydra.main(version_base=None, config_path="conf", config_name="config")
def main(cfg: DictConfig) -> None:
    place, speed = cfg.start, 0.0
    for _ in range(cfg.steps):
        speed = cfg.optim.momentum * speed - cfg.optim.lr * 2 * place
        place += speed
    print(f"{cfg.optim.name}: after {cfg.steps} steps at {place:.4f}")


if __name__ == "__main__":
    main()
