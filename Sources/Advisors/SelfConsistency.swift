public import RLCore

/// Merges several answers to one question: what recurs is kept, and how often it recurs is how sure it is.
///
/// Self-consistency as in Wang et al., "Self-Consistency Improves Chain of Thought Reasoning in Language Models" (2022),
/// here over states rather than over final answers. Deviation: neighbouring steps count as one state, since two samples
/// may name the same moment one step apart.
public struct SelfConsistency: Sendable, Equatable {
  /// The share of samples in which a state must recur.
  public var leastShare: Double
  /// Steps within which two samples mean the same state.
  public var stepTolerance: Int

  /// Makes a merge.
  public init(leastShare: Double = 0.5, stepTolerance: Int = 1) {
    self.leastShare = leastShare
    self.stepTolerance = stepTolerance
  }

  /// The states that at least a share of `samples` names, in order of episode and step.
  ///
  /// Of a state's actions the most frequent counts (of equally frequent ones, the one named first); continuous ones count
  /// as equal when they agree to one decimal, and their mean is taken. The step is the most frequent one, the reward the
  /// mean over the samples that agree on the action, the confidence their share of all samples, the rationale that of the
  /// surest of them.
  ///
  /// - Complexity: O(n log n) for n suggestions.
  public func merge(_ samples: [[Suggestion]]) -> [Suggestion] {
    guard !samples.isEmpty else { return [] }
    let least = leastShare * Double(samples.count) - 1e-9
    return clusters(samples).compactMap { cluster in
      guard Double(Set(cluster.map(\.sample)).count) >= least else { return nil }
      return merged(cluster, of: samples.count)
    }
  }

  private struct Named {
    var sample: Int
    var suggestion: Suggestion
  }

  /// Suggestions of one moment each. A sample gives to a moment once, so that a verbose one does not outvote the others.
  private func clusters(_ samples: [[Suggestion]]) -> [[Named]] {
    let all = samples.enumerated().flatMap { sample, suggestions in
      suggestions.map { Named(sample: sample, suggestion: $0) }
    }.sorted {
      ($0.suggestion.episode, $0.suggestion.step, $0.sample) < ($1.suggestion.episode, $1.suggestion.step, $1.sample)
    }
    var clusters: [[Named]] = []
    for named in all {
      if let last = clusters.last, let first = last.first?.suggestion, first.episode == named.suggestion.episode,
        named.suggestion.step - first.step <= stepTolerance, !last.contains(where: { $0.sample == named.sample })
      {
        clusters[clusters.count - 1].append(named)
      } else {
        clusters.append([named])
      }
    }
    return clusters
  }

  private func merged(_ cluster: [Named], of samples: Int) -> Suggestion? {
    let inOrder = cluster.sorted { $0.sample < $1.sample }.map(\.suggestion)
    let action = Self.mostFrequent(inOrder.map { Self.rounded($0.action) })
    let agreeing = inOrder.filter { Self.rounded($0.action) == action }
    guard var result = agreeing.max(by: { $0.confidence < $1.confidence }),
      let step = Self.mostFrequent(agreeing.map(\.step))
    else { return nil }
    result.step = step
    result = result.proposing(Self.mean(agreeing.map(\.action)) ?? result.action)
    result.reward = Self.mean(agreeing.map(\.reward)) ?? result.reward
    result.blame = Self.mean(agreeing.compactMap(\.blame))
    result.stateValue = Self.mean(agreeing.compactMap(\.stateValue))
    result.hold = Self.mostFrequent(agreeing.compactMap(\.hold))
    result.confidence = Double(agreeing.count) / Double(samples)
    return result
  }

  /// The most frequent value; of equally frequent ones, the first.
  private static func mostFrequent<Value: Hashable>(_ values: [Value]) -> Value? {
    var counts: [Value: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    let most = counts.values.max()
    return values.first { counts[$0] == most }
  }

  private static func rounded(_ action: Action) -> Action {
    guard case .continuous(let vector) = action else { return action }
    return .continuous(vector.map { ($0 * 10).rounded() / 10 })
  }

  private static func mean(_ numbers: [Double]) -> Double? {
    numbers.isEmpty ? nil : numbers.reduce(0, +) / Double(numbers.count)
  }

  private static func mean(_ actions: [Action]) -> Action? {
    let vectors = actions.compactMap { action -> [Float]? in
      if case .continuous(let vector) = action { vector } else { nil }
    }
    guard let first = vectors.first, vectors.allSatisfy({ $0.count == first.count }) else { return nil }
    return .continuous(
      first.indices.map { place in
        vectors.reduce(0) { $0 + $1[place] } / Float(vectors.count)
      })
  }
}
