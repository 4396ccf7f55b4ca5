import CKernels
import RLCore
import Threads

/// Bars of a sparse observation as rows of their own: one word of a row, one row of weights, one row of gradients.
///
/// A row of weights is the sum of its cells' rows, made anew after every change of the parameters; what gradients gather
/// in a bar's row goes back to its cells once per minibatch. Results are those of the cells but for the order of
/// additions. With Pong's two paddles a row has a third of its words left.
final class BarTable {
  /// Cells of the observation; words from here on are bars.
  let cells: Int
  /// Columns of a row of weights.
  let width: Int
  /// Sums of the cells' weights (bars x width).
  let weights: FloatBuffer
  /// Gradients that wait to be given to the cells (bars x width).
  let gradients: FloatBuffer
  /// The row of weights of each cell; nil where that is the cell's own.
  private let map: [UInt16]?
  private let bars: [SparseBar]
  private let grid: SparseGrid
  /// The first word of each bar.
  private let firstWords: [Int]

  /// A table for `bars`; nil where there are none, or words of 15 bits cannot name them all.
  init?(bars: [SparseBar], grid: SparseGrid, map: [UInt16]? = nil, width: Int) {
    cells = grid.planes * grid.height * grid.width
    var next = cells
    firstWords = bars.map { bar in
      defer { next += max(0, grid.height - bar.height + 1) }
      return next
    }
    let fits = bars.allSatisfy {
      $0.column >= 0 && $0.width > 0 && $0.height > 0 && $0.column + $0.width <= grid.width && $0.height <= grid.height
    }
    guard !bars.isEmpty, fits, next <= 0x8000 else { return nil }
    self.map = map
    self.bars = bars
    self.grid = grid
    self.width = width
    weights = FloatBuffer(count: (next - cells) * width)
    gradients = FloatBuffer(count: (next - cells) * width)
  }

  /// Puts one word in place of each bar in a row. The cells of a bar have to follow each other row by row.
  func compact(_ row: UnsafeMutableRawPointer) {
    let words = row.assumingMemoryBound(to: UInt16.self)
    let count = Int(words[0])
    var (read, written) = (1, 1)
    while read <= count {
      if let (word, length) = bar(words + read, left: count - read + 1) {
        words[written] = word
        read += length
      } else {
        words[written] = words[read]
        read += 1
      }
      written += 1
    }
    words[0] = UInt16(truncatingIfNeeded: written - 1)
  }

  /// The bar that begins at `words`, and its cells.
  @inline(__always)
  private func bar(_ words: UnsafePointer<UInt16>, left: Int) -> (word: UInt16, length: Int)? {
    let cell = Int(words[0])
    guard cell < grid.height * grid.width else { return nil }
    for index in 0..<bars.count {
      let bar = bars[index]
      let length = bar.width * bar.height
      guard cell % grid.width == bar.column, length <= left, cell / grid.width + bar.height <= grid.height,
        covers(words, cell, bar)
      else { continue }
      return (UInt16(truncatingIfNeeded: firstWords[index] + cell / grid.width), length)
    }
    return nil
  }

  @inline(__always)
  private func covers(_ words: UnsafePointer<UInt16>, _ first: Int, _ bar: SparseBar) -> Bool {
    var place = 0
    for y in 0..<bar.height {
      for x in 0..<bar.width {
        guard Int(words[place]) == first + y * grid.width + x else { return false }
        place += 1
      }
    }
    return true
  }

  /// Makes the weights anew from those of the cells (cells x width).
  func refresh(from source: UnsafePointer<Float>, _ pool: WorkerPool?) {
    let rows = weights.count / width
    let pieces = min(16, rows)
    let size = (rows + pieces - 1) / pieces
    func piece(_ index: Int) {
      let own = min(rows, index * size)..<min(rows, (index + 1) * size)
      (weights.base + own.lowerBound * width).update(repeating: 0, count: own.count * width)
      forEachCell(of: own) { row, cell in CKernels_add(weights.base + row * width, source + cell * width, width) }
    }
    if let pool { pool.run(pieces, piece) } else { for index in 0..<pieces { piece(index) } }
  }

  /// Gives the waiting gradients to the cells' (cells x width), for columns `columns`, and clears them.
  func spread(into target: UnsafeMutablePointer<Float>, columns: Range<Int>) {
    forEachCell(of: 0..<(gradients.count / width)) { row, cell in
      CKernels_add(
        target + cell * width + columns.lowerBound, gradients.base + row * width + columns.lowerBound, columns.count)
    }
    for row in 0..<(gradients.count / width) {
      (gradients.base + row * width + columns.lowerBound).update(repeating: 0, count: columns.count)
    }
  }

  /// The cells of bars `rows`, bar by bar and row by row of the grid.
  private func forEachCell(of rows: Range<Int>, _ body: (_ row: Int, _ cell: Int) -> Void) {
    for (bar, first) in zip(bars, firstWords) {
      for top in rows.clamped(to: (first - cells)..<(first - cells + grid.height - bar.height + 1)) {
        for y in 0..<bar.height {
          for x in 0..<bar.width {
            let cell = (top - (first - cells) + y) * grid.width + bar.column + x
            body(top, map.map { Int($0[cell]) } ?? cell)
          }
        }
      }
    }
  }
}
