import Synchronization

/// Cells that are run and then judged together.
///
/// Outcomes come in the order of the cells, however many were at work at once.
public struct Grid<Place: Cell> {
  /// The cells in their order.
  public let cells: [Place]

  /// A grid of `cells`.
  public init(_ cells: [Place]) { self.cells = cells }

  /// Runs one cell after the other. The first error ends it.
  public func outcomes() throws -> [Place.Outcome] { try cells.map { try $0.outcome() } }
}

extension Grid: Sendable where Place: Sendable {}

extension Grid where Place: Sendable, Place.Outcome: Sendable {
  /// Runs the cells side by side.
  ///
  /// Every cell is run, also where another fails; then the error of the first in order that did is thrown.
  /// - Parameters:
  ///   - share: calls its second argument once with each number below its first, from any threads, and returns when
  ///     all calls have: a pool's `run`, for instance.
  ///   - onOutcome: told of each outcome as it comes, from any thread.
  public func outcomes(
    sharedBy share: (_ count: Int, _ body: @Sendable (Int) -> Void) -> Void,
    onOutcome: @escaping @Sendable (Place, Place.Outcome) -> Void = { _, _ in }
  ) throws -> [Place.Outcome] {
    let found = Mutex([Int: Result<Place.Outcome, any Error>]())
    share(cells.count) { index in
      let result = Result { try cells[index].outcome() }
      if case .success(let outcome) = result { onOutcome(cells[index], outcome) }
      found.withLock { $0[index] = result }
    }
    return try found.withLock { $0 }.sorted { $0.key < $1.key }.map { try $0.value.get() }
  }
}
