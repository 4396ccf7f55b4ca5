extension Evidence {
  /// This measurement and a further one of the same action at the same state as one: the mean and the 95 % interval of all
  /// pairs together, as if they had been measured at once.
  ///
  /// Mean, interval and count say enough for that: n differences with an interval of half width h have the sum of squares
  /// n (n − 1) (h / t)² about their mean, where t is the quantile of Student's t that the interval was made with.
  ///
  /// `environmentSteps` are those of the further measurement alone, since those of this one are on record already.
  ///
  /// - Returns: nil where the two do not belong together: another horizon or hold, or numbers that no measurement gives.
  public func pooled(with further: Evidence) -> Evidence? {
    guard horizon == further.horizon, hold == further.hold else { return nil }
    guard let squares, let others = further.squares else { return nil }
    let (own, added) = (Double(rollouts), Double(further.rollouts))
    let count = own + added
    let mean = (own * difference + added * further.difference) / count
    let shift = further.difference - difference
    let variance = (squares + others + own * added / count * shift * shift) / (count - 1)
    let half = studentQuantile(degrees: rollouts + further.rollouts - 1) * (variance / count).squareRoot()
    guard mean.isFinite, half.isFinite else { return nil }
    var pooled = further
    (pooled.difference, pooled.low, pooled.high) = (mean, mean - half, mean + half)
    pooled.rollouts = rollouts + further.rollouts
    switch (overPolicy, further.overPolicy) {
    case (let one?, let other?): pooled.overPolicy = (own * one + added * other) / count
    case (let one, let other): pooled.overPolicy = other ?? one
    }
    return pooled
  }

  /// More pairs than anybody plays.
  private static let mostPairs = 1_000_000_000

  /// The sum of squares of the differences about their mean; nil where the numbers do not tell.
  private var squares: Double? {
    guard (1...Self.mostPairs).contains(rollouts), difference.isFinite else { return nil }
    // One value does not deviate from itself, whatever its interval is given as.
    guard rollouts > 1 else { return 0 }
    guard low.isFinite, high.isFinite else { return nil }
    let count = Double(rollouts)
    let share = (high - low) / 2 / studentQuantile(degrees: rollouts - 1)
    return count * (count - 1) * share * share
  }
}
