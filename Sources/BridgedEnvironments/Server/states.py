"""States of environments, kept and taken up again.

Kept states lie in session files, which may come from others: they are written in a form of our own that holds numbers,
text, arrays and containers of them, and reading one runs nothing.
"""

import collections
import json
import re
import struct
import types
import zlib

import numpy as np

try:
    import gymnasium as gym
except ModuleNotFoundError:
    gym = None

# Elements of one attribute's containers; what is larger is a table that an environment is made with.
LARGEST = 2_000
# What an environment or wrapper is set up with, and what draws.
SKIPPED = {"env", "spec", "metadata", "render_mode", "unwrapped", "_np_random_seed", "_cached_spec", "_saved_kwargs"}
# What only draws: by its type, and by its name before it is there.
DRAWS = ("pygame", "gymnasium.envs.mujoco.mujoco_rendering", "OpenGL", "glfw")
DRAWN = re.compile(r"screen|clock|isopen|surf|viewer|.*renderer|.*_surface|.*_imgs?|.*_images?")


class Unkept(Exception):
    """Something that has no form here."""


class Encoding:
    """Values as JSON with arrays and bytes beside it."""

    def __init__(self):
        self.blobs, self.size = [], 0

    def blob(self, data):
        self.blobs.append(data)
        return len(self.blobs) - 1

    def value(self, value):
        if value is None or isinstance(value, (bool, str)) or type(value) in (int, float):
            return value
        if isinstance(value, (np.ndarray, np.generic)):
            if value.dtype.hasobject:
                raise Unkept("an array of objects")
            kind = "a" if isinstance(value, np.ndarray) else "s"
            return {kind: [value.dtype.str, list(np.shape(value)), self.blob(np.asarray(value).tobytes())]}
        if isinstance(value, (bytes, bytearray)):
            return {"b": self.blob(bytes(value))}
        if isinstance(value, np.random.Generator):
            return {"g": self.value(value.bit_generator.state)}
        if isinstance(value, collections.deque):
            return {"q": [value.maxlen, self.values(value)]}
        if type(value) is list:
            return {"l": self.values(value)}
        if type(value) is tuple:
            return {"t": self.values(value)}
        if type(value) is dict:
            return {"d": [[self.value(key), self.value(inner)] for key, inner in value.items()]}
        if type(value).__module__.startswith("gymnasium.") and hasattr(value, "__dict__"):
            return {"o": {key: self.value(inner) for key, inner in vars(value).items()}}
        raise Unkept(f"{type(value).__module__}.{type(value).__name__}")

    def values(self, values):
        return [self.value(value) for value in values]


def decoded(value, blobs):
    """The value of what `Encoding.value` gave."""
    if not isinstance(value, dict):
        return value
    (kind, inner), = value.items()
    if kind in "as":
        array = np.frombuffer(blobs[inner[2]], np.dtype(inner[0])).reshape(inner[1])
        return array.copy() if kind == "a" else array[()]
    if kind == "b":
        return blobs[inner]
    if kind == "g":
        state = decoded(inner, blobs)
        bits = getattr(np.random, state["bit_generator"])()
        bits.state = state
        return np.random.Generator(bits)
    if kind == "q":
        return collections.deque((decoded(item, blobs) for item in inner[1]), inner[0])
    if kind == "l":
        return [decoded(item, blobs) for item in inner]
    if kind == "t":
        return tuple(decoded(item, blobs) for item in inner)
    if kind == "d":
        return {decoded(key, blobs): decoded(item, blobs) for key, item in inner}
    if kind == "o":
        return types.SimpleNamespace(**{key: decoded(item, blobs) for key, item in inner.items()})
    raise ValueError(f"a kept state has a '{kind}'")


def pack(value):
    """A value as bytes."""
    encoding = Encoding()
    tree = json.dumps([encoding.value(value), [len(blob) for blob in encoding.blobs]]).encode()
    return zlib.compress(struct.pack("<I", len(tree)) + tree + b"".join(encoding.blobs), 1)


def unpack(data):
    """The value of `pack`'s bytes; what comes after them is padding."""
    try:
        plain = zlib.decompressobj().decompress(data, 1 << 26)
        start = 4 + struct.unpack("<I", plain[:4])[0]
        tree, lengths = json.loads(plain[4:start])
        blobs = []
        for length in lengths:
            blobs.append(plain[start : start + length])
            start += length
        return decoded(tree, blobs)
    except (ValueError, KeyError, IndexError, TypeError, struct.error, zlib.error) as error:
        raise ValueError(f"a kept state is damaged: {error}") from error


def size(value):
    """Elements of nested containers."""
    if isinstance(value, dict):
        return sum(1 + size(item) for item in value.values())
    if isinstance(value, (list, tuple, collections.deque)):
        return sum(1 + size(item) for item in value)
    return 0


def is_fixed(key, value):
    """Whether an attribute is something that no step changes, or that only draws."""
    if key in SKIPPED or DRAWN.fullmatch(key) or callable(value) or isinstance(value, (gym.Space, gym.envs.registration.EnvSpec, types.ModuleType)):
        return True
    first = value[0] if isinstance(value, (list, tuple)) and value else value
    return type(first).__module__.startswith(DRAWS) or size(value) > LARGEST


