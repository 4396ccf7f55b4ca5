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

  /// Paired rollouts of one measurement, at most.
  public static let mostRollouts = 100_000

  /// Every setting that the options of `verify` take.
  public static var fields: [ConfigField<EvidenceConfiguration>] {
    [
      .integer("rollouts", \.rollouts, 2...mostRollouts, "paired rollouts per suggestion: more are surer and dearer"),
      .integer("horizon", \.horizon, 1...1_000_000, "steps of each rollout, at most"),
      .integer("hold", \.hold, 1...1_000_000, "steps for which the action under test is held"),
    ]
  }
}

/// Measures what a suggestion is worth: from the exact state, the recorded action against the suggested one.
///
/// Each of N pairs runs twice from the restored state with the same random numbers (environment and policy reseeded
/// alike): the action under test is held for the steps that its suggestion proposes, else for `hold`, then the policy
/// plays to the horizon. A sequence is played step by step, against the steps of the episode as they were recorded. The
/// difference of returns is averaged over pairs, with a 95 % interval by Student's t. One unit is one suggestion; pairs
/// run on all threads. A rollout that fails ends there, with what it had earned.
///
/// An environment that cannot be restored but is deterministic plays the episode again up to the step, which counts
/// towards the budget; its own draws are then those of the episode, and pairs differ by the policy's alone. A state that
/// cannot be taken up is an error.
///
/// For a suggestion that agrees with the recorded action the difference would be 0 by construction; it is compared with
/// the other actions instead: for discrete actions, the mean over the alternatives. At `places`, which stand for where a
/// row of guidance would act, it is 0: nothing would change there.
public final class EvidenceJob: EngineJob {
  /// The run's name on screen.
  public let name = "verify"
  /// Suggestions measured.
  public private(set) var step = 0
  /// Suggestions to measure.
  public var totalSteps: Int { suggestions.count }
  /// The evidence of each suggestion so far.
  public private(set) var evidence: [Int: Evidence] = [:]
  /// Takes each measurement as it comes, before the next one is made.
  public var onEvidence: ((_ suggestion: Int, Evidence) throws -> Void)?
  /// Environment steps of rollouts that no evidence came of.
  public private(set) var lostSteps = 0
  /// Rollouts so far, and how many of them failed.
  public private(set) var failures = FailedEpisodes()
  /// What is measured: the action of each, whether it was proposed or put in a proposal's place.
  public let suggestions: [Suggestion]
  /// Where the actions are tried, by suggestion, spread over the pairs; at its own state alone where nothing is said.
  public var places: [Int: [RecordedPlace]] = [:]
  /// Every pair has one more rollout, the policy's own from the first step on, and what was played is kept in `branches`.
  package var keepsBranches = false
  /// What was played for each suggestion, by pair.
  package private(set) var branches: [Int: [[EvidenceBranch]]] = [:]
  private let episodes: [Int: Episode]
  private let entry: EnvironmentEntry
  private let network: PolicyNetwork
  private let configuration: EvidenceConfiguration
  private let seed: UInt64
  private let pool: WorkerPool

  private static let purpose = "verify starts rollouts from recorded states"

