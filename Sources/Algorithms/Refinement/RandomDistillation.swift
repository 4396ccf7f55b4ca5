import FoundationEssentials
public import Networks
public import RLCore
import Threads

/// Random network distillation: how new a state is, by how badly a trained network predicts a random one.
///
/// Paper: Burda et al., 2019, arXiv:1810.12894; sizes, losses and rates are those of RICE's code (arXiv:2405.03064).
/// f is drawn once and never trained, f̂ learns f(s) on what was visited, and the novelty of a step into s' is
/// b = ½ ‖f(s') − f̂(s')‖². Where an episode ends s' is not part of the batch, and s takes its place.
///
/// | symbol | code | shape |
/// |---|---|---|
/// | f | `target` | observation → 128 → 64, ReLU, orthogonal of gain √2 |
/// | f̂ | `predictor` | observation → 128 → 128 → 64, likewise |
/// | b | `errors` | (batch rows) |
/// | b̃ | `bonuses` | (samples), in [0, 1] |
///
/// b̃ is b brought to [0, 1] among the environments at each step, (b − min) / (max − min + 1e-11), as RICE's code does;
/// with a single environment among the steps of the rollout. f̂ takes Adam steps of rate 1e-3 on the mean squared error,
/// once over each rollout, in as many minibatches as PPO has, each of every n-th row: nothing is drawn. Observations are
/// normalised as the policy's are.
///
/// Deviations: RICE trains f̂ within PPO's minibatches, as often as PPO passes over them.
public final class RandomDistillation {
  /// Numbers that both networks give.
  public static let features = 64
  private static let rate = 1e-3
  /// f.
  public let target: PolicyNetwork
  /// f̂.
  public let predictor: PolicyNetwork
  private var optimiser = Adam()
  private let policy: PolicyNetwork
  private let pool: WorkerPool
  private let minibatches: Int
  private let targets: [Workspace]  // (spans)
  private let minibatch: Workspace  // (rows of a minibatch)
  private let predictors: [Workspace]  // (spans), of `minibatch`
  private let partialLosses: UnsafeMutableBufferPointer<Double>  // (slices)
  private var indices: [Int32] = []

  /// Networks drawn from the run's seed.
  public init(_ origin: RunOrigin, _ entry: EnvironmentEntry, _ configuration: PPOConfiguration) {
    policy = origin.network
    pool = origin.pool
    minibatches = configuration.minibatches
    var shape = configuration.shape(for: entry.spec)
    shape.isShared = true
    shape.activation = .relu
    shape.policyOutputs = Self.features
    shape.initialLogDeviation = nil
    func network(_ hidden: [Int], stream: UInt64) -> PolicyNetwork {
      shape.hidden = hidden
      var generator = SeededGenerator(seed: origin.seed, stream: stream)
      let network = PolicyNetwork(shape: shape, generator: &generator)
      network.enlargeHead(gain: Float(2).squareRoot(), &generator)
      network.use(entry.spec.observation.layout)
      return network
    }
    target = network([128], stream: 3_000)
    predictor = network([128, 128], stream: 3_001)
    optimiser.epsilon = 1e-8
    let (rows, slices) = (configuration.batchSize / configuration.minibatches, configuration.gradientSlices)
    let spans = slices / configuration.slicesAtOnce(threads: pool.threads)
    targets = Workspace(network: target, capacity: rows).slices(spans)
    minibatch = Workspace(network: predictor, capacity: rows)
    predictors = minibatch.slices(spans)
    partialLosses = .allocate(capacity: slices)
    partialLosses.initialize(repeating: 0)
  }

  deinit { partialLosses.deallocate() }

  /// What a checkpoint keeps: both networks, and the optimiser of the second, as little-endian numbers.
  public struct State: Codable, Equatable {
    var target: Data
    var predictor: Data
    var firstMoment: Data
    var secondMoment: Data
    var steps: Int
  }

  /// What a checkpoint keeps.
  var state: State {
    State(
      target: target.parameters.bytes, predictor: predictor.parameters.bytes,
      firstMoment: predictor.firstMoment.bytes, secondMoment: predictor.secondMoment.bytes, steps: optimiser.steps)
  }

  /// Goes on with what another run had learnt. Throws where it was of another size.
  func restore(_ state: State) throws {
    try target.parameters.take(state.target)
    try predictor.parameters.take(state.predictor)
    try predictor.firstMoment.take(state.firstMoment)
    try predictor.secondMoment.take(state.secondMoment)
    optimiser.steps = state.steps
    for network in [target, predictor] { network.refresh() }
  }

  /// b of every row of `rows` (rows.count).
  public func errors(of rows: RowBuffer) -> [Float] {
    normaliseAsPolicy()
    var errors = [Float](repeating: 0, count: rows.count)
    let span = (rows.count + targets.count - 1) / targets.count
    errors.withUnsafeMutableBufferPointer { errors in
      let errors = errors
      pool.run(targets.count) { piece in
        var start = piece * span
        let end = min(rows.count, start + span)
        while start < end {
          let count = min(targets[piece].capacity, end - start)
          let batch = RowBatch(base: rows.row(start), rowBytes: rows.rowBytes, indices: nil, count: count)
          look(batch, piece)
          for row in 0..<count {
            var squares: Float = 0
            for difference in differences(row, piece) { squares += difference * difference }
            errors[start + row] = squares / 2
          }
          start += count
        }
      }
    }
    return errors
  }

