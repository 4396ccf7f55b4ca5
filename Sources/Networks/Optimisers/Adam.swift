import CKernels
import Glibc
public import Threads

/// Adam with global gradient-norm clipping (Kingma and Ba, 2015, arXiv:1412.6980).
///
/// θ ← θ − lr · m̂ / (√v̂ + ε), with m̂ and v̂ corrected for their bias. The work is cut into fixed pieces, so that the
/// norm has one order of additions for any number of threads.
public struct Adam: Sendable, Equatable, Codable {
  /// Decay of the first moment.
  public var beta1: Double = 0.9
  /// Decay of the second moment.
  public var beta2: Double = 0.999
  /// ε; CleanRL's 1e-5.
  public var epsilon: Double = 1e-5
  /// Steps taken.
  public var steps: Int = 0

  static let pieces = 16

  /// An optimiser that has taken no step.
  public init() {}

  /// Clips the gradients of `network` to `maximumNorm`, takes one step and clears them. Returns the norm before.
  ///
  /// - Parameter cellRate: scales the rate of the weights that single cells of a sparse first layer own. A cell is lit
  ///   rarely, so Adam's normalised steps there are mostly noise; the blocks that cells share learn at the full rate.
  public mutating func step(
    _ network: PolicyNetwork, rate: Double, cellRate: Double = 1, maximumNorm: Double, pool: WorkerPool
  ) -> Double {
    steps += 1
    let count = network.parameters.count
    let piece = (count / Self.pieces + 16) & ~15
    let sums = FloatSums(count: Self.pieces)
    pool.run(Self.pieces, isEven: true) { index in
      let start = min(count, index * piece)
      let length = min(count, start + piece) - start
      sums.base[index] = CKernels_sum_of_squares(network.gradients.base + start, length)
    }
    let norm = sums.total.squareRoot()
    let scale = maximumNorm > 0 && norm > maximumNorm ? maximumNorm / (norm + 1e-6) : 1
    let correction = (1 - pow(beta2, Double(steps))).squareRoot()
    let corrected = Float(rate * correction / (1 - pow(beta1, Double(steps))))
    let (decay1, decay2, small) = (Float(beta1), Float(beta2), Float(epsilon * correction))
    let cells = network.blocks.isEmpty || network.rowMap != nil ? 0 : network.input.bias
    let reduced = Float(Double(corrected) * cellRate)
    pool.run(Self.pieces, isEven: true) { index in
      let start = min(count, index * piece)
      let end = min(count, start + piece)
      let border = min(max(cells, start), end)
      for (first, last, rate) in [(start, border, reduced), (border, end, corrected)] where first < last {
        CKernels_adam(
          network.parameters.base + first, network.gradients.base + first, network.firstMoment.base + first,
          network.secondMoment.base + first, last - first, Float(scale), rate, decay1, decay2, small)
      }
    }
    return norm
  }
}

/// A few double-precision sums, each written by one index of a loop.
final class FloatSums {
  let count: Int
  let base: UnsafeMutablePointer<Double>

  init(count: Int) {
    self.count = count
    base = .allocate(capacity: count)
    base.initialize(repeating: 0, count: count)
  }

  deinit { base.deallocate() }

  var total: Double { (0..<count).reduce(0) { $0 + base[$1] } }
}
