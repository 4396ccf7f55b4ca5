import Foundation
import RLCore

/// A policy over the commands that are possible, learnt from what others did: π(c|s) ∝ exp(Σ_f w_f) over the features f of
/// c in s (multinomial logistic regression).
///
/// | symbol | code | unit |
/// |---|---|---|
/// | w | `weights` | one for each feature that was met |
/// | C | `Decision.chosen` | the commands of which any would have done |
/// | L = −Σ 1/\|C\| Σ_{c ∈ C} log π(c\|s) + ½ ρ \|w\|² | `init` | nats |
struct CommandPolicy: Sendable {
  /// A decision that somebody took: the features of each possible command, and the places of the one taken and of those
  /// that would have done as well.
  struct Decision: Sendable {
    var features: [[Int32]]
    var chosen: Set<Int>
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

  /// Lessons in numbers, so that several policies can learn from them.
  struct Experience: Sendable {
    fileprivate struct Step: Sendable {
      var features: [[Int32]]
      var searches: [Search?]
      var chosen: Set<Int>
    }

    fileprivate struct Search: Sendable {
      var place: Substring
      var kinds: [Substring]
      /// The features for each chance.
      var features: [[Int32]]
    }

    fileprivate var steps: [Step] = []
    /// What was seen.
    private(set) var whereabouts = Whereabouts()
    /// Nothing was decided.
    var isEmpty: Bool { steps.isEmpty }

    /// The lessons of one game.
    init(_ lessons: [WalkthroughLesson], _ vocabulary: inout Vocabulary) {
      for lesson in lessons {
        whereabouts.add(lesson.whereabouts)
        for step in lesson.steps {
          let (view, commands) = (CommandFeatures(step.context), step.context.actions)
          // Most commands are like another one, and its features have their numbers already.
          var shapes: [CommandFeatures.Shape: [Int32]] = [:]
          var chances: [CommandFeatures.When: [[Int32]]] = [:]
          steps.append(
            Step(
              features: commands.map { command in
                let shape = view.shape(of: command)
                return shapes.value(for: shape) { vocabulary.learn(view.features(of: shape)) }
              },
              searches: commands.map { command in
                view.search(of: command).map { search in
                  Search(
                    place: search.place, kinds: search.kinds,
                    features: chances.value(for: search.when) {
                      Whereabouts.Chance.allCases.map { vocabulary.learn(search.features($0)) }
                    })
                }
              },
              chosen: Set(commands.indices.filter { step.chosen.contains(commands[$0]) })))
        }
      }
    }
  }

  /// Passes over the decisions, of which the second half is averaged; the rate that the first begins with; ρ.
  private static let (passes, rate, decay) = (12, 0.1, 1e-4)

  private let vocabulary: Vocabulary
  private let weights: [Double]
  private let whereabouts: Whereabouts

  /// Learns from `decisions` by stochastic gradient descent in drawn order, with a rate that falls and averaged weights;
  /// equal decisions give equal policies.
  /// - Complexity: O(decisions · commands · features), a second for a thousand decisions.
  init(_ decisions: some Sequence<Decision>, _ vocabulary: Vocabulary, whereabouts: Whereabouts = Whereabouts()) {
    self.vocabulary = vocabulary
    self.whereabouts = whereabouts
    var weights = [Double](repeating: 0, count: vocabulary.numbers.count)
    var mean = weights
    let packed = PackedDecisions(decisions)
    var order = Array(0..<packed.count)
    var generator = SeededGenerator(seed: 1, stream: 88_102)
    for pass in 0..<Self.passes {
      let rate = Self.rate / (1 + Double(pass) / 5)
      for place in order.indices.reversed() { order.swapAt(place, generator.below(place + 1)) }
      packed.descend(order, rate: rate, decay: Self.decay, &weights)
      for index in weights.indices where 2 * pass >= Self.passes { mean[index] += weights[index] }
    }
    weights = mean.map { $0 / Double(Self.passes - Self.passes / 2) }
    self.weights = weights
  }

  /// The weight of a feature; 0 where it was never met.
  func weight(of feature: String) -> Double { vocabulary.known([feature]).first.map { weights[Int($0)] } ?? 0 }

  /// π of each of `features`, those of a command each.
  private static func shares(_ features: [[Int32]], _ weights: [Double]) -> [Double] {
    var scores = features.map { $0.reduce(0) { $0 + weights[Int($1)] } }
    normalise(&scores)
    return scores
  }

  /// Turns scores into exp(score) / Σ exp(score).
  static func normalise(_ scores: inout [Double]) {
    let most = scores.max() ?? 0
    var total = 0.0
    for place in scores.indices {
      scores[place] = exp(scores[place] - most)
      total += scores[place]
    }
    for place in scores.indices { scores[place] /= total }
  }

  /// Learns from `experiences`, all in numbers of `vocabulary`, and from what was seen in them.
  init(_ experiences: [Experience], _ vocabulary: Vocabulary) {
    var whereabouts = Whereabouts()
    for experience in experiences { whereabouts.add(experience.whereabouts) }
    let decisions = experiences.lazy.flatMap(\.steps).map { step in
      // What is sought is the same for all commands of a step.
      var chances: [Substring: Whereabouts.Chance] = [:]
      return Decision(
        features: zip(step.features, step.searches).map { features, search in
          guard let search else { return features }
          let chance = chances.value(for: search.place) { whereabouts.chance(of: search.kinds, at: search.place) }
          return features + search.features[chance.rawValue]
        }, chosen: step.chosen)
    }
    self.init(decisions, vocabulary, whereabouts: whereabouts)
  }

  /// π of every command that is possible, the most probable first.
  func proposals(for context: PlanningContext) -> [Proposal] {
    let view = CommandFeatures(context)
    var shapes: [CommandFeatures.Shape: [Int32]] = [:]
    var chances: [Substring: Whereabouts.Chance] = [:]
    let features = context.actions.map { command in
      let shape = view.shape(of: command)
      let own = shapes.value(for: shape) { vocabulary.known(view.features(of: shape)) }
      guard let search = view.search(of: command) else { return own }
      let chance = chances.value(for: search.place) { whereabouts.chance(of: search.kinds, at: search.place) }
      return own + vocabulary.known(search.features(chance))
    }
    return zip(context.actions, Self.shares(features, weights)).map { Proposal(action: $0, probability: $1) }
      .normalised()
  }
}

extension Dictionary {
  /// The value of a key, made where it is not there yet.
  fileprivate mutating func value(for key: Key, _ make: () -> Value) -> Value {
    if let known = self[key] { return known }
    let made = make()
    self[key] = made
    return made
  }
}
