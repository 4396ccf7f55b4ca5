import Networks
public import RLCore
public import Threads

/// How evidence is measured.
public struct EvidenceConfiguration: Sendable, Equatable, Codable {
  /// Paired rollouts per suggestion.
  public var rollouts = 32
  /// Steps of each rollout, at most.
  public var horizon = 60
  /// Steps for which the action under test is held before the policy takes over.
  public var hold = 2
  /// End a rollout at the first reward that is not 0. Where rewards are rare and each settles a matter, as points do,
  /// what comes after one is noise that costs steps.
  public var endsAtReward = false

  /// The defaults.
  public init() {}

  /// Every setting that the options of `verify` take.
  public static var fields: [ConfigField<EvidenceConfiguration>] {
    [
      .integer("rollouts", \.rollouts, 2...100_000, "paired rollouts per suggestion: more are surer and dearer"),
      .integer("horizon", \.horizon, 1...1_000_000, "steps of each rollout, at most"),
      .integer("hold", \.hold, 1...1_000_000, "steps for which the action under test is held"),
    ]
  }
}

/// Measures what a suggestion is worth: from the exact state, the recorded action against the suggested one.
///
/// Each of N pairs runs twice from the restored state with the same random numbers (environment and policy reseeded
/// alike): the action under test is held for `hold` steps, then the policy plays to the horizon. The difference of
/// returns is averaged over pairs, with a 95 % interval by Student's t. One unit is one suggestion; pairs run on all
/// threads.
///
/// For a suggestion that agrees with the recorded action the difference would be 0 by construction; it is compared with
/// the other actions instead: for discrete actions, the mean over the alternatives.
public final class EvidenceJob: EngineJob {
  /// The run's name on screen.
  public let name = "verify"
  /// Suggestions measured.
  public private(set) var step = 0
  /// Suggestions to measure.
  public var totalSteps: Int { suggestions.count }
  /// The evidence of each suggestion so far.
  public private(set) var evidence: [Int: Evidence] = [:]
  private let suggestions: [Suggestion]
  private let episodes: [Int: Episode]
  private let entry: EnvironmentEntry
  private let network: PolicyNetwork
  private let configuration: EvidenceConfiguration
  private let seed: UInt64
  private let pool: WorkerPool

  /// Measures `suggestions` on the policy of `checkpoint`.
  public init(
    suggestions: [Suggestion], episodes: [Int: Episode], checkpoint: PolicyCheckpoint, entry: EnvironmentEntry,
    configuration: EvidenceConfiguration, seed: UInt64, pool: WorkerPool
  ) throws {
    try checkpoint.check(entry)
    self.suggestions = suggestions
    self.episodes = episodes
    self.entry = entry
    self.configuration = configuration
    self.seed = seed
    self.pool = pool
    network = try checkpoint.makeNetwork()
  }

  /// Every suggestion is measured.
  public var isFinished: Bool { step >= suggestions.count }
  /// Environment steps spent so far.
  public var environmentSteps: Int { evidence.values.reduce(0) { $0 + $1.environmentSteps } }

  /// Measures the next suggestion.
  public func advance() throws -> [MetricName: Double] {
    let suggestion = suggestions[step]
    step += 1
    guard let episode = episodes[suggestion.episode], episode.steps.indices.contains(suggestion.step) else {
      throw EnvironmentError.missingState(episode: suggestion.episode, step: suggestion.step)
    }
    evidence[suggestion.id] = try measure(suggestion, episode)
    return [:]
  }

  private func measure(_ suggestion: Suggestion, _ episode: Episode) throws -> Evidence {
    let state = episode.state(before: suggestion.step)
    let recorded = episode.steps[suggestion.step].action
    let others = alternatives(to: suggestion.action, recorded: recorded)
    let count = configuration.rollouts
    let results = UnsafeMutableBufferPointer<(difference: Double, steps: Int)>.allocate(capacity: count)
    results.initialize(repeating: (0, 0))
    defer { results.deallocate() }
    // Restoring can only fail for a state of the wrong size, which shows before any thread starts.
    try PolicyPlayer(entry: entry, network: network, generator: SeededGenerator(seed: 0), samples: true)
      .environments.restore(0, state: state)
    pool.run(count) { index in
      let pairSeed = SeededGenerator.derived(
        seed: seed ^ UInt64(truncatingIfNeeded: suggestion.id), stream: 70_000 + UInt64(index))
      let better = play(state, suggestion.action, pairSeed)
      var other = (total: 0.0, steps: 0)
      for action in others {
        let result = play(state, action, pairSeed)
        other.total += result.total / Double(others.count)
        other.steps += result.steps
      }
      results[index] = (better.total - other.total, better.steps + other.steps)
    }
    guard results.allSatisfy(\.difference.isFinite) else {
      throw EnvironmentError.notFinite(quantity: "a return of suggestion \(suggestion.id)", step: environmentSteps)
    }
    let interval = meanInterval(results.map(\.difference))
    return Evidence(
      difference: interval.mean, low: interval.low, high: interval.high, rollouts: count,
      horizon: configuration.horizon, hold: configuration.hold, environmentSteps: results.reduce(0) { $0 + $1.steps })
  }

  private func alternatives(to action: Action, recorded: Action) -> [Action] {
    guard action == recorded, case .discrete(let chosen) = action else { return [recorded] }
    return (0..<entry.spec.action.count).filter { $0 != chosen }.map { Action.discrete($0) }
  }

  private func play(_ state: ArraySlice<UInt8>, _ action: Action, _ pairSeed: UInt64) -> (total: Double, steps: Int) {
    let player = PolicyPlayer(
      entry: entry, network: network, generator: SeededGenerator(seed: pairSeed, stream: 1), samples: true)
    guard (try? player.environments.restore(0, state: state)) != nil else { return (.nan, 0) }
    player.environments.reseed(0, seed: pairSeed)
    var total = 0.0
    for time in 0..<configuration.horizon {
      // The policy draws at held steps too, so that both sides of a pair stay on the same random numbers.
      player.decide()
      let outcome =
        time < configuration.hold
        ? player.act(action) : player.environments.step(0, action: player.action.base)
      total += Double(outcome.reward)
      if outcome.isOver || (configuration.endsAtReward && outcome.reward != 0) { return (total, time + 1) }
    }
    return (total, configuration.horizon)
  }
}
