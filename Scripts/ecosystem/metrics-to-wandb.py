#!/usr/bin/env python3
"""Writes a session's metrics as offline runs of Weights & Biases, by its own package.

    sidecoach export SESSION --format csv --out metrics.csv
    python3 Scripts/ecosystem/metrics-to-wandb.py metrics.csv --project NAME --dir DIRECTORY

Each run becomes one offline run in DIRECTORY/wandb, which `wandb sync DIRECTORY/wandb/offline-run-*` uploads and LEET (`wandb
beta leet`) shows. Nothing is sent from here and no account is needed. Needs the package `wandb`. Steps are environment
steps; `--check` reads the files back and compares them.
"""

import argparse
import csv
import glob
import json
import math
import os
import struct
import sys

# Before it is imported: what it does by itself is to stay on this machine.
os.environ["WANDB_MODE"] = "offline"
os.environ.setdefault("WANDB_SILENT", "true")

import wandb


def runs(path):
    """The metrics of a file: {(run, seed): {step: {tag: value}}}, in the order of the file."""
    found = {}
    with open(path, newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            try:
                value = float(row["value"])
                steps = found.setdefault((row["run"], row["seed"]), {})
                # Runs are drawn by numbers; what is none has no place there.
                if math.isfinite(value):
                    steps.setdefault(int(row["step"]), {})[row["tag"]] = value
            except (KeyError, TypeError, ValueError) as problem:
                raise SystemExit(f"{path}: line {number} is no metric of 'export --format csv': {problem!r}")
    return found


def records(path):
    """The records of an offline run's file: LevelDB's log format, in blocks of 32 KiB behind a header of 7 bytes."""
    with open(path, "rb") as file:
        data = file.read()
    place, record = 7, b""
    while place + 7 <= len(data):
        if 32768 - place % 32768 < 7:
            place += 32768 - place % 32768
            continue
        _, length, kind = struct.unpack_from("<IHB", data, place)
        record += data[place + 7 : place + 7 + length]
        place += 7 + length
        # Whole ones, and the last parts of those that do not fit into a block.
        if kind in (1, 4):
            yield record
            record = b""


def history(directory):
    """What an offline run holds, by the package's own messages: {step: {tag: value}}."""
    from wandb.proto import wandb_internal_pb2

    found = {}
    for data in records(glob.glob(os.path.join(directory, "*.wandb"))[0]):
        message = wandb_internal_pb2.Record()
        message.ParseFromString(data)
        if message.WhichOneof("record_type") != "history":
            continue
        items = {item.key or "/".join(item.nested_key): json.loads(item.value_json) for item in message.history.item}
        step = int(items.get("_step", message.history.step.num))
        found.setdefault(step, {}).update({key: value for key, value in items.items() if not key.startswith("_")})
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", help="what export --format csv wrote")
    parser.add_argument("--project", default="sidecoach", help="the project that the runs belong to")
    parser.add_argument("--dir", default=".", help="where its directory `wandb` is made")
    parser.add_argument("--check", action="store_true", help="read the runs back and compare them")
    arguments = parser.parse_args()
    os.makedirs(arguments.dir, exist_ok=True)
    found = runs(arguments.file)
    if not found:
        raise SystemExit(f"{arguments.file} holds no metric")
    written = []
    for (name, seed), steps in found.items():
        run = wandb.init(
            project=arguments.project, name=name, dir=arguments.dir, mode="offline", reinit="finish_previous",
            config={"seed": int(seed)} if seed else {}, settings=wandb.Settings(x_disable_stats=True))
        # The run's directory has the folder `files` in it.
        directory = os.path.dirname(run.dir)
        for step in sorted(steps):
            run.log(steps[step], step=step)
        run.finish()
        print(f"{name}: {len(steps)} steps, {directory}")
        written.append((name, steps, directory))
    # What writes the files does so in a process of its own, which ends with this.
    wandb.teardown()
    for name, steps, directory in written if arguments.check else []:
        back = history(directory)
        if back != steps:
            raise SystemExit(f"FAIL {name}: {len(back)} steps read back are not the {len(steps)} that were written")
        print(f"pass wandb's files hold {name}: {len(back)} steps, as they were")


main()
