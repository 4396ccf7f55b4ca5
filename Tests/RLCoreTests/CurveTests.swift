import RLCore
import Numerics
import Testing

@Suite struct CurveTests {
  @Test func keepsEveryPointWhileThereIsRoom() {
    var curve = Curve(budget: 8)
    for step in 1...7 { curve.append(step: Double(step), value: Double(step * step)) }
    #expect(curve.points == (1...7).map { CurvePoint(step: Double($0), value: Double($0 * $0)) })
  }

  @Test func mergesNeighboursWhenItIsFull() {
    var curve = Curve(budget: 4)
    for (step, value) in [(1.0, 10.0), (2, 20), (3, 30), (4, 50)] { curve.append(step: step, value: value) }
    #expect(curve.points == [CurvePoint(step: 2, value: 15), CurvePoint(step: 4, value: 40)])
    curve.append(step: 5, value: 7)
    #expect(curve.points.last == CurvePoint(step: 5, value: 7))
    curve.append(step: 6, value: 9)
    #expect(curve.points.last == CurvePoint(step: 6, value: 8))
  }

  @Test(arguments: [2, 3, 16, 512]) func staysWithinItsBudget(budget: Int) {
    var curve = Curve(budget: budget)
    for step in 0..<20_000 {
      curve.append(step: Double(step), value: 1)
      if step % 37 == 0 { #expect(curve.points.count <= max(2, budget)) }
    }
    #expect(curve.points.count > max(2, budget) / 4)
  }

  @Test func preservesTheAverageAndTheOrder() {
    var curve = Curve(budget: 16)
    var generator = SeededGenerator(seed: 4)
    var sum = 0.0
    // 2^12 values: all points then stand for equally many.
    for step in 1...4_096 {
      let value = generator.normal()
      sum += value
      curve.append(step: Double(step), value: value)
    }
    let points = curve.points
    let mean = points.reduce(0) { $0 + $1.value } / Double(points.count)
    #expect(mean.isApproximatelyEqual(to: sum / 4_096, absoluteTolerance: 1e-12))
    #expect(points.last?.step == 4_096)
    #expect(zip(points, points.dropFirst()).allSatisfy { $0.step < $1.step })
  }

  @Test func keepsAConstantConstantAtAnyLength() {
    var curve = Curve(budget: 10)
    for step in 0..<1_234 {
      curve.append(step: Double(step), value: 3)
      #expect(curve.points.allSatisfy { $0.value == 3 })
    }
    #expect(curve.points.last?.step == 1_233)
  }
}
