import Algorithms
import Coaching
import Engine
import Foundation
import Logging
import RLCore
import SessionStore
import Threads

/// A session of one test's own, with a coach at work on it in this process; removed with its last reference.
final class Desk {
  let directory: String
  let store: SessionStore
  let coach: Coach
  let writer: SessionWriter
  let gate = ReviewGate()
  let commands = Mailbox<EngineCommand>()

  /// A session with `settings`, by default Pong in small, or the one in `directory` as it was left.
  init(
    _ settings: SessionSettings? = nil, in directory: String? = nil, threads: Int = 1, catalogs: Catalogs = .standard,
    log: Logger = .silent
  ) throws {
    self.directory =
      directory ?? NSTemporaryDirectory() + "sidecoach-coaching-" + UUID().uuidString
    let opened = try SessionOpening.openOrCreate("one", in: self.directory, settings: settings ?? Desk.pong())
    store = opened.0
    writer = try SessionWriter(store: store, log: log)
    let ports = SessionOpening.ports(writer: writer, commands: commands)
    coach = try Coach(
      store: store, settings: opened.1, threads: threads, ports: ports, writer: writer,
      catalogs: catalogs, log: log)
    coach.stopping = gate.stopping
  }

  deinit {
    close()
    if removes { try? FileManager.default.removeItem(atPath: directory) }
  }

  /// Whether the directory goes with this object.
  var removes = true
  private var isClosed = false

  /// Stores what waits and lets the session go.
  func close() {
    guard !isClosed else { return }
    isClosed = true
    writer.close()
    store.close()
  }

  /// Lets the session go and opens it anew, as another process would.
  func reopened() throws -> Desk {
    removes = false
    close()
    // A program that another test starts may hold the lock for as long as it takes from its fork to its exec.
    let deadline = ContinuousClock.now + .seconds(10)
    while true {
      let desk = try Desk(coach.settings, in: directory, catalogs: coach.catalogs)
      guard desk.store.isReadOnly, ContinuousClock.now < deadline else { return desk }
      desk.removes = false
      desk.close()
    }
  }

  /// Pong in small, trained and recorded.
  static func played(catalogs: Catalogs = .standard) throws -> Desk {
    let desk = try Desk(catalogs: catalogs)
    _ = try desk.coach.train()
    try desk.coach.collect(desk.coach.settings.episodes)
    return desk
  }

  /// Asks `advisor`, with `identifier` for the critical states.
  func identify(
    _ advisor: String, by identifier: String? = nil, again: Bool = false
  ) async throws -> (suggestions: Int, issues: Int, unread: Int) {
    let asked = try coach.advice.consultation(advisor: advisor, identifier: identifier, pool: coach.pool)
    let outcome = try await coach.advice.run(asked, again: again)
    return (outcome.suggestions.count, outcome.issues, outcome.unread)
  }

  /// Pong in small: two updates of training and of each refinement, two short episodes, two games.
  static func pong(seed: UInt64 = 1) throws -> SessionSettings {
    var settings = try SessionSettings(environment: "Pong", seed: seed)
    settings.environmentSettings = ["points": "1"]
    settings.training.environments = 8
    settings.training.stepsPerUpdate = 64
    settings.training.minibatches = 2
    settings.training.hidden = [16, 16]
    settings.training.totalSteps = 1_024
    settings.refinement = settings.training
    settings.refinement.guidance.radius = 0.2
    settings.evidence.rollouts = 2
    settings.evidence.horizon = 10
    settings.episodes = 2
    settings.games = 2
    settings.methods = ["ppo", "ultra-ra"]
    return settings
  }
}

/// Runs work that sleeps until asynchronous work is done on a thread of its own. Tests share a few threads with that
/// asynchronous work, and would wait for each other if each held one while it sleeps.
func onThread<Value>(_ work: @escaping () throws -> Value) async throws -> Value {
  let carried = Carried(content: work)
  let thread = Guarded<OwnedThread?>(nil)
  let result: Carried<Result<Value, any Error>> = try await withCheckedThrowingContinuation { continuation in
    do {
      let own = try OwnedThread { continuation.resume(returning: Carried(content: Result { try carried.content() })) }
      thread.with { $0 = own }
    } catch {
      continuation.resume(throwing: error)
    }
  }
  // It has given its last sign and ends now.
  thread.with { $0 }?.join()
  return try result.content.get()
}

/// Hands something from one thread to another that waits for it.
private struct Carried<Content>: @unchecked Sendable {
  let content: Content
}
