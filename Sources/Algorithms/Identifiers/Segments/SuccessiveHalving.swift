/// Chooses the best of several arms within a fixed number of plays, most of them spent on those that may be the best.
///
/// Of n arms and B plays each of R = ⌈log₂ n⌉ rounds has B / R, shared evenly among the arms that are left, and the half of
/// them with the higher mean of all their plays goes on; of equal ones the earlier. What does not divide goes to later rounds,
/// and within a round to the arms ahead, so that exactly B plays are made.
/// Sources: Karnin, Koren and Somekh, 2013 (sequential halving); Jamieson and Talwalkar, 2016, arXiv:1502.07943.
struct SuccessiveHalving: Sendable {
  /// n, at least 1.
  let arms: Int
  /// B.
  let budget: Int

  /// One play of an arm.
  struct Play: Sendable, Equatable {
    var arm: Int
    /// How often it was played before.
    var number: Int
  }

  /// What came of it.
  struct Outcome: Sendable, Equatable {
    /// The arm that is left.
    var best: Int
    /// The mean of each arm's plays; −∞ of one that was never played (arms).
    var means: [Double]
    /// How often each arm was played (arms).
    var plays: [Int]
  }

  /// ⌈log₂ n⌉, at least 1.
  static func rounds(of arms: Int) -> Int {
    var (rounds, reach) = (0, 1)
    while reach < arms { (rounds, reach) = (rounds + 1, 2 * reach) }
    return max(1, rounds)
  }

  /// Makes the plays, round by round; `play` gives the returns of one round's, in their order.
  func run(_ play: ([Play]) throws -> [Double]) rethrows -> Outcome {
    var (totals, plays) = ([Double](repeating: 0, count: arms), [Int](repeating: 0, count: arms))
    func mean(_ arm: Int) -> Double { plays[arm] > 0 ? totals[arm] / Double(plays[arm]) : -.infinity }
    var left = Array(0..<arms)
    let rounds = Self.rounds(of: arms)
    for round in 0..<rounds {
      let share = budget * (round + 1) / rounds - budget * round / rounds
      var due: [Play] = []
      for (place, arm) in left.enumerated() {
        let own = share / left.count + (place < share % left.count ? 1 : 0)
        due += (0..<own).map { Play(arm: arm, number: plays[arm] + $0) }
      }
      for (one, value) in zip(due, try play(due)) {
        totals[one.arm] += value
        plays[one.arm] += 1
      }
      left.sort { (mean($1), $0) < (mean($0), $1) }
      left.removeLast(left.count / 2)
    }
    return Outcome(best: left[0], means: (0..<arms).map(mean), plays: plays)
  }
}
