"""Metrics and trajectories that go out, held against the packages that read them."""

import importlib.util
import subprocess
import sys

from checks import FOLDER, Skip


def script(name, *words):
    """Runs a script of this folder that prints a line for each of its checks."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", FOLDER / name, *map(str, words)], capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    assert done.returncode == 0, "\n".join([line for line in lines if not line.startswith("pass")] + [done.stderr.strip()])
    return f"{sum(line.startswith('pass') for line in lines)} checks of its own"


def needs(package):
    if importlib.util.find_spec(package) is None:
        raise Skip(f"the package {package} is not installed in this environment")


def check_event_files_are_what_tensorboard_reads(program):
    needs("tensorboard")
    return script("read-tensorboard.py", program.path, program.folder / "tensorboard")
