import Canvas
import RLCore
import Testing

@testable import WorkbenchUI

/// The list and the counts that the review keeps up are those of looking through everything.
@Suite("The review queue as it is kept up")
struct ReviewIndexTests {
  private static let advisors = ["offline", "planner", "openai:m"]

  private func item(_ id: Int) -> ReviewItem {
    let evidence = Evidence(
      difference: Double(id * 7 % 23) / 10 - 1, low: Double(id * 7 % 23) / 10 - 1.4,
      high: Double(id * 7 % 23) / 10 - 0.6, rollouts: 8, horizon: 40, hold: 1, environmentSteps: 80)
    var item = ReviewItem(
      suggestion: Suggestion(
        id: id, episode: 1 + id * 13 % 5, step: id * 31 % 97, action: .discrete(1), reward: 0.5,
        rationale: id % 3 == 0 ? "The BALL comes in high" : "Nothing to see", confidence: Double(id * 11 % 10) / 10,
        advisor: Self.advisors[id % 3]),
      measured: id % 4 == 0 ? [:] : [.discrete(1): evidence, .discrete(2): evidence], verdict: nil,
      recordedAction: "STAY", suggestedAction: "UP", space: .discrete(names: Fixtures.names))
    item.verdict = [nil, nil, .accepted, .rejected, .skipped, .edited(action: .discrete(2), reward: 1)][id % 6]
    return item
  }

  /// The list by looking through everything.
  private func listed(_ review: ReviewState) -> [Int] {
    let shown = review.items.filter { item in
      switch review.filter {
      case .all: true
      case .pending: item.verdict == nil
      case .decided: item.verdict != nil
      case .verified: item.isVerified
      case .unproven: item.evidence.map { !$0.isPositive } ?? false
      case .unmeasured: item.evidence == nil
      case .flagged: review.flagged.contains(item.id)
      }
    }
    let keyed = shown.enumerated().map { offset, item in
      let key: (Double, String) =
        switch review.order {
        case .episode: (Double(item.suggestion.episode) * 1e9 + Double(item.suggestion.step), "")
        case .evidence: (-(item.evidence?.difference ?? -.infinity), "")
        case .confidence: (-item.suggestion.confidence, "")
        case .advisor: (0, item.suggestion.advisor)
        }
      return (key: key, offset: offset, id: item.id)
    }
    return keyed.sorted { ($0.key.0, $0.key.1, $0.offset) < ($1.key.0, $1.key.1, $1.offset) }.map(\.id)
  }

  private func check(_ review: ReviewState, _ when: String) {
    #expect(review.visible.map(\.id) == listed(review), "\(when)")
    for name in ReviewFact.names {
      #expect(review.count(name) == review.items.count { ($0.verdict?.name ?? "pending") == name }, "\(when)")
    }
    for (row, item) in review.visible.enumerated() { #expect(review.index.row(of: item.id) == row) }
    #expect(review.index.pendingVerified == review.items.count { $0.verdict == nil && $0.isVerified })
    #expect(review.index.pendingWorse == review.items.count { $0.verdict == nil && $0.isDisproved })
    let guiding = review.items.filter { $0.verdict?.guides == true }
    #expect(
      review.index.guiding
        == Dictionary(uniqueKeysWithValues: guiding.compactMap { item in item.verdict.map { (item.id, $0) } }))
  }

  @Test func itIsThatOfLookingThroughEverything() {
    var review = ReviewState()
    review.replace((1...120).map(item))
    review.take(flags: [3, 5, 80])
    for _ in ReviewOrder.allCases {
      for _ in ReviewFilter.allCases {
        check(review, "\(review.order) \(review.filter)")
        review.cycleFilter()
      }
      review.cycleOrder()
    }
  }

  @Test func itIsKeptUpWithDecisionsAndTheirUndoing() {
    var review = ReviewState()
    review.replace((1...120).map(item))
    review.cycleOrder()
    for (turn, verdict) in [Verdict.accepted, .rejected, .edited(action: .discrete(2), reward: 1)].enumerated() {
      _ = review.decide(verdict, on: [7 + turn, 30, 44 + turn])
      check(review, "\(verdict)")
      review.cycleFilter()
    }
    let undone = review.undo()
    #expect(undone != nil)
    check(review, "undone")
    let redone = review.redo()
    #expect(redone != nil)
    check(review, "done again")
    review.toggleFlag()
    check(review, "flagged")
    review.replace((1...130).map(item))
    check(review, "more of them")
    review.move(1_000_000)
    #expect(review.selectedIndex == review.visibleCount - 1)
  }

  @Test func theSearchFindsWhatEveryWordStandsIn() {
    var review = ReviewState()
    review.replace((1...60).map(item))
    review.find("ball COMES")
    #expect(review.visible.map(\.id).allSatisfy { $0 % 3 == 0 } && review.visibleCount == 20)
    _ = review.decide(.skipped, on: [3, 4])
    review.find("ball skipped")
    #expect(review.visible.allSatisfy { $0.verdict == .skipped } && review.visible.contains { $0.id == 3 })
    _ = review.decide(nil, on: [3])
    #expect(!review.visible.contains { $0.id == 3 }, "its verdict is searched too")
    review.find("")
    #expect(review.visibleCount == 60)
  }

  @Test(arguments: [
    ("up ball", ["The BALL", "goes UP"], true), ("up ball", ["The BALL"], false), ("", ["x"], true),
    ("é", ["CAFÉ"], true), ("straße", ["STRASSE"], false), ("zz", ["z"], false), ("a-b", ["x A-B y"], true),
    ("[", ["{"], false), ("ll", ["ball"], true),
  ])
  func wordsAreFoundWhateverTheirCase(text: String, texts: [String], isFound: Bool) {
    #expect(TextSearch(text).finds(texts) == isFound)
  }

  @Test func aLongCourseKeepsItsExtremes() {
    let values = (1...10_000).map { (episode: $0, value: $0 == 5_555 ? 99.0 : $0 == 7_777 ? -99 : Double($0 % 7)) }
    let course = EpisodeCourse(values)
    #expect(course.points.count <= 1_100 && course.points.map(\.x) == course.points.map(\.x).sorted())
    #expect(course.points.contains { $0.x == 5_555 && $0.y == 99 } && course.points.contains { $0.x == 7_777 })
    #expect(course.numbers?.least == -99 && course.numbers?.most == 99)
    #expect(EpisodeCourse(Array(values.prefix(900))).points.count == 900 && EpisodeCourse([]).numbers == nil)
  }
}
