"""One Gymnasium environment as the parent sees it: flat observations, flat actions, kept states."""

import ast
import importlib
import math
import random

import numpy as np

try:
    import gymnasium as gym
    from gymnasium.spaces import utils as flat
except ModuleNotFoundError:
    gym = None

import atari
import pictures
import states

# Numbers of an observation; what is longer is a picture that wants a wrapper.
LONGEST_ROW = 32_768
# Choices of a discrete action that others are combined into.
MOST_CHOICES = 64
# Steps after which an episode is cut where nothing else is said: 108,000 frames of four, as ALE has it.
STEP_LIMIT = 27_000


class NoPackage(Exception):
    """The Python lacks a package: what pip calls it on a line of its own, empty where that is not known, then a sentence."""

    def __init__(self, requirement, sentence):
        super().__init__(f"{requirement}\n{sentence}")


class NoEnvironment(Exception):
    """No environment has this id."""


class Unfit(Exception):
    """A space that has no form here."""


def find(order):
    """The environment of an order, wrapped, and its step limit."""
    if gym is None:
        raise NoPackage("gymnasium", "it has no package gymnasium")
    name, kwargs = order["id"], dict(order.get("kwargs", {}))
    wrappers = [read_wrapper(text) for text in order.get("wrappers", [])]
    if any(wrapper[0] == "atari" for wrapper in wrappers):
        # The wrapper skips frames itself.
        kwargs.setdefault("frameskip", 1)
    register(name)
    spec = specification(name)
    if "rgb_array" in render_modes(spec):
        kwargs.setdefault("render_mode", "rgb_array")
    limit = order.get("stepLimit") or spec.max_episode_steps or STEP_LIMIT
    stickiness = atari.take_stickiness(spec, kwargs)
    try:
        env = gym.make(spec, max_episode_steps=limit, disable_env_checker=True, **kwargs)
        atari.stick(env, stickiness)
        for wrapper in wrappers:
            env = wrap(env, *wrapper)
    except gym.error.DependencyNotInstalled as error:
        raise NoPackage(requirement(str(error)), str(error)) from error
    except ModuleNotFoundError:
        raise
    except ImportError as error:
        # What Gymnasium gave up is still listed, and says where it went.
        raise NoEnvironment(str(error)) from error
    return env, limit


def requirement(sentence):
    """What pip calls the package that an environment misses, as far as its message tells."""
    known = {"mujoco": "gymnasium[mujoco]", "box2d": "gymnasium[box2d]", "pygame": "gymnasium[classic-control]"}
    known["opencv"] = "opencv-python-headless"
    return next((name for word, name in known.items() if word in sentence.lower()), "")


def register(name):
    """Imports what registers ids without being asked by a module's name."""
    if name.startswith("ALE/") or "NoFrameskip" in name or "-ram" in name or name not in gym.registry:
        try:
            ale = importlib.import_module("ale_py")
        except ModuleNotFoundError as error:
            if name.startswith("ALE/"):
                raise NoPackage("ale-py", "it has no package ale-py, which Atari's games need") from error
        else:
            gym.register_envs(ale)


def specification(name):
    """What is registered under `name`, which may be `module:Id-v0`."""
    module, colon, rest = name.partition(":")
    if colon:
        try:
            importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name != module.split(".")[0] and error.name != module:
                raise
            raise NoEnvironment(f"there is no Python module {module}") from error
    try:
        return gym.spec(rest if colon else name)
    except gym.error.Error as error:
        raise NoEnvironment(str(error)) from error


def render_modes(spec):
    try:
        entry = spec.entry_point
        if isinstance(entry, str):
            entry = gym.envs.registration.load_env_creator(entry)
        return getattr(entry, "metadata", {}).get("render_modes", [])
    except Exception:  # noqa: BLE001: making it says better what is wrong
        return []


def read_wrapper(text):
    """`Name`, `Name(4, key=value)` or `module:Name(…)` as name, positional and named arguments, which are literals."""
    head, parenthesis, tail = text.strip().partition("(")
    if not parenthesis:
        return head, [], {}
    try:
        call = ast.parse("f(" + tail, mode="eval").body
        values = [ast.literal_eval(value) for value in call.args]
        named = {word.arg: ast.literal_eval(word.value) for word in call.keywords}
    except (SyntaxError, ValueError, AttributeError) as error:
        raise Unfit(f"the wrapper '{text}' cannot be read; write it as Name or Name(4, key=value)") from error
    return head, values, named


def wrap(env, name, values, named):
    if name == "pong80":
        return atari.PongCells(env)
    if name == "atari":
        env = gym.wrappers.AtariPreprocessing(env, **named)
        return gym.wrappers.FrameStackObservation(env, 4)
    module, colon, rest = name.partition(":")
    found = getattr(importlib.import_module(module), rest, None) if colon else getattr(gym.wrappers, name, None)
    if found is None:
        near = sorted(["pong80", "atari"] + [word for word in dir(gym.wrappers) if word[0].isupper()])
        raise Unfit(f"there is no wrapper '{name}'. Valid: {', '.join(near)}, or module:Name")
    return found(env, *values, **named)


