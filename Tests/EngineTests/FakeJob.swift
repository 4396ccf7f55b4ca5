import Engine
import RLCore
import Synchronization
import Threads

/// A job that counts: each unit is ten steps, and a script may act at the start of a unit.
final class FakeJob: EngineJob, AlphaAdjustable {
  struct Broken: Error, CustomStringConvertible {
    var description: String { "it broke" }
  }

  let alphaTarget = AlphaTarget.rewards

  let name: String
  var step = 0
  let totalSteps: Int
  var alpha = 0.5
  var usesAlpha = true
  var adjustable: (any AlphaAdjustable)? { usesAlpha ? self : nil }
  /// What runs inside unit n, counted from 1.
  var script: [Int: () throws -> Void] = [:]
  /// α as each unit saw it.
  private(set) var alphas: [Double] = []
  var keepsCheckpoints = true
  /// Where its time went; nil where it does not tell.
  var phases: PhaseTiming?
  var pendingAlerts: [(title: String, detail: String)] = []
  var exhibits = 0

  init(name: String = "fake", units: Int) {
    self.name = name
    totalSteps = units * 10
  }

  var units: Int { step / 10 }
  var isFinished: Bool { step >= totalSteps }

  func advance() throws -> [MetricName: Double] {
    try script[units + 1]?()
    step += 10
    alphas.append(alpha)
    return [.episodicReturn: Double(step), .shapedReturn: Double(-step), .valueLoss: 0.25]
  }

  func checkpoint() -> [UInt8]? { keepsCheckpoints ? [UInt8(units & 0xFF)] : nil }

  func alerts() -> [(title: String, detail: String)] {
    defer { pendingAlerts = [] }
    return pendingAlerts
  }

  func exhibit() -> Frame? {
    exhibits += 1
    return Frame(width: 1, height: 1, caption: "\(exhibits)")
  }
}

/// Where a driver's output goes in these tests.
final class Outside: Sendable {
  struct Full: Error, CustomStringConvertible {
    var description: String { "the disk is full" }
  }

  private let log = Mutex<[EngineEvent]>([])
  private let files = Mutex<[[UInt8]]>([])
  private let wakes = Mutex(0)
  private let reaction = Mutex<(@Sendable (EngineEvent) -> Void)?>(nil)
  private let isFull = Mutex(false)
  private let failures = Mutex(0)
  let commands = Mailbox<EngineCommand>()
  let snapshots = LatestValue<EngineSnapshot>()

  var events: [EngineEvent] { log.withLock { $0 } }
  var stored: [[UInt8]] { files.withLock { $0 } }
  var wakeCount: Int { wakes.withLock { $0 } }

  /// The events without the metrics, which carry a rate.
  var milestones: [EngineEvent] {
    events.filter { if case .metrics = $0 { false } else { true } }
  }

  func react(_ reaction: @escaping @Sendable (EngineEvent) -> Void) { self.reaction.withLock { $0 = reaction } }
  func fill() { isFull.withLock { $0 = true } }

  var ports: EnginePorts {
    EnginePorts(
      snapshots: snapshots, commands: commands,
      record: { [self] event in
        log.withLock { $0.append(event) }
        reaction.withLock { $0 }?(event)
      },
      store: { [self] run, step, bytes, isAsked in
        // As on a disk, what goes wrong is known later.
        guard !isFull.withLock({ $0 }) else { return failures.withLock { $0 += 1 } }
        files.withLock { $0.append(bytes) }
        log.withLock {
          $0.append(.checkpointed(run: run, step: step, file: "\(run)-\(step)", digest: "digest \(bytes)"))
        }
      },
      settle: { [self] in
        if failures.withLock({ $0 }) > 0 { throw Full() }
      },
      wake: { [self] in wakes.withLock { $0 += 1 } })
  }

  /// A driver that leaves out no snapshot.
  func driver() -> EngineDriver {
    let driver = EngineDriver(ports: ports)
    driver.snapshotInterval = .zero
    return driver
  }
}
