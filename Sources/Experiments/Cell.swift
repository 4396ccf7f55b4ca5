/// One place of a grid: all that determines a result, and the way to it.
///
/// Whoever runs experiments conforms a type of its own; a grid knows nothing of what its cells do. Two runs of equal
/// cells give equal outcomes.
public protocol Cell {
  /// What comes of it.
  associatedtype Outcome
  /// What tells it from the other cells of its grid, for people, for instance `seed 3`.
  var label: String { get }
  /// Does the work.
  func outcome() throws -> Outcome
}
