/// How often one method is above another where both are drawn at random.
extension RunMatrix {
  /// The chance that a run of this matrix lies above one of `other` on the same task, and that both are equal, each
  /// averaged over the tasks that both have runs on.
  ///
  /// The first is Mann and Whitney's U over the number of pairs, without what ties add to it. Chances of matrices with
  /// different numbers of tasks, or without a common one, are not a number. Cost: n log n.
  public func chances(against other: RunMatrix) -> (above: Double, equal: Double) {
    guard tasks.count == other.tasks.count else { return (.nan, .nan) }
    var sums = (above: 0.0, equal: 0.0)
    var count = 0.0
    for (own, theirs) in zip(tasks, other.tasks) where !own.isEmpty && !theirs.isEmpty {
      let found = Self.counts(scores[own].sorted(), other.scores[theirs].sorted())
      let pairs = Double(own.count) * Double(theirs.count)
      sums.above += Double(found.above) / pairs
      sums.equal += Double(found.equal) / pairs
      count += 1
    }
    return (sums.above / count, sums.equal / count)
  }

  /// The probability of improvement P(X > Y), where a tie counts as half, so that P(X > Y) + P(Y > X) = 1.
  ///
  /// Source: Agarwal et al., 2021, arXiv:2108.13264, section 4.3.
  public func probabilityOfImprovement(over other: RunMatrix) -> Double {
    let (above, equal) = chances(against: other)
    return above + equal / 2
  }

  /// Pairs of ascending values where the first lies above the second, and where both are equal.
  private static func counts(_ own: [Double], _ theirs: [Double]) -> (above: Int, equal: Int) {
    var (below, upTo, above, equal) = (0, 0, 0, 0)
    for value in own {
      while below < theirs.count, theirs[below] < value { below += 1 }
      while upTo < theirs.count, theirs[upTo] <= value { upTo += 1 }
      above += below
      equal += upTo - below
    }
    return (above, equal)
  }
}

extension Estimate {
  /// The probability of improvement of `matrix` over `other`, task by task in the same order, with the stratified
  /// bootstrap; the two are drawn independently, as the pairing by seed plays no part in it.
  public static func probabilityOfImprovement(
    of matrix: RunMatrix, over other: RunMatrix, by bootstrap: StratifiedBootstrap = StratifiedBootstrap()
  ) -> Estimate {
    bootstrap.estimate(matrix, other) { $0.probabilityOfImprovement(over: $1) }
  }
}
