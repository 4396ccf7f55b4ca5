/// An action that a prior proposes, with π_LLM(a|s).
public struct Proposal: Sendable, Equatable, Codable {
  /// The action, as the environment reads it.
  public var action: String
  /// Its probability among the proposals.
  public var probability: Double

  /// A proposal.
  public init(action: String, probability: Double) {
    self.action = action
    self.probability = probability
  }
}

/// A prior that gives no more answers: its server is gone, or its own budget is used up.
///
/// No fault of the task: planners stop at once and keep the best plan so far.
public struct PriorUnavailable: Error, Equatable, CustomStringConvertible, Sendable {
  /// Why, and what to do next.
  public var description: String

  /// A prior that stopped for this reason.
  public init(_ description: String) { self.description = description }
}

/// What proposes actions in text environments: a language model, or what stands in for one.
public protocol ActionPrior: Sendable {
  /// Where the probabilities come from, in a few words for screens and tables.
  var source: String { get }
  /// The share of its probability that speaks of legal actions, where that is measured. Below one half it says little.
  var coverage: Double? { get }
  /// Proposals for a state, the most probable first. Every call counts as one model call; several threads may ask at
  /// once, and equal contexts must give equal answers. Throws `PriorUnavailable` where no answer will come any more.
  func proposals(for context: PlanningContext) throws -> [Proposal]
  /// A whole plan written at once, without looking at the states between; nil where the source has none.
  func plan(for context: PlanningContext) throws -> [String]?
}

extension ActionPrior {
  /// It is not measured.
  public var coverage: Double? { nil }

  /// None.
  public func plan(for context: PlanningContext) throws -> [String]? { nil }
}

extension [Proposal] {
  /// Scaled to sum to 1 and sorted, the most probable first; equals keep their order.
  public func normalised() -> [Proposal] {
    let total = reduce(0) { $0 + Swift.max(0, $1.probability) }
    guard total > 0 else { return [] }
    return enumerated()
      .sorted {
        $0.element.probability != $1.element.probability
          ? $0.element.probability > $1.element.probability : $0.offset < $1.offset
      }
      .map { Proposal(action: $0.element.action, probability: Swift.max(0, $0.element.probability) / total) }
  }
}
