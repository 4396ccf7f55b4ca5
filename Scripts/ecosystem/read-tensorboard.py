#!/usr/bin/env python3
"""Holds event files against TensorBoard's own reader and writer.

    python3 Scripts/ecosystem/read-tensorboard.py PROGRAM DIRECTORY

PROGRAM is sidecoach, DIRECTORY one to work in, which is made. Needs the package `tensorboard`. Prints a line for each check
and exits 0 where all pass: a run that trains with --tensorboard and its export give TensorBoard what the session has, a run
that is taken up is one run there, and what TensorBoard's writer wrote is what `watch` reads.
"""

import csv
import io
import json
import math
import os
import struct
import subprocess
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto import event_pb2, summary_pb2, tensor_pb2, types_pb2
from tensorboard.summary.writer.event_file_writer import EventFileWriter

failures = 0


def check(name, passes, reason=""):
    global failures
    print(f"{'pass' if passes else 'FAIL'} {name}" + ("" if passes or not reason else f": {reason}"), flush=True)
    failures += not passes


def run(program, *words):
    result = subprocess.run([program, *words], capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"FAIL {' '.join(words)}: exit {result.returncode}: {result.stderr.strip()[-400:]}")
    return result.stdout


def scalars(directory):
    """Every scalar of a run's directory, as TensorBoard reads it: {tag: {step: value}}."""
    reader = EventAccumulator(directory, size_guidance={"scalars": 0, "tensors": 0})
    reader.Reload()
    return {tag: {event.step: event.value for event in reader.Scalars(tag)} for tag in reader.Tags()["scalars"]}


def stored(program, sessions):
    """What the session has, by its CSV export: {run: {tag: {step: value}}}, in single precision."""
    found = {}
    for row in csv.DictReader(io.StringIO(run(program, "export", "one", "--sessions", sessions))):
        value = struct.unpack("<f", struct.pack("<f", float(row["value"])))[0]
        found.setdefault(row["run"], {}).setdefault(row["tag"], {})[int(row["step"])] = value
    return found


def difference(one, other):
    """The first thing in which two sets of scalars differ; nothing where they are equal."""
    if set(one) != set(other):
        return f"tags differ: {sorted(set(one) ^ set(other))}"
    for tag in one:
        if set(one[tag]) != set(other[tag]):
            return f"{tag}: steps differ: {sorted(set(one[tag]) ^ set(other[tag]))[:5]}"
        for step, value in one[tag].items():
            there = other[tag][step]
            if value != there and not (math.isnan(value) and math.isnan(there)):
                return f"{tag} at step {step}: {value} and {there}"
    return ""


def main(program, scratch):
    os.makedirs(scratch, exist_ok=True)
    sessions, live, exported = (os.path.join(scratch, name) for name in ("sessions", "live", "exported"))
    small = ["environments=8", "stepsPerUpdate=64", "hidden=16", "environment.points=1", "environment.stepLimit=120"]
    train = ["train", "Pong", "--session", "one", "--sessions", sessions, "--tensorboard", live]
    train += [word for setting in small for word in ("--set", setting)]
    run(program, *train, "--steps", "4096")
    # Taken up, in another file of the same run.
    run(program, *train, "--steps", "8192")
    base = os.path.join(live, "one", "base")
    files = [name for name in os.listdir(base) if "tfevents" in name]
    check("a run that is taken up has a file for each time", len(files) == 2, f"{sorted(files)}")
    session = stored(program, sessions)
    problem = difference(scalars(base), session["base"])
    check("TensorBoard reads what a run wrote while it trained", not problem, problem)

    run(program, "export", "one", "--sessions", sessions, "--format", "tensorboard", "--out", exported)
    runs = sorted(os.listdir(os.path.join(exported, "one")))
    check("the export has a directory for each run", runs == sorted(session), f"{runs}")
    for name in runs:
        problem = difference(scalars(os.path.join(exported, "one", name)), session[name])
        check(f"TensorBoard reads the export of {name}", not problem, problem)

    watched = json.loads(run(program, "watch", live, "--once", "--json"))["runs"]
    check("watch reads the same", [found["name"] for found in watched] == ["one/base"], f"{watched}")
    last = {tag: values[max(values)] for tag, values in session["base"].items() if math.isfinite(values[max(values)])}
    check("watch has the latest values", watched[0]["latest"] == last, f"{watched[0]['latest']} and {last}")

    # TensorBoard's own writer, with numbers as older and as newer writers store them.
    theirs = os.path.join(scratch, "theirs")
    writer = EventFileWriter(theirs)
    for step in range(1, 6):
        tensor = tensor_pb2.TensorProto(dtype=types_pb2.DT_FLOAT, float_val=[step / 4])
        values = [
            summary_pb2.Summary.Value(tag="charts/episodic_return", simple_value=step * 1.5),
            summary_pb2.Summary.Value(tag="newer", tensor=tensor),
        ]
        writer.add_event(event_pb2.Event(wall_time=1e9 + step, step=step, summary=summary_pb2.Summary(value=values)))
    writer.close()
    found = json.loads(run(program, "watch", theirs, "--once", "--json"))["runs"][0]
    check("watch reads what TensorBoard wrote", found["latest"] == {"charts/episodic_return": 7.5, "newer": 1.25}, f"{found}")
    check("no record of it is damaged", found["damaged"] == 0 and found["step"] == 5, f"{found}")
    path = os.path.join(theirs, os.listdir(theirs)[0])
    with open(path, "rb") as file:
        whole = file.read()
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 1
    with open(path, "wb") as file:
        file.write(damaged[:-3])
    found = json.loads(run(program, "watch", theirs, "--once", "--json"))["runs"][0]
    check("a damaged record is passed over and a torn one waits", found["damaged"] == 1 and found["step"] == 4, f"{found}")


if len(sys.argv) != 3:
    raise SystemExit(__doc__)
main(os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]))
sys.exit(1 if failures else 0)
