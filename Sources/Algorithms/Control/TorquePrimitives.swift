public import RLCore

/// The actions of a planning problem over a simulator: torques that are held for some steps, each under a name.
///
/// A search needs a finite set of actions, and torques are vectors of numbers. `Levels` says which values each part of an action
/// may take, and a primitive is one combination of them, held for `hold` environment steps. Names give the value of each
/// part in the environment's units, for instance `hip +1, knee 0, ankle -1`.
public struct TorquePrimitives: Sendable, Equatable {
  /// Which torques there are.
  public enum Levels: String, Sendable, Codable, CaseIterable {
    /// The least and the greatest of each part, in every combination.
    case two
    /// Those and the middle, in every combination.
    case three
    /// Those and what lies half-way to the middle, in every combination.
    case five
    /// One part at its least or greatest while the others are in the middle, and all in the middle.
    case single
    /// No torques: a trained policy acts by itself for as many steps, by its most probable action at each.
    case policy
  }

  /// A primitive.
  public struct Primitive: Sendable, Equatable {
    /// What plans call it.
    public let name: String
    /// The torque of each part, in the environment's units; nil where a policy acts.
    public let torques: [Float]?
  }

  /// How a policy's own primitive is called.
  public static let policyName = "policy"
  /// Primitives that there may be.
  public static let most = 10_000

  /// Every primitive, in a fixed order.
  public let all: [Primitive]
  /// Environment steps that each is held for.
  public let hold: Int
  /// The bounds of each part, in the environment's units.
  public let bounds: [ClosedRange<Float>]
  private let byName: [String: Int]

  /// The primitives of an action space.
  ///
  /// - Parameters:
  ///   - parts: names of the parts of an action, in order.
  ///   - hold: environment steps; 1 at least.
  /// - Throws: `ControlError` where actions are no vectors or there are too many combinations.
  public init(_ levels: Levels, of spec: EnvironmentSpec, parts: [String], hold: Int) throws {
    guard case .box(let low, let high) = spec.action else { throw ControlError.noTorques(spec.id) }
    self.hold = max(1, hold)
    bounds = zip(low, high).map { min($0, $1)...max($0, $1) }
    let names = low.indices.map { $0 < parts.count ? parts[$0] : "action \($0 + 1)" }
    let vectors = try Self.vectors(levels, bounds, of: spec.id)
    let primitives = vectors.map { vector in
      guard let vector else { return Primitive(name: Self.policyName, torques: nil) }
      return Primitive(
        name: zip(names, vector).map { "\($0) \(Self.text($1))" }.joined(separator: ", "), torques: vector)
    }
    var byName: [String: Int] = [:]
    var all: [Primitive] = []
    // A part whose bounds are one number would give equal ones.
    for primitive in primitives where byName[primitive.name] == nil {
      byName[primitive.name] = all.count
      all.append(primitive)
    }
    (self.all, self.byName) = (all, byName)
  }

  /// The primitive of a name.
  public subscript(name: String) -> Primitive? { byName[name].map { all[$0] } }

  private static func vectors(
    _ levels: Levels, _ bounds: [ClosedRange<Float>], of environment: String
  ) throws -> [[Float]?] {
    let middles = bounds.map { ($0.lowerBound + $0.upperBound) / 2 }
    func value(_ part: Int, _ share: Float) -> Float {
      // Exact at the ends.
      if share == 1 { return bounds[part].upperBound }
      if share == -1 { return bounds[part].lowerBound }
      return middles[part] + share * (bounds[part].upperBound - bounds[part].lowerBound) / 2
    }
    let shares: [Float]
    switch levels {
    case .policy: return [nil]
    case .single:
      let moved = bounds.indices.flatMap { part in
        [Float(-1), 1].map { share in
          var vector = middles
          vector[part] = value(part, share)
          return vector
        }
      }
      return [middles] + moved
    case .two: shares = [-1, 1]
    case .three: shares = [-1, 0, 1]
    case .five: shares = [-1, -0.5, 0, 0.5, 1]
    }
    var vectors: [[Float]] = [[]]
    for part in bounds.indices {
      guard vectors.count * shares.count <= most else {
        throw ControlError.tooManyPrimitives(environment, levels.rawValue, parts: bounds.count)
      }
      vectors = vectors.flatMap { vector in shares.map { vector + [value(part, $0)] } }
    }
    return vectors
  }

  private static func text(_ value: Float) -> String {
    let number = Numerals.plain(Double(value))
    return value > 0 ? "+" + number : number
  }
}

/// Why a simulator cannot be planned in.
public enum ControlError: Error, Equatable, CustomStringConvertible, Sendable {
  /// Its actions are names and no vectors.
  case noTorques(String)
  /// A set of primitives has more than can be tried: the environment, the set, the parts of an action.
  case tooManyPrimitives(String, String, parts: Int)
  /// A policy is to act, and there is none.
  case noPolicy(String)
  /// The policy does not say how its actions are spread.
  case noDensity(String)

  /// A sentence with what to do next.
  public var description: String {
    switch self {
    case .noTorques(let environment):
      "\(environment) takes one of a few named actions and no torques, so there is nothing to hold; choose an environment "
        + "with continuous actions"
    case .tooManyPrimitives(let environment, let levels, let parts):
      "primitives=\(levels) makes more than \(TorquePrimitives.most) combinations of \(environment)'s \(parts) torques; "
        + "choose primitives=single or two"
    case .noPolicy(let environment):
      "primitives=policy lets a trained policy act in \(environment), and none was given; name one with --policy SESSION"
    case .noDensity(let environment):
      "the policy of \(environment) gives no density over torques; choose one that was trained on continuous actions"
    }
  }
}
