"""The child of Sidecoach that holds a vector of Gymnasium environments and answers frames on two pipes.

A frame is eight bytes, kind and length as little-endian 32-bit words, and then `length` bytes. Commands come on
descriptor 3 and replies go to descriptor 4, one reply a command; standard output and standard error are both the log, so
that whatever an environment prints never meets the protocol. What goes wrong in a command is a reply of its own with the
traceback, and the child goes on.
"""

import json
import os
import signal
import struct
import sys
import threading
import time
import traceback

PROTOCOL = 1
COMMANDS, REPLIES = 3, 4
HEADER = struct.Struct("<II")
OUTCOME = struct.Struct("<fBBH")
LONGEST = 1 << 26  # bytes of one frame

# Commands; the first word of their payload is an environment's place, where it is about one.
MAKE, RESET, STEP, CAPTURE, RESTORE, RESEED, PICTURE, CLOSE, MEASURE = 1, 2, 3, 4, 5, 6, 7, 8, 9
# Replies.
HELLO, MADE, OBSERVED, STEPPED, STATE, DONE, INKS, FAILED = 64, 65, 66, 67, 68, 69, 70, 127
# What a failure is about: the first word of its payload.
RAISED, NO_PACKAGE, NO_ENVIRONMENT, UNFIT = 0, 1, 2, 3


def read_exactly(count):
    """`count` bytes of a command; ends the child where the parent has closed its end."""
    parts = []
    while count:
        part = os.read(COMMANDS, min(count, 1 << 20))
        if not part:
            os._exit(0)
        parts.append(part)
        count -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def send(kind, payload=b""):
    """One reply."""
    data = HEADER.pack(kind, len(payload)) + payload
    while data:
        data = data[os.write(REPLIES, data) :]


def words(error):
    """The traceback of what was raised, without the frames of this file's own loop; long ones keep both ends."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    text = "".join(lines).strip()
    return text if len(text) <= 6000 else text[:2000] + "\n  ...\n" + text[-4000:]


def fail(error):
    """The reply to a command that raised."""
    import worlds

    code, text = RAISED, words(error)
    if isinstance(error, worlds.NoPackage):
        code, text = NO_PACKAGE, str(error)
    elif isinstance(error, worlds.NoEnvironment):
        code, text = NO_ENVIRONMENT, str(error)
    elif isinstance(error, worlds.Unfit):
        code, text = UNFIT, str(error)
    send(FAILED, struct.pack("<I", code) + text.encode("utf-8", "replace"))


class Server:
    """The environments, and what each command does with them."""

    def __init__(self):
        self.worlds = []

    def make(self, payload):
        import worlds

        order = json.loads(payload)
        self.close()
        self.worlds = [worlds.World(order) for _ in range(order["count"])]
        described = self.worlds[0].description()
        if order.get("trial"):
            import trial

            described.update(trial.run(order))
        send(MADE, json.dumps(described).encode())

    def close(self):
        for world in self.worlds:
            world.close()
        self.worlds = []

    def perform(self, kind, payload):
        if kind == STEP:
            world = self.worlds[int.from_bytes(payload[:4], "little")]
            reward, terminated, truncated, row = world.step(payload[4:])
            send(STEPPED, OUTCOME.pack(reward, terminated, truncated, 0) + row)
        elif kind == MAKE:
            self.make(payload)
        elif kind == CLOSE:
            self.close()
            send(DONE)
        else:
            world = self.worlds[int.from_bytes(payload[:4], "little")]
            self.look_after(kind, world, payload[4:])

    def look_after(self, kind, world, rest):
        if kind == RESET:
            seed = struct.unpack("<Q", rest)[0] if rest else None
            send(OBSERVED, world.reset(seed))
        elif kind == CAPTURE:
            send(STATE, world.capture())
        elif kind == RESTORE:
            send(OBSERVED, world.restore(rest))
        elif kind == RESEED:
            world.reseed(struct.unpack("<Q", rest)[0])
            send(DONE)
        elif kind == PICTURE:
            send(INKS, world.inks(*struct.unpack("<HH", rest)))
        elif kind == MEASURE:
            import trial

            send(DONE, struct.pack("<d", trial.cost(world, *struct.unpack("<I", rest))))
        else:
            raise ValueError(f"there is no command {kind}")


def leave_with(parent):
    """Ends the child when its parent is gone, also where an environment never comes back to the loop."""
    while os.getppid() == parent:
        time.sleep(2)
    os._exit(0)


def main():
    # The parent decides what an interrupt at the terminal means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A user's own modules lie where the command was given.
    sys.path.insert(1, os.getcwd())
    threading.Thread(target=leave_with, args=(os.getppid(),), daemon=True).start()
    send(HELLO, json.dumps({"protocol": PROTOCOL, "python": sys.version.split()[0]}).encode())
    server = Server()
    while True:
        kind, length = HEADER.unpack(read_exactly(HEADER.size))
        if length > LONGEST:
            raise SystemExit(f"a command of {length} bytes is longer than any")
        payload = read_exactly(length)
        try:
            server.perform(kind, payload)
        except Exception as error:  # noqa: BLE001: whatever an environment raises is reported and survived
            fail(error)


if __name__ == "__main__":
    main()
