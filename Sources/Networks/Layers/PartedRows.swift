import CKernels
import RLCore
import Threads

/// Sparse observation rows once more, with their words sorted by the part of the first layer's gradient that they add to.
///
/// Each row of weights belongs to one part, so that a thread can sum a part without reading the words of the others, and
/// rows of weights are dealt out so that parts have about as many words each: what moves keeps to few columns of a grid.
/// Within a part words keep their order, and every sum is the same as without parts. Sorting costs about what a thread
/// takes to look at each row once, so that it pays where many threads and several passes follow.
final class PartedRows {
  /// Parts.
  static let parts = 4
  /// Rows of which one is looked at to deal out the rows of weights.
  private static let sampling = 16
  /// The rows that were sorted.
  let source: UnsafeRawPointer
  /// Per row the ends of its parts' words, then the words.
  let sorted: RowBuffer
  /// Whether the rows are still those that were sorted.
  var isCurrent = false
  private let count: Int
  private let cells: Int
  private let map: [UInt16]?
  /// The part of each row of weights, those of bars behind those of cells.
  private var parts: [UInt8]

  /// Room for `rows`, not sorted yet; `cells` and `map` say which row of weights a word names, as in the kernels.
  init(of rows: RowBuffer, cells: Int, map: [UInt16]?) {
    source = UnsafeRawPointer(rows.base)
    count = rows.count
    (self.cells, self.map) = (cells, map)
    parts = [UInt8](repeating: 0, count: 0x8000)
    sorted = RowBuffer(count: rows.count, rowBytes: rows.rowBytes + (Self.parts - 1) * MemoryLayout<UInt16>.size)
  }

  /// Whether there is room for `rows`, which are those that it was made for.
  func fits(_ rows: RowBuffer) -> Bool {
    source == UnsafeRawPointer(rows.base) && count == rows.count
      && sorted.rowBytes == rows.rowBytes + (Self.parts - 1) * MemoryLayout<UInt16>.size
  }

  /// Sorts the rows anew.
  func sort(_ rows: RowBuffer, pool: WorkerPool) {
    isCurrent = true
    deal(rows)
    let pieces = 16
    let size = (count + pieces - 1) / pieces
    parts.withUnsafeBufferPointer { parts in
      pool.run(pieces) { piece in
        for index in min(count, piece * size)..<min(count, (piece + 1) * size) {
          sort(rows.row(index).assumingMemoryBound(to: UInt16.self), index, parts)
        }
      }
    }
  }

  /// The row of weights that a word names: that of its cell, or a bar's own, which no cell has.
  @inline(__always)
  private func weights(_ word: UInt16) -> Int {
    let input = Int(word & 0x7fff)
    return input >= cells ? input : map.map { Int($0[input]) } ?? input
  }

  /// Gives every row of weights to a part: the most frequent first, each to the part with the fewest words so far.
  private func deal(_ rows: RowBuffer) {
    var words = [Int](repeating: 0, count: parts.count)
    for index in stride(from: 0, to: count, by: Self.sampling) {
      let row = rows.row(index).assumingMemoryBound(to: UInt16.self)
      for place in 0..<Int(row[0]) { words[weights(row[1 + place])] += 1 }
    }
    var loads = [Int](repeating: 0, count: Self.parts)
    for row in parts.indices { parts[row] = UInt8(row % Self.parts) }
    for row in words.indices.filter({ words[$0] > 0 }).sorted(by: { words[$0] > words[$1] }) {
      let part = loads.indices.min { loads[$0] < loads[$1] } ?? 0
      parts[row] = UInt8(part)
      loads[part] += words[row]
    }
  }

  private func sort(_ row: UnsafePointer<UInt16>, _ index: Int, _ parts: UnsafeBufferPointer<UInt8>) {
    let target = sorted.row(index).assumingMemoryBound(to: UInt16.self)
    var next = Self.parts
    for part in 0..<UInt8(Self.parts) {
      for place in 0..<Int(row[0]) where parts[weights(row[1 + place])] == part {
        target[next] = row[1 + place]
        next += 1
      }
      target[Int(part)] = UInt16(truncatingIfNeeded: next)
    }
  }
}
