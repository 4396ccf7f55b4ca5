public import Networks
public import RLCore
public import Threads

/// A way to refine a policy, as hooks into PPO's rollout and loss.
///
/// A run makes one guide and one part of it per shard (`makePart`), and hands it what it starts from (`prepare`); then for
/// every update, in this order:
///
/// | hook | thread | may |
/// |---|---|---|
/// | `willPlay` | the run's | take up what changes over a run |
/// | `GuidePart.observe`, `override`, `reward`, `begin` | a pool's, one shard each | act in the rollout |
/// | `didPlay` | the run's | change `rollout.rewards`, all at once (a novelty bonus) |
/// | `willLearn` | the run's | work out what the gradient of the update will need |
/// | `loss`, `addTerms` | a pool's, any sample | give or add to the loss of samples; they may only read |
/// | `addLessons` | the run's | add to the gradient of each minibatch |
/// | `didLearn` | the run's | train networks of its own, and say what it measured |
/// | `alerts` | the run's | say what a person should look at |
///
/// Every hook but `name`, `state` and `restore` does nothing unless it is written. To add a method: a file in
/// this folder with a guide, and its line in `Catalog.swift`; the laws over the catalog then test it.
///
/// RICE mixes start states in `begin`, adds its bonus in `didPlay` and trains its predictor in `didLearn`; StateMask-R is
/// `begin` alone; LLM-RND remembers matched samples in `reward` and adds in `didPlay`; the redesigned methods leave steps
/// at which they act apart, and say what those teach in `addTerms`. An oracle teaches the run's network in `prepare`,
/// before the first rollout.
public protocol RolloutGuide: AnyObject {
  /// What a checkpoint keeps of the guide.
  associatedtype State: Codable

  /// The method's name in the catalog; the checkpoint keeps `state` under it.
  var name: String { get }
  /// All that a resumed run needs to go on bit for bit. One with an α has `alpha` and `alphaHistory`.
  var state: State { get }
  /// Takes up the state of a run that goes on at `progress`.
  func restore(_ state: State, at progress: RunProgress) throws

  /// What α acts on, where the guide has one that is in use.
  var adjustable: (any AlphaAdjustable)? { get }
  /// Normalised rewards are to stay as they are, beyond the bounds too: what is added would not sum up otherwise.
  var keepsRewardsWhole: Bool { get }
  /// The run is made: for networks of the guide's own. A run that is taken up again restores the guide's state after this.
  func prepare(_ origin: RunOrigin) throws
  /// The guide's part in one shard. Parts share nothing that they change, so that results do not depend on threads.
  func makePart(_ environments: any EnvironmentShard) -> (any GuidePart)?
  /// A rollout is about to begin.
  func willPlay(_ progress: RunProgress)
  /// A rollout is over; rewards are not yet normalised and advantages not yet worked out.
  func didPlay(_ rollout: Rollout, _ progress: RunProgress) throws
  /// Advantages are worked out, and nothing has been learnt of them; rewards were multiplied by `rewardScale`.
  func willLearn(_ rollout: Rollout, rewardScale: Float)
  /// The loss of a sample in place of the surrogate, where the sample has a loss of its own.
  func loss(of sample: Int, logProbability: Float) -> GuideLoss
  /// Samples have terms in this update: without them nothing is asked.
  var hasTerms: Bool { get }
  /// Adds what guidance says of a sample to the loss's gradient by the policy's outputs, `weight` times, and returns it.
  ///
  /// `policy` has been asked about `outputs`, those of the sample's state.
  func addTerms(
    of sample: Int, to delta: UnsafeMutablePointer<Float>, _ policy: PolicyTerms, _ outputs: UnsafePointer<Float>,
    weight: Float
  ) -> GuideTerms
  /// A minibatch's gradient has been summed, and the optimiser has not taken its step.
  func addLessons(to network: PolicyNetwork)
  /// An update is over. `metrics` are PPO's so far; the guide adds its own.
  func didLearn(_ rollout: Rollout, _ sums: LossSums, _ metrics: inout [MetricName: Double])
  /// Alerts raised since they were last asked for.
  func alerts() -> [(title: String, detail: String)]
}

extension RolloutGuide {
  /// Most guides have nothing to turn.
  public var adjustable: (any AlphaAdjustable)? { nil }
  /// Most guides add what may be clipped.
  public var keepsRewardsWhole: Bool { false }
  /// Most guides have no networks.
  public func prepare(_ origin: RunOrigin) throws {}
  /// A guide without a part leaves rollouts as they are.
  public func makePart(_ environments: any EnvironmentShard) -> (any GuidePart)? { nil }
  /// Nothing changes.
  public func willPlay(_ progress: RunProgress) {}
  /// Nothing is added.
  public func didPlay(_ rollout: Rollout, _ progress: RunProgress) throws {}
  /// Nothing is to be worked out.
  public func willLearn(_ rollout: Rollout, rewardScale: Float) {}
  /// Nothing is lost.
  public func loss(of sample: Int, logProbability: Float) -> GuideLoss { GuideLoss(value: 0, slope: 0) }
  /// Most guides say nothing of samples.
  public var hasTerms: Bool { false }
  /// Nothing is added.
  public func addTerms(
    of sample: Int, to delta: UnsafeMutablePointer<Float>, _ policy: PolicyTerms, _ outputs: UnsafePointer<Float>,
    weight: Float
  ) -> GuideTerms { GuideTerms() }
  /// Nothing is taught.
  public func addLessons(to network: PolicyNetwork) {}
  /// Nothing was measured.
  public func didLearn(_ rollout: Rollout, _ sums: LossSums, _ metrics: inout [MetricName: Double]) {}
  /// Nothing to say.
  public func alerts() -> [(title: String, detail: String)] { [] }
}

