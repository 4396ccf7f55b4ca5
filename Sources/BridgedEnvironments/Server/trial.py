"""Tries out, once, how a recorded moment of an environment can be reached again: by a kept state, or by playing."""

import time

import numpy as np

import worlds

BEFORE, AFTER = 16, 24  # steps before a state is kept, and steps that are compared after it
SEEDS = (7, 11)


def random_actions(world, count, seed):
    """Actions as the parent would send them."""
    generator = np.random.default_rng(seed)
    if world.actions.low:
        low, high = np.array(world.actions.low), np.array(world.actions.high)
        return [generator.uniform(low, high).astype(np.float32).tobytes() for _ in range(count)]
    return [np.float32(generator.integers(len(world.actions.names))).tobytes() for _ in range(count)]


def play(world, actions):
    """What each step gives; an episode that ends is followed by the next one, from where the generator stands."""
    seen = []
    for action in actions:
        reward, terminated, truncated, row = world.step(action)
        seen.append((reward, terminated, truncated, row))
        if terminated or truncated:
            seen.append(world.reset(None))
    return seen


def agree(first, second):
    """Whether two plays are one, NaN included."""
    return len(first) == len(second) and all(repr(one) == repr(two) for one, two in zip(first, second))


def keeping(one, two):
    """How many bytes a state takes, or why states cannot be kept: in words."""
    longest = 0
    for seed in SEEDS:
        actions = random_actions(one, BEFORE + AFTER, seed)
        one.reset(seed)
        play(one, actions[:BEFORE])
        try:
            state = one.capture()
            longest = max(longest, len(state))
            expected = play(one, actions[BEFORE:])
            # Another instance that is somewhere else, so that nothing can be right by having stayed.
            two.reset(seed + 1)
            play(two, random_actions(two, 5, seed + 1))
            two.restore(state)
            found = play(two, actions[BEFORE:])
            longest = max(longest, len(one.capture()))
        except Exception as error:  # noqa: BLE001: any reason is the answer
            return 0, f"{type(error).__name__}: {error}"
        if not agree(expected, found):
            return 0, f"a state that was kept by {one.keeper.name} went on otherwise than the one it was taken from"
    return longest, ""


def replays(one, two):
    """Whether one seed and one row of actions give one episode, in two instances and twice."""
    for seed in SEEDS:
        actions = random_actions(one, BEFORE + AFTER, seed)
        plays = []
        for world in (one, two, one):
            start = world.reset(seed)
            plays.append([start] + play(world, actions))
        if not (agree(plays[0], plays[1]) and agree(plays[0], plays[2])):
            return False
    return True


def cost(world, steps):
    """Seconds a step of the bare environment by random actions, the starts of episodes included."""
    actions = [world.actions.read(np.frombuffer(action, np.float32)) for action in random_actions(world, steps, SEEDS[0])]
    env = world.env
    env.reset(seed=SEEDS[0])
    began = time.perf_counter()
    for action in actions:
        _, _, terminated, truncated, _ = env.step(action)
        if terminated or truncated:
            env.reset()
    return (time.perf_counter() - began) / steps


def run(order):
    """What the parent is told."""
    one, two = worlds.World(order), worlds.World(order)
    try:
        length, reason = keeping(one, two)
        does_replay = not length and replays(one, two)
    finally:
        one.close()
        two.close()
    # States differ in length by how well they compress; twice the longest has room for all of a game.
    capacity = (2 * length + 512 + 63) // 64 * 64 if length else 0
    return {
        "replays": does_replay,
        "stateBytes": capacity,
        "keptBy": one.keeper.name if length else "",
        "unkept": reason,
    }
