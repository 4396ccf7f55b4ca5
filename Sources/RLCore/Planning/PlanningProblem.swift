/// A text world that can be put back to any state: what planners search.
///
/// The values of `state` stand for everything that later steps depend on, so `restore` followed by the same actions gives
/// the same outcomes. A task that cannot be put back is searched as a `ReplayedTask`.
public protocol PlanningProblem: TextWorld {
  /// A snapshot; equal snapshots have equal futures.
  associatedtype State: Hashable & Sendable

  /// A snapshot of now.
  var state: State { get }
  /// Goes back to a snapshot.
  mutating func restore(_ state: State) throws
}
