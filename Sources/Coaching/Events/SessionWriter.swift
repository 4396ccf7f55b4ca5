import Foundation
package import Logging
package import RLCore
package import SessionStore
import Synchronization
import Threads

/// Stores events and checkpoints in their order on a thread of its own, so that training never waits for the disk.
package final class SessionWriter: Sendable {
  private enum Item {
    case event(EngineEvent)
    case checkpoint(run: String, step: Int, bytes: [UInt8], isAsked: Bool)
  }

  /// How many checkpoints of a run stay that nobody asked for.
  private final class Retention: Sendable {
    let count = Atomic<Int>(1)
  }

  /// Nil where the session is open for reading only: what happens there is another process's to store.
  private let writer: BackgroundWriter<Item>?
  private let onEvent: @Sendable (EngineEvent) -> Void
  private let retention: Retention

  /// Writes to `store` until closed; `onEvent` is told of every event, of a checkpoint's and of an α that a person turned
  /// once those are on the disk, and `log` of all but metrics.
  ///
  /// - Parameter onFailure: told why nothing can be stored, each time that is tried, and nil once it can be again.
  package init(
    store: SessionStore, log: Logger = .silent, onEvent: @escaping @Sendable (EngineEvent) -> Void = { _ in },
    onFailure: @escaping @Sendable ((any Error)?) -> Void = { _ in }
  ) throws {
    let onEvent: @Sendable (EngineEvent) -> Void = { event in
      log.tell(event)
      onEvent(event)
    }
    self.onEvent = onEvent
    let retention = Retention()
    self.retention = retention
    writer =
      store.isReadOnly
      ? nil
      : try BackgroundWriter(onFailure: onFailure) {
        try Self.write(&$0, to: store, keeping: retention.count.load(ordering: .relaxed), onEvent)
      }
  }

  /// Lets so many checkpoints of a run stay that nobody asked for: the latest.
  package func keepCheckpoints(_ count: Int) { retention.count.store(max(1, count), ordering: .relaxed) }

  /// Takes an event; never waits.
  package func record(_ event: EngineEvent) {
    writer?.add(.event(event))
    if !event.isToldOnceStored || writer == nil { onEvent(event) }
  }

  /// Takes a checkpoint; never waits. One that somebody asked for stays.
  package func store(_ bytes: [UInt8], run: String, step: Int, isAsked: Bool = false) {
    writer?.add(.checkpoint(run: run, step: step, bytes: bytes, isAsked: isAsked))
  }

  /// Sleeps until what was handed over before is stored. An error is kept for `check`.
  package func flush() { writer?.flush() }

  /// Throws the first error that storing met since it was last asked, once.
  package func check() throws { try writer?.check() }

  /// Stores the rest and ends the thread. Gives how many records could not be stored, and are lost.
  @discardableResult
  package func close() -> Int { writer?.close() ?? 0 }

  private static func write(
    _ items: inout [Item], to store: SessionStore, keeping count: Int, _ onEvent: (EngineEvent) -> Void
  ) throws {
    while let first = items.first {
      let now = Date().timeIntervalSince1970
      switch first {
      case .event:
        // As many as follow each other go into one transaction.
        let events = items.prefix { if case .event = $0 { true } else { false } }
          .compactMap { if case .event(let event) = $0 { event } else { nil } }
        try store.append(events: events, now: now)
        items.removeFirst(events.count)
        for event in events where event.isToldOnceStored { onEvent(event) }
      case .checkpoint(let run, let step, let bytes, let isAsked):
        // Where only the latest is kept, one that waited while a later one came is no longer needed.
        let isOvertaken =
          !isAsked && count == 1
          && items.dropFirst().contains { item in
            if case .checkpoint(run, _, _, _) = item { true } else { false }
          }
        if !isOvertaken {
          let digest = sha256Hex(bytes)
          var checkpoint = CheckpointRecord(
            run: RunName(run), step: step, file: "", digest: digest, isAsked: isAsked, time: now)
          try keep(bytes, &checkpoint, in: store, keeping: count)
          // Of a long run what its charts show is kept, so that the session opens as fast as a short one.
          _ = try? store.gatheredCurves(of: checkpoint.run)
          let event = EngineEvent.checkpointed(run: run, step: step, file: checkpoint.file, digest: digest)
          try store.append(events: [event], now: now)
          onEvent(event)
        }
        items.removeFirst()
      }
    }
  }

  /// Puts a checkpoint on the disk and its name and digest into the run.
  private static func keep(
    _ bytes: [UInt8], _ checkpoint: inout CheckpointRecord, in store: SessionStore, keeping count: Int
  ) throws {
    checkpoint.file = try store.checkpointFile(
      of: checkpoint.run, step: checkpoint.step, digest: checkpoint.digest)
    try AtomicFile.write(bytes, to: store.checkpointDirectory + "/" + checkpoint.file)
    guard try store.run(named: checkpoint.run) != nil else { return }
    // Those before are no longer needed once the new one is safe.
    for file in try store.addCheckpoint(checkpoint, keeping: count) {
      try? FileManager.default.removeItem(atPath: store.checkpointDirectory + "/" + file)
    }
  }
}

extension EngineEvent {
  /// A person's act, which counts as done when it is stored.
  fileprivate var isToldOnceStored: Bool { if case .alphaChanged = self { true } else { false } }
}

extension Logger {
  /// Says what an event is about; metrics have curves of their own.
  fileprivate func tell(_ event: EngineEvent) {
    switch event {
    case .metrics: break
    case .started(let run, let step): info("run begins", metadata: ["run": "\(run)", "step": "\(step)"])
    case .finished(let run, let step): info("run finished", metadata: ["run": "\(run)", "step": "\(step)"])
    case .alphaChanged(let run, let step, let old, let new, let cause):
      let how = cause.map { " " + $0.words } ?? ""
      info("alpha \(old) becomes \(new)\(how)", metadata: ["run": "\(run)", "step": "\(step)"])
    case .paused(let run, let step, let isPaused):
      info(isPaused ? "paused" : "goes on", metadata: ["run": "\(run)", "step": "\(step)"])
    case .checkpointed(let run, let step, let file, let digest):
      info("checkpoint", metadata: ["run": "\(run)", "step": "\(step)", "file": "\(file)", "sha256": "\(digest)"])
    case .alert(let run, let step, let title, let detail):
      warning("\(title): \(detail)", metadata: ["run": "\(run)", "step": "\(step)"])
    case .rolledBack(let run, let step, let from, let kept, let actor):
      let place: Logger.Metadata = ["run": "\(run)", "step": "\(step)", "from": "\(from)", "kept": "\(kept)"]
      info("rolled back by \(actor)", metadata: place)
    case .failed(let run, let step, let message):
      error("\(message)", metadata: ["run": "\(run)", "step": "\(step)"])
    }
  }
}