  /// b̃ of every sample of `rollout` (samples).
  public func bonuses(of rollout: Rollout) -> [Float] {
    let (errors, width) = (errors(of: rollout.rows), rollout.environments)
    var bonuses = (0..<rollout.count).map { errors[rollout.isOver($0) ? $0 : $0 + width] }
    let group = width > 1 ? width : rollout.count
    for start in stride(from: 0, to: rollout.count, by: group) {
      let members = start..<(start + group)
      let (low, high) = members.reduce((Float.infinity, -Float.infinity)) {
        (min($0.0, bonuses[$1]), max($0.1, bonuses[$1]))
      }
      for sample in members { bonuses[sample] = (bonuses[sample] - low) / (high - low + 1e-11) }
    }
    return bonuses
  }

  /// Trains f̂ on the rows that the rollout's steps led to; gives the mean squared error before each step.
  func learn(from rollout: Rollout) -> Double {
    normaliseAsPolicy()
    let size = rollout.count / minibatches
    var total = 0.0
    for minibatch in 0..<minibatches {
      indices = (0..<size).map { Int32($0 * minibatches + minibatch + rollout.environments) }
      total += indices.withUnsafeBufferPointer { indices in
        indices.baseAddress.map { gradientStep(rollout.rows, $0, size) } ?? 0
      }
    }
    return total / Double(minibatches)
  }

  /// One Adam step on the rows that `samples` name, `size` of them; gives their mean squared error before it.
  func gradientStep(_ rows: RowBuffer, _ samples: UnsafePointer<Int32>, _ size: Int) -> Double {
    let loss = fillGradient(rows, samples, size)
    _ = optimiser.step(predictor, rate: Self.rate, maximumNorm: 0, pool: pool)
    predictor.refresh(pool)
    return loss
  }

  /// Adds the gradient of the mean squared error over the rows that `samples` name, a minibatch of them, to the
  /// predictor's; gives that error.
  package func fillGradient(_ rows: RowBuffer, _ samples: UnsafePointer<Int32>, _ size: Int) -> Double {
    precondition(size == minibatch.capacity)
    let piece = size / predictors.count
    let slice = size / partialLosses.count
    let all = RowBatch(base: rows.base, rowBytes: rows.rowBytes, indices: samples, count: size)
    let stride = padded(predictor.shape.outputs(of: 0))
    let weight = 2 / Float(size * Self.features)
    predictor.prepareBackward()
    pool.run(predictors.count) { index in
      let batch = all.rows(index * piece, count: piece)
      let workspace = predictors[index]
      look(batch, index)
      for start in Swift.stride(from: 0, to: piece, by: slice) {
        var loss = 0.0
        for row in start..<(start + slice) {
          let delta = workspace.outputDeltas[0].base + row * stride
          for column in 0..<stride { delta[column] = 0 }
          for (column, difference) in differences(row, index).enumerated() {
            delta[column] = weight * difference
            loss += Double(difference * difference)
          }
        }
        partialLosses[(index * piece + start) / slice] = loss
      }
      predictor.backward(batch, workspace)
    }
    predictor.addGradients(all, minibatch, slices: [], pool: pool)
    return partialLosses.reduce(0, +) / Double(size * Self.features)
  }

  /// Passes `batch` through both networks, in the workspaces of `piece`.
  private func look(_ batch: RowBatch, _ piece: Int) {
    target.forward(batch, targets[piece], part: .policy)
    predictor.forward(batch, predictors[piece], part: .policy)
  }

  /// f̂ − f of a row of the last `look` (features).
  private func differences(_ row: Int, _ piece: Int) -> some Sequence<Float> {
    let stride = padded(Self.features + 1)
    let (guess, truth) = (predictors[piece].policy + row * stride, targets[piece].policy + row * stride)
    return (0..<Self.features).lazy.map { guess[$0] - truth[$0] }
  }

  /// The policy's normaliser moves between updates, and these networks see what it sees.
  private func normaliseAsPolicy() {
    for network in [target, predictor] {
      network.inputOffset = policy.inputOffset
      network.inputScale = policy.inputScale
    }
  }
}

extension PolicyNetwork {
  /// Draws the policy's head anew, orthogonal of gain `gain`; what gives the value stays.
  fileprivate func enlargeHead(gain: Float, _ generator: inout SeededGenerator) {
    guard let head = towers.first?.last else { return }
    let columns = shape.policyOutputs
    let matrix = orthogonalMatrix(rows: head.inputs, columns: columns, generator: &generator)
    for row in 0..<head.inputs {
      for column in 0..<columns {
        parameters.base[head.weights + row * head.stride + column] = matrix[row * columns + column] * gain
      }
    }
  }
}

extension FloatBuffer {
  /// The numbers, little-endian.
  var bytes: Data {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * count)
    for index in 0..<count { withUnsafeBytes(of: base[index].bitPattern.littleEndian) { bytes += $0 } }
    return Data(bytes)
  }

  /// Takes the numbers that `bytes` gave. Throws where they are of another count or not finite.
  func take(_ bytes: Data) throws {
    guard bytes.count == 4 * count else {
      throw SafetensorsError.mismatch("a network that a guide trained has \(bytes.count / 4) numbers and not \(count)")
    }
    let values = bytes.withUnsafeBytes { raw in
      (0..<count).map {
        Float(bitPattern: UInt32(littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
    guard values.allSatisfy(\.isFinite) else {
      throw SafetensorsError.malformed("a network that a guide trained holds a number that is not finite")
    }
    assign(values)
  }
}
