import Networks
public import RLCore
public import Threads

/// How fidelity is measured.
public struct FidelityConfiguration: Sendable, Equatable, Codable {
  /// Episodes; RICE and StateMask take 500.
  public var episodes = 500
  /// K: shares of an episode's steps among which the critical window is looked for.
  public var shares = [0.1, 0.2, 0.3, 0.4]
  /// Draw actions as in training (true), or take the most probable, as RICE and StateMask do.
  public var samples = false
  /// d_max where it is given, so that several identifiers are measured against one range; nil takes what was observed.
  public var range: Double?
  /// The least |ΔR| / d_max that is told from none, where the logarithm would have no bound.
  public var floor = 1e-3

  /// The defaults.
  public init() {}

  /// Every setting that can be given as text.
  public static var fields: [ConfigField<FidelityConfiguration>] {
    [
      .integer("episodes", \.episodes, 1...1_000_000, "episodes; more are surer"),
      .flag("samples", \.samples, "draw actions instead of taking the most probable"),
      .number("floor", \.floor, 1e-12...1, "the least change of return, as a share of its range"),
    ]
  }
}

/// Measures the fidelity of an identifier: are the steps that it scores highest those on which the return hangs?
///
/// Source: StateMask (NeurIPS 2023) and RICE (arXiv:2405.03064). Each episode is played by the policy and scored; the
/// critical window is the longest run of steps that follow each other among the highest K of its scores. The episode is
/// then played again from the same seed and with the same draws of the policy, but with uniformly random actions in the
/// window, and
///
///     score = log(mean |ΔR| / d_max) − log(mean l / L)
///
/// Higher is better: a large change from a short window. RICE's code prints the negative of it (EDGE's sign). d_max is
/// the range of all returns seen, with and without random actions, unless it is given; RICE's code has 2000 for every
/// task. A mean change below `floor` of the range counts as `floor`.
///
/// One unit is one episode; they run on all threads, and episode n depends on `seed` and n alone. Environment steps are
/// counted as everywhere.
public final class FidelityJob: EngineJob {
  /// The run's name on screen.
  public let name: String
  /// Episodes measured.
  public private(set) var step = 0
  /// Episodes to measure.
  public var totalSteps: Int { configuration.episodes }
  /// Environment steps taken.
  public private(set) var environmentSteps = 0
  /// Episodes played, with and without random actions, and how many of them failed.
  public private(set) var failures = FailedEpisodes()
  private let scorer: any StepScorer
  private let entry: EnvironmentEntry
  private let network: PolicyNetwork
  private let configuration: FidelityConfiguration
  private let seed: UInt64
  private let pool: WorkerPool
  private var games: [Game] = []
  private static let round = 20

  /// One episode, and what became of it for each K.
  private struct Game {
    var total = 0.0
    var length = 0
    /// Returns with random actions in the window, and the window's length (shares).
    var others: [(total: Double, window: Int)] = []
    var steps = 0
    var failed = 0
    var failure: (any Error)?
  }

  /// Measures `scorer` on the policy in `checkpoint`; what the scorer prepares is done here, and its steps are its own.
  public init(
    name: String = "fidelity", scorer: any StepScorer, checkpoint: PolicyCheckpoint, entry: EnvironmentEntry,
    configuration: FidelityConfiguration = FidelityConfiguration(), seed: UInt64, pool: WorkerPool
  ) throws {
    try checkpoint.check(entry)
    try entry.require(.restorable, for: "fidelity plays episodes again")
    guard configuration.shares.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
      throw InvalidSettingError(key: "shares", value: "\(configuration.shares)", valid: "numbers above 0, at most 1")
    }
    self.name = name
    self.scorer = scorer
    self.entry = entry
    self.configuration = configuration
    self.seed = seed
    self.pool = pool
    network = try checkpoint.makeNetwork()
    try scorer.prepare()
  }

  /// Every episode is measured.
  public var isFinished: Bool { step >= totalSteps }

  /// Measures up to twenty episodes on all threads.
  public func advance() throws -> [MetricName: Double] {
    let first = step
    let played = try pool.map(min(Self.round, totalSteps - step)) { try play(first + $0) }
    games += played
    step += played.count
    for game in played {
      environmentSteps += game.steps
      failures.add(episodes: 1 + game.others.count, failed: game.failed, failure: game.failure)
    }
    if isFinished { try failures.checkEnd() } else { try failures.check() }
    var metrics: [MetricName: Double] = [
      .episodicReturn: games.reduce(0) { $0 + $1.total } / Double(games.count)
    ]
    if failures.failed > 0 { metrics[.failedEpisodes] = Double(failures.failed) }
    return metrics
  }

  /// Episodes that failed, once all are played.
  public func alerts() -> [(title: String, detail: String)] { isFinished ? [failures.alert].compactMap(\.self) : [] }

  /// The range of all returns seen so far, with and without random actions; 0 before the first.
  public var observedRange: Double {
    let returns = games.flatMap { [$0.total] + $0.others.map(\.total) }
    return (returns.max() ?? 0) - (returns.min() ?? 0)
  }

  /// The fidelity for each K over the episodes so far; empty before the first.
  public var results: [Fidelity] { results(range: configuration.range ?? observedRange) }

  /// The same with d_max given afterwards. Identifiers are compared over one range, for instance the largest that any of
  /// their measurements has seen; each over its own, one that disturbs less would look better.
  public func results(range: Double) -> [Fidelity] {
    records.compactMap { $0.summary?.fidelity(range: range, floor: configuration.floor) }
  }

  /// What the results are worked from, for each K, over the episodes so far.
  public var records: [FidelityRecord] {
    configuration.shares.enumerated().map { place, share in
      FidelityRecord(
        share: share, changes: games.map { abs($0.others[place].total - $0.total) },
        lengths: games.map { Double($0.others[place].window) / Double($0.length) })
    }
  }

  private func play(_ number: Int) throws -> Game {
    let stream = UInt64(number)
    let episodeSeed = SeededGenerator.derived(seed: seed, stream: 110_000 + stream)
    func player() -> PolicyPlayer {
      PolicyPlayer(
        entry: entry, network: network, generator: SeededGenerator(seed: seed, stream: 120_000 + stream),
        samples: configuration.samples)
    }
    var game = Game()
    func note(_ hasFailed: Bool, _ error: (any Error)?) {
      guard hasFailed else { return }
      game.failed += 1
      game.failure = error ?? FailedStep.reward
    }
    let recorder = player()
    let (episode, hasFailed) = recorder.record(id: number + 1, seed: episodeSeed)
    note(hasFailed, recorder.environments.failure(0))
    let scores = try scorer.scores(of: episode)
    (game.total, game.length, game.steps) = (episode.environmentReturn, episode.steps.count, episode.steps.count)
    for share in configuration.shares {
      let window = scores.longestRun(ofHighest: share)
      let other = player()
      var chance = SeededGenerator(seed: seed, stream: 130_000 + stream)
      other.environments.reset(0, seed: episodeSeed)
      var (total, time) = (0.0, 0)
      while true {
        // The policy draws in the window too, so that both episodes stay on the same random numbers.
        other.decide()
        let outcome =
          window.contains(time)
          ? other.act(entry.spec.action.uniform(&chance)) : other.environments.step(0, action: other.action.base)
        total += Double(outcome.reward)
        time += 1
        guard outcome.isOver else { continue }
        note(outcome.hasFailed, other.environments.failure(0))
        break
      }
      game.others.append((total, window.count))
      game.steps += time
    }
    return game
  }
}
