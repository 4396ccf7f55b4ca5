/// What an environment may or may not be able to do.
public enum Capability: String, Sendable, CaseIterable {
  /// Its states can be kept and taken up again.
  case restorable
  /// It can be drawn.
  case viewable
  /// It has words for what happens.
  case narrated
  /// It says by which numbers states are compared.
  case featured
  /// It brings settings that work.
  case described

  /// What an environment without it is said to be.
  fileprivate var lack: String {
    switch self {
    case .restorable: "its states can neither be restored nor reached again by seed and actions"
    case .viewable: "it cannot be drawn"
    case .narrated: "it has no words for what happens in it"
    case .featured: "it has no features by which states could be compared"
    case .described: "it brings no settings"
    }
  }

  /// What to do about it.
  fileprivate var advice: String {
    switch self {
    case .restorable: "conform its type to Restorable, or make it deterministic and say so in its spec"
    case .viewable: "conform its type to Viewable"
    case .narrated: "conform its type to Narrated"
    case .featured: "conform its type to Featured, or choose guidance.match=exact"
    case .described: "conform its type to Described"
    }
  }
}

/// A stage asks for a capability that the environment does not have.
public struct MissingCapabilityError: Error, Equatable, CustomStringConvertible, Sendable {
  /// The environment's id.
  public var environment: String
  /// What is missing.
  public var capability: Capability
  /// What it is needed for, as the beginning of a sentence: "verify starts rollouts from recorded states".
  public var purpose: String

  /// Says that `environment` lacks `capability`.
  public init(environment: String, capability: Capability, purpose: String) {
    self.environment = environment
    self.capability = capability
    self.purpose = purpose
  }

  /// A sentence for a person.
  public var description: String {
    "\(purpose), but \(environment) is not \(capability.rawValue): \(capability.lack); \(capability.advice)"
  }
}
