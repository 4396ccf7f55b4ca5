import Networks
import RLCore

/// Observation rows of random play.
final class ObservedRows {
  private let rows: RowBuffer
  /// Non-zero cells a row, or the length of a dense row.
  let meanCells: Double

  init(entry: EnvironmentEntry, count: Int) {
    rows = RowBuffer(count: count, rowBytes: entry.spec.observation.rowBytes)
    let shard = entry.makeShard(16)
    let actions = RandomActions(space: entry.spec.action)
    for index in 0..<shard.count { shard.reset(index, seed: UInt64(index)) }
    var cells = 0
    for row in 0..<count {
      let index = row % shard.count
      // An action is held for a while, so that paddles move as in play.
      let action = actions.base + (row / 256 * 16 + index) % (RandomActions.count - 64) * actions.width
      if shard.step(index, action: action).isOver { shard.reset(index, seed: nil) }
      shard.observe(index, into: rows.row(row))
      if case .sparse = entry.spec.observation { cells += Int(rows.row(row).load(as: UInt16.self)) }
    }
    switch entry.spec.observation {
    case .sparse: meanCells = Double(cells) / Double(count)
    case .dense(let dimension): meanCells = Double(dimension)
    }
  }

  /// Words a row when the network takes bars of cells for one.
  func meanWords(_ network: PolicyNetwork) -> Double {
    guard meanCells > 0, rows.count > 0 else { return meanCells }
    var words = 0
    for row in 0..<rows.count {
      network.compact(rows.row(row))
      words += Int(rows.row(row).load(as: UInt16.self))
    }
    return Double(words) / Double(rows.count)
  }

  /// All of them.
  var batch: RowBatch {
    RowBatch(base: rows.row(0), rowBytes: rows.rowBytes, indices: nil, count: rows.count)
  }
}
