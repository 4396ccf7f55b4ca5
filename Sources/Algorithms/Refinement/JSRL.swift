import FoundationEssentials
import Networks
public import RLCore

/// Jump-start reinforcement learning: the base policy plays the first h steps of each episode, and h shrinks to none.
///
/// Paper: Uchendu et al., 2023, arXiv:2204.02372; as RICE has it for a baseline (arXiv:2405.03064): the guide policy π_g
/// is the base, and π_e starts as a copy of it. Rolled in, π_e is trained from states that π_g reaches, at first near
/// the end of its episodes and then from ever earlier ones.
///
/// | symbol | code |
/// |---|---|
/// | π_g | `guide`: the run's network as it was before the first update, with its normaliser; its actions are drawn |
/// | H | `guidance.rollIn`; 0 takes the mean length of the base's latest episodes, else half the step limit |
/// | h | `horizon`: H · max(0, 1 − 2 · share of the run): none in the second half |
///
/// Steps of π_g are steps of the run and count as such. They enter the batch as overridden ones: V learns from them, the
/// policy does not, since the loss that takes the surrogate's place is 0.
///
/// Deviations: the paper shortens h where the mixed policy is as good as before; here it falls linearly, so that a run
/// needs no evaluations. An episode that is under way goes by the h of the update.
public final class JSRL: RolloutGuide {
  /// `jsrl`.
  public let name = "jsrl"
  private let entry: EnvironmentEntry
  private let configuration: PPOConfiguration
  private var guide: PolicyNetwork?
  private var parts: [JSRLPart] = []
  private var firstHorizon = 0.0
  private var horizon = 0

  /// A curriculum for one run.
  public init(entry: EnvironmentEntry, configuration: PPOConfiguration) {
    self.entry = entry
    self.configuration = configuration
  }

  /// What a checkpoint keeps: π_g as little-endian numbers, H, and the steps of the episodes under way, by shard.
  public struct State: Codable, Equatable {
    var parameters: Data
    var offset: Data?
    var scale: Data?
    var firstHorizon: Double
    var lengths: [[Int]]
  }

  /// What a checkpoint keeps.
  public var state: State {
    State(
      parameters: guide?.parameters.bytes ?? Data(), offset: guide?.inputOffset?.bytes,
      scale: guide?.inputScale?.bytes, firstHorizon: firstHorizon, lengths: parts.map(\.lengths))
  }

  /// Goes on with another run's π_g and curriculum.
  public func restore(_ state: State, at progress: RunProgress) throws {
    guard state.lengths.map(\.count) == parts.map(\.lengths.count), state.firstHorizon.isFinite else {
      throw SafetensorsError.mismatch("its roll-in is not of \(parts.count) shards")
    }
    try guide?.parameters.take(state.parameters)
    guide?.inputOffset = try state.offset.map { try FloatBuffer(bytes: $0) }
    guide?.inputScale = try state.scale.map { try FloatBuffer(bytes: $0) }
    guide?.refresh()
    firstHorizon = state.firstHorizon
    for (part, lengths) in zip(parts, state.lengths) { part.lengths = lengths }
  }

  /// Copies the policy that the run starts from.
  public func prepare(_ origin: RunOrigin) throws {
    var generator = SeededGenerator(seed: origin.seed)
    let copy = PolicyNetwork(shape: origin.network.shape, generator: &generator)
    copy.parameters.assign(origin.network.parameters.array)
    copy.inputOffset = origin.network.inputOffset
    copy.inputScale = origin.network.inputScale
    copy.use(entry.spec.observation.layout)
    guide = copy
    for part in parts { part.follow(copy) }
    firstHorizon = configuration.guidance.rollIn
    if firstHorizon == 0 { firstHorizon = try Self.length(of: origin.start) ?? Double(entry.spec.stepLimit) / 2 }
  }

  /// The mean length of the latest episodes of the run that trained `policy`, where one is known.
  private static func length(of policy: PolicyCheckpoint?) throws -> Double? {
    guard let policy, policy.hasTraining else { return nil }
    let lengths = try policy.training.recent.lengths
    return lengths.isEmpty ? nil : lengths.reduce(0, +) / Double(lengths.count)
  }

  /// The part in one shard.
  public func makePart(_ environments: any EnvironmentShard) -> (any GuidePart)? {
    let part = JSRLPart(entry, environments.count)
    parts.append(part)
    return part
  }

  /// Settles h for one rollout.
  public func willPlay(_ progress: RunProgress) {
    horizon = Int((firstHorizon * max(0, 1 - 2 * progress.share)).rounded())
    for part in parts { part.begin(horizon: horizon) }
  }

  /// Nothing: what π_g did does not teach π_e.
  public func loss(of sample: Int, logProbability: Float) -> GuideLoss { GuideLoss(value: 0, slope: 0) }

  /// Reports the share of steps that π_g played.
  public func didLearn(_ rollout: Rollout, _ sums: LossSums, _ metrics: inout [MetricName: Double]) {
    metrics[.overrideRate] = Double(parts.reduce(0) { $0 + $1.played }) / Double(rollout.count)
  }
}

/// The roll-in in one shard.
final class JSRLPart: GuidePart {
  /// Steps so far of each running episode (environments).
  var lengths: [Int]
  private(set) var played = 0
  private var horizon = 0
  private var guide: PolicyNetwork?
  private var workspace: Workspace?
  private let sampler: ActionSampler
  /// What each environment shows (environments).
  private let rows: RowBuffer

  init(_ entry: EnvironmentEntry, _ count: Int) {
    lengths = [Int](repeating: 0, count: count)
    sampler = ActionSampler(space: entry.spec.action)
    rows = RowBuffer(count: count, rowBytes: entry.spec.observation.rowBytes)
  }

  func follow(_ guide: PolicyNetwork) {
    self.guide = guide
    workspace = Workspace(network: guide, capacity: 1)
  }

  func begin(horizon: Int) { (self.horizon, played) = (horizon, 0) }

  func observe(_ environment: Int, row: UnsafeRawPointer) {
    if lengths[environment] < horizon { rows.row(environment).copyMemory(from: row, byteCount: rows.rowBytes) }
  }

  func override(at place: StepPlace, _ generator: inout SeededGenerator) -> ActionOverride? {
    guard lengths[place.environment] < horizon, let guide, let workspace else { return nil }
    let batch = RowBatch(base: rows.row(place.environment), rowBytes: rows.rowBytes, indices: nil, count: 1)
    guide.forward(batch, workspace, part: .policy)
    sampler.read(workspace.policy, guide)
    sampler.sample(&generator)
    played += 1
    return ActionOverride(
      action: Action(values: sampler.action.base, space: sampler.space), entersBatch: true, hasOwnLoss: true)
  }

  func reward(at place: StepPlace, action: UnsafePointer<Float>, _ outcome: StepOutcome) -> Float {
    lengths[place.environment] = outcome.isOver ? 0 : lengths[place.environment] + 1
    return 0
  }
}

extension FloatBuffer {
  /// The numbers that `bytes` gave, as many as there are.
  fileprivate convenience init(bytes: Data) throws {
    self.init(count: bytes.count / 4)
    try take(bytes)
  }
}

extension RefinementMethod {
  /// `jsrl`.
  static let jsrl = RefinementMethod(
    "jsrl", "the base policy plays the beginning of each episode, ever shorter",
    guide: { _, entry, configuration in JSRL(entry: entry, configuration: configuration) })
}
