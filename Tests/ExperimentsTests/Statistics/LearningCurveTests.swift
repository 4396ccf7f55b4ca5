import Experiments
import Foundation
import RLCore
import Testing

@Suite struct LearningCurveTests {
  private func curve(_ points: KeyValuePairs<Double, Double>) -> LearningCurve {
    LearningCurve(points.map { CurvePoint(step: $0.key, value: $0.value) })
  }

  private var hill: LearningCurve { curve([0: 0, 100: 10, 300: 20, 400: 0]) }

  /// numpy 2.4.6: trapezoid(y, x) / 400 = 11.25; of the interpolated curve from 50 to 350, 13.75. By hand for the whole:
  /// (500 + 3000 + 1000) / 400.
  @Test func areasAreTrapezoids() {
    #expect(hill.meanHeight(over: 0...400).isNear(11.25))
    #expect(hill.meanHeight(over: 50...350).isNear(13.75))
    #expect(hill.meanHeight(over: 50...50).isNear(5))
    #expect(hill.meanHeight(over: 0...401) == nil && hill.meanHeight(over: -1...400) == nil)
    #expect(curve([:]).meanHeight(over: 0...1) == nil)
  }

  @Test func areasOfPartsAddUp() {
    for cut in stride(from: 0.0, through: 400, by: 37) {
      let left = (hill.meanHeight(over: 0...cut) ?? .nan) * cut
      let right = (hill.meanHeight(over: cut...400) ?? .nan) * (400 - cut)
      #expect((left + right).isNear(4500, 1e-9))
    }
    let flat = curve([3: 7, 11: 7, 12: 7])
    #expect(flat.meanHeight(over: 4...11.5).isNear(7))
  }

  @Test func pointsAreSortedAndKnown() {
    let found = LearningCurve([
      CurvePoint(step: 2, value: 4), CurvePoint(step: 1, value: 1), CurvePoint(step: 2, value: 6),
      CurvePoint(step: 3, value: .nan), CurvePoint(step: .infinity, value: 1),
    ])
    #expect(found == curve([1: 1, 2: 5]))
    #expect(found.range == 1...2 && curve([:]).range == nil)
    #expect(found.value(at: 1.5) == 3 && found.value(at: 2) == 5 && found.value(at: 2.5) == nil)
  }

  @Test func areasAreComparedWhereAllCurvesAre() {
    let curves = [curve([0: 0, 100: 100]), curve([50: 0, 150: 0]), curve([:])]
    #expect(LearningCurve.commonRange(of: Array(curves.prefix(2))) == 50...100)
    #expect(LearningCurve.commonRange(of: curves) == nil && LearningCurve.commonRange(of: []) == nil)
    // From 50 to 100 the first is 75 high, the second 0; the empty one is left out.
    let found = Estimate.meanHeight(of: curves)
    #expect(found.value.isNear(37.5) && found.count == 2)
    #expect(Estimate.meanHeight(of: [curve([0: 1, 1: 1]), curve([2: 1, 3: 1])]).value == nil)
    #expect(Estimate.meanHeight(of: []).count == 0)
  }

  @Test func aThresholdIsReachedBetweenPoints() {
    #expect(hill.steps(to: 10) == 100)
    #expect(hill.steps(to: 15) == 200)
    #expect(hill.steps(to: -1) == 0 && hill.steps(to: 0) == 0)
    #expect(hill.steps(to: 20) == 300)
    #expect(hill.steps(to: 20.5) == nil && hill.steps(to: .nan) == nil && curve([:]).steps(to: 0) == nil)
  }

  @Test func higherThresholdsTakeLonger() {
    let values = ReferenceScores.normal(40, seed: 5)
    let noisy = LearningCurve(values.enumerated().map { CurvePoint(step: Double($0), value: $1 + Double($0) / 10) })
    let steps = stride(from: -2.0, through: 6, by: 0.1).map { noisy.steps(to: $0) ?? .infinity }
    #expect(zip(steps, steps.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func smoothingAveragesWhatCameBefore() {
    #expect(curve([0: 0, 1: 6, 2: 3, 3: 9]).smoothed(window: 3) == curve([0: 0, 1: 3, 2: 3, 3: 6]))
    #expect(hill.smoothed(window: 0) == hill)
  }
}

@Suite struct StepsToThresholdTests {
  /// A curve that rises by 1 a step from 0 to `last`.
  private func rise(_ slope: Double, to last: Double = 100) -> LearningCurve {
    LearningCurve([CurvePoint(step: 0, value: 0), CurvePoint(step: last, value: slope * last)])
  }

  @Test func runsThatNeverReachItCountAsLate() {
    // 10 is reached at 10, 20, 40 and, by the other, never.
    let found = StepsToThreshold([rise(1), rise(0.5), rise(0.01), rise(0.25)], threshold: 10)
    #expect(found.runs == 4 && found.reached == 3)
    #expect(found.first == 10 && found.median == 30 && found.limit == 100)
    #expect(found.text == "30 (3 of 4)")
    #expect(found.share == .share(3, of: 4))
  }

  @Test func aMedianAmongThoseThatNeverReachItIsUnknown() throws {
    let found = StepsToThreshold([rise(1), rise(0), rise(0.5), rise(0)], threshold: 10)
    #expect(found.median == nil && found.first == 10 && found.text == "not reached by half (2 of 4)")
    let none = StepsToThreshold([rise(0)], threshold: 10)
    #expect(none.first == nil && none.text == "never reached (0 of 1)")
    let text = String(decoding: try JSONEncoder().encode(none), as: UTF8.self)
    #expect(text.contains("\"median\":null") && text.contains("\"first\":null"))
  }

  /// A run that was given more steps has no advantage from those that the others did not have.
  @Test func allRunsHaveTheSameSteps() {
    let curves = [rise(0.1, to: 200), rise(1, to: 50), rise(1, to: 60)]
    #expect(StepsToThreshold(curves, threshold: 10).reached == 2)
    #expect(StepsToThreshold(curves, threshold: 10, limit: 200).reached == 3)
    #expect(StepsToThreshold(curves, threshold: 10).limit == 50)
  }

  @Test func withoutCurvesNothingIsKnown() throws {
    let found = StepsToThreshold([LearningCurve([])], threshold: 1)
    #expect(found.runs == 0 && found.median == nil && found.limit == nil && found.share.value == nil)
    #expect(found.text == "unknown")
    // A threshold that is no number is never reached, and does not keep the rest from being written.
    let odd = StepsToThreshold([rise(1)], threshold: .nan, limit: .infinity)
    #expect(odd.reached == 0)
    #expect(String(decoding: try JSONEncoder().encode(odd), as: UTF8.self).contains("\"threshold\":null"))
  }
}
