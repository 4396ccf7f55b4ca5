import Foundation
import Glibc
import RLCore
import TestSupport
import Testing

@testable import SessionStore

@Suite struct DurabilityTests {
  @Test func decisionsSurviveAKilledProcess() async throws {
    let scratch = try Scratch()
    let path = scratch.session()
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try SessionStore.create(path: path, environment: "Pong", seed: 1, configuration: "{}", now: 1)
      _ = try store.addSuggestions([.sample(step: 1), .sample(step: 2)], now: 2)
      try store.decide([Decision(suggestion: 1, verdict: .accepted, actor: "person")], now: 3)
      try store.decide([Decision(suggestion: 2, verdict: .rejected, actor: "person")], now: 4)
      kill(getpid(), SIGKILL)
    }
    let store = try SessionStore.open(path: path)
    #expect(!store.isReadOnly)
    #expect(try store.currentVerdicts() == [1: .accepted, 2: .rejected])
  }

  @Test func aTransactionThatWasCutOffLeavesNothing() async throws {
    let scratch = try Scratch()
    try scratch.store().close()
    let path = scratch.session()
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String] in
      let store = try SessionStore.open(path: path)
      _ = try store.addSuggestions([.sample(step: 1)], now: 2)
      try store.write { _ in
        // Reached inside the transaction, before its commit.
        _ = kill(getpid(), SIGKILL)
      }
    }
    let store = try SessionStore.open(path: path)
    #expect(try store.suggestions().count == 1)
  }

  @Test func theLogIsReplayedFromACopyOfTheFiles() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addSuggestions([.sample(step: 1)], now: 2)
    try store.decide([Decision(suggestion: 1, verdict: .skipped, actor: "person")], now: 3)
    // What a disk holds after a power cut: the database and its log, without shared memory and without a clean end.
    let copy = scratch.session("copy")
    try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
    for name in ["session.sqlite", "session.sqlite-wal"] {
      try FileManager.default.copyItem(atPath: scratch.session() + "/" + name, toPath: copy + "/" + name)
    }
    // A torn last frame must not cost the frames before it.
    let log = try #require(FileHandle(forWritingAtPath: copy + "/session.sqlite-wal"))
    try log.seekToEnd()
    try log.write(contentsOf: Data(repeating: 0x5A, count: 1000))
    try log.close()
    #expect(try SessionStore.list(directory: scratch.path).map(\.name) == ["copy", "one"])
    let recovered = try SessionStore.open(path: copy)
    #expect(try recovered.currentVerdicts() == [1: .skipped])
    #expect(try recovered.dump() == store.dump())
  }

  @Test func everyCommitReachesTheDisk() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    #expect(try store.pragma("journal_mode") == "wal")
    #expect(try store.pragma("synchronous") == "2")
    #expect(try store.pragma("foreign_keys") == "1")
  }

  @Test(.enabled(if: SmallDisk.isAllowed, Comment(rawValue: SmallDisk.skipMessage)))
  func aFullDiskIsNamedAndLosesNothing() throws {
    let scratch = try Scratch()
    let disk = try SmallDisk(at: scratch.path + "/disk", size: "1m")
    defer { disk.remove() }
    let store = try scratch.store("disk/one")
    _ = try store.addSuggestions([.sample(step: 1)], now: 1)
    let big = String(repeating: "x", count: 2_000_000)
    let error = #expect(throws: SessionStoreError.self) { try store.setValue("big", big) }
    guard case .cannotWrite(scratch.session("disk/one/session.sqlite"), _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try store.suggestions().count == 1)
    #expect(try store.value("big") == nil)
    store.close()
    let again = try SessionStore.open(path: scratch.session("disk/one"))
    #expect(try again.suggestions().count == 1)
  }

  @Test(.enabled(if: SmallDisk.isAllowed, Comment(rawValue: SmallDisk.skipMessage)))
  func aDecisionThatFoundNoRoomIsStoredOnceThereIsSome() throws {
    let scratch = try Scratch()
    let disk = try SmallDisk(at: scratch.path + "/disk", size: "1m")
    defer { disk.remove() }
    let store = try scratch.store("disk/one")
    _ = try store.addSuggestions((1...9).map { .sample(step: $0) }, now: 1)
    try disk.fill()
    // The log may have room for a little more within a page that it has.
    let decisions = (1...9).flatMap { id in
      (0..<200).map { _ in Decision(suggestion: id, verdict: .accepted, actor: String(repeating: "x", count: 100)) }
    }
    #expect(throws: SessionStoreError.self) { try store.decide(decisions, now: 2) }
    #expect(try store.currentVerdicts().isEmpty)
    disk.empty()
    try store.decide(decisions, now: 2)
    #expect(try store.currentVerdicts().count == 9)
  }

  @Test func manyThreadsMayWriteAtOnce() async throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    await withTaskGroup(of: Void.self) { group in
      for worker in 0..<4 {
        group.addTask {
          for index in 0..<10 {
            _ = try? store.addSuggestions([.sample(step: worker * 10 + index)], now: 1)
            _ = try? store.suggestions()
          }
        }
      }
    }
    let stored = try store.suggestions()
    #expect(stored.map(\.id) == Array(1...40))
    #expect(Set(stored.map(\.step)) == Set(0..<40))
  }
}
