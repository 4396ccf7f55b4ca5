import Networks
import RLCore

/// Turns one row of policy outputs into an action; the scratch memory of one thread.
///
/// A discrete action is its index. A continuous one is drawn from a Gaussian and enters a batch as drawn; the
/// environment gets it cut to its bounds (as in CleanRL and Stable-Baselines3), so that the density stays a Gaussian's.
final class ActionSampler {
  let space: ActionSpace
  /// log π(·|s) of each discrete action, or nothing.
  let logProbabilities: FloatBuffer
  /// The action as chosen.
  let action: FloatBuffer
  /// The action as the environment takes it, after `execute`.
  let executed: FloatBuffer
  private let means: FloatBuffer
  private let deviations: FloatBuffer
  private let low: FloatBuffer
  private let high: FloatBuffer

  init(space: ActionSpace) {
    self.space = space
    logProbabilities = FloatBuffer(count: max(1, space.count))
    action = FloatBuffer(count: space.width)
    executed = FloatBuffer(count: space.width)
    means = FloatBuffer(count: space.width)
    deviations = FloatBuffer(count: space.width)
    low = FloatBuffer(count: space.width)
    high = FloatBuffer(count: space.width)
    if case .box(let least, let most) = space {
      low.assign(least)
      high.assign(most)
    }
  }

  /// Takes up the policy's outputs for one state: logits, or means with the network's log σ.
  func read(_ outputs: UnsafePointer<Float>, _ network: PolicyNetwork) {
    if let layer = network.logDeviation {
      means.base.update(from: outputs, count: space.width)
      deviations.base.update(from: network.parameters.base + layer.bias, count: space.width)
    } else {
      Categorical.logProbabilities(outputs, space.count, into: logProbabilities.base)
    }
  }

  /// Draws an action.
  func sample(_ generator: inout SeededGenerator) {
    if space.count > 0 {
      action.base[0] = Float(Categorical.sample(logProbabilities.base, space.count, &generator))
    } else {
      DiagonalGaussian.sample(
        means: means.base, logDeviations: deviations.base, space.width, &generator, into: action.base)
    }
  }

  /// Takes the most probable action.
  func takeMode() {
    if space.count > 0 {
      action.base[0] = Float(Categorical.mode(logProbabilities.base, space.count))
    } else {
      action.base.update(from: means.base, count: space.width)
    }
  }

  /// Takes a given action.
  func take(_ given: Action) {
    switch given {
    case .discrete(let index): action.base[0] = Float(index)
    case .continuous(let vector):
      for index in 0..<min(vector.count, space.width) { action.base[index] = vector[index] }
    }
  }

  /// log π(a|s) of `action`.
  var logProbability: Float {
    space.count > 0
      ? logProbabilities.base[Int(action.base[0])]
      : DiagonalGaussian.logProbability(
        action.base, means: means.base, logDeviations: deviations.base, space.width)
  }

  /// Puts `action`, within the bounds, into `executed`. NaN stays NaN, so that whoever trains sees it.
  func execute() {
    for index in 0..<space.width {
      let value = action.base[index]
      let isBounded = space.count == 0 && !value.isNaN
      executed.base[index] = isBounded ? min(max(value, low.base[index]), high.base[index]) : value
    }
  }
}
