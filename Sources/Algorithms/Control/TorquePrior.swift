import Glibc
public import RLCore

/// A normal distribution over torques, a part at a time.
public struct TorqueDensity: Sendable, Equatable {
  /// μ of each part, in the environment's units.
  public var means: [Double]
  /// σ of each part.
  public var deviations: [Double]

  /// A density.
  public init(means: [Double], deviations: [Double]) {
    self.means = means
    self.deviations = deviations
  }

  /// log of the density at `torques`, but for a constant that is the same for all of them.
  public func logarithm(at torques: [Float]) -> Double {
    zip(torques, zip(means, deviations)).reduce(0) { sum, part in
      let (torque, (mean, deviation)) = part
      let distance = (Double(torque) - mean) / max(deviation, 1e-6)
      return sum - distance * distance / 2
    }
  }
}

/// A density over torques as a prior over primitives: P(a|s) is the density at a primitive's torques, scaled so that all
/// primitives sum to 1.
public struct TorquePrior: ActionPrior {
  /// Whose density it is.
  public let source: String
  private let primitives: TorquePrimitives
  private let density: @Sendable (_ row: [UInt8]) throws -> TorqueDensity

  /// Deviation of rules around what they choose, as a share of half of a part's range: the next of three levels is two
  /// deviations away.
  static let ruleDeviation = 0.5

  /// A trained policy's density.
  public init(_ policy: TorquePolicy, primitives: TorquePrimitives) {
    source = policy.source
    self.primitives = primitives
    density = { try policy.density(at: $0) }
  }

  /// Rules of thumb, with a normal distribution around what they choose.
  public init(_ rules: TorqueRules, primitives: TorquePrimitives) {
    source = "rules of thumb: \(rules.words)"
    self.primitives = primitives
    let bounds = primitives.bounds.map { (low: Double($0.lowerBound), high: Double($0.upperBound)) }
    density = { row in
      let chosen = rules.torques(row.floats)
      return TorqueDensity(
        means: zip(chosen, bounds).map { min(max($0, $1.low), $1.high) },
        deviations: bounds.map { Self.ruleDeviation * ($0.high - $0.low) / 2 })
    }
  }

  /// Every legal primitive, the likeliest first; a policy's own primitive has no rival and gets all.
  public func proposals(for context: PlanningContext) throws -> [Proposal] {
    guard !context.actions.isEmpty else { return [] }
    let density = try density(context.row)
    let logarithms = context.actions.map { action in
      primitives[action]?.torques.map { density.logarithm(at: $0) } ?? 0
    }
    let greatest = logarithms.max() ?? 0
    return zip(context.actions, logarithms).map { Proposal(action: $0, probability: exp($1 - greatest)) }.normalised()
  }
}

extension [UInt8] {
  /// A row of single-precision numbers, padding included.
  var floats: [Float] {
    withUnsafeBytes { bytes in
      (0..<count / 4).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
  }
}
