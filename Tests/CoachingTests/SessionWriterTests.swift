import Coaching
import Foundation
import RLCore
import SessionStore
import Synchronization
import TestSupport
import Testing
import Threads

/// Events and checkpoints reach the session in their order, and nobody who hands them over waits.
@Suite struct SessionWriterTests {
  @Test func aCheckpointsEventComesOnceItIsOnTheDisk() throws {
    let desk = try Desk()
    let store = desk.store
    _ = try store.beginRun(name: "base", method: "ppo", seed: 1, configuration: "{}", totalSteps: 10, now: 0)
    let seen = Mutex<[EngineEvent]>([])
    let writer = try SessionWriter(store: store) { event in
      if case .checkpointed(_, _, let file, _) = event {
        #expect(FileManager.default.fileExists(atPath: store.checkpointDirectory + "/" + file))
      }
      seen.withLock { $0.append(event) }
    }
    writer.record(.started(run: "base", step: 0))
    writer.store([1, 2, 3], run: "base", step: 5)
    writer.flush()
    writer.record(.finished(run: "base", step: 5))
    writer.close()
    let digest = sha256Hex([1, 2, 3])
    let expected: [EngineEvent] = [
      .started(run: "base", step: 0),
      .checkpointed(run: "base", step: 5, file: "base-5.safetensors", digest: digest), .finished(run: "base", step: 5),
    ]
    #expect(seen.withLock { $0 } == expected)
    #expect(try store.events(limit: 10).compactMap(\.event) == expected)
    #expect(try store.run(named: "base")?.digest == digest)
  }

  @Test func anAlphaIsToldOnceItIsStored() throws {
    let desk = try Desk()
    let store = desk.store
    let seen = Mutex<[EngineEvent]>([])
    let failures = Guarded(0)
    let writer = try SessionWriter(
      store: store, onEvent: { event in seen.withLock { $0.append(event) } },
      onFailure: { error in if error != nil { failures.with { $0 += 1 } } })
    let turned = EngineEvent.alphaChanged(run: "ultra-r", step: 5, old: 0.5, new: 0.6)
    let holder = try HeldDatabase(store.info.path + "/session.sqlite")
    writer.record(turned)
    writer.record(.finished(run: "ultra-r", step: 6))
    #expect(failures.wait(timeout: .seconds(60)) { $0 > 0 ? true : nil } == true)
    #expect(seen.withLock { $0 } == [.finished(run: "ultra-r", step: 6)])
    try holder.release()
    #expect(writer.close() == 0)
    #expect(seen.withLock { $0.last } == turned)
    #expect(try store.events(limit: 10).compactMap(\.event).first == turned)
  }

  @Test func theOneBeforeGoesOnceTheNewOneIsSafe() throws {
    let desk = try Desk()
    _ = try desk.store.beginRun(name: "base", method: "ppo", seed: 1, configuration: "{}", totalSteps: 10, now: 0)
    let writer = try SessionWriter(store: desk.store)
    for step in 1...3 {
      writer.store([UInt8(step)], run: "base", step: step)
      writer.flush()
    }
    writer.close()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: desk.store.checkpointDirectory) == ["base-3.safetensors"])
  }

  @Test func asManyStayAsAreToAndWhatSomebodyAskedFor() throws {
    let desk = try Desk()
    let store = desk.store
    _ = try store.beginRun(name: "base", method: "ppo", seed: 1, configuration: "{}", totalSteps: 10, now: 0)
    let writer = try SessionWriter(store: store)
    writer.keepCheckpoints(3)
    for step in 1...6 {
      writer.store([UInt8(step)], run: "base", step: step, isAsked: step == 2)
      writer.flush()
    }
    #expect(try store.checkpoints(of: .base).map(\.step) == [2, 4, 5, 6])
    #expect(try store.checkpoints(of: .base).map(\.isAsked) == [true, false, false, false])
    // The same bytes once more take no second file, and what was asked for stays so.
    writer.store([2], run: "base", step: 2)
    writer.keepCheckpoints(1)
    writer.store([7], run: "base", step: 7)
    writer.flush()
    #expect(try store.checkpoints(of: .base).map(\.step) == [2, 7])
    let files = try FileManager.default.contentsOfDirectory(atPath: store.checkpointDirectory).sorted()
    #expect(files == ["base-2.safetensors", "base-7.safetensors"])
    try store.restartRun(named: "base")
    #expect(try store.checkpoints(of: "base~1").map(\.step) == [2, 7])
    #expect(try store.checkpoints(of: .base).isEmpty)
    writer.close()
    #expect(try store.damage().isEmpty)
  }

  @Test func aRunWhoseCheckpointIsDamagedGoesBackToTheOneBefore() throws {
    let desk = try Desk()
    let store = desk.store
    _ = try store.beginRun(name: "base", method: "ppo", seed: 1, configuration: "{}", totalSteps: 10, now: 0)
    let writer = try SessionWriter(store: store)
    writer.keepCheckpoints(2)
    for step in 1...2 { writer.store([UInt8(step)], run: "base", step: step) }
    writer.close()
    try Data([9]).write(to: URL(fileURLWithPath: store.checkpointDirectory + "/base-2.safetensors"))
    #expect(try store.damage().count == 1)
    _ = try store.repair(now: 3)
    let run = try #require(try store.run(named: .base))
    #expect(run.checkpoint == "base-1.safetensors" && run.step == 1 && run.digest == sha256Hex([1]))
    #expect(try store.checkpoints(of: .base).map(\.step) == [1])
    #expect(try store.damage().isEmpty)
  }

  /// A file that the session refers to is never written over: what ends the process between the file and its record
  /// leaves a checkpoint that is what the record says.
  @Test func aFileThatIsReferredToIsNotWrittenOver() throws {
    let desk = try Desk()
    _ = try desk.store.beginRun(name: "base", method: "ppo", seed: 1, configuration: "{}", totalSteps: 10, now: 0)
    let writer = try SessionWriter(store: desk.store)
    func files() throws -> [String] {
      writer.flush()
      return try FileManager.default.contentsOfDirectory(atPath: desk.store.checkpointDirectory).sorted()
    }
    writer.store([1], run: "base", step: 5)
    #expect(try files() == ["base-5.safetensors"])
    // The same step with other bytes, as after alpha was turned; then the same bytes once more.
    writer.store([2], run: "base", step: 5)
    #expect(try files() == ["base-5-2.safetensors"])
    writer.store([2], run: "base", step: 5)
    #expect(try desk.store.run(named: "base")?.digest == sha256Hex([2]))
    let found = try files()
    #expect(try found == [desk.store.run(named: "base")?.checkpoint])
    try desk.store.restartRun(named: "base")
    _ = try desk.store.beginRun(name: "base", method: "ppo", seed: 1, configuration: "{}", totalSteps: 10, now: 0)
    writer.store([3], run: "base", step: 5)
    #expect(try files().count == 2)
    writer.close()
    #expect(try desk.store.damage().isEmpty)
    #expect(try desk.store.stepsSpent() == [.train: 10])
  }
}
