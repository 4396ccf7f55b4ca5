import CKernels
import RLCore
import Numerics
import Testing

/// Sparse kernels against the dense product with the same vectors of -1, 0 and +1.
@Suite struct SparseKernelTests {
  private let cells = 50
  private let border: Int32 = 30
  private let capacity = 12
  private let count = 9

  private struct Batch {
    var rows: [UInt8] = []
    var dense: [Float] = []
    var rowBytes = 0
  }

  private func batch(_ generator: inout SeededGenerator) -> Batch {
    var batch = Batch(rowBytes: ObservationSpace.sparse(dimension: cells, capacity: capacity).rowBytes)
    for row in 0..<count {
      // The first row is empty and the second full.
      let lit = row == 0 ? 0 : row == 1 ? capacity : generator.below(capacity + 1)
      var vector = [Float](repeating: 0, count: cells)
      var words = [UInt16(lit)]
      while words.count <= lit {
        let cell = generator.below(cells)
        guard vector[cell] == 0 else { continue }
        let isNegative = generator.below(2) == 0
        vector[cell] = isNegative ? -1 : 1
        words.append(UInt16(cell) | (isNegative ? sparseNegativeBit : 0))
      }
      // What lies after the last word is left over from earlier rows and must not be read.
      while words.count * 2 < batch.rowBytes { words.append(0x7FFF) }
      batch.rows += words.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      batch.dense += vector
    }
    return batch
  }

  private func close(_ left: [Float], _ right: [Float]) -> Bool {
    left.count == right.count
      && zip(left, right).allSatisfy { $0.isApproximatelyEqual(to: $1, absoluteTolerance: 1e-5) }
  }

  @Test(arguments: [16, 32, 48, 64, 80, 144]) func forwardIsTheDenseProduct(width: Int) {
    var generator = SeededGenerator(seed: UInt64(width))
    let batch = batch(&generator)
    let weights = (0..<(cells * width)).map { _ in Float(generator.normal()) }
    let bias = (0..<width).map { _ in Float(generator.normal()) }
    var expected = (0..<count).flatMap { _ in bias }
    CKernels_gemm(
      Int32(count), Int32(width), Int32(cells), batch.dense, cells, 1, weights, width, &expected, width, 1)
    var result = [Float](repeating: .nan, count: count * width)
    // Words from `border` on name rows of another table.
    let bars = Array(weights[(Int(border) * width)...])
    CKernels_sparse_forward(
      batch.rows, batch.rowBytes, nil, Int32(count), weights, nil, bars, border, bias, &result, Int32(width))
    #expect(close(result, expected))
    let order: [Int32] = [8, 0, 3, 3, 1]
    CKernels_sparse_forward(
      batch.rows, batch.rowBytes, order, 5, weights, nil, bars, border, bias, &result, Int32(width))
    for (place, row) in order.enumerated() {
      #expect(
        close(
          Array(result[(place * width)..<((place + 1) * width)]),
          Array(expected[(Int(row) * width)..<((Int(row) + 1) * width)])))
    }
  }

  @Test(arguments: [16, 32, 48, 80]) func backwardIsTheDenseOuterProduct(width: Int) {
    var generator = SeededGenerator(seed: UInt64(width + 1))
    let batch = batch(&generator)
    let delta = (0..<(count * width)).map { _ in Float(generator.normal()) }
    let start = (0..<(cells * width)).map { _ in Float(generator.normal()) }
    var expected = start
    CKernels_gemm(
      Int32(cells), Int32(width), Int32(count), batch.dense, 1, cells, delta, width, &expected, width, 1)
    let place = Int(border) * width
    var (result, bars) = (Array(start[..<place]), Array(start[place...]))
    CKernels_sparse_backward(
      batch.rows, batch.rowBytes, nil, Int32(count), delta, &result, nil, &bars, border, Int32(width), 0,
      Int32(width))
    #expect(close(result + bars, expected))
    // Column by column gives the same bits, which is what makes it independent of the number of threads.
    var (parts, partBars) = (Array(start[..<place]), Array(start[place...]))
    for first in stride(from: 0, to: width, by: 16) {
      CKernels_sparse_backward(
        batch.rows, batch.rowBytes, nil, Int32(count), delta, &parts, nil, &partBars, border, Int32(width),
        Int32(first), Int32(first + 16))
    }
    #expect(parts == result && partBars == bars)
  }

  @Test func sumsColumnsOfAWiderMatrix() {
    let values = (0..<(4 * 40)).map { Float($0) }
    var sums = [Float](repeating: 0.5, count: 16)
    CKernels_column_sums(values, 4, 16, 40, &sums)
    for column in 0..<16 { #expect(sums[column] == Float(4 * column + 240) + 0.5) }
  }

  @Test func gathersAndScattersBlocks() {
    let map: [Int32] = [0, 1, 0, 2, 1]
    let cells = (0..<(5 * 32)).map { Float($0 / 32 + 1) }
    var blocks = [Float](repeating: 0, count: 3 * 32)
    CKernels_gather_add(cells, map, [1, 1, 1, 1, 1], 5, 1, &blocks, 32, 16, 32)
    for block in 0..<3 {
      for column in 0..<32 { #expect(blocks[block * 32 + column] == (column < 16 ? 0 : [4, 7, 4][block])) }
    }
    var spread = [Float](repeating: 1, count: 5 * 32)
    CKernels_scatter_add((0..<96).map { Float($0 / 32 * 10) }, map, [1, 1, 1, 1, 1], 5, 1, &spread, 32)
    for place in spread.indices { #expect(spread[place] == 1 + Float(map[place / 32] * 10)) }
  }

  @Test func sharesRowsAmongKnots() {
    // Two rows, each between two of three knots.
    let (map, shares): ([Int32], [Float]) = ([0, 1, 1, 2], [0.25, 0.75, 0.5, 0.5])
    let rows = (0..<32).map { Float($0 < 16 ? 4 : 8) }
    var knots = [Float](repeating: 0, count: 3 * 16)
    CKernels_gather_add(rows, map, shares, 2, 2, &knots, 16, 0, 16)
    for place in knots.indices { #expect(knots[place] == [1, 7, 4][place / 16]) }
    var spread = [Float](repeating: 1, count: 32)
    CKernels_scatter_add((0..<48).map { Float($0 / 16 * 8) }, map, shares, 2, 2, &spread, 16)
    for place in spread.indices { #expect(spread[place] == [7, 13][place / 16]) }
  }

  @Test func addsABiasToEveryRow() {
    var values = [Float](repeating: 1, count: 3 * 16)
    CKernels_add_bias(&values, 3, 16, (0..<16).map { Float($0) })
    for place in values.indices { #expect(values[place] == 1 + Float(place % 16)) }
  }
}
