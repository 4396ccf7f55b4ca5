import Algorithms
import Environments
import Networks
import RLCore
import Threads

extension PPOConfiguration {
  /// A small run in which every setting is stated, so that tests do not move with the defaults.
  static func small(_ configure: (inout PPOConfiguration) -> Void = { _ in }) -> PPOConfiguration {
    var settings = PPOConfiguration()
    settings.environments = 8
    settings.stepsPerUpdate = 16
    settings.totalSteps = 128 * 8
    settings.epochs = 2
    settings.minibatches = 2
    settings.learningRate = 1e-3
    settings.annealsLearningRate = true
    settings.discount = 0.9
    settings.gaeLambda = 0.95
    settings.clip = 0.2
    settings.clipsValue = true
    settings.valueWeight = 0.5
    settings.entropyWeight = 0.01
    settings.maximumGradientNorm = 0.5
    settings.targetKL = 0
    settings.normalisesAdvantages = true
    settings.normalisesObservations = false
    settings.normalisesRewards = false
    settings.hidden = [16]
    settings.activation = .tanh
    settings.pooling = []
    settings.sharesTrunk = true
    var guidance = GuidanceConfiguration()
    guidance.overridesActions = false
    guidance.shapesRewards = false
    guidance.alpha = 0.5
    guidance.match = .nearest
    guidance.radius = 0.1
    guidance.storedAction = .executed
    guidance.imitationWeight = 0.1
    guidance.rewardTarget = .stateAction
    guidance.schedule = .constant
    guidance.alphaSchedule = .constant
    guidance.restartProbability = 0
    settings.guidance = guidance
    configure(&settings)
    return settings
  }

  /// The same for Pong: sparse rows with shared weights.
  static func smallPong(_ configure: (inout PPOConfiguration) -> Void = { _ in }) -> PPOConfiguration {
    small { settings in
      settings.hidden = [32, 16]
      settings.activation = .relu
      settings.pooling = [PoolingBlock(width: 8, height: 8, isSmooth: true)]
      settings.cellRate = 0
      configure(&settings)
    }
  }
}

/// A Pong of short episodes, so that a few updates hold several ends of both kinds.
func shortPong() throws -> EnvironmentEntry {
  try EnvironmentCatalog.entry("Pong", settings: ["points": "1", "stepLimit": "45"])
}

/// A guidance entry for a context of the dense `ContextGame`.
func contextEntry(_ context: Int, action: Int, reward: Double = 1, id: Int = 1) -> GuidanceEntry {
  let features = (0..<4).map { $0 == context ? Float(1) : 0 }
  var writer = ByteWriter()
  for value in features { writer.write(value) }
  return GuidanceEntry(
    suggestion: id, features: features, row: writer.bytes, key: "context \(context)", action: .discrete(action),
    reward: reward, state: ContextGame.state(context: context, steps: 2))
}

/// A run of the context game.
func contextRun(
  _ configuration: PPOConfiguration, table: [GuidanceEntry] = [], threads: Int = 1, seed: UInt64 = 3,
  game: @escaping @Sendable (inout ContextGame) -> Void = { _ in }
) throws -> PPO {
  try PPO(
    name: "run", entry: ContextGame.entry(game), configuration: configuration, table: GuidanceTable(entries: table),
    seed: seed, pool: WorkerPool(threads: threads))
}

extension PPO {
  /// A run that ULTRA guides by `table`, or plain PPO where the table is empty.
  convenience init(
    name: String, entry: EnvironmentEntry, configuration: PPOConfiguration, table: GuidanceTable,
    start: PolicyCheckpoint? = nil, seed: UInt64, pool: WorkerPool
  ) throws {
    let guide =
      table.entries.isEmpty ? nil : try ULTRA(table: table, entry: entry, configuration: configuration.guidance)
    try self.init(
      name: name, entry: entry, configuration: configuration, guide: guide, start: start, seed: seed, pool: pool)
  }

  /// α where the run has one.
  var alpha: Double {
    get { adjustable?.alpha ?? 0 }
    set { adjustable?.alpha = newValue }
  }
}

/// A few words that stand for many bytes: a test that fails then prints those and not a megabyte.
struct Fingerprint: Equatable {
  var count = 0
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325

  init(_ bytes: [UInt8]) {
    count = bytes.count
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
  }

  init(_ values: [Float]) {
    self.init(values.flatMap { value in withUnsafeBytes(of: value.bitPattern) { Array($0) } })
  }
}

extension PPO {
  /// The whole checkpoint.
  var fingerprint: Fingerprint { Fingerprint(checkpoint() ?? []) }

  /// The weights, bit for bit.
  var weights: Fingerprint { Fingerprint(network.parameters.array) }

  /// The context that each sample of the last rollout showed; dense observations only.
  var contexts: [Int] {
    (0..<rollout.count).map { sample in
      let row = rollout.rows.row(sample).assumingMemoryBound(to: Float.self)
      return (0..<4).first { row[$0] == 1 } ?? -1
    }
  }

  /// The action of each sample in the batch.
  var storedActions: [Int] { (0..<rollout.count).map { Int(rollout.actions.base[$0]) } }

  /// The checkpoint as a value that can be read from.
  func policy() throws -> PolicyCheckpoint { try PolicyCheckpoint(bytes: checkpoint() ?? []) }
}
