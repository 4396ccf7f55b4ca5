import Glibc
import Networks
import Numerics
import RLCore
import Testing

/// E_π[k(a', a)] and its gradient, against sums over all actions, quadrature and differences in double precision.
@Suite struct ExpectedKernelTests {
  private static let logits = [0.3, -1.2, 0.9, 0]
  private static let width = 0.7

  /// What a network with these outputs gives for `body`: (value, gradient by the outputs, gradient by log σ).
  private func terms(
    outputs: [Double], logDeviations: [Double]?, action: [Float],
    _ body: (PolicyTerms, UnsafeMutablePointer<Float>, UnsafePointer<Float>) -> Float
  ) throws -> (value: Double, outputs: [Double], deviations: [Double]) {
    var generator = SeededGenerator(seed: 1)
    let shape = NetworkShape(
      observation: .dense(dimension: 2), hidden: [4], activation: .tanh, isShared: false,
      policyOutputs: outputs.count, pooling: nil, initialLogDeviation: logDeviations == nil ? nil : 0)
    let network = PolicyNetwork(shape: shape, generator: &generator)
    if let layer = network.logDeviation, let logDeviations {
      for (index, value) in logDeviations.enumerated() { network.parameters.base[layer.bias + index] = Float(value) }
    }
    let workspace = Workspace(network: network, capacity: 1)
    workspace.deviationDelta.clear()
    let scratch = FloatBuffer(count: 2 * outputs.count)
    let delta = FloatBuffer(count: outputs.count)
    let policy = PolicyTerms(network, workspace, scratch: scratch.base)
    let row = outputs.map(Float.init)
    _ = policy.logProbability(action, row)
    let value = body(policy, delta.base, row)
    return (Double(value), delta.array.map(Double.init), workspace.deviationDelta.array.map(Double.init))
  }

  private func kernel(
    outputs: [Double], logDeviations: [Double]?, action: [Float], slope: Float = 1
  ) throws -> (value: Double, outputs: [Double], deviations: [Double]) {
    try terms(outputs: outputs, logDeviations: logDeviations, action: action) { policy, delta, row in
      policy.addExpectedKernel(to: delta, action: action, outputs: row, slope: slope, width: Float(Self.width))
    }
  }

  @Test(arguments: 0..<4) func ofDiscreteActionsItIsTheProbability(action: Int) throws {
    let total = Self.logits.reduce(0) { $0 + exp($1) }
    let policy = Self.logits.map { exp($0) / total }
    let found = try kernel(outputs: Self.logits, logDeviations: nil, action: [Float(action)])
    #expect(found.value.isApproximatelyEqual(to: policy[action], absoluteTolerance: 1e-6))
    // E_π[(k − E) ∇log π], action by action: the gradient of a centred advantage.
    for column in 0..<4 {
      var expected = 0.0
      for other in 0..<4 {
        let centred = (other == action ? 1 : 0) - policy[action]
        expected += policy[other] * centred * ((other == column ? 1 : 0) - policy[column])
      }
      #expect(found.outputs[column].isApproximatelyEqual(to: expected, absoluteTolerance: 1e-6))
    }
    #expect(abs(found.outputs.reduce(0, +)) < 1e-6)
  }

  @Test func ofContinuousActionsItIsTheIntegral() throws {
    let (mean, logDeviation, action) = (0.4, -0.6, 1.1)
    let found = try kernel(outputs: [mean], logDeviations: [logDeviation], action: [Float(action)])
    let deviation = exp(logDeviation)
    let spread = Self.width * deviation
    var (value, byMean, byLog) = (0.0, 0.0, 0.0)
    let step = deviation / 400
    for index in -4_000...4_000 {
      let drawn = mean + Double(index) * step
      let unit = (drawn - mean) / deviation
      let density = exp(-unit * unit / 2) / (deviation * (2 * Double.pi).squareRoot())
      let kernel = exp(-(drawn - action) * (drawn - action) / (2 * spread * spread))
      value += density * kernel * step
      byMean += density * kernel * unit / deviation * step
      byLog += density * kernel * (unit * unit - 1) * step
    }
    #expect(found.value.isApproximatelyEqual(to: value, absoluteTolerance: 1e-5))
    // ∇log π has mean 0, so that subtracting E from k changes neither.
    #expect(found.outputs[0].isApproximatelyEqual(to: byMean, absoluteTolerance: 1e-5))
    #expect(found.deviations[0].isApproximatelyEqual(to: byLog, absoluteTolerance: 1e-5))
  }

