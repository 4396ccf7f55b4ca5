import Foundation
import RLCore
import Testing

@testable import Coaching

/// Which Python bridged environments run in, and which ids go there.
@Suite struct BridgePlaceTests {
  private let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("bridge-" + UUID().uuidString)

  private func place(_ more: [String: String] = [:]) -> BridgePlace {
    let own = [
      "HOME": scratch.path, "XDG_CONFIG_HOME": scratch.path + "/config", "XDG_DATA_HOME": scratch.path + "/data",
    ]
    return BridgePlace(environment: own.merging(more) { $1 })
  }

  private func write(_ text: String, _ path: String) throws {
    let file = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  @Test func theInterpreterIsWhoeverIsNamedFirst() throws {
    defer { try? FileManager.default.removeItem(at: scratch) }
    #expect(try place().interpreter() == nil)
    try write("", place().python)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place().python)
    #expect(try place().interpreter() == scratch.path + "/data/sidecoach/bridge/venv/bin/python")
    try write("[bridge]\npython = \"/opt/mine/python\"\n", scratch.path + "/config/sidecoach/config.toml")
    #expect(try place().interpreter() == "/opt/mine/python")
    #expect(try place().interpreter(named: "mine") == "mine")
    #expect(try place([BridgePlace.variable: "moved"]).interpreter(named: "mine") == "moved")
    #expect(try place([BridgePlace.variable: ""]).interpreter(named: "mine") == "mine")
    try write("[bridge\n", scratch.path + "/config/sidecoach/config.toml")
    #expect(throws: TOMLFileError.self) { try place().interpreter() }
  }

  @Test(arguments: [
    ("Hopper-v5", false), ("gym:Hopper-v5", true), ("CartPole-v1", true), ("Pong", false), ("ALE/Pong-v5", true),
    ("mine:Own-v0", true), ("Pnog", false),
  ])
  func whatIsBuiltInStaysHere(_ id: String, _ expected: Bool) {
    #expect(Catalogs.standard.isBridged(id) == expected)
  }

  @Test func whoIsNowhereIsToldBothWays() {
    let without = "\(BridgeNeededError(id: "Hoper-v5", builtIn: ["Hopper-v5", "Pong"], said: nil))"
    #expect(without.contains("did you mean 'Hopper-v5'?") && without.contains("'sidecoach bridge install'"))
    let with = "\(BridgeNeededError(id: "Hoper-v5", builtIn: ["Hopper-v5"], said: "no such thing"))"
    #expect(with.hasSuffix("Gymnasium says: no such thing"))
  }

  @Test func packagesAreLookedForByTheirBareNames() {
    #expect(BridgeInstallation.bareName("gymnasium[mujoco]==1.4.0") == "gymnasium")
    #expect(BridgeInstallation.bareName("highway-env>=1.10") == "highway-env")
    #expect(BridgeInstallation(place()).steps.count == 2)
    let more = BridgeInstallation(place(), with: ["highway-env>=1.10", "minari"]).steps
    #expect(more.count == 3)
    #expect(more.last?.check.suffix(2) == ["highway-env", "minari"])
  }

  @Test func wordsAreKeptAndSlipsRefused() throws {
    defer { try? FileManager.default.removeItem(at: scratch) }
    let path = scratch.path + "/words.toml"
    try write("rules = \"- Land.\"\nobservations = [\"height\", \"speed\"]\n", path)
    #expect(try BridgedWordsFile.setting(path) == #"{"observations":["height","speed"],"rules":"- Land."}"#)
    try write("rule = \"- Land.\"\n", path)
    let error = #expect(throws: UnknownNameError.self) { try BridgedWordsFile.setting(path) }
    #expect(error?.nearest == "rules")
  }

  @Test func settingsOfTheEnvironmentAreFoundAmongOthers() {
    let found = SessionSettings.environmentSettings(in: [
      "steps=5", "environment.wrappers=pong80", "environment.kwargs={}",
    ])
    #expect(found == ["wrappers": "pong80", "kwargs": "{}"])
  }
}
