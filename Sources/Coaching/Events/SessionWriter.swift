import Foundation
package import Logging
package import RLCore
package import SessionStore
import Threads

/// Stores events and checkpoints in their order on a thread of its own, so that training never waits for the disk.
package final class SessionWriter: Sendable {
  private enum Item {
    case event(EngineEvent)
    case checkpoint(run: String, step: Int, bytes: [UInt8])
  }

  /// Nil where the session is open for reading only: what happens there is another process's to store.
  private let writer: BackgroundWriter<Item>?
  private let onEvent: @Sendable (EngineEvent) -> Void

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
    writer =
      store.isReadOnly ? nil : try BackgroundWriter(onFailure: onFailure) { try Self.write(&$0, to: store, onEvent) }
  }

  /// Takes an event; never waits.
  package func record(_ event: EngineEvent) {
    writer?.add(.event(event))
    if !event.isToldOnceStored || writer == nil { onEvent(event) }
  }

  /// Takes a checkpoint; never waits.
  package func store(_ bytes: [UInt8], run: String, step: Int) {
    writer?.add(.checkpoint(run: run, step: step, bytes: bytes))
  }

  /// Sleeps until what was handed over before is stored. An error is kept for `check`.
  package func flush() { writer?.flush() }

  /// Throws the first error that storing met since it was last asked, once.
  package func check() throws { try writer?.check() }

  /// Stores the rest and ends the thread. Gives how many records could not be stored, and are lost.
  @discardableResult
  package func close() -> Int { writer?.close() ?? 0 }

  private static func write(
    _ items: inout [Item], to store: SessionStore, _ onEvent: (EngineEvent) -> Void
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
      case .checkpoint(let run, let step, let bytes):
        // One that waited while a later one came is no longer needed.
        let isOvertaken = items.dropFirst().contains { item in
          if case .checkpoint(run, _, _) = item { true } else { false }
        }
        if !isOvertaken {
          let event = try keep(bytes, run: run, step: step, in: store, now: now)
          try store.append(events: [event], now: now)
          onEvent(event)
        }
        items.removeFirst()
      }
    }
  }

  /// Puts a checkpoint on the disk and its name and digest into the run.
  private static func keep(
    _ bytes: [UInt8], run: String, step: Int, in store: SessionStore, now: Double
  ) throws -> EngineEvent {
    let digest = sha256Hex(bytes)
    let runs = try store.runs()
    let found = runs.first { $0.name.rawValue == run }
    let file = freeName("\(run)-\(step)", digest, runs, own: found)
    try AtomicFile.write(bytes, to: store.checkpointDirectory + "/" + file)
    if let found {
      try store.advanceRun(found.name, to: step, checkpoint: (file, digest), now: now)
      // The one before is no longer needed once the new one is safe; earlier versions let two runs share a file.
      let isShared = runs.contains { $0.id != found.id && $0.checkpoint == found.checkpoint }
      if let old = found.checkpoint, old != file, !isShared {
        try? FileManager.default.removeItem(atPath: store.checkpointDirectory + "/" + old)
      }
    }
    return .checkpointed(run: run, step: step, file: file, digest: digest)
  }

  /// A file name that no run refers to, or that of the same bytes. A file that a run refers to is never written over: the
  /// run that was superseded keeps its own, and whatever ends the process between file and record leaves both as they were.
  private static func freeName(
    _ stem: String, _ digest: String, _ runs: [SessionStore.Run], own: SessionStore.Run?
  ) -> String {
    let taken = Set(runs.filter { $0.id != own?.id || $0.digest != digest }.compactMap(\.checkpoint))
    var (name, number) = ("\(stem).safetensors", 2)
    while taken.contains(name) {
      name = "\(stem)-\(number).safetensors"
      number += 1
    }
    return name
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
    case .failed(let run, let step, let message):
      error("\(message)", metadata: ["run": "\(run)", "step": "\(step)"])
    }
  }
}