  @Test func severalComponentsAgreeWithDifferences() throws {
    let (means, logs) = ([0.2, -0.5, 1.3], [-0.5, 0.1, -1])
    let action: [Float] = [0.4, -0.9, 1.2]
    let found = try kernel(outputs: means, logDeviations: logs, action: action, slope: -0.8)
    // τ is held still at what it is.
    let spreads = logs.map { Self.width * exp($0) * Double(means.count).squareRoot() }
    func expected(_ means: [Double], _ logs: [Double]) -> Double {
      means.indices.reduce(1) { product, index in
        let (squares, spread) = (exp(2 * logs[index]), spreads[index])
        let total = squares + spread * spread
        let distance = means[index] - Double(action[index])
        return product * spread / total.squareRoot() * exp(-distance * distance / (2 * total))
      }
    }
    #expect(found.value.isApproximatelyEqual(to: expected(means, logs), absoluteTolerance: 1e-6))
    for index in 0..<3 {
      func slope(_ change: (Double) -> (means: [Double], logs: [Double])) -> Double {
        let (above, below) = (change(1e-5), change(-1e-5))
        return -0.8 * (expected(above.means, above.logs) - expected(below.means, below.logs)) / 2e-5
      }
      let byMean = slope { step in (means.enumerated().map { $1 + ($0 == index ? step : 0) }, logs) }
      let byLog = slope { step in (means, logs.enumerated().map { $1 + ($0 == index ? step : 0) }) }
      #expect(found.outputs[index].isApproximatelyEqual(to: byMean, absoluteTolerance: 1e-5))
      #expect(found.deviations[index].isApproximatelyEqual(to: byLog, absoluteTolerance: 1e-5))
    }
  }

  @Test func imitationLeavesTheDeviationAlone() throws {
    let (means, logs) = ([0.2, -0.5], [-0.5, 0.1])
    let action: [Float] = [0.4, -0.9]
    let found = try terms(outputs: means, logDeviations: logs, action: action) { policy, delta, row in
      policy.addImitation(to: delta, action: action, outputs: row, slope: -2)
    }
    let log = DiagonalGaussian.logProbability(
      action, means: means.map(Float.init), logDeviations: logs.map(Float.init), 2)
    #expect(found.value.isApproximatelyEqual(to: Double(log), absoluteTolerance: 1e-5))
    for index in 0..<2 {
      let expected = -2 * (Double(action[index]) - means[index]) / exp(2 * logs[index])
      #expect(found.outputs[index].isApproximatelyEqual(to: expected, absoluteTolerance: 1e-4))
    }
    #expect(found.deviations == [0, 0])
  }

  @Test func imitationOfADiscreteActionIsItsLogarithm() throws {
    let found = try terms(outputs: Self.logits, logDeviations: nil, action: [1]) { policy, delta, row in
      policy.addImitation(to: delta, action: [1], outputs: row, slope: -1)
    }
    let total = Self.logits.reduce(0) { $0 + exp($1) }
    #expect(found.value.isApproximatelyEqual(to: -1.2 - log(total), absoluteTolerance: 1e-5))
    for (column, logit) in Self.logits.enumerated() {
      let expected = exp(logit) / total - (column == 1 ? 1 : 0)
      #expect(found.outputs[column].isApproximatelyEqual(to: expected, absoluteTolerance: 1e-5))
    }
  }
}
