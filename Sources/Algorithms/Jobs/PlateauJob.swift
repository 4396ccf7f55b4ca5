import Networks
public import RLCore
public import Threads

/// Tests whether PPO still improves a policy: goes on from a copy of it, with a fresh optimiser and a rate that does not
/// fall, for three windows, and looks at the episodes that ended in each. What it trains is thrown away.
///
/// A rate that was annealed to 0 stops any policy; one that is stuck does not move with a fresh rate either. An episode
/// counts in the window in which it ended, so that a window should be long beside the episodes of all environments: at first
/// short ones alone can have ended. One unit is an update. It keeps no checkpoint: the same test gives the same again.
public final class PlateauJob: EngineJob {
  /// The job's name on screen.
  public let name = "plateau"
  /// The returns of the episodes that ended in each window.
  public private(set) var returns: [[Double]]
  private let run: PPO
  private let window: Int

  /// Windows of a test.
  public static let windows = 3

  /// Environment steps of a window of about `steps`: whole updates, at least one.
  public static func window(_ steps: Int, _ configuration: PPOConfiguration) -> Int {
    max(1, (steps + configuration.batchSize / 2) / configuration.batchSize) * configuration.batchSize
  }

  /// Tests the policy in `checkpoint`, going on by `configuration`.
  ///
  /// - Parameter window: environment steps of a window; rounded to whole updates.
  public init(
    checkpoint: PolicyCheckpoint, entry: EnvironmentEntry, configuration: PPOConfiguration, window: Int, seed: UInt64,
    pool: WorkerPool
  ) throws {
    var settings = configuration
    settings.annealsLearningRate = false
    settings.startOptimiser = .fresh
    self.window = Self.window(window, configuration)
    settings.totalSteps = self.window * Self.windows
    returns = [[Double]](repeating: [], count: Self.windows)
    run = try PPO(name: name, entry: entry, configuration: settings, start: checkpoint, seed: seed, pool: pool)
  }

  /// Environment steps taken.
  public var step: Int { run.step }
  /// Those of all windows.
  public var totalSteps: Int { run.totalSteps }
  /// Every window is over.
  public var isFinished: Bool { run.isFinished }

  /// One update.
  public func advance() throws -> [MetricName: Double] {
    let place = min(run.step / window, Self.windows - 1)
    let metrics = try run.advance()
    for sample in 0..<run.rollout.count where run.rollout.isOver(sample) {
      returns[place].append(Double(run.rollout.finishedReturns.base[sample]))
    }
    return metrics
  }

  /// A picture of a game played by the present policy.
  public func exhibit() -> Frame? { run.exhibit() }

  /// Alerts of the last update.
  public func alerts() -> [(title: String, detail: String)] { run.alerts() }

  /// What came of it; nil before its end, and where too few episodes ended to tell.
  public var result: PlateauTest? { isFinished ? PlateauTest(windows: returns, steps: window) : nil }
}
