import RLCore
import Testing

@testable import BridgedEnvironments

/// Ids, settings, spaces and words.
@Suite struct DescriptionTests {
  private func profile(_ parts: [BridgeProfile.Part], actions: [String] = ["a", "b"]) -> BridgeProfile {
    BridgeProfile(
      cells: nil, parts: parts, actionNames: actions, low: [], high: [], stepLimit: 9, gymnasium: "1", replays: true,
      stateBytes: 0, keptBy: "", unkept: "no reason")
  }

  @Test(arguments: [
    ("CartPole-v1", true), ("ALE/Pong-v5", true), ("my_module:Mine-v0", true), ("gym:Hopper-v5", true),
    ("highway-fast-v12", true), ("Pong", false), ("Pnog", false), ("x-v", false), ("x-vi", false), ("v1", false),
    ("", false),
  ])
  func idsOfGymnasiumLookSo(_ id: String, _ expected: Bool) {
    #expect(BridgedCatalog.looksBridged(id) == expected)
  }

  @Test func settingsAreReadOrRefused() throws {
    var configuration = BridgedConfiguration(id: "X-v0", python: "python3")
    try configuration.apply([
      "kwargs": "{\"gravity\": -5}", "wrappers": "ClipAction; FrameStackObservation(4)", "stepLimit": "1_000",
      "timeout": "2.5",
    ])
    #expect(configuration.wrappers == ["ClipAction", "FrameStackObservation(4)"])
    #expect(configuration.stepLimit == 1_000)
    #expect(configuration.timeout == 2.5)
    let order = String(decoding: try configuration.order(count: 2, isTrial: true), as: UTF8.self)
    #expect(
      order
        == #"{"count":2,"id":"X-v0","kwargs":{"gravity":-5},"stepLimit":1000,"trial":true,"wrappers":["ClipAction","FrameStackObservation(4)"]}"#
    )
    for (key, value) in [
      ("kwargs", "[1]"), ("kwargs", "gravity=5"), ("timeout", "0"), ("stepLimit", "0"), ("words", "?"),
    ] {
      #expect(throws: InvalidSettingError.self) { try configuration.apply([key: value]) }
    }
    #expect(throws: UnknownNameError.self) { try configuration.apply(["wraper": "x"]) }
  }

  @Test func piecesBecomeOneRow() throws {
    let profile = profile([
      .init(name: "place", kind: .choice, count: 3), .init(name: "speed", kind: .number, count: 2),
      .init(name: "door", kind: .flag, count: 1),
    ])
    try profile.check()
    let spec = profile.spec(id: "X-v0")
    #expect(spec.observation == .dense(dimension: 6))
    #expect(spec.action == .discrete(names: ["a", "b"]))
    let interpreter = VectorInterpreter(id: "X-v0", profile: profile, words: BridgedWords())
    #expect(
      interpreter.rowNames == ["place is 0", "place is 1", "place is 2", "speed 0", "speed 1", "door"])
    let rows = [bytes([0, 1, 0, 0.25, -1.5, 1]), bytes([0, 0, 1, 0.25, -1.5, 0])]
    let step = EpisodeStep(action: .discrete(1), reward: -1, value: 0, probabilities: [])
    #expect(
      interpreter.narrate(rows: rows, steps: [step], first: 4)
        == ["t=4 place is 1, speed 0 0.25, speed 1 -1.5, door, did b, reward -1.00"])
    #expect(interpreter.key(row: rows[1]) == "place is 2, speed 0 0.3, speed 1 -2, no door")
    // A damaged row still has words.
    #expect(interpreter.key(row: [1, 2]) == "place is ?, speed 0 0.0, speed 1 0.0, no door")
  }

  @Test func longVectorsTellWhatChangesMost() throws {
    let profile = profile([.init(name: "", kind: .number, count: 40)])
    let interpreter = VectorInterpreter(id: "X-v0", profile: profile, words: BridgedWords())
    var after = [Float](repeating: 0, count: 40)
    after[39] = 2
    after[20] = -3
    let step = EpisodeStep(action: .discrete(0), reward: 0, value: 0, probabilities: [])
    let line = try #require(
      interpreter.narrate(rows: [bytes([Float](repeating: 0, count: 40)), bytes(after)], steps: [step], first: 0).first)
    #expect(line.contains("x20 ") && line.contains("x39 ") && !line.contains("x30 "))
    #expect(line.contains("24 more values change less"))
  }

  @Test func aPersonsWordsCount() throws {
    var words = BridgedWords()
    words.observations = ["height"]
    words.rules = "- Land."
    let read = try #require(BridgedWords(text: words.text))
    #expect(read == words)
    #expect(BridgedWords(text: "not JSON") == nil)
    let interpreter = VectorInterpreter(
      id: "CartPole-v1", profile: profile([.init(name: "", kind: .number, count: 4)]),
      words: words.over(.known("CartPole-v1")))
    #expect(interpreter.rules == "- Land.")
    // Names that are left out are those of their places.
    #expect(interpreter.rowNames == ["height", "x1", "x2", "x3"])
    #expect(BridgedWords.known("mine:CartPole-v1").actions == ["push left", "push right"])
    #expect(BridgedWords.known("Nobody-v1") == BridgedWords())
  }

  @Test func impossibleDescriptionsAreRefused() {
    for parts in [[], [.init(name: "", kind: .number, count: 0)], [.init(name: "", kind: .number, count: 2_000_000)]]
      as [[BridgeProfile.Part]]
    {
      #expect(throws: BridgeError.self) { try profile(parts).check() }
    }
    #expect(throws: BridgeError.self) {
      try profile([.init(name: "", kind: .number, count: 1)], actions: []).check()
    }
  }

  @Test func errorsSayWhatToDo() {
    let missing = BridgeError.noPackage(python: "py", requirement: "gymnasium[box2d]", sentence: "no Box2D")
    #expect("\(missing)".contains("'py -m pip install \"gymnasium[box2d]\"'"))
    let raised = BridgeError.raised("step", "Traceback:\n  here\nValueError: bad")
    #expect("\(raised)".hasPrefix("the environment raised in step: ValueError: bad\nTraceback:"))
  }

  private func bytes(_ values: [Float]) -> [UInt8] { values.withUnsafeBytes { Array($0) } }
}
