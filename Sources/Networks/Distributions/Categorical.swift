public import Glibc
public import RLCore

/// A categorical distribution over a few actions, from logits; all functions work on one row in place.
public enum Categorical {
  /// Turns `count` logits into log-probabilities: log π(a) = logit(a) − log Σ exp(logit).
  @inlinable
  public static func logProbabilities(
    _ logits: UnsafePointer<Float>, _ count: Int, into result: UnsafeMutablePointer<Float>
  ) {
    var largest = logits[0]
    for index in 1..<max(1, count) { largest = max(largest, logits[index]) }
    var sum: Float = 0
    for index in 0..<count { sum += expf(logits[index] - largest) }
    let normaliser = largest + logf(sum)
    for index in 0..<count { result[index] = logits[index] - normaliser }
  }

  /// Draws an action from log-probabilities.
  @inlinable
  public static func sample(
    _ logProbabilities: UnsafePointer<Float>, _ count: Int, _ generator: inout SeededGenerator
  ) -> Int {
    var rest = generator.uniformFloat()
    for index in 0..<(count - 1) {
      rest -= expf(logProbabilities[index])
      if rest < 0 { return index }
    }
    return count - 1
  }

  /// The most probable action.
  @inlinable
  public static func mode(_ logProbabilities: UnsafePointer<Float>, _ count: Int) -> Int {
    var best = 0
    for index in 1..<max(1, count) where logProbabilities[index] > logProbabilities[best] { best = index }
    return best
  }

  /// H = −Σ π log π, in nats.
  @inlinable
  public static func entropy(_ logProbabilities: UnsafePointer<Float>, _ count: Int) -> Float {
    var total: Float = 0
    for index in 0..<count { total -= expf(logProbabilities[index]) * logProbabilities[index] }
    return total
  }
}
