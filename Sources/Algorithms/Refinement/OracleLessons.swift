import Networks
import RLCore
import Threads

/// What a teacher does at the states of recorded episodes, as a data set to imitate.
final class OracleLessons {
  private let width: Int
  /// The observations as the environment gives them (states).
  private let rows: RowBuffer
  /// The teacher's actions (states x action width).
  private let actions: FloatBuffer

  /// States of a minibatch.
  static let minibatch = 64

  /// Looks at every state of `episodes` again and asks `teacher` there.
  init(_ episodes: [Episode], of teacher: OracleTeacher, _ entry: EnvironmentEntry) throws {
    let count = episodes.reduce(0) { $0 + $1.steps.count }
    width = entry.spec.action.width
    rows = RowBuffer(count: count, rowBytes: entry.spec.observation.rowBytes)
    actions = FloatBuffer(count: count * width)
    let voice = OracleVoice(try teacher.makeNetwork(in: entry), entry)
    let shard = entry.makeShard(1)
    var state = 0
    for episode in episodes where !episode.steps.isEmpty {
      let purpose = "the oracle is asked about recorded states"
      try shard.walk(0, through: episode, 0...(episode.steps.count - 1), for: purpose) { _ in
        shard.observe(0, into: rows.row(state))
        for (place, number) in voice.action(at: rows.row(state)).values.enumerated() where place < width {
          actions.base[state * width + place] = number
        }
        state += 1
      }
    }
  }

  /// Brings the policy of `origin` towards the teacher by maximum likelihood.
  ///
  /// The work is done on a copy of the network, whose moments are then its own.
  /// - Returns: −log π(a_T|s) on average, before the first pass and after each.
  func teach(_ origin: RunOrigin, _ configuration: PPOConfiguration) -> [Double] {
    guard rows.count > 0 else { return [] }
    var generator = SeededGenerator(seed: origin.seed, stream: 3_100)
    let network = PolicyNetwork(shape: origin.network.shape, generator: &generator)
    network.parameters.assign(origin.network.parameters.array)
    network.inputOffset = origin.network.inputOffset
    network.inputScale = origin.network.inputScale
    network.refresh(origin.pool)
    var optimiser = Adam()
    optimiser.epsilon = configuration.adamEpsilon
    let size = min(Self.minibatch, rows.count)
    let workspace = Workspace(network: network, capacity: size)
    let order = UnsafeMutableBufferPointer<Int32>.allocate(capacity: rows.count)
    defer { order.deallocate() }
    for index in order.indices { order.initializeElement(at: index, to: Int32(index)) }
    guard let first = order.baseAddress else { return [] }
    func pass(_ body: (UnsafePointer<Int32>, Int) -> Double) -> Double {
      var sum = 0.0
      for start in stride(from: 0, to: rows.count, by: size) {
        sum += body(first + start, min(size, rows.count - start))
      }
      return sum / Double(rows.count)
    }
    func loss() -> Double { pass { fillGradient(network, workspace, $0, $1) } }
    var losses = [loss()]
    for _ in 0..<configuration.oracle.epochs {
      generator.shuffle(order)
      _ = pass { samples, count in
        network.prepareBackward()
        let sum = fillGradient(network, workspace, samples, count)
        network.backward(batch(samples, count), workspace)
        // Without slices, whose share of it that would be, nothing is learnt of σ.
        network.addGradients(batch(samples, count), workspace, slices: [], pool: origin.pool)
        _ = optimiser.step(
          network, rate: configuration.learningRate, cellRate: configuration.cellRate,
          maximumNorm: configuration.maximumGradientNorm, pool: origin.pool)
        network.refresh(origin.pool)
        return sum
      }
      losses.append(loss())
    }
    origin.network.parameters.assign(network.parameters.array)
    origin.network.refresh(origin.pool)
    return losses
  }

  private func batch(_ samples: UnsafePointer<Int32>, _ count: Int) -> RowBatch {
    RowBatch(base: rows.base, rowBytes: rows.rowBytes, indices: samples, count: count)
  }

  /// Writes the gradient of the mean loss over `samples` by the outputs into `workspace`; returns the loss's sum.
  private func fillGradient(
    _ network: PolicyNetwork, _ workspace: Workspace, _ samples: UnsafePointer<Int32>, _ count: Int
  ) -> Double {
    network.forward(batch(samples, count), workspace)
    for (tower, deltas) in workspace.outputDeltas.enumerated() {
      deltas.base.update(repeating: 0, count: count * padded(network.shape.outputs(of: tower)))
    }
    let stride = workspace.policyStride(network)
    var sum = 0.0
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * network.shape.policyOutputs) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      let policy = PolicyTerms(network, workspace, scratch: scratch)
      for row in 0..<count {
        let action = actions.base + Int(samples[row]) * width
        sum -= Double(policy.logProbability(action, workspace.policy + row * stride))
        policy.fill(
          workspace.outputDeltas[0].base + row * stride, action: action, slope: -1, entropy: policy.entropy,
          entropyWeight: 0, weight: 1 / Float(count))
      }
    }
    return sum
  }
}
