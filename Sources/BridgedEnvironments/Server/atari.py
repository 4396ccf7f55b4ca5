"""Atari's games: actions that stick, kept so that a state can be taken up exactly, and Pong as cells."""

import numpy as np

from pictures import AGENT, OBJECT, OTHER, SCENE

try:
    import gymnasium as gym

    Wrapper = gym.Wrapper
except ModuleNotFoundError:
    Wrapper = object

STICKS = "repeat_action_probability"


def take_stickiness(spec, kwargs):
    """How likely an action is to be the one before, taken away from the emulator, which would not let it be kept."""
    if STICKS not in spec.kwargs:
        return 0.0
    stickiness = float(kwargs.get(STICKS, spec.kwargs[STICKS]))
    kwargs[STICKS] = 0.0
    return stickiness


def stick(env, stickiness):
    """Puts it back, in the emulator's place."""
    if hasattr(env.unwrapped, "ale"):
        env.unwrapped.ale = StickyEmulator(env.unwrapped.ale, stickiness)


class StickyEmulator:
    """The emulator with its sticky actions outside of it: in each frame the action before goes on with the probability
    that Machado et al. (2018, arXiv:1709.06009) ask for. The emulator does the same and keeps its last action to itself."""

    def __init__(self, emulator, stickiness):
        from ale_py import Action

        self.emulator, self.stickiness, self.action = emulator, stickiness, Action
        self.last = 0
        self.generator = np.random.default_rng(0)

    def __getattr__(self, name):
        return getattr(self.emulator, name)

    def setInt(self, key, value):  # noqa: N802: the emulator's name
        if key == "random_seed":
            self.generator = np.random.default_rng(abs(int(value)))
        self.emulator.setInt(key, value)

    def reset_game(self):
        self.last = 0
        self.emulator.reset_game()

    def act(self, action, *rest):
        if self.stickiness == 0 or self.generator.random() >= self.stickiness:
            self.last = int(getattr(action, "value", action))
        return self.emulator.act(self.action(self.last), *rest)


class PongCells(Wrapper):
    """Atari's Pong as 80x80 cells and their difference from the step before: the court is cropped, every second pixel of
    it looked at, and all that is neither court nor wall is lit. A row is 16-bit words: how many cells, then one word a
    cell, the top bit of which says that a cell went dark."""

    SIDE, TOP = 80, 34
    GREEN, ORANGE, WHITE = 200, 56, 14  # the emulator's colours of agent, opponent and ball
    CAPACITY = 160

    def __init__(self, env):
        super().__init__(env)
        self.before = np.zeros((self.SIDE, self.SIDE), bool)
        self.points = [0, 0]

    sparse_cells = {"planes": 2, "height": SIDE, "width": SIDE, "capacity": CAPACITY}

    def screen(self):
        return self.unwrapped.ale.getScreen()[self.TOP : self.TOP + 2 * self.SIDE : 2, ::2]

    def lit(self):
        screen = self.screen()
        return (screen == self.GREEN) | (screen == self.ORANGE) | (screen == self.WHITE)

    def row(self, now, before):
        plane = self.SIDE * self.SIDE
        now, before = now.ravel(), before.ravel()
        cells = np.concatenate(
            [
                np.flatnonzero(now),
                np.flatnonzero(now & ~before) + plane,
                np.flatnonzero(before & ~now) + plane | 0x8000,
            ]
        )
        if len(cells) > self.CAPACITY:
            raise ValueError(f"{len(cells)} cells are lit or changed, {self.CAPACITY} at most; is this Pong?")
        return np.concatenate([[len(cells)], cells]).astype("<u2")

    def reset(self, **options):
        _, told = self.env.reset(**options)
        self.points = [0, 0]
        self.before = self.lit()
        return self.row(self.before, self.before), told

    def step(self, action):
        _, reward, terminated, truncated, told = self.env.step(action)
        now, before = self.lit(), self.before
        self.before = now
        if reward:
            self.points[reward > 0] += 1
        return self.row(now, before), reward, terminated, truncated, told

    def own_inks(self):
        # From the cells and not the screen, which a state that is taken up leaves as it was.
        picture = np.zeros(self.before.shape, np.uint8)
        picture[[0, -1]] = SCENE
        picture[self.before] = OBJECT
        for column, ink in ((8, OTHER), (70, AGENT)):
            paddle = self.before[:, column] & self.before[:, column + 1]
            picture[paddle, column : column + 2] = ink
        return picture, f"opponent {self.points[0]} : {self.points[1]} policy"
