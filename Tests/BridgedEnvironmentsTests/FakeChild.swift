import Foundation

@testable import BridgedEnvironments

/// A child that speaks the protocol in plain Python and does, by the action it is given, whatever can go wrong.
///
/// Its one environment counts: a row is the steps so far and the last action. An episode ends after ten steps.
final class FakeChild {
  let directory: URL

  /// Whether there is a Python at all to run it.
  static let isAvailable =
    ["/usr/bin/python3", "/usr/local/bin/python3"].contains { FileManager.default.isExecutableFile(atPath: $0) }

  /// Actions, in the order of their names.
  enum Action: Int, CaseIterable {
    case step, raise, exit, killed, hang, flood, longReply, unknownKind, halfReply, extraBytes, wrongRow, closedLog
  }

  init() throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent("fake-child-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    try Data(Self.script.utf8).write(to: directory.appendingPathComponent("fake.py"))
    let program = directory.appendingPathComponent("python")
    try Data("#!/bin/sh\nexec python3 '\(directory.path)/fake.py'\n".utf8).write(to: program)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// What stands for an interpreter.
  var python: String { directory.appendingPathComponent("python").path }

  /// Its environment, which may take `timeout` seconds for a step.
  func configuration(timeout: Double = 20) -> BridgedConfiguration {
    var configuration = BridgedConfiguration(id: "Fake-v0", python: python)
    configuration.timeout = timeout
    return configuration
  }

  private static let script = """
    import json, os, signal, struct, sys, time

    def read(count):
        data = b""
        while len(data) < count:
            part = os.read(3, count - len(data))
            if not part:
                os._exit(0)
            data += part
        return data

    def write(data):
        while data:
            data = data[os.write(4, data):]

    def send(kind, payload=b""):
        write(struct.pack("<II", kind, len(payload)) + payload)

    steps, last = {}, {}

    def row(place):
        return struct.pack("<ff", steps[place], last[place])

    names = \(Action.allCases.map { "\($0)" })
    profile = {"parts": [{"name": "", "kind": "number", "count": 2}], "actionNames": names, "low": [], "high": [],
               "stepLimit": 10, "gymnasium": "0", "replays": True, "stateBytes": 16, "keptBy": "count", "unkept": ""}
    send(64, b'{"protocol": 1}')
    while True:
        kind, length = struct.unpack("<II", read(8))
        payload = read(length)
        place = struct.unpack("<I", payload[:4])[0] if kind not in (1, 8) else 0
        if kind == 1:
            steps = {k: 0 for k in range(json.loads(payload)["count"])}
            last = dict(steps)
            send(65, json.dumps(profile).encode())
        elif kind == 2:
            steps[place], last[place] = 0, len(payload) == 12 and struct.unpack("<Q", payload[4:])[0] or 0
            send(66, row(place))
        elif kind == 3:
            action = int(struct.unpack("<f", payload[4:])[0])
            name = names[action]
            steps[place] += 1
            last[place] = action
            if name == "raise":
                send(127, struct.pack("<I", 0) + b"Traceback (most recent call last):\\\\nValueError: a bad day")
                continue
            if name == "exit":
                print("no more", flush=True)
                os._exit(3)
            if name == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            if name == "hang":
                print("thinking", flush=True)
                time.sleep(10_000)
            if name == "flood":
                for _ in range(1000):
                    print("x" * 9_999)
                    print("y" * 999, file=sys.stderr)
                sys.stdout.flush()
            if name == "longReply":
                write(struct.pack("<II", 67, 1 << 30))
                continue
            if name == "unknownKind":
                write(struct.pack("<II", 99, 0))
                continue
            if name == "halfReply":
                write(struct.pack("<II", 67, 16) + b"1234")
                os._exit(0)
            if name == "closedLog":
                os.close(1), os.close(2)
            outcome = struct.pack("<fBBH", 0.5, steps[place] == 10, 0, 0)
            if name == "wrongRow":
                send(67, outcome + b"1234")
            elif name == "extraBytes":
                write(struct.pack("<II", 67, 16) + outcome + row(place) + b"!")
            else:
                send(67, outcome + row(place))
        elif kind == 4:
            send(68, struct.pack("<ff", steps[place], last[place]))
        elif kind == 5:
            steps[place], last[place] = struct.unpack("<ff", payload[4:])
            send(66, row(place))
        elif kind == 7:
            send(70, struct.pack("<HHB", 2, 1, 2) + b"hi" + bytes([1, 3]))
        else:
            send(69)
    """
}
