import Networks
public import RLCore
public import Threads

/// Trains a mask network with PPO: one unit is one update, and steps are the environment's.
///
/// The run is an ordinary one, in an environment whose actions are `random` and `keep` (`MaskedShard`) and with a guide
/// that pays for masking (`MaskGuide`). Its checkpoint is a policy whose P(keep | s) is how critical a state is.
public final class MaskTraining: EngineJob {
  /// `rice-mask` or `statemask`.
  public let name: String
  /// The run.
  public let run: PPO
  /// Environment steps that measuring the policy's own return took.
  public let baselineSteps: Int

  /// A mask for the policy in `checkpoint`, drawn from `seed`.
  public init(
    checkpoint: PolicyCheckpoint, entry: EnvironmentEntry, configuration: MaskConfiguration = MaskConfiguration(),
    seed: UInt64, pool: WorkerPool
  ) throws {
    name = MaskGuide.name(of: configuration.objective)
    let masked = try entry.masked(by: checkpoint)
    var (baseline, spent) = (0.0, 0)
    if configuration.objective == .stateMask {
      let job = try EvaluateJob(
        name: name, checkpoint: checkpoint, entry: entry, games: max(1, configuration.baselineEpisodes), seed: seed,
        samples: false, pool: pool)
      while !job.isFinished { _ = try job.advance() }
      (baseline, spent) = (job.interval.mean, job.environmentSteps)
    }
    baselineSteps = spent
    var training = try configuration.training ?? PPOConfiguration.training(entry.presets)
    training.totalSteps = configuration.steps
    run = try PPO(
      name: name, entry: masked, configuration: training, guide: MaskGuide(configuration, baseline: baseline),
      seed: seed, pool: pool)
  }

  /// A training taken up where a checkpoint left it. What measuring the policy took was spent before.
  public init(
    resuming mask: PolicyCheckpoint, of checkpoint: PolicyCheckpoint, entry: EnvironmentEntry,
    configuration: MaskConfiguration = MaskConfiguration(), pool: WorkerPool
  ) throws {
    name = MaskGuide.name(of: configuration.objective)
    let guide = { @Sendable (_: GuidanceTable, _: EnvironmentEntry, _: PPOConfiguration) -> any RolloutGuide in
      MaskGuide(configuration, baseline: 0)
    }
    let method = RefinementMethod(name, "trains a mask network", guide: guide)
    run = try PPO.resume(
      mask, entry: entry.masked(by: checkpoint), methods: Catalog("method", [method]), pool: pool)
    baselineSteps = 0
  }

  /// Environment steps of training so far.
  public var step: Int { run.step }
  /// Environment steps of training in all.
  public var totalSteps: Int { run.totalSteps }
  /// Every step has been taken.
  public var isFinished: Bool { run.isFinished }
  /// Environment steps in all that it took so far; they count towards the budget.
  public var environmentSteps: Int { run.step + baselineSteps }

  /// One update.
  public func advance() throws -> [MetricName: Double] { try run.advance() }
  /// The mask, and all that the run needs to go on.
  public func checkpoint() -> [UInt8]? { run.checkpoint() }
  /// Time that the run spent playing and learning.
  public var phases: PhaseTiming? { run.phases }
  /// Alerts of the run.
  public func alerts() -> [(title: String, detail: String)] { run.alerts() }
  /// The mask as it is.
  public func mask() throws -> PolicyCheckpoint { try PolicyCheckpoint(bytes: run.checkpoint() ?? []) }
}
