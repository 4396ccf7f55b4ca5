public import RLCore

/// A prior whose proposals a person has vetoed, replaced or added to.
public struct AmendedPrior: ActionPrior {
  /// What proposes.
  public let base: any ActionPrior
  /// What was decided about its proposals.
  public let amendments: PlanAmendments

  /// A prior with decisions carried out.
  public init(_ base: any ActionPrior, amendments: PlanAmendments) {
    self.base = base
    self.amendments = amendments
  }

  /// The prior's, with the number of changes.
  public var source: String {
    switch amendments.changes.count {
    case 0: base.source
    case 1: base.source + ", 1 change by a person"
    case let count: base.source + ", \(count) changes by a person"
    }
  }

  /// The base's.
  public var coverage: Double? { base.coverage }

  /// The base's proposals, amended; a base that proposes nothing can be added to as well.
  public func proposals(for context: PlanningContext) throws -> [Proposal] {
    amendments.amended(try base.proposals(for: context), task: context.id, state: context.identity)
  }

  /// The base's plan, unless something was decided for its task: a plan written at once sees no state to heed that at.
  public func plan(for context: PlanningContext) throws -> [String]? {
    guard amendments.about(task: context.id).changes.isEmpty else { return nil }
    return try base.plan(for: context)
  }
}
