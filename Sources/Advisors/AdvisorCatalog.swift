internal import RLCore

/// One advisor that can be chosen by name.
public struct AdvisorEntry: Sendable {
  /// Its name on the command line.
  public let name: String
  /// One sentence about it.
  public let summary: String
  /// Whether it stands in for a language model.
  public let isStandIn: Bool
  /// Makes it.
  public let make: @Sendable () throws -> any Advisor

  /// Makes an entry from a prototype that tells its own name and summary.
  public init(_ make: @escaping @Sendable () throws -> any Advisor, like prototype: any Advisor) {
    name = prototype.name
    summary = prototype.summary
    isStandIn = prototype.isStandIn
    self.make = make
  }
}

/// The advisors of this module, one line each.
public enum AdvisorCatalog {
  /// Every advisor.
  public static let all: [AdvisorEntry] = [
    AdvisorEntry({ OfflineAdvisor() }, like: OfflineAdvisor())
  ]

  /// Makes the advisor called `name`; an unknown name is an error that lists the valid ones.
  public static func make(_ name: String) throws -> any Advisor {
    guard let entry = all.first(where: { $0.name == name }) else {
      throw UnknownNameError(kind: "advisor", name: name, valid: all.map(\.name))
    }
    return try entry.make()
  }
}
