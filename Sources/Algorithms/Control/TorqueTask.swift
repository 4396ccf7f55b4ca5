import Synchronization
public import RLCore

/// A text task whose actions are torques: what priors over torques need to know of it.
public protocol TorqueTask: TextTask {
  /// The torques that may be held.
  var primitives: TorquePrimitives { get }
  /// The rules of thumb of this environment, where it has some.
  var rules: TorqueRules? { get }
  /// The trained policy that was given.
  var policy: TorquePolicy? { get }
}

/// Rules of thumb for a simulator: what torques they would choose at an observation, and what they do in words.
public struct TorqueRules: Sendable {
  /// What the rules do, in a sentence.
  public let words: String
  /// The torques for an observation, in the environment's units; cut to their bounds by whoever uses them.
  public let torques: @Sendable (_ observation: [Float]) -> [Double]

  /// Rules.
  public init(_ words: String, torques: @escaping @Sendable (_ observation: [Float]) -> [Double]) {
    self.words = words
    self.torques = torques
  }
}

/// A trained policy over torques, for several threads at once.
public final class TorquePolicy: Sendable {
  /// Where it comes from and how long it was trained, in words.
  public let source: String
  private let distribution: Mutex<PolicyDistribution>
  private let bounds: [ClosedRange<Float>]
  private let environment: String

  /// The policy in `checkpoint`; `source` says where it comes from.
  ///
  /// - Throws: `SafetensorsError` where it is of another environment or of other shapes, `ControlError` where actions are
  ///   no vectors.
  public init(_ checkpoint: PolicyCheckpoint, for entry: EnvironmentEntry, source: String) throws {
    try checkpoint.check(entry)
    guard case .box(let low, let high) = entry.spec.action else { throw ControlError.noTorques(entry.spec.id) }
    self.source = "\(source), \(checkpoint.step) environment steps of training"
    environment = entry.spec.id
    bounds = zip(low, high).map { min($0, $1)...max($0, $1) }
    distribution = Mutex(try PolicyDistribution(checkpoint, entry: entry))
  }

  /// μ(s) and σ of each part at an observation row.
  public func density(at row: [UInt8]) throws -> TorqueDensity {
    let answer = distribution.withLock { $0.answer(at: row) }
    guard let answer else { throw ControlError.noDensity(environment) }
    return TorqueDensity(means: answer.means.map { Double($0) }, deviations: answer.deviations.map { Double($0) })
  }

  /// The most probable action at an observation row, within its bounds.
  public func action(at row: [UInt8]) throws -> [Float] {
    let answer = distribution.withLock { $0.answer(at: row) }
    guard let answer else { throw ControlError.noDensity(environment) }
    return zip(answer.means, bounds).map { min(max($0, $1.lowerBound), $1.upperBound) }
  }
}
