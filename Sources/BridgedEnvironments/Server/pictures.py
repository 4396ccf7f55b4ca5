"""Small pictures in the few inks that a terminal's scene has."""

import numpy as np

# The parent's inks.
EMPTY, AGENT, OTHER, OBJECT, SCENE, FAR = range(6)


def inks(env, width, height):
    """A picture of at most `width` x `height`: two 16-bit words with its size, a byte with the length of its caption,
    the caption, and a byte for each pixel."""
    level = env
    while level is not None:
        own = getattr(type(level), "own_inks", None)
        if own is not None:
            return packed(*level.own_inks())
        level = getattr(level, "env", None)
    picture = env.render()
    if not isinstance(picture, np.ndarray) or picture.ndim != 3:
        raise ValueError("render gives no picture")
    return packed(by_frequency(shrunk(picture, width, height)), "")


def packed(pixels, caption):
    text = caption.encode()[:255]
    rows, columns = pixels.shape
    return np.array([columns, rows], "<u2").tobytes() + bytes([len(text)]) + text + pixels.astype(np.uint8).tobytes()


def shrunk(picture, width, height):
    """Every so manieth pixel, true to scale."""
    stride = max(1, -(-picture.shape[1] // width), -(-picture.shape[0] // height))
    return picture[stride // 2 :: stride, stride // 2 :: stride, :3]


def by_frequency(picture):
    """Inks by how often a colour is there: the background most, then the scene, then what moves in it."""
    coarse = picture.astype(np.int32) >> 5
    colours = coarse[..., 0] << 6 | coarse[..., 1] << 3 | coarse[..., 2]
    found, places, counts = np.unique(colours, return_inverse=True, return_counts=True)
    table = np.full(len(found), FAR, np.uint8)
    order = np.argsort(-counts, kind="stable")
    for ink, place in zip((EMPTY, SCENE, AGENT, OBJECT, OTHER), order):
        table[place] = ink
    return table[places.reshape(colours.shape)]
