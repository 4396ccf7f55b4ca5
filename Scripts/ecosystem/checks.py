"""Runs the checks of this folder: every function of a module that is called check_…, in the order of the file."""

import argparse
import importlib
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import traceback

FOLDER = pathlib.Path(__file__).resolve().parent
MODULES = ["policies_out", "policies_in", "metrics_out"]


class Skip(Exception):
    """A check that cannot be made here, with the reason."""


class Program:
    """The program under test, in a folder of its own."""

    def __init__(self, path, folder, full):
        self.path, self.folder, self.full = str(pathlib.Path(path).resolve()), pathlib.Path(folder), full

    @property
    def steps(self):
        return 200_000 if self.full else 20_000

    def run(self, *words):
        """Standard output of a command, which has to end well."""
        done = subprocess.run(
            [self.path, *map(str, words)], cwd=self.folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if done.returncode != 0:
            raise AssertionError(f"sidecoach {' '.join(map(str, words))}: {done.returncode}\n{done.stderr.strip()}")
        return done.stdout

    def json(self, *words):
        return json.loads(self.run(*words, "--json"))

    def answers(self, session, observations):
        """What the base of a session answers to rows of numbers: actions, outputs and values."""
        file = self.folder / f"{session}.observations.jsonl"
        file.write_text("".join(json.dumps([float(x) for x in row]) + "\n" for row in observations))
        return self.json("evaluate", session, "--observations", file)

    def returns(self, session, episodes):
        """Returns of whole episodes, the most probable action taken."""
        return self.json("evaluate", session, "--episodes", episodes, "--greedy")["returns"]


def mean_interval(values):
    """Mean and half of its 95 % interval, by Student's t with the normal limit's small-sample factor."""
    count = len(values)
    mean = sum(values) / count
    variance = sum((x - mean) ** 2 for x in values) / (count - 1)
    # Quantiles of t for n - 1 degrees of freedom, by Cornish and Fisher's expansion around 1.96.
    z, n = 1.959964, count - 1
    quantile = z + (z**3 + z) / (4 * n) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
    return mean, quantile * math.sqrt(variance / count)


def expect_same(found, wanted, what, tolerance=1e-5):
    """Two arrays of numbers that differ by no more than the tolerance, where they are large by that part of the largest; and by
    how much they do. Sums in single precision are right to seven digits of their largest terms."""
    import numpy

    found, wanted = numpy.asarray(found, dtype=float), numpy.asarray(wanted, dtype=float)
    assert found.shape == wanted.shape, f"{what}: sizes {found.shape} and {wanted.shape}"
    worst = float(numpy.abs(found - wanted).max() / max(1, numpy.abs(wanted).max()))
    assert worst <= tolerance, f"{what} differ by {worst:.2e}, more than {tolerance}"
    return f"{what} differ by {worst:.1e}"


def expect_agreement(ours, theirs):
    """Two samples of returns whose intervals meet, and both of them. Where episodes of a greedy policy are nearly alike the
    intervals are narrower than what two versions of the physics differ by: one part in a hundred is let pass."""
    (a, da), (b, db) = mean_interval(ours), mean_interval(theirs)
    words = f"mean return here {a:.1f} ± {da:.1f}, there {b:.1f} ± {db:.1f}"
    assert abs(a - b) <= max(da + db, 0.01 * abs(b)), words
    return words


def main():
    parser = argparse.ArgumentParser(prog="check-ecosystem")
    parser.add_argument("--program", required=True)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("checks", nargs="*", metavar="CHECK", help="one of " + ", ".join(MODULES))
    given = parser.parse_args()
    unknown = [name for name in given.checks if name not in MODULES]
    if unknown:
        parser.error(f"there is no check '{unknown[0]}'; valid: {', '.join(MODULES)}")
    counts = {"pass": 0, "fail": 0, "skip": 0}
    with tempfile.TemporaryDirectory(prefix="sidecoach-ecosystem-") as folder:
        program = Program(given.program, folder, given.full)
        for module in given.checks or MODULES:
            for name, check in vars(importlib.import_module(module)).copy().items():
                if not name.startswith("check_"):
                    continue
                try:
                    verdict, words = "pass", check(program) or ""
                except Skip as reason:
                    verdict, words = "skip", str(reason)
                except AssertionError as reason:
                    verdict, words = "fail", str(reason)
                except Exception:
                    verdict, words = "fail", traceback.format_exc().strip()
                counts[verdict] += 1
                title = name.removeprefix("check_").replace("_", " ")
                print(f"{verdict}  {module}: {title}{': ' + words if words else ''}", flush=True)
    print(f"{counts['pass']} passed, {counts['fail']} failed, {counts['skip']} skipped")
    return 1 if counts["fail"] else 0


if __name__ == "__main__":
    # The checks import this file by its name.
    sys.modules["checks"] = sys.modules["__main__"]
    sys.path.insert(0, str(FOLDER))
    sys.exit(main())
