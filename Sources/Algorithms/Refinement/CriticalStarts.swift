import RLCore

/// Begins episodes at critical states: RICE's mixture of starts μ = p d + (1 − p) ρ (arXiv:2405.03064), with d uniform
/// over the table and ρ the environment's own.
///
/// What is drawn comes from the guide's generator: one number for every episode, and where that is below p, which state
/// and a new seed for the environment's randomness. Without a state or with p = 0 nothing is drawn.
struct CriticalStarts {
  /// The states.
  var entries: [GuidanceEntry]
  /// p.
  var probability: Double

  /// Puts environment `index` of `environments` at a critical state with probability p; whether it did.
  ///
  /// Throws `RestartError` where the state cannot be taken up.
  func begin(
    _ index: Int, of environments: any EnvironmentShard, _ generator: inout SeededGenerator
  ) throws -> Bool {
    guard probability > 0, !entries.isEmpty, generator.uniform() < probability else { return false }
    let chosen = entries[generator.below(entries.count)]
    let seed = generator.next()
    do {
      try environments.restorable?.restore(index, state: chosen.state[...])
    } catch {
      throw RestartError(suggestion: chosen.suggestion, reason: "\(error)")
    }
    environments.restorable?.reseed(index, seed: seed)
    return true
  }

  /// Throws where `entry`'s states cannot be taken up; `purpose` begins the sentence.
  static func check(_ entry: EnvironmentEntry, for purpose: String) throws {
    // What is deterministic could be played again, but not for every episode of a run.
    guard entry.capabilities.contains(.restorable) else {
      throw MissingCapabilityError(environment: entry.spec.id, capability: .restorable, purpose: purpose)
    }
  }
}

extension GuidanceConfiguration {
  /// Throws where `entry` lacks what matching, and starts at critical states where there are any, need.
  func check(_ entry: EnvironmentEntry) throws {
    if restartProbability > 0 {
      try CriticalStarts.check(entry, for: "episodes are to start at critical states (guidance.restartProbability)")
    }
    try GuidanceMatcher.check(self, entry)
  }
}

/// A critical state that an episode should have begun at, and that cannot be taken up.
public struct RestartError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The suggestion whose state it is.
  public var suggestion: Int
  /// What the environment said.
  public var reason: String

  /// A sentence that says what to do next.
  public var description: String {
    "no episode can begin at the critical state of suggestion \(suggestion): \(reason); reject that suggestion, or refine "
      + "by a method that begins no episodes there (ultra-* with guidance.restartProbability at 0)"
  }
}
