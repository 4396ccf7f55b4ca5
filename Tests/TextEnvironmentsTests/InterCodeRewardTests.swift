import Testing

@testable import TextEnvironments

/// InterCode's reward, by cases worked out by hand.
@Suite struct InterCodeRewardTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var rows: [String]?
    var gold: [String]
    var reward: Double
    var why: String
    var testDescription: String { why }
  }

  static let cases = [
    Case(rows: nil, gold: ["a"], reward: 0, why: "what is no list earns nothing"),
    Case(rows: nil, gold: [], reward: 0, why: "what is no list earns nothing beside an empty gold either"),
    Case(rows: [], gold: [], reward: 1, why: "two empty lists are equal"),
    Case(rows: [], gold: ["a"], reward: 0, why: "nothing in common"),
    Case(rows: ["a"], gold: ["a"], reward: 1, why: "one common row has no order"),
    Case(rows: ["a", "b"], gold: ["a"], reward: 0.5, why: "one of two, not rounded"),
    Case(rows: ["a", "b", "c"], gold: ["a"], reward: 1.0 / 3, why: "one of three, not rounded"),
    Case(rows: ["a", "b", "c"], gold: ["a", "b", "c"], reward: 1, why: "the same order"),
    Case(rows: ["a", "b"], gold: ["b", "a"], reward: -1, why: "the opposite order is negative"),
    Case(rows: ["a", "b", "x"], gold: ["a", "b"], reward: 0.67, why: "two of three in order, rounded"),
    // Pairs (a,b), (b,a), (c,c): two of three pairs in order, so tau is 1/3.
    Case(rows: ["a", "b", "c"], gold: ["b", "a", "c"], reward: 0.33, why: "two neighbours swapped"),
    // Multiplicity: min 1 + 1 = 2 over max 2 + 1 = 3; the common rows are a, b in both orders.
    Case(rows: ["a", "a", "b"], gold: ["a", "b"], reward: 0.67, why: "a row that comes twice counts twice"),
    Case(rows: ["a", "a"], gold: ["a", "a"], reward: 1, why: "tau of equals is not defined"),
    // Texts, not numbers: '10' is before '9', and that is the same in both lists.
    Case(rows: ["(9,)", "(10,)"], gold: ["(9,)", "(10,)"], reward: 1, why: "the order of texts"),
    // Ties: x = a a b, y = a b a. Of three pairs one is tied in x only, one in y only, one is in the wrong order:
    // tau-b is -1 / sqrt(2 * 2).
    Case(rows: ["a", "a", "b"], gold: ["a", "b", "a"], reward: -0.5, why: "ties are tau-b's"),
  ]

  @Test(arguments: cases)
  func rewardsAreTheReferences(_ wanted: Case) {
    #expect(InterCodeReward.reward(wanted.rows, gold: wanted.gold) == wanted.reward)
  }

  @Test func tauCountsPairsAsTheDefinitionDoes() {
    // Every pair of lists of four letters out of two against the definition by pairs.
    func lists(_ length: Int) -> [[String]] {
      length == 0 ? [[]] : lists(length - 1).flatMap { list in ["a", "b", "c"].map { list + [$0] } }
    }
    let all = lists(4)
    for left in all.enumerated().filter({ $0.offset % 3 == 0 }).map(\.element) {
      for right in all.enumerated().filter({ $0.offset % 5 == 0 }).map(\.element) {
        var (difference, leftPairs, rightPairs) = (0, 0, 0)
        for i in 0..<4 {
          for j in (i + 1)..<4 {
            let x = left[i] == left[j] ? 0 : left[i] < left[j] ? 1 : -1
            let y = right[i] == right[j] ? 0 : right[i] < right[j] ? 1 : -1
            difference += x * y
            leftPairs += abs(x)
            rightPairs += abs(y)
          }
        }
        let tau = InterCodeReward.kendallTau(left, right)
        guard leftPairs > 0, rightPairs > 0 else {
          #expect(tau == nil)
          continue
        }
        let wanted = Double(difference) / (Double(leftPairs) * Double(rightPairs)).squareRoot()
        #expect(abs((tau ?? 9) - wanted) < 1e-12, "\(left) \(right)")
      }
    }
  }

  @Test func halvesAreRoundedAsPythonDoes() {
    // 0.125 is exact, so the even digit wins; 2.675 is below the half as a binary number.
    #expect(InterCodeReward.twoDecimals(0.125) == 0.12 && InterCodeReward.twoDecimals(2.675) == 2.67)
  }

  @Test func codePointsOrderTexts() {
    // By its code point the letter with a ring comes after z, whatever a language says.
    #expect(InterCodeReward.kendallTau(["z", "å"], ["a", "b"]) == 1)
  }

  @Test func theShareLeavesTheOrderOut() {
    #expect(InterCodeReward.share(["a", "b"], gold: ["b", "a"]) == 1)
    #expect(InterCodeReward.share(nil, gold: []) == 0 && InterCodeReward.share([], gold: []) == 1)
  }
}
