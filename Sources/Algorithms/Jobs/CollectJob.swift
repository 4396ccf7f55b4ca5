import Networks
public import RLCore

/// Records episodes of a policy, with the exact state before every step where the environment is restorable. One unit is
/// one episode; one that fails ends with the step that failed, which pays nothing.
public final class CollectJob: EngineJob {
  /// The run's name on screen.
  public let name = "collect"
  /// Episodes recorded.
  public private(set) var step = 0
  /// Episodes to record.
  public let totalSteps: Int
  /// What was recorded.
  public private(set) var episodes: [Episode] = []
  /// How many of them failed.
  public private(set) var failures = FailedEpisodes()
  private let entry: EnvironmentEntry
  private let network: PolicyNetwork
  private let seed: UInt64

  /// Records `count` episodes of the policy in `checkpoint`; episode n depends on `seed` and n alone.
  public init(checkpoint: PolicyCheckpoint, entry: EnvironmentEntry, count: Int, seed: UInt64) throws {
    try checkpoint.check(entry)
    network = try checkpoint.makeNetwork()
    self.entry = entry
    totalSteps = count
    self.seed = seed
  }

  /// Every episode is there.
  public var isFinished: Bool { step >= totalSteps }

  /// Environment steps taken so far; they count towards the budget.
  public var environmentSteps: Int { episodes.reduce(0) { $0 + $1.steps.count } }

  /// Records one episode.
  public func advance() throws -> [MetricName: Double] {
    let stream = UInt64(step)
    let episodeSeed = SeededGenerator.derived(seed: seed, stream: 30_000 + stream)
    let player = PolicyPlayer(
      entry: entry, network: network, generator: SeededGenerator(seed: seed, stream: 40_000 + stream), samples: true)
    step += 1
    let (episode, hasFailed) = player.record(id: step, seed: episodeSeed)
    episodes.append(episode)
    failures.add(episodes: 1, failed: hasFailed ? 1 : 0, failure: player.environments.failure(0))
    if isFinished { try failures.checkEnd() } else { try failures.check() }
    let total = episodes.reduce(0) { $0 + $1.environmentReturn }
    var metrics: [MetricName: Double] = [
      .episodicReturn: total / Double(step), .episodicLength: Double(episode.steps.count),
    ]
    if failures.failed > 0 { metrics[.failedEpisodes] = Double(failures.failed) }
    return metrics
  }

  /// Episodes that failed, once all are there.
  public func alerts() -> [(title: String, detail: String)] { isFinished ? [failures.alert].compactMap(\.self) : [] }
}

extension PolicyCheckpoint {
  /// Refuses an environment that this policy was not trained in.
  func check(_ entry: EnvironmentEntry) throws {
    guard environment == entry.spec.id, shape.observation == entry.spec.observation.plain,
      shape.policyOutputs == max(entry.spec.action.count, entry.spec.action.width)
    else {
      throw SafetensorsMismatch.environment(environment, entry.spec.id)
    }
  }
}

/// Builds the error for a policy in the wrong environment.
enum SafetensorsMismatch {
  static func environment(_ found: String, _ wanted: String) -> SafetensorsError {
    .mismatch("it is a policy for \(found), not for \(wanted) with these settings")
  }
}
