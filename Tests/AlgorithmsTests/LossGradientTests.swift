import Algorithms
import Glibc
import Networks
import RLCore
import Testing

/// The loss's gradient by the network's outputs against central differences of the loss in double precision.
@Suite struct LossGradientTests {
  private struct Case: CustomTestStringConvertible, Sendable {
    var name: String
    var configuration: PPOConfiguration
    var testDescription: String { name }
  }

  private static let cases: [Case] = [
    Case(name: "clipped values, shared trunk", configuration: .small { $0.clipsValue = true }),
    Case(
      name: "plain values, two towers",
      configuration: .small {
        $0.clipsValue = false; $0.sharesTrunk = false
      }),
    Case(name: "raw advantages", configuration: .small { $0.normalisesAdvantages = false }),
    Case(name: "strong entropy", configuration: .small { $0.entropyWeight = 2 }),
    Case(
      name: "imitation",
      configuration: .small {
        $0.guidance.overridesActions = true
        $0.guidance.storedAction = .imitation
        $0.guidance.imitationWeight = 0.7
      }),
  ]

  @Test(arguments: cases) private func agreesWithDifferences(item: Case) throws {
    var configuration = item.configuration
    // Large steps carry the ratios beyond the clip on both sides.
    configuration.learningRate = 0.03
    configuration.epochs = 6
    configuration.clip = 0.1
    configuration.maximumGradientNorm = 0
    configuration.annealsLearningRate = false
    let run = try contextRun(configuration, table: [contextEntry(1, action: 3)])
    _ = try run.advance()
    let network = run.network
    let samples = (0..<64).map { Int32($0 * 2) }
    let workspace = Workspace(network: network, capacity: samples.count)
    let standardiser =
      configuration.normalisesAdvantages ? Standardiser(run.rollout.advantages.base, samples, 64) : Standardiser()
    let tower = network.shape.towers - 1
    var outputs: [[Double]] = []
    samples.withUnsafeBufferPointer { indices in
      guard let base = indices.baseAddress else { return }
      network.forward(
        RowBatch(base: run.rollout.rows.base, rowBytes: run.rollout.rows.rowBytes, indices: base, count: 64), workspace)
      for row in 0..<64 {
        let logits = (0..<4).map { Double(workspace.policy[row * workspace.policyStride(network) + $0]) }
        outputs.append(logits + [Double(workspace.value(row, network))])
      }
      _ = run.loss.fill(workspace, base, 64, 1 / 64, standardiser)
    }
    var kinds: Set<String> = []
    let reference = ReferenceLoss(run, samples.map { Int($0) }, configuration)
    for row in 0..<64 {
      kinds.insert(reference.kind(row, outputs[row]))
      for column in 0..<5 {
        var (above, below) = (outputs[row], outputs[row])
        above[column] += 1e-6
        below[column] -= 1e-6
        let expected = (reference.loss(row, above) - reference.loss(row, below)) / 2e-6 / 64
        let valueStride = padded(network.shape.outputs(of: tower))
        let found =
          column < 4
          ? workspace.outputDeltas[0].base[row * workspace.policyStride(network) + column]
          : workspace.outputDeltas[tower].base[row * valueStride + network.shape.outputs(of: tower) - 1]
        #expect(abs(Double(found) - expected) < 2e-6 + 1e-4 * abs(expected), "row \(row), output \(column)")
      }
    }
    #expect(kinds.isSuperset(of: ["free", "clipped"]), "the samples reach every branch: \(kinds)")
    if configuration.guidance.storedAction == .imitation { #expect(kinds.contains("imitated")) }
  }
}

/// L = max(−Aρ, −A clip(ρ)) + c_v ½ max((V − G)², (V_clip − G)²) − c_e H per sample, straight from the paper.
private struct ReferenceLoss {
  let run: PPO
  let samples: [Int]
  let settings: PPOConfiguration
  var mean = 0.0
  var deviation = 1.0

  init(_ run: PPO, _ samples: [Int], _ settings: PPOConfiguration) {
    self.run = run
    self.samples = samples
    self.settings = settings
    guard settings.normalisesAdvantages else { return }
    let advantages = samples.map { Double(run.rollout.advantages.base[$0]) }
    let average = advantages.reduce(0, +) / Double(samples.count)
    mean = average
    let squares = advantages.reduce(0) { $0 + ($1 - average) * ($1 - average) }
    deviation = (squares / Double(samples.count - 1)).squareRoot() + 1e-8
  }

  private func logs(_ outputs: [Double]) -> [Double] {
    let total = outputs.prefix(4).reduce(0) { $0 + exp($1) }
    return outputs.prefix(4).map { $0 - log(total) }
  }

  private func ratio(_ row: Int, _ outputs: [Double]) -> Double {
    let sample = samples[row]
    return exp(logs(outputs)[run.storedActions[sample]] - Double(run.rollout.logProbabilities.base[sample]))
  }

  func kind(_ row: Int, _ outputs: [Double]) -> String {
    if run.rollout.hasOwnLoss[samples[row]] != 0 { return "imitated" }
    let ratio = ratio(row, outputs)
    let advantage = (Double(run.rollout.advantages.base[samples[row]]) - mean) / deviation
    let limited = min(max(ratio, 1 - settings.clip), 1 + settings.clip)
    return -advantage * ratio < -advantage * limited ? "clipped" : "free"
  }

  func loss(_ row: Int, _ outputs: [Double]) -> Double {
    let sample = samples[row]
    let logs = logs(outputs)
    var total: Double
    if run.rollout.hasOwnLoss[sample] != 0 {
      total = -settings.guidance.imitationWeight * logs[run.storedActions[sample]]
    } else {
      let ratio = ratio(row, outputs)
      let advantage = (Double(run.rollout.advantages.base[sample]) - mean) / deviation
      let limited = min(max(ratio, 1 - settings.clip), 1 + settings.clip)
      total = max(-advantage * ratio, -advantage * limited)
    }
    total += settings.entropyWeight * logs.reduce(0) { $0 + exp($1) * $1 }
    let (old, target) = (Double(run.rollout.values.base[sample]), Double(run.rollout.targets.base[sample]))
    let value = outputs[4]
    let limited = old + min(max(value - old, -settings.clip), settings.clip)
    let error = (value - target) * (value - target)
    let limitedError = (limited - target) * (limited - target)
    return total + settings.valueWeight * (settings.clipsValue ? max(error, limitedError) : error) / 2
  }
}
