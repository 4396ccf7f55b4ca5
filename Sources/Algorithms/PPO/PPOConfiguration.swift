public import Networks
import RLCore

/// The settings of PPO. Defaults are CleanRL's for Atari where Sidecoach's Pong preset says nothing else.
public struct PPOConfiguration: Sendable, Equatable, Codable {
  /// What the optimiser of a run that starts from a policy begins with.
  public enum StartOptimiser: String, Sendable, Codable, CaseIterable {
    /// No moments: the first steps are of full size whatever the base's last gradients were. Much of what frees a base
    /// that seems stuck is this.
    case fresh
    /// The moments of the run that trained the policy, as if it had gone on.
    case kept
  }

  /// Environment steps in all.
  public var totalSteps = 1_000_000
  /// Environments stepped side by side.
  public var environments = 64
  /// Steps of each environment per update.
  public var stepsPerUpdate = 128
  /// Passes over the batch per update.
  public var epochs = 4
  /// Minibatches per pass.
  public var minibatches = 4
  /// Adam's rate at the start.
  public var learningRate = 2.5e-4
  /// Let the rate fall to 0 over the run.
  public var annealsLearningRate = true
  /// Adam's ε. Inputs that are rarely on have small gradients, and a large ε slows these down more than others.
  public var adamEpsilon = 1e-5
  /// γ.
  public var discount = 0.99
  /// λ of GAE.
  public var gaeLambda = 0.95
  /// ε of the clipped surrogate.
  public var clip = 0.1
  /// Clip the value loss likewise.
  public var clipsValue = true
  /// Weight of the value loss.
  public var valueWeight = 0.5
  /// Weight of the entropy bonus.
  public var entropyWeight = 0.01
  /// Greatest gradient norm; 0 for none.
  public var maximumGradientNorm = 0.5
  /// Stop an update's passes when approx_kl exceeds this; 0 for never.
  public var targetKL = 0.0
  /// Give advantages mean 0 and deviation 1 in each minibatch.
  public var normalisesAdvantages = true
  /// Give observations mean 0 and deviation 1 (dense observations only).
  public var normalisesObservations = false
  /// Divide rewards by the deviation of the discounted return.
  public var normalisesRewards = false
  /// Widths of the hidden layers.
  public var hidden = [64, 64]
  /// The nonlinearity.
  public var activation = Activation.relu
  /// What cells share in a sparse first layer: weights of blocks, or interpolated between knots; empty for nothing.
  public var pooling = [4, 16] as [PoolingBlock]
  /// Share of the learning rate for the weights that single cells own beside those they share; 0 leaves these out where
  /// `pooling` starts with knots, or has later blocks made of whole ones of the first: half of an update's time is saved.
  public var cellRate = 0.1
  /// One trunk for policy and value.
  public var sharesTrunk = true
  /// log σ of a Gaussian policy at the start; of no use with discrete actions.
  public var initialLogDeviation = 0.0
  /// Work out values and advantages anew before each pass after the first.
  public var recomputesAdvantages = false
  /// Adam's moments where a run starts from a policy; without one they are fresh.
  public var startOptimiser = StartOptimiser.fresh
  /// Settings of a guide; plain PPO reads none of them.
  public var guidance = GuidanceConfiguration()
  /// Settings of an oracle; other methods read none of them.
  public var oracle = OracleConfiguration()

  /// The defaults.
  public init() {}

  /// Samples per update.
  public var batchSize: Int { environments * stepsPerUpdate }

  /// `totalSteps` in whole updates.
  public var roundedSteps: Int { max(1, (totalSteps + batchSize - 1) / batchSize) * batchSize }

  /// Steps of training that a budget leaves once `charged` steps are paid from it, in whole updates, at least one.
  public func trainingSteps(of budget: Int, charged: Int = 0) -> Int {
    var whole = self
    whole.totalSteps = budget
    return max(1, (whole.roundedSteps - charged) / batchSize) * batchSize
  }

  /// Pieces into which a rollout is cut, whatever the number of threads: at most sixteen.
  public var rolloutShards: Int { [16, 8, 4, 2].first { environments % $0 == 0 } ?? 1 }

  /// Slices into which the samples of a minibatch are cut, whatever the number of threads: at most sixteen, of four
  /// samples or more, which is the least that a product's tile takes at once.
  public var gradientSlices: Int {
    let size = batchSize / minibatches
    return [16, 8, 4, 2].first { size % $0 == 0 && size / $0 >= 4 } ?? 1
  }

  /// Slices that pass through the network together on a pool of `threads`: a product over many rows costs less than
  /// several over few, so that a thread takes no more pieces than keep all busy. The result does not depend on it.
  func slicesAtOnce(threads: Int) -> Int {
    let rows = batchSize / minibatches / gradientSlices
    let pieces = threads > 1 ? 2 * threads : 1
    var joined = 1
    while gradientSlices / (2 * joined) >= pieces, rows * 2 * joined <= Self.rowsAtOnce { joined *= 2 }
    return joined
  }

  /// Rows whose activations stay in a core's second cache.
  private static let rowsAtOnce = 128

  /// The network that these settings ask for in an environment.
  func shape(for spec: EnvironmentSpec) -> NetworkShape {
    let grid = pooling.isEmpty ? nil : spec.observation.layout?.grid
    return NetworkShape(
      observation: spec.observation, hidden: hidden, activation: activation, isShared: sharesTrunk,
      policyOutputs: max(spec.action.count, spec.action.width),
      pooling: grid.map { Pooling(grid: $0, blocks: pooling, sharesAll: cellRate == 0 && Pooling.nests(pooling)) },
      initialLogDeviation: spec.action.count > 0 ? nil : Float(initialLogDeviation))
  }
}
