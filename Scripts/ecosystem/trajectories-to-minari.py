#!/usr/bin/env python3
"""Makes a Minari data set of a session's episodes.

    sidecoach export SESSION --format trajectories --out episodes.jsonl
    python3 Scripts/ecosystem/trajectories-to-minari.py episodes.jsonl NAME

NAME is the data set's id, such as `hopper/mine-v0`; it goes where Minari keeps data sets ($MINARI_DATASETS_PATH, else
~/.minari/datasets). Needs the packages `minari[hdf5]`, `pillow` and `gymnasium`. Observations are those that the policy saw,
in single precision; those of the built-in Pong become vectors of -1, 0 and 1. `--check` reads the data set back and compares every number.
"""

import argparse
import json
import os
import sys

import gymnasium
import minari
import numpy as np
from minari.data_collector import EpisodeBuffer


def spaces(line):
    """The observation and action spaces that a line names, as Gymnasium's."""
    kind, size = next(iter(line["observationSpace"].items()))
    if kind == "dense":
        observation = gymnasium.spaces.Box(-np.inf, np.inf, (size["dimension"],), np.float32)
    else:
        observation = gymnasium.spaces.Box(-1, 1, (size["dimension"],), np.int8)
    kind, what = next(iter(line["actionSpace"].items()))
    if kind == "discrete":
        return observation, gymnasium.spaces.Discrete(len(what["names"]))
    low, high = (np.array([float(bound) for bound in what[side]], np.float32) for side in ("low", "high"))
    return observation, gymnasium.spaces.Box(low, high, dtype=np.float32)


def rows(line, space):
    """The observations of a line, one row each."""
    if space.dtype == np.float32:
        return np.array(line["observations"], np.float32)
    found = np.zeros((len(line["observations"]), *space.shape), np.int8)
    for row, cells in zip(found, line["observations"]):
        # Cells that are not 0, counted from 1, negative where they are -1.
        cells = np.array(cells, np.int64)
        row[np.abs(cells) - 1] = np.sign(cells)
    return found


def episodes(path):
    """The episodes of a file, one after the other, with their spaces."""
    with open(path, encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            try:
                line = json.loads(text)
                observation, action = spaces(line)
                taken = np.array(line["actions"], action.dtype)
                yield line, observation, action, rows(line, observation), taken
            except (ValueError, KeyError, TypeError) as problem:
                raise SystemExit(f"{path}: line {number} is no episode of 'export --format trajectories': {problem!r}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", help="what export --format trajectories wrote")
    parser.add_argument("name", help="the data set's id, such as hopper/mine-v0")
    parser.add_argument("--check", action="store_true", help="read the data set back and compare it")
    arguments = parser.parse_args()
    buffers = []
    for line, observation, action, seen, taken in episodes(arguments.file):
        count = len(line["rewards"])
        ends = np.zeros(count, bool)
        ends[-1:] = True
        buffers.append(
            EpisodeBuffer(
                id=len(buffers), seed=line["seed"] % 2**63, observations=seen, actions=taken,
                rewards=np.array(line["rewards"], np.float64),
                terminations=ends & line["terminated"], truncations=ends & line["truncated"], infos={}))
    if not buffers:
        raise SystemExit(f"{arguments.file} holds no episode")
    environment = line["environment"]
    try:
        # The data set then says how its environment is made, where Gymnasium has it and can make it here.
        known = gymnasium.make(environment)
    except gymnasium.error.Error:
        known = None
    minari.create_dataset_from_buffers(
        arguments.name, buffers, env=known, observation_space=observation, action_space=action,
        algorithm_name="sidecoach", description=f"Episodes of a policy in {environment}, recorded by Sidecoach.")
    print(f"{arguments.name}: {len(buffers)} episodes, {sum(len(buffer.rewards) for buffer in buffers)} steps")
    if not arguments.check:
        return
    data = minari.load_dataset(arguments.name)
    for buffer, episode in zip(buffers, data.iterate_episodes(), strict=True):
        for kind in ("observations", "actions", "rewards", "terminations", "truncations"):
            if not np.array_equal(getattr(buffer, kind), getattr(episode, kind)):
                raise SystemExit(f"FAIL episode {buffer.id}: {kind} are others when read back")
    print(f"pass Minari reads back {data.total_episodes} episodes, {data.total_steps} steps, as they were")


main()
