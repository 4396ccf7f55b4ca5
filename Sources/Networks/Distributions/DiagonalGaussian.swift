public import Glibc
public import RLCore

/// A Gaussian with a diagonal covariance over a few action components; all functions work on one row in place.
///
/// | symbol | code | shape |
/// |---|---|---|
/// | μ(s) | `means` | (count) |
/// | log σ, independent of the state | `logDeviations` | (count) |
/// | a | `action` | (count) |
public enum DiagonalGaussian {
  /// ½ log 2π.
  public static let halfLogTwoPi: Float = 0.918_938_533

  /// log π(a) = −Σ ½ ((a − μ) / σ)² + log σ + ½ log 2π.
  @inlinable
  public static func logProbability(
    _ action: UnsafePointer<Float>, means: UnsafePointer<Float>, logDeviations: UnsafePointer<Float>, _ count: Int
  ) -> Float {
    var total: Float = 0
    for index in 0..<count {
      let distance = (action[index] - means[index]) * expf(-logDeviations[index])
      total -= 0.5 * distance * distance + logDeviations[index] + halfLogTwoPi
    }
    return total
  }

  /// Draws μ + σ ε with ε standard normal.
  @inlinable
  public static func sample(
    means: UnsafePointer<Float>, logDeviations: UnsafePointer<Float>, _ count: Int, _ generator: inout SeededGenerator,
    into action: UnsafeMutablePointer<Float>
  ) {
    for index in 0..<count {
      action[index] = means[index] + expf(logDeviations[index]) * Float(generator.normal())
    }
  }

  /// H = Σ log σ + ½ (1 + log 2π), in nats.
  @inlinable
  public static func entropy(logDeviations: UnsafePointer<Float>, _ count: Int) -> Float {
    var total: Float = 0
    for index in 0..<count { total += logDeviations[index] + halfLogTwoPi + 0.5 }
    return total
  }
}