  /// Measures `suggestions` on the policy of `checkpoint`. Throws `MissingCapabilityError` where the environment can
  /// neither be restored nor played again.
  public init(
    suggestions: [Suggestion], episodes: [Int: Episode], checkpoint: PolicyCheckpoint, entry: EnvironmentEntry,
    configuration: EvidenceConfiguration, seed: UInt64, pool: WorkerPool
  ) throws {
    try checkpoint.check(entry)
    try entry.require(.restorable, for: Self.purpose)
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
  public var environmentSteps: Int { evidence.values.reduce(lostSteps) { $0 + $1.environmentSteps } }

  /// Measures the next suggestion.
  public func advance() throws -> [MetricName: Double] {
    let suggestion = suggestions[step]
    step += 1
    let own = RecordedPlace(episode: suggestion.episode, step: suggestion.step)
    let tried = places[suggestion.id] ?? []
    for place in [own] + tried where episodes[place.episode]?.steps.indices.contains(place.step) != true {
      throw EnvironmentError.missingState(episode: place.episode, step: place.step)
    }
    let measured = try measure(suggestion, at: tried.isEmpty ? [own] : tried, isOwn: tried.isEmpty)
    evidence[suggestion.id] = measured
    try onEvidence?(suggestion.id, measured)
    if isFinished { try failures.checkEnd() } else { try failures.check() }
    return failures.failed > 0 ? [.failedEpisodes: Double(failures.failed)] : [:]
  }

  /// Rollouts that failed, once all are done.
  public func alerts() -> [(title: String, detail: String)] { isFinished ? [failures.alert].compactMap(\.self) : [] }

  /// One rollout.
  private struct Outcome {
    var total = 0.0
    var steps = 0
    var failure: (any Error)?
    var branch: EvidenceBranch?
  }

  /// Two rollouts, or one and the mean of several, from one state.
  private struct Pair {
    var difference = 0.0
    var overPolicy = 0.0
    var branches: [EvidenceBranch] = []
    var steps = 0
    var rollouts = 0
    var failed = 0
    var failure: (any Error)?

    /// Counts a rollout, and gives its return.
    mutating func count(_ outcome: Outcome) -> Double {
      steps += outcome.steps
      rollouts += 1
      if let error = outcome.failure {
        failed += 1
        failure = error
      } else if let branch = outcome.branch {
        branches.append(branch)
      }
      return outcome.total
    }
  }

  /// What is tried, and what it is compared with.
  private struct Trial {
    var moment: Moment
    var others: [ActionSegment]
  }

  private func trials(_ suggestion: Suggestion, at places: [RecordedPlace], isOwn: Bool) -> [Trial] {
    places.compactMap { place in
      guard let episode = episodes[place.episode] else { return nil }
      let moment = episode.moment(before: place.step)
      if let following = suggestion.following {
        let advised = [suggestion.action] + following
        let recorded = episode.steps[place.step...].prefix(advised.count).map(\.action)
        return Trial(moment: moment, others: recorded == advised ? [] : [ActionSegment(recorded)])
      }
      let (action, recorded) = (suggestion.action, episode.steps[place.step].action)
      let others = isOwn ? alternatives(to: action, recorded: recorded) : recorded == action ? [] : [recorded]
      let hold = suggestion.hold ?? configuration.hold
      return Trial(moment: moment, others: others.map { ActionSegment($0, steps: hold) })
    }
  }

  private func measure(_ suggestion: Suggestion, at places: [RecordedPlace], isOwn: Bool) throws -> Evidence {
    let trials = trials(suggestion, at: places, isOwn: isOwn)
    let count = configuration.rollouts
    // What is proposed for so long is measured for so long.
    let advised = suggestion.segment(usual: configuration.hold)
    let results = UnsafeMutableBufferPointer<Result<Pair, any Error>>.allocate(capacity: count)
    results.initialize(repeating: .success(Pair()))
    defer {
      results.deinitialize()
      results.deallocate()
    }
    pool.run(count) { index in
      results[index] = Result {
        let pairSeed = SeededGenerator.derived(
          seed: seed ^ UInt64(truncatingIfNeeded: suggestion.id), stream: 70_000 + UInt64(index))
        var pair = Pair()
        let trial = trials[index * trials.count / count]
        guard !trial.others.isEmpty else { return pair }
        let better = pair.count(try play(trial.moment, advised, pairSeed))
        var other = 0.0
        for action in trial.others {
          other += pair.count(try play(trial.moment, action, pairSeed)) / Double(trial.others.count)
        }
        pair.difference = better - other
        if keepsBranches { pair.overPolicy = better - pair.count(try play(trial.moment, nil, pairSeed)) }
        return pair
      }
    }
    let played = results.compactMap { try? $0.get() }
    if played.count < count { lostSteps += played.reduce(0) { $0 + $1.steps } }
    let pairs = try results.map { try $0.get() }
    for pair in pairs { failures.add(episodes: pair.rollouts, failed: pair.failed, failure: pair.failure) }
    let interval = meanInterval(pairs.map(\.difference))
    if keepsBranches { branches[suggestion.id] = pairs.map(\.branches) }
    return Evidence(
      difference: interval.mean, low: interval.low, high: interval.high, rollouts: count,
      horizon: configuration.horizon, hold: advised.count, environmentSteps: pairs.reduce(0) { $0 + $1.steps },
      overPolicy: keepsBranches ? meanInterval(pairs.map(\.overPolicy)).mean : nil)
  }

  private func alternatives(to action: Action, recorded: Action) -> [Action] {
    guard action == recorded, case .discrete(let chosen) = action else { return [recorded] }
    return (0..<entry.spec.action.count).filter { $0 != chosen }.map { Action.discrete($0) }
  }

  /// One rollout: `segment` and then the policy, or the policy plays all of it.
  private func play(_ moment: Moment, _ segment: ActionSegment?, _ pairSeed: UInt64) throws -> Outcome {
    let player = PolicyPlayer(
      entry: entry, network: network, generator: SeededGenerator(seed: pairSeed, stream: 1), samples: true)
    var played = Outcome()
    var branch = EvidenceBranch()
    played.steps = try player.environments.visit(0, moment, for: Self.purpose)
    player.environments.restorable?.reseed(0, seed: pairSeed)
    for time in 0..<configuration.horizon {
      // The policy draws at held steps too, so that both sides of a pair stay on the same random numbers.
      player.decide()
      if keepsBranches { branch.rows += player.row.bytes(0) }
      let given = segment?[time]
      let outcome = given.map { player.act($0) } ?? player.environments.step(0, action: player.action.base)
      played.total += Double(outcome.reward)
      played.steps += 1
      if keepsBranches {
        branch.actions += player.drawn.array.prefix(entry.spec.action.width)
        branch.rewards.append(outcome.reward)
        if given != nil { branch.forced += 1 }
        branch.terminated = outcome.terminated
      }
      if outcome.hasFailed { played.failure = player.environments.failure(0) ?? FailedStep.reward }
      if outcome.isOver || (configuration.endsAtReward && outcome.reward != 0) { break }
    }
    guard keepsBranches else { return played }
    player.environments.observe(0, into: player.row.base)
    branch.rows += player.row.bytes(0)
    played.branch = branch
    return played
  }
}
