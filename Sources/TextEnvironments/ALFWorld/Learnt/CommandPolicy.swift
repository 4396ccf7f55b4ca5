import Foundation
import RLCore

/// A policy over the commands that are possible, learnt from what others did: π(c|s) ∝ exp(Σ_f w_f) over the features f of
/// c in s (multinomial logistic regression).
///
/// | symbol | code | unit |
/// |---|---|---|
/// | w | `weights` | one for each feature that was met |
/// | L = −Σ log π(c*\|s) + ½ ρ \|w\|² | `learn` | nats |
struct CommandPolicy: Sendable {
  /// A decision that somebody took: the features of each possible command, and the place of the one taken.
  struct Decision: Sendable {
    var features: [[Int32]]
    var chosen: Int
  }

  /// Features by their names, as numbers.
  struct Vocabulary: Sendable {
    private(set) var numbers: [String: Int32] = [:]

    /// The numbers of features; new ones get the next.
    mutating func learn(_ names: [String]) -> [Int32] {
      names.map { name in
        if let known = numbers[name] { return known }
        let number = Int32(numbers.count)
        numbers[name] = number
        return number
      }
    }

    /// The numbers of the features that were met before.
    func known(_ names: [String]) -> [Int32] { names.compactMap { numbers[$0] } }
  }

  private static let (passes, rate, decay) = (12, 0.3, 1e-4)

  private let vocabulary: Vocabulary
  private let weights: [Double]

  /// Learns from `decisions` by stochastic gradient descent in their order, with a rate that falls; equal decisions give
  /// equal policies.
  /// - Complexity: O(decisions · commands · features), a second for a thousand decisions.
  init(_ decisions: some Sequence<Decision>, _ vocabulary: Vocabulary) {
    self.vocabulary = vocabulary
    var weights = [Double](repeating: 0, count: vocabulary.numbers.count)
    let decisions = Array(decisions)
    for pass in 0..<Self.passes {
      let rate = Self.rate / (1 + Double(pass) / 5)
      for decision in decisions {
        let shares = Self.shares(decision.features, weights)
        for (place, features) in decision.features.enumerated() {
          let slope = (place == decision.chosen ? 1 : 0) - shares[place]
          for feature in features {
            weights[Int(feature)] += rate * (slope - Self.decay * weights[Int(feature)])
          }
        }
      }
    }
    self.weights = weights
  }

  /// The weight of a feature; 0 where it was never met.
  func weight(of feature: String) -> Double { vocabulary.known([feature]).first.map { weights[Int($0)] } ?? 0 }

  /// π of each of `features`, those of a command each.
  private static func shares(_ features: [[Int32]], _ weights: [Double]) -> [Double] {
    let scores = features.map { $0.reduce(0) { $0 + weights[Int($1)] } }
    let most = scores.max() ?? 0
    let raw = scores.map { exp($0 - most) }
    let total = raw.reduce(0, +)
    return raw.map { $0 / total }
  }

  /// π of every command that is possible, the most probable first.
  func proposals(for context: PlanningContext) -> [Proposal] {
    let view = CommandFeatures(context)
    let shares = Self.shares(context.actions.map { vocabulary.known(view.features(of: $0)) }, weights)
    return zip(context.actions, shares).map { Proposal(action: $0, probability: $1) }.normalised()
  }
}
