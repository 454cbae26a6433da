"""`python tests/benchmarks`: print what hprun costs, beside its peers, as tables."""

import argparse
import sys

import editors
import helps
import reads
import recordings
import scans
import starts
import sweeps

PARTS = {
    "start": starts,
    "scan": scans,
    "reads": reads,
    "help": helps,
    "records": recordings,
    "editors": editors,
    "sweeps": sweeps,
}


def main():
    """Run the parts that are named on the command line, else all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all by default")
    parser.add_argument("--python", default=sys.executable, help="the interpreter to measure with")
    parser.add_argument(
        "--peers",
        action="append",
        default=[],
        metavar="PYTHON",
        help="an interpreter that has other tools installed; may be given again",
    )
    parser.add_argument("--tree", help="a folder with a large library, unpacked, for the scan")
    parser.add_argument("--repeat", type=int, default=3, help="of what is timed, the best counts")
    options = parser.parse_args()
    for name in options.parts or PARTS:
        PARTS[name].main(options)


if __name__ == "__main__":
    main()
