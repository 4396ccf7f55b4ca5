import Testing

@testable import Algorithms

/// Halving, with every play counted by hand.
@Suite struct SuccessiveHalvingTests {
  /// Arms that always give the same.
  private func run(_ values: [Double], budget: Int) -> SuccessiveHalving.Outcome {
    SuccessiveHalving(arms: values.count, budget: budget).run { $0.map { values[$0.arm] } }
  }

  @Test func theBestIsLeftAndHasMostOfThePlays() {
    // Two rounds of four plays: one of each arm, then two of each of the two better ones.
    let outcome = run([1, 4, 2, 3], budget: 8)
    #expect(outcome.best == 1 && outcome.plays == [1, 3, 1, 3] && outcome.means == [1, 4, 2, 3])
  }

  @Test func whatDoesNotDivideIsSpentAllTheSame() {
    // Three rounds of 5, 5 and 6 plays, among 5, 3 and 2 arms: 1 each; 2, 2 and 1; 3 each.
    let outcome = run([0, 1, 2, 3, 4], budget: 16)
    #expect(outcome.plays == [1, 1, 2, 6, 6] && outcome.best == 4)
    for (arms, budget) in [(1, 1), (1, 7), (2, 2), (3, 6), (3, 7), (8, 24), (8, 31), (9, 36), (64, 400)] {
      let values = (0..<arms).map { Double(($0 * 7) % arms) }
      let outcome = run(values, budget: budget)
      #expect(outcome.plays.reduce(0, +) == budget, "\(arms) arms, \(budget) plays")
      #expect(values[outcome.best] == values.max() && outcome.plays.allSatisfy { $0 > 0 })
    }
  }

  @Test func luckInTheFirstRoundDoesNotLast() {
    // Arm 0 gives 10 once: 10 / 3 over three plays is less than what arm 1 gives every time.
    let outcome = SuccessiveHalving(arms: 4, budget: 8).run { plays in
      plays.map { $0.arm == 0 ? ($0.number == 0 ? 10 : 0) : $0.arm == 1 ? 4 : 1 }
    }
    #expect(outcome.best == 1 && outcome.means[0] == 10 / 3.0)
  }

  @Test func equalArmsAreTakenInOrderAndNoPlayIsMadeTwice() {
    var made: [Int: [Int]] = [:]
    let outcome = SuccessiveHalving(arms: 6, budget: 20).run { plays in
      for play in plays { made[play.arm, default: []].append(play.number) }
      return plays.map { _ in 1 }
    }
    #expect(outcome.best == 0)
    for (arm, numbers) in made { #expect(numbers == Array(0..<outcome.plays[arm])) }
  }

  @Test func whatFailsIsTheWorst() {
    let outcome = run([-.infinity, -5, -.infinity, -6], budget: 8)
    #expect(outcome.best == 1)
  }

  @Test(arguments: zip([1, 2, 3, 4, 5, 8, 9], [1, 1, 2, 2, 3, 3, 4])) func rounds(arms: Int, rounds: Int) {
    #expect(SuccessiveHalving.rounds(of: arms) == rounds)
  }
}
