import Glibc
import Synchronization
import Networks
public import RLCore
public import Threads

/// Names the steps at which a mask network would leave the least to chance: the highest P(keep | s).
///
/// Sources: StateMask (NeurIPS 2023) and RICE (arXiv:2405.03064); `MaskGuide` has the objectives. The mask is trained at
/// the first question, from the seed alone, and what that took counts towards the budget (`environmentSteps`); or it is
/// given, and was paid for elsewhere.
public final class MaskIdentifier: ScoringIdentifier {
  /// The name in the catalog.
  public let name: String
  /// One sentence about it.
  public let summary: String

  private let entry: EnvironmentEntry
  private let training: (@Sendable () throws -> MaskTraining)?
  private let known: Mutex<PolicyCheckpoint?>
  private let spent = Mutex(0)

  /// The name of an objective's identifier.
  public static func catalogName(_ objective: MaskConfiguration.Objective) -> String { MaskGuide.name(of: objective) }

  /// The names of all identifiers that train a mask.
  public static var names: [String] { MaskConfiguration.Objective.allCases.map(catalogName) }

  /// One sentence about an objective's identifier.
  public static func catalogSummary(_ objective: MaskConfiguration.Objective) -> String {
    switch objective {
    case .rice: "States in which RICE's mask network keeps the policy's action; training it takes environment steps."
    case .stateMask:
      "States in which StateMask's mask network keeps the policy's action; training it takes environment steps."
    }
  }

  /// A mask that is trained for the policy in `checkpoint` at the first question.
  public init(
    checkpoint: PolicyCheckpoint, entry: EnvironmentEntry, configuration: MaskConfiguration, seed: UInt64,
    pool: WorkerPool
  ) {
    name = Self.catalogName(configuration.objective)
    summary = Self.catalogSummary(configuration.objective)
    self.entry = entry
    known = Mutex(nil)
    training = {
      try MaskTraining(checkpoint: checkpoint, entry: entry, configuration: configuration, seed: seed, pool: pool)
    }
  }

  /// A mask that has been trained.
  public init(mask: PolicyCheckpoint, objective: MaskConfiguration.Objective, entry: EnvironmentEntry) {
    name = Self.catalogName(objective)
    summary = Self.catalogSummary(objective)
    self.entry = entry
    known = Mutex(mask)
    training = nil
  }

  /// Environment steps spent on training, and on reaching recorded states where they cannot be restored.
  public var environmentSteps: Int { spent.withLock { $0 } }

  /// The mask; trained where it is not known yet, while other askers wait.
  public func mask() throws -> PolicyCheckpoint {
    try known.withLock { known in
      if let known { return known }
      guard let training = try training?() else { throw SafetensorsError.malformed("there is no mask") }
      while !training.isFinished { _ = try training.advance() }
      let mask = try training.mask()
      spent.withLock { $0 += training.environmentSteps }
      known = mask
      return mask
    }
  }

  /// Trains the mask where it is not known.
  public func prepare() throws { _ = try mask() }

  /// The training of the mask where it is not known.
  public func preparation() throws -> (any EngineJob)? {
    guard known.withLock({ $0 == nil }), let training = try training?() else { return nil }
    return Preparation(training, for: self)
  }

  /// A training that hands its mask to the identifier in the end. It keeps no checkpoint: the mask lives as long as the
  /// identifier.
  private final class Preparation: EngineJob {
    private let training: MaskTraining
    private let identifier: MaskIdentifier

    init(_ training: MaskTraining, for identifier: MaskIdentifier) {
      self.training = training
      self.identifier = identifier
    }

    var name: String { training.name }
    var step: Int { training.step }
    var totalSteps: Int { training.totalSteps }
    var isFinished: Bool { training.isFinished }

    func advance() throws -> [MetricName: Double] {
      let metrics = try training.advance()
      if training.isFinished {
        let mask = try training.mask()
        identifier.known.withLock { $0 = mask }
        identifier.spent.withLock { $0 += training.environmentSteps }
      }
      return metrics
    }

    func alerts() -> [(title: String, detail: String)] { training.alerts() }
  }

  /// P(keep | s) of every step (steps).
  public func scores(of episode: Episode) throws -> [Double] {
    guard !episode.steps.isEmpty else { return [] }
    let mask = try mask()
    guard mask.shape.observation == entry.spec.observation.plain, mask.shape.policyOutputs == 2 else {
      throw SafetensorsMismatch.environment(mask.environment, entry.spec.id)
    }
    let network = try mask.makeNetwork()
    let shard = entry.makeShard(1)
    let row = RowBuffer(count: 1, rowBytes: entry.spec.observation.rowBytes)
    let workspace = Workspace(network: network, capacity: 1)
    var scores: [Double] = []
    try shard.walk(
      0, through: episode, 0...(episode.steps.count - 1), for: "a mask network looks at the recorded states"
    ) { _ in
      shard.observe(0, into: row.base)
      network.forward(
        RowBatch(base: row.base, rowBytes: row.rowBytes, indices: nil, count: 1), workspace, part: .policy)
      let logits = workspace.policy
      // Two logits: a logistic of their difference, place 1 being `keep`.
      scores.append(1 / (1 + exp(Double(logits[0] - logits[1]))))
    }
    if episode.stateBytes == 0 { spent.withLock { $0 += episode.steps.count - 1 } }
    return scores
  }

  /// The probability in numbers.
  public func reason(for score: Double) -> String {
    "the mask network keeps the policy's action here with probability \(Numerals.fixed(score, 3))"
  }
}
