/// An environment whose states can be kept and taken up again exactly.
///
/// Law: after `restore(capture())` the same actions lead to the same observations, rewards and ends, random draws
/// included.
public protocol Restorable: Environment {
  /// The whole state, generator included, as bytes of a length that never changes.
  func capture() -> [UInt8]

  /// Takes up the state that `capture` gave. Throws `EnvironmentError.stateSize` when the bytes do not fit.
  mutating func restore(_ state: some Collection<UInt8>) throws

  /// Replaces the randomness of all later draws; the visible state stays as it is.
  mutating func reseed(_ seed: UInt64)
}

/// The environments of a shard, as what can be restored.
public protocol RestorableShard: AnyObject {
  /// The whole state of environment `index`.
  func capture(_ index: Int) -> [UInt8]
  /// Takes up a captured state in environment `index`.
  func restore(_ index: Int, state: ArraySlice<UInt8>) throws
  /// Replaces the randomness of environment `index`.
  func reseed(_ index: Int, seed: UInt64)
}

final class RestorableCells<E: Restorable>: RestorableShard {
  private let cells: Cells<E>

  init(_ cells: Cells<E>) { self.cells = cells }

  func capture(_ index: Int) -> [UInt8] { cells.environments[index].capture() }

  func restore(_ index: Int, state: ArraySlice<UInt8>) throws {
    try cells.environments[index].restore(state)
    cells.settle(index)
  }

  func reseed(_ index: Int, seed: UInt64) { cells.environments[index].reseed(seed) }
}
