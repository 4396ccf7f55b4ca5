import Foundation

/// Decisions laid out in a row, since learning goes over them a dozen times.
///
/// | symbol | code | shape |
/// |---|---|---|
/// | f | `features` | features of all commands, one after the other |
/// | | `starts` | where each command's begin, and the end of all |
/// | | `firsts` | where each decision's commands begin among all commands, and the end of all |
struct PackedDecisions {
  private var features: [Int32] = []
  private var starts: [Int] = [0]
  private var firsts: [Int] = [0]
  /// By command: it would have done.
  private var isChosen: [Bool] = []
  /// By decision: 1 / |C|.
  private var rights: [Double] = []

  /// How many there are.
  var count: Int { rights.count }

  /// Lays decisions out, in order.
  init(_ decisions: some Sequence<CommandPolicy.Decision>) {
    for decision in decisions {
      for (place, own) in decision.features.enumerated() {
        features += own
        starts.append(features.count)
        isChosen.append(decision.chosen.contains(place))
      }
      firsts.append(isChosen.count)
      rights.append(1 / Double(decision.chosen.count))
    }
  }

  /// Takes a step down the gradient of each decision of `order`: w_f += rate (1[c ∈ C]/|C| - π(c|s) - decay w_f), for the
  /// features of each command c in turn.
  ///
  /// - Complexity: O(features of these decisions).
  func descend(_ order: [Int], rate: Double, decay: Double, _ weights: inout [Double]) {
    var shares: [Double] = []
    weights.withUnsafeMutableBufferPointer { weights in
      features.withUnsafeBufferPointer { features in
        for decision in order {
          let (first, end) = (firsts[decision], firsts[decision + 1])
          shares.removeAll(keepingCapacity: true)
          for command in first..<end {
            var score = 0.0
            for place in starts[command]..<starts[command + 1] { score += weights[Int(features[place])] }
            shares.append(score)
          }
          CommandPolicy.normalise(&shares)
          for command in first..<end {
            let slope = (isChosen[command] ? rights[decision] : 0) - shares[command - first]
            for place in starts[command]..<starts[command + 1] {
              let feature = Int(features[place])
              weights[feature] += rate * (slope - decay * weights[feature])
            }
          }
        }
      }
    }
  }
}
