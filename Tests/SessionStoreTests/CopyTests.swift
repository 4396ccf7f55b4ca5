import Foundation
import GRDB
import RLCore
import Testing

@testable import SessionStore

/// A copy is a session of its own, there as a whole or not at all.
@Suite struct CopyTests {
  /// A session with a base and a refinement, each with a checkpoint.
  private func trained(_ scratch: Scratch) throws -> SessionStore {
    let store = try scratch.store()
    for name in ["base", "ppo"] as [RunName] {
      let run = try store.beginRun(
        name: name, method: "ppo", seed: 1, configuration: "{}", totalSteps: 10, now: 1)
      let file = "\(name)-10.safetensors"
      try Data(name.rawValue.utf8).write(to: URL(fileURLWithPath: store.checkpointDirectory + "/" + file))
      try store.updateRun(run.id, state: .finished, step: 10, checkpoint: file, digest: "d", now: 2)
    }
    return store
  }

  private func files(_ path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  @Test func aCopyHasTheRecordsAndTheCheckpointsAskedFor() throws {
    let scratch = try Scratch()
    let store = try trained(scratch)
    try FileManager.default.createDirectory(atPath: store.info.path + "/prompts", withIntermediateDirectories: true)
    try store.copy(to: scratch.session("two"), runs: ["base"])
    let copy = try SessionStore.open(path: scratch.session("two"))
    #expect(!copy.isReadOnly && copy.info.environment == "Pong" && copy.info.seed == .max)
    #expect(try copy.runs() == store.runs())
    #expect(try files(copy.checkpointDirectory) == ["base-10.safetensors"])
    #expect(FileManager.default.fileExists(atPath: copy.info.path + "/prompts"))
    // Each goes its own way from there.
    try copy.updateRun(1, step: 11, now: 3)
    #expect(try store.run(named: "base")?.step == 10)
    #expect(throws: SessionStoreError.alreadyExists(path: scratch.session("two"))) {
      try store.copy(to: scratch.session("two"), runs: ["base"])
    }
  }

  @Test func aSessionThatIsOpenElsewhereIsCopiedAsItIs() throws {
    let scratch = try Scratch()
    let store = try trained(scratch)
    let reader = try SessionStore.open(path: scratch.session(), readOnly: true)
    // What an interrupted copy left is no hindrance.
    try FileManager.default.createDirectory(
      atPath: scratch.session("two") + ".copying/checkpoints", withIntermediateDirectories: true)
    try reader.copy(to: scratch.session("two"), runs: [])
    #expect(try SessionStore.open(path: scratch.session("two")).runs() == store.runs())
    #expect(try files(scratch.path) == ["one", "two"])
  }

  @Test func aCopyThatFailsLeavesNothing() throws {
    let scratch = try Scratch()
    let store = try trained(scratch)
    try FileManager.default.removeItem(atPath: store.checkpointDirectory + "/base-10.safetensors")
    let error = try #require(throws: SessionStoreError.self) {
      try store.copy(to: scratch.session("two"), runs: ["base"])
    }
    #expect("\(error)".contains("cannot write"))
    #expect(try files(scratch.path) == ["one"])
  }

  @Test func checkpointsThatNobodyNeedsAreRemoved() throws {
    let scratch = try Scratch()
    let store = try trained(scratch)
    try store.removeCheckpoints(except: ["ppo"])
    #expect(try files(store.checkpointDirectory) == ["ppo-10.safetensors"])
    #expect(try store.runs().count == 2)
  }
}
