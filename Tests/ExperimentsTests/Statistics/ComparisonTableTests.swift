import Experiments
import Foundation
import Testing

@Suite struct ComparisonTableTests {
  /// p-values of 0.0123186 and 0.698484 (see the sentences' tests) and an unknown one.
  private var scores: Scores {
    func beside(_ mean: Double, _ spread: Double) -> [Double] {
      (0..<10).map { 1900 + mean + ($0 % 2 == 0 ? spread : -spread) }
    }
    return ReferenceScores.scores([
      "ppo": [Double](repeating: 1900, count: 10), "ultra-ra": beside(312, 300), "ultra-r": beside(-312, 300),
      "ultra-a": beside(20, 150), "restarts": [5],
    ])
  }

  private func corrected(primary: String?) -> [Double?] {
    ComparisonTable(scores, baseline: "ppo", primary: primary, by: StratifiedBootstrap(resamples: 50)).rows
      .map(\.correctedPValue)
  }

  @Test func thePrimaryComparisonStandsOutsideTheFamily() {
    let found = corrected(primary: "ultra-ra")
    #expect(found[0].isNear(0.0123186, 1e-6) && found[1].isNear(3 * 0.0123186, 3e-6))
    #expect(found[2].isNear(1) && found[3] == nil)
  }

  @Test func withoutAPrimaryOneAllAreTheFamily() {
    let found = corrected(primary: nil)
    #expect(found[0].isNear(4 * 0.0123186, 4e-6) && found[1].isNear(4 * 0.0123186, 4e-6) && found[2].isNear(1))
  }

  @Test func theTableIsReadByRow() {
    let table = ComparisonTable(scores, baseline: "ppo", primary: "ultra-ra", by: StratifiedBootstrap(resamples: 50))
    #expect(table.rows.map(\.comparison.method) == ["ultra-ra", "ultra-r", "ultra-a", "restarts"])
    #expect(table.rows.map(\.isPrimary) == [true, false, false, false])
    #expect(table.rows.map(\.verdict) == [.ahead, .worse, .notWorse, .notResolved])
    #expect(table.rows[2].probabilityOfImprovement.value == 0.5)
    #expect(table.sentence?.hasPrefix("ultra-ra is ahead of ppo by 312 [86, 538]") == true)
    let lines = table.table.lines
    #expect(lines.count == 5)
    #expect(lines[0].hasPrefix("method    pairs  over ppo, paired"))
    #expect(lines[1].hasSuffix("0.0123  ahead") && lines[4].hasSuffix("nan  not resolved"), "\(lines)")
  }

  /// With five methods of one p-value of 0.0123 none is below 0.05; the interval alone would have called them.
  @Test func theFamilyTakesVerdictsBack() {
    func beside(_ mean: Double) -> [Double] { (0..<10).map { 1900 + mean + ($0 % 2 == 0 ? 300 : -300) } }
    let scores = ReferenceScores.scores([
      "ppo": [Double](repeating: 1900, count: 10), "a": beside(312), "b": beside(-312), "c": beside(312),
      "d": beside(312), "e": beside(312),
    ])
    let rows = ComparisonTable(scores, baseline: "ppo", by: StratifiedBootstrap(resamples: 10)).rows
    #expect(rows.map(\.comparison.verdict) == [.ahead, .worse, .ahead, .ahead, .ahead])
    #expect(rows.map(\.verdict) == [.notWorse, .notResolved, .notWorse, .notWorse, .notWorse])
  }

  @Test func whatIsUnknownIsWritten() throws {
    let scores = ReferenceScores.scores([
      "ppo": [1, .nan], "a": [.infinity], "b": [2], "c": [1e308, 3], "d": [-1e308],
    ])
    let table = ComparisonTable(scores, baseline: "ppo", primary: "a", by: StratifiedBootstrap(resamples: 10))
    #expect(try !JSONEncoder().encode(table).isEmpty && !JSONEncoder().encode(table.table).isEmpty)
    #expect(table.rows.allSatisfy { $0.verdict == .notResolved && $0.correctedPValue == nil })
  }

  @Test func aBaselineThatIsNotThereResolvesNothing() {
    let table = ComparisonTable(scores, baseline: "none")
    #expect(table.rows.count == 5 && table.rows.allSatisfy { $0.comparison.verdict == .notResolved })
    #expect(table.sentence == nil && ComparisonTable(Scores([]), baseline: "ppo").rows.isEmpty)
  }
}
