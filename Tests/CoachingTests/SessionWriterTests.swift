import Coaching
import Foundation
import RLCore
import SessionStore
import Synchronization
import Testing

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
}
