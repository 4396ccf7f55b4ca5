@testable import Coaching
import Foundation
import RLCore
import SessionStore

/// A session with records that were written by hand: a base policy, `ppo` and `ultra-ra` on it, evaluated by four games each.
struct ComparedSession {
  let desk: Desk
  var store: SessionStore { desk.store }

  /// A session without any record.
  init(games: Int = 4) throws {
    var settings = try Desk.pong()
    settings.games = games
    desk = try Desk(settings)
  }

  /// A session with everything.
  static func full() throws -> ComparedSession {
    let session = try ComparedSession()
    try session.run(.base, "ppo", steps: 1_000, returns: [(500, -20), (1_000, -12)])
    try session.play(.base, [-12, -14, -10, -12])
    try session.advise()
    try session.run("ppo", "ppo", steps: 400, returns: [(200, -9), (400, -6)])
    try session.play("ppo", [-6, -8, -5, -5])
    try session.run(
      "ultra-ra", "ultra-ra", steps: 300, returns: [(100, -8), (300, 1)], charges: [.collect: 60, .verify: 40])
    let guided: [(Int, [MetricName: Double])] = [
      (100, [.hitRate: 0.25, .shapedRewardSize: 0.1, .environmentRewardSize: 0.4, .alpha: 0.5]),
      (300, [.hitRate: 0.75, .shapedRewardSize: 0.1, .environmentRewardSize: 0.4, .alpha: 0.1]),
    ]
    for (step, values) in guided {
      try session.store.append(
        events: [.metrics(run: "ultra-ra", step: step, values: Self.named(values))], now: 1)
    }
    try session.play("ultra-ra", [1, 0, 2, 3])
    return session
  }

  private static func named(_ values: [MetricName: Double]) -> [String: Double] {
    Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value) })
  }

  /// Adds a finished run with its learning curve.
  func run(
    _ name: RunName, _ method: String, steps: Int, returns: [(step: Int, value: Double)], charges: [Stage: Int] = [:]
  ) throws {
    let run = try store.beginRun(
      name: name, method: method, seed: 1, configuration: "{}", totalSteps: steps, charges: charges, now: 1)
    try store.append(
      events: returns.map {
        .metrics(run: name.rawValue, step: $0.step, values: [MetricName.episodicReturn.rawValue: $0.value])
      }, now: 1)
    try store.updateRun(
      run.id, state: .finished, step: steps, checkpoint: "\(name)-\(steps)", digest: "ff\(steps)", now: 1)
  }

  /// Adds an evaluation.
  func play(_ run: RunName, _ returns: [Double], seed: UInt64 = 1) throws {
    let (mean, low, high) = meanInterval(returns)
    try store.addEvaluation(
      SessionStore.Evaluation(
        run: run, checkpoint: "\(run)", games: returns.count, mean: mean, low: low, high: high, returns: returns,
        environmentSteps: 10, seed: seed), now: 1)
  }

  /// Adds an episode, three suggestions about it, evidence of two, and what became of those.
  private func advise() throws {
    let steps = [0, 1].map { EpisodeStep(action: .discrete($0), reward: 0.5, value: 0, probabilities: []) }
    let episode = Episode(
      id: 0, environment: "Pong", seed: 5, steps: steps, stateBytes: 0, states: [], terminated: true)
    _ = try store.addEpisodes([episode], checkpoint: "base-1000", now: 1)
    try store.spend(LedgerEntry(stage: .collect, steps: 60, time: 1))
    try store.spend(LedgerEntry(stage: .verify, steps: 40, time: 1))
    _ = try store.addSuggestions(
      [0, 1, 1].enumerated().map { index, step in
        Suggestion(
          episode: 1, step: step, action: .discrete(2 - index % 2), reward: 0.5, rationale: "because \(index)",
          confidence: 0.5, advisor: "offline")
      }, now: 1)
    for (suggestion, difference) in [(1, 0.5), (2, -0.1)] {
      try store.setEvidence(
        Evidence(
          difference: difference, low: difference - 0.25, high: difference + 0.25, rollouts: 4, horizon: 10, hold: 1,
          environmentSteps: 20), suggestion: suggestion, now: 1)
    }
    try store.decide([Decision(suggestion: 1, verdict: .accepted, actor: "person")], now: 1)
    try store.decide([Decision(suggestion: 2, verdict: .rejected, actor: "verified")], now: 1)
  }
}