def attributes(thing, strict):
    """The attributes of a wrapper or environment; an unknown one is an error where `strict`, and left out else."""
    kept = {}
    for key, value in vars(thing).items():
        if is_fixed(key, value):
            continue
        try:
            Encoding().value(value)
        except Unkept as error:
            if strict:
                raise Unkept(f"{type(thing).__name__}.{key} is a {error}") from error
            continue
        kept[key] = value
    return kept


def take(thing, kept):
    """Puts kept attributes back; objects and generators that others may hold too are changed in place."""
    for key, value in kept.items():
        present = getattr(thing, key, None)
        if isinstance(value, types.SimpleNamespace):
            take(present, vars(value))
        elif isinstance(value, np.random.Generator) and isinstance(present, np.random.Generator):
            present.bit_generator.state = value.bit_generator.state
        else:
            setattr(thing, key, value)


class Keeper:
    """Keeps an environment by the attributes of it and of its wrappers."""

    name = "attributes"

    def __init__(self, env):
        self.levels = []
        while isinstance(env, gym.Wrapper):
            self.levels.append(env)
            env = env.env
        self.core = env

    def capture(self):
        levels = [attributes(level, strict=True) for level in self.levels]
        return {"levels": levels, "core": attributes(self.core, self.is_strict), "world": self.world()}

    def restore(self, kept):
        for level, values in zip(self.levels, kept["levels"], strict=True):
            take(level, values)
        take(self.core, kept["core"])
        self.settle(kept["world"])

    # What only a simulator knows of itself.
    is_strict = True

    def world(self):
        return None

    def settle(self, world):
        pass

    def reseed(self, seed):
        self.core.np_random = gym.utils.seeding.np_random(seed)[0]


class ALEKeeper(Keeper):
    """Keeps an Atari game by the emulator's own state, and what makes actions stick beside it."""

    name = "ALE state"
    is_strict = False

    def world(self):
        ale = self.core.ale
        # Its own generator is not used: what is drawn is drawn by the one beside it.
        return {"game": ale.cloneState(include_rng=False).__getstate__(), "last": ale.last, "draws": ale.generator}

    def settle(self, world):
        from ale_py import ALEState

        state = ALEState.__new__(ALEState)
        state.__setstate__(world["game"])
        ale = self.core.ale.emulator
        ale.restoreState(state)
        # A state brings no screen with it. One frame paints one, a frame late, and the state is taken up again.
        ale.act(self.core.ale.action(0))
        ale.restoreState(state)
        self.core.ale.last, self.core.ale.generator = world["last"], world["draws"]

    def reseed(self, seed):
        super().reseed(seed)
        self.core.ale.generator = np.random.default_rng(seed)


# What a step leaves in MuJoCo's data and the next one may read before it works it out anew.
DERIVED = (
    "xpos xquat xmat xipos ximat geom_xpos geom_xmat site_xpos site_xmat subtree_com cinert cvel cacc cfrc_int cfrc_ext "
    "qacc qfrc_actuator qfrc_passive qfrc_bias qfrc_constraint actuator_force actuator_length actuator_velocity sensordata"
).split()


class MuJoCoKeeper(Keeper):
    """Keeps a simulation by all that an integration starts from, and by what it left behind."""

    name = "MuJoCo state"
    is_strict = False

    def world(self):
        import mujoco

        model, data = self.core.model, self.core.data
        kind = mujoco.mjtState.mjSTATE_INTEGRATION
        state = np.zeros(mujoco.mj_stateSize(model, kind))
        mujoco.mj_getState(model, data, state, kind)
        return {"state": state, "derived": {name: np.array(getattr(data, name)) for name in DERIVED}}

    def settle(self, world):
        import mujoco

        model, data = self.core.model, self.core.data
        mujoco.mj_setState(model, data, world["state"], mujoco.mjtState.mjSTATE_INTEGRATION)
        # Contacts and constraints follow from the state; what the last step left is put over them.
        mujoco.mj_forward(model, data)
        mujoco.mj_setState(model, data, world["state"], mujoco.mjtState.mjSTATE_INTEGRATION)
        for name, value in world["derived"].items():
            getattr(data, name)[...] = value


class OwnKeeper(Keeper):
    """Keeps an environment that offers get_state and set_state."""

    name = "get_state and set_state"
    is_strict = False

    def world(self):
        return self.core.get_state()

    def settle(self, world):
        self.core.set_state(world)


def keeper(env):
    """What keeps the states of `env`."""
    core = env.unwrapped
    if hasattr(core, "ale") and hasattr(core.ale, "cloneState"):
        return ALEKeeper(env)
    if type(getattr(core, "data", None)).__name__ == "MjData" and hasattr(core, "model"):
        return MuJoCoKeeper(env)
    if callable(getattr(core, "get_state", None)) and callable(getattr(core, "set_state", None)):
        return OwnKeeper(env)
    return Keeper(env)