def parts(space, name=""):
    """The pieces of a flat observation in their order: name, kind (number, choice or flag), and how many."""
    if isinstance(space, gym.spaces.Box):
        return [(name, "number", int(math.prod(space.shape)))]
    if isinstance(space, gym.spaces.Discrete):
        return [(name, "choice", int(space.n))]
    if isinstance(space, gym.spaces.MultiBinary):
        return [(name, "flag", int(math.prod(space.shape)))]
    if isinstance(space, gym.spaces.MultiDiscrete):
        return [(f"{name} {place}".strip(), "choice", int(n)) for place, n in enumerate(space.nvec.flatten())]
    if isinstance(space, gym.spaces.Dict):
        return [part for key, inner in space.spaces.items() for part in parts(inner, f"{name} {key}".strip())]
    if isinstance(space, gym.spaces.Tuple):
        return [part for key, inner in enumerate(space.spaces) for part in parts(inner, f"{name} {key}".strip())]
    raise Unfit(f"observations are {type(space).__name__}, which has no fixed length; wrap the environment")


class Actions:
    """Turns the parent's numbers into an action."""

    def __init__(self, space, env):
        self.space = space
        self.names, self.low, self.high = [], [], []
        if isinstance(space, gym.spaces.Box):
            self.take_box(space)
            return
        if isinstance(space, gym.spaces.Discrete):
            choices, self.read = int(space.n), lambda numbers: int(numbers[0]) + int(space.start)
        elif isinstance(space, (gym.spaces.MultiDiscrete, gym.spaces.MultiBinary)):
            choices = self.take_product(space)
        else:
            raise Unfit(f"actions are {type(space).__name__}; only Box, Discrete, and small MultiDiscrete and MultiBinary fit")
        meanings = getattr(env.unwrapped, "get_action_meanings", None)
        named = list(meanings()) if callable(meanings) else []
        if len(named) == choices:
            self.names = [str(name) for name in named]
        elif not self.names:
            self.names = [f"action {place}" for place in range(choices)]

    def take_box(self, space):
        low, high = space.low.astype(np.float32).ravel(), space.high.astype(np.float32).ravel()
        if space.dtype.kind != "f":
            raise Unfit("actions are whole numbers in a Box; wrap the environment with TransformAction")
        if not (np.isfinite(low).all() and np.isfinite(high).all()):
            raise Unfit("actions have no bounds; wrap the environment with RescaleAction(-1, 1) over bounds of its own")
        self.low, self.high = low.tolist(), high.tolist()
        shape, kind = space.shape, space.dtype
        self.read = lambda numbers: numbers.reshape(shape).astype(kind, copy=True)

    def take_product(self, space):
        sizes = space.nvec.ravel() if isinstance(space, gym.spaces.MultiDiscrete) else [2] * math.prod(space.shape)
        sizes, shape, kind = [int(size) for size in sizes], space.shape, space.dtype
        choices = math.prod(sizes)
        if choices > MOST_CHOICES:
            raise Unfit(f"actions are {type(space).__name__} with {choices} combinations; at most {MOST_CHOICES} fit")
        table = [np.array(np.unravel_index(place, sizes), dtype=kind).reshape(shape) for place in range(choices)]
        self.names = [" ".join(str(value) for value in row.ravel()) for row in table]
        self.read = lambda numbers: table[int(numbers[0])].copy()
        return choices


class World:
    """One environment, stepped by flat numbers."""

    def __init__(self, order):
        self.env, self.limit = find(order)
        self.actions = Actions(self.env.action_space, self.env)
        self.row = b""
        space = self.env.observation_space
        self.cells = getattr(self.env, "sparse_cells", None)
        if self.cells is not None:
            self.parts, self.flatten = [], lambda row: row.tobytes()
        else:
            self.parts = parts(space)
            self.flatten = self.flattening(space)
        self.keeper = states.keeper(self.env)

    def flattening(self, space):
        size = sum(count for _, _, count in self.parts)
        if size > LONGEST_ROW:
            raise Unfit(
                f"an observation has {size} numbers, {LONGEST_ROW} at most; choose a wrapper, for instance atari, or "
                "pong80 for ALE/Pong-v5"
            )
        if not isinstance(space, gym.spaces.Box):
            return lambda value: np.asarray(flat.flatten(space, value), np.float32).tobytes()
        if space.dtype == np.uint8 and len(space.shape) > 1:
            # A picture: brightness from 0 to 1, as networks like it.
            return lambda value: (np.asarray(value, np.float32) / np.float32(255)).tobytes()
        return lambda value: np.asarray(value, np.float32).tobytes()

    def description(self):
        """What the parent has to know of it."""
        return {
            "cells": self.cells,
            "parts": [{"name": name, "kind": kind, "count": count} for name, kind, count in self.parts],
            "actionNames": self.actions.names,
            "low": self.actions.low,
            "high": self.actions.high,
            "stepLimit": int(self.limit),
            "gymnasium": gym.__version__,
            "environment": str(self.env),
        }

    def reset(self, seed):
        if seed is not None:
            # For environments that draw from the modules' own generators; most have one of theirs.
            random.seed(seed)
            np.random.seed(seed)
        observation, _ = self.env.reset(seed=seed)
        self.row = self.flatten(observation)
        return self.row

    def step(self, numbers):
        action = self.actions.read(np.frombuffer(numbers, np.float32))
        observation, reward, terminated, truncated, _ = self.env.step(action)
        self.row = self.flatten(observation)
        return float(reward), bool(terminated), bool(truncated), self.row

    def capture(self):
        return states.pack({"row": self.row, "state": self.keeper.capture()})

    def restore(self, data):
        kept = states.unpack(data)
        self.keeper.restore(kept["state"])
        self.row = kept["row"]
        return self.row

    def reseed(self, seed):
        self.keeper.reseed(seed)

    def inks(self, width, height):
        return pictures.inks(self.env, width, height)

    def close(self):
        try:
            self.env.close()
        except Exception:  # noqa: BLE001: it is given up anyway
            pass