/// What a run starts from, for a guide that has networks of its own.
public struct RunOrigin {
  /// The run's network, as it is before the first update.
  public var network: PolicyNetwork
  /// What the run started from; nil for a new network, and where a run is taken up again.
  public var start: PolicyCheckpoint?
  /// The seed of what the guide draws.
  public var seed: UInt64
  /// The run's threads, for use between its own loops.
  public var pool: WorkerPool

  /// Describes a start.
  public init(network: PolicyNetwork, start: PolicyCheckpoint?, seed: UInt64, pool: WorkerPool) {
    self.network = network
    self.start = start
    self.seed = seed
    self.pool = pool
  }
}

/// A guide's work in one shard, on whatever thread plays that shard. What it draws comes from the generator it is given.
public protocol GuidePart: AnyObject {
  /// Environment `environment` of the shard shows `row`, as it gives it itself.
  func observe(_ environment: Int, row: UnsafeRawPointer)
  /// The policy has chosen: another action in its place, or nil.
  func override(at place: StepPlace, _ generator: inout SeededGenerator) -> ActionOverride?
  /// What is added to r_env after `action` (width) was executed with `outcome`.
  func reward(at place: StepPlace, action: UnsafePointer<Float>, _ outcome: StepOutcome) -> Float
  /// A new episode begins; the environment may be put into another state. What cannot be done stops the run.
  func begin(_ environment: Int, _ generator: inout SeededGenerator) throws
}

extension GuidePart {
  /// Looks at nothing.
  public func observe(_ environment: Int, row: UnsafeRawPointer) {}
  /// The policy acts.
  public func override(at place: StepPlace, _ generator: inout SeededGenerator) -> ActionOverride? { nil }
  /// Nothing is added.
  public func reward(at place: StepPlace, action: UnsafePointer<Float>, _ outcome: StepOutcome) -> Float { 0 }
  /// Episodes begin as the environment has it.
  public func begin(_ environment: Int, _ generator: inout SeededGenerator) throws {}
}

/// A step of a rollout: where it is played, and where it lies in the batch.
public struct StepPlace: Sendable, Equatable {
  /// The environment's place in its shard.
  public var environment: Int
  /// The sample's place in the rollout's buffers.
  public var sample: Int
}

/// An action in place of the policy's own.
public struct ActionOverride: Sendable, Equatable {
  /// What is executed.
  public var action: Action
  /// The batch holds this action with its log π(a|s), and not the policy's own.
  public var entersBatch: Bool
  /// `RolloutGuide.loss` takes the place of the surrogate for this sample.
  public var hasOwnLoss: Bool
  /// The sample lies apart: no surrogate, no value loss, no part in the advantages of others. See `Rollout.isApart`.
  public var isApart: Bool

  /// Describes an override.
  public init(action: Action, entersBatch: Bool, hasOwnLoss: Bool, isApart: Bool = false) {
    self.action = action
    self.entersBatch = entersBatch
    self.hasOwnLoss = hasOwnLoss
    self.isApart = isApart
  }
}

/// The loss of one sample and its slope.
public struct GuideLoss: Sendable, Equatable {
  /// The loss as it is reported, without weight.
  public var value: Float
  /// ∂L/∂log π(a|s), with weight.
  public var slope: Float

  /// Makes a loss.
  public init(value: Float, slope: Float) {
    self.value = value
    self.slope = slope
  }
}

/// What terms of the loss came to, over samples: means need their counts.
public struct GuideTerms: Sendable, Equatable {
  /// Σ −log π(a|s) of imitated actions.
  public var imitation = 0.0
  /// Actions that were imitated.
  public var imitated = 0.0
  /// Σ E_π[k(a', a)] of advised actions, with what the policy would do by itself.
  public var agreement = 0.0
  /// Advised actions that the policy was compared with.
  public var compared = 0.0

  /// Nothing.
  public init() {}

  /// Adds what other samples came to.
  public mutating func add(_ other: GuideTerms) {
    imitation += other.imitation
    imitated += other.imitated
    agreement += other.agreement
    compared += other.compared
  }
}

/// How far a run is, in environment steps.
public struct RunProgress: Sendable, Equatable {
  /// Steps done.
  public var step: Int
  /// Steps in all.
  public var totalSteps: Int

  /// The share done, in [0, 1].
  public var share: Double { Double(step) / Double(totalSteps) }
}
