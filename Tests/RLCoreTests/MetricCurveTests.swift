import Foundation
import RLCore
import Testing

@Suite("Curves of metrics")
struct MetricCurveTests {
  private func curve(_ values: [Double], budget: Int) -> MetricCurve {
    var curve = MetricCurve(budget: budget)
    for (index, value) in values.enumerated() { curve.append(value, at: RunMoment(step: Double(index + 1))) }
    return curve
  }

  @Test func aFullCurveMergesNeighboursAndKeepsTheirExtremes() {
    let points = curve([1, 5, 2, 2, 9], budget: 4).points
    #expect(points.map(\.moment.step) == [2, 4, 5])
    #expect(points.map(\.value) == [3, 2, 9])
    #expect(points.map(\.low) == [1, 2, 9] && points.map(\.high) == [5, 2, 9])
    // The next one goes into the last point, which then is as wide as the others.
    #expect(curve([1, 5, 2, 2, 9, 7], budget: 4).points.last?.value == 8)
  }

  @Test(arguments: [8, 64, 512]) func aSpikeSurvivesAnyLength(_ budget: Int) {
    for place in [0, 777, 9_998] {
      var values = [Double](repeating: 1, count: 10_000)
      values[place] = -50
      let points = curve(values, budget: budget).points
      #expect(points.count <= budget && points.count >= budget / 2)
      #expect(points.filter { $0.low == -50 }.count == 1)
      #expect(zip(points, points.dropFirst()).allSatisfy { $0.moment.step < $1.moment.step })
    }
  }

  @Test func trendsAreTakenOfEverythingAndNotOfWhatIsLeft() {
    let values = (0..<1_000).map { Double(($0 * 7919) % 13) }
    let whole = curve(values, budget: 2_000).points
    let thinned = curve(values, budget: 16).points
    for point in thinned {
      #expect(point.trend == whole[Int(point.moment.step) - 1].trend, "the past changed at \(point.moment.step)")
    }
    // w = 0.9 by hand: 0.1 · 2 / 0.1, then (0.9 · 0.2 + 0.1 · 4) / 0.19.
    let two = curve([2, 4], budget: 8).points
    #expect((two[0].trend[1] - 2).magnitude < 1e-12 && (two[1].trend[1] - 0.58 / 0.19).magnitude < 1e-12)
  }

  @Test func whatIsNotFiniteIsLeftOut() {
    #expect(curve([1, .nan, .infinity, 3], budget: 8).points.map(\.value) == [1, 3])
  }
}

@Suite("Curves on their way to others")
struct CurveCodingTests {
  private var snapshot: EngineSnapshot {
    var recorder = RunRecorder()
    for step in 1...300 {
      recorder.append(
        step: Double(step), time: Double(step) / 3,
        values: [.entropy: step == 150 ? -9 : Double(step % 7), .stepsPerSecond: 3, .episodicLength: 11])
    }
    recorder.mark(.alpha(0.1))
    var snapshot = EngineSnapshot()
    snapshot.curves = recorder.points
    snapshot.marks = recorder.marks
    return snapshot
  }

  @Test func pointsAndMarksComeBackAsTheyWere() throws {
    let points = try #require(snapshot.curves[.entropy])
    let read = try JSONDecoder().decode([MetricPoint].self, from: JSONEncoder().encode(points))
    #expect(read == points)
    #expect(try JSONDecoder().decode([RunMark].self, from: JSONEncoder().encode(snapshot.marks)) == snapshot.marks)
  }

  @Test(arguments: [1, 7, 64, 299, 300, 1_000]) func fewerPointsKeepExtremesAndTheEnd(_ count: Int) throws {
    let whole = try #require(snapshot.curves[.entropy])
    let few = try #require(snapshot.thinned(to: count).curves[.entropy])
    #expect(few.count <= count && few.count >= min(300, count) / 2)
    #expect(few.map(\.low).min() == -9 && few.count { $0.low == -9 } == 1)
    #expect(few.last?.moment == whole.last?.moment && few.last?.trend == whole.last?.trend)
    if count >= 300 { #expect(few == whole) }
  }
}

@Suite("Recording a run")
struct RunRecorderTests {
  @Test func everyAxisGoesOn() {
    var recorder = RunRecorder()
    let values: [MetricName: Double] = [.stepsPerSecond: 50, .episodicLength: 20, .entropy: 1]
    recorder.append(step: 100, time: 1_000, values: values)
    // A day in which nothing ran lies between.
    recorder.append(step: 200, time: 87_400, values: values)
    #expect(
      recorder.moment == RunMoment(step: 200, wallSeconds: 86_402, processSeconds: 4, episodes: 10))
    #expect(recorder.points[.entropy]?.map(\.moment.wallSeconds) == [2, 86_402])
  }

  @Test func stepsThatAreOnTheCurvesAlreadyAreLeftOut() {
    var recorder = RunRecorder()
    for step in [10.0, 20, 20, 15, 30] { recorder.append(step: step, time: step, values: [.entropy: step]) }
    #expect(recorder.points[.entropy]?.map(\.value) == [10, 20, 30] && recorder.latest == [.entropy: 30])
  }

  @Test func aTableThatChangesIsMarked() {
    var recorder = RunRecorder()
    for (step, count) in [(1.0, 8.0), (2, 8), (3, 11)] {
      recorder.append(step: step, time: step, values: [.guidanceEntries: count])
    }
    #expect(recorder.marks.map(\.kind) == [.guidance(entries: 8), .guidance(entries: 11)])
    #expect(recorder.marks.map(\.moment.step) == [1, 3])
  }

  @Test func marksStayFewAndThoseOfPeopleLongest() {
    var recorder = RunRecorder()
    recorder.mark(.alpha(0.5))
    for _ in 0..<2_000 { recorder.mark(.checkpoint) }
    #expect(recorder.marks.count == 256 && recorder.marks.first?.kind == .alpha(0.5))
  }

  @Test func aMarkOfAnEarlierStepFindsItsTime() {
    var recorder = RunRecorder()
    for step in 1...5 {
      recorder.append(step: Double(step * 10), time: Double(step), values: [.entropy: 1, .stepsPerSecond: 10])
    }
    recorder.mark(.checkpoint, step: 20)
    #expect(recorder.marks.last?.moment.step == 20 && recorder.marks.last?.moment.processSeconds == 2)
  }

  @Test func whatOnlyPlaysIsNoTraining() {
    #expect(RunCurves(run: "base", metrics: [.valueLoss: 1]).isTraining)
    #expect(!RunCurves(run: "evaluate", metrics: [.episodicReturn: 1, .stepsPerSecond: 3]).isTraining)
  }
}
