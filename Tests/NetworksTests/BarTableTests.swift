import RLCore
import Numerics
import Testing
import Threads

@testable import Networks

/// Bars taken for single inputs against the cells that they stand for.
@Suite struct BarTableTests {
  private static let grid = SparseGrid(planes: 2, height: 10, width: 12)
  private static let bars = [SparseBar(column: 1, width: 2, height: 3), SparseBar(column: 9, width: 1, height: 4)]
  private static let space = ObservationSpace.sparse(dimension: 240, capacity: 24)

  /// A row with both bars, cells of both planes around them, and a stray cell in a bar's column.
  private func row(_ tops: [Int], _ others: [UInt16]) -> [UInt16] {
    var words: [UInt16] = []
    for (bar, top) in zip(Self.bars, tops) {
      for y in 0..<bar.height { for x in 0..<bar.width { words.append(UInt16((top + y) * 12 + bar.column + x)) } }
    }
    words += others
    return [UInt16(words.count)] + words
  }

  private func buffer(_ rows: [[UInt16]]) -> RowBuffer {
    let buffer = RowBuffer(count: rows.count, rowBytes: Self.space.rowBytes)
    for (index, row) in rows.enumerated() {
      buffer.row(index).assumingMemoryBound(to: UInt16.self).update(from: row, count: row.count)
    }
    return buffer
  }

  private func words(_ buffer: RowBuffer, _ index: Int) -> [UInt16] {
    let row = buffer.row(index).assumingMemoryBound(to: UInt16.self)
    return (0..<Int(row[0])).map { row[1 + $0] }
  }

  private func network(blocks: [PoolingBlock]) -> PolicyNetwork {
    var generator = SeededGenerator(seed: 7)
    let sharesAll = blocks.first?.isSmooth == true
    let pooling = blocks.isEmpty ? nil : Pooling(grid: Self.grid, blocks: blocks, sharesAll: sharesAll)
    let network = PolicyNetwork(
      shape: NetworkShape(
        observation: Self.space, hidden: [16, 16], activation: .relu, isShared: true, policyOutputs: 3, pooling: pooling
      ),
      generator: &generator)
    for index in 0..<network.parameters.count { network.parameters.base[index] = Float(generator.normal()) * 0.3 }
    network.use(SparseLayout(dimension: 240, capacity: 24, grid: Self.grid, bars: Self.bars))
    return network
  }

  @Test func aBarBecomesOneWord() {
    let others: [UInt16] = [5, 130 | sparseNegativeBit, 200]
    let buffer = buffer([row([0, 6], others), row([7, 0], []), [2, 5, 6], [0]])
    for index in 0..<4 { network(blocks: []).compact(buffer.row(index)) }
    // Bars of three rows have eight places, and come first.
    #expect(words(buffer, 0) == [240, 248 + 6] + others)
    #expect(words(buffer, 1) == [247, 248])
    #expect(words(buffer, 2) == [5, 6])
    #expect(words(buffer, 3).isEmpty)
  }

  @Test func whatIsNotAWholeBarStaysAsItIs() {
    var cut = row([2, 3], [])
    cut[4] += 1  // One cell of the first bar lies elsewhere.
    let short: [UInt16] = [3, 1, 2, 13]
    let other = [UInt16](row([2, 3], []).map { $0 >= 1 ? $0 + 120 : $0 })  // In plane 1.
    let rows = [cut, short, [UInt16(other.count - 1)] + other.dropFirst()]
    let buffer = buffer(rows)
    for index in 0..<3 { network(blocks: []).compact(buffer.row(index)) }
    #expect(words(buffer, 0) == Array(cut[1...6]) + [248 + 3])
    #expect(words(buffer, 1) == [1, 2, 13])
    #expect(words(buffer, 2) == Array(other.dropFirst()))
  }

  @Test(arguments: [[], [2, 4], [PoolingBlock(width: 4, height: 4, isSmooth: true)]] as [[PoolingBlock]])
  func outputsAndGradientsAreThoseOfTheCells(blocks: [PoolingBlock]) {
    let rows = [row([0, 6], [5, 130 | sparseNegativeBit]), row([7, 0], [60]), row([3, 3], []), [1, 77]]
    let (plain, short) = (buffer(rows), buffer(rows))
    let network = network(blocks: blocks)
    for index in rows.indices { network.compact(short.row(index)) }
    var results: [(outputs: [Float], gradients: [Float])] = []
    for buffer in [plain, short] {
      let workspace = Workspace(network: network, capacity: rows.count)
      let batch = RowBatch(base: buffer.base, rowBytes: buffer.rowBytes, indices: nil, count: rows.count)
      network.prepareBackward()
      network.forward(batch, workspace)
      for index in 0..<(rows.count * 16) { workspace.outputDeltas[0].base[index] = Float(index % 7) * 0.1 - 0.3 }
      network.backward(batch, workspace)
      network.gradients.clear()
      network.addSparseGradient(batch, delta: workspace.firstDelta.base, columns: 0..<16)
      network.addBlockGradient(columns: 0..<16)
      results.append((workspace.outputs[0].array, network.gradients.array))
    }
    #expect(
      zip(results[0].outputs, results[1].outputs).allSatisfy {
        $0.isApproximatelyEqual(to: $1, absoluteTolerance: 1e-5)
      })
    #expect(
      zip(results[0].gradients, results[1].gradients).allSatisfy {
        $0.isApproximatelyEqual(to: $1, absoluteTolerance: 1e-5)
      })
    #expect(results[0].gradients.contains { abs($0) > 0.1 })
  }

  /// Cut into parts of rows as for sixteen threads, every number is the same sum in the same order.
  @Test(arguments: [[], [2, 4], [PoolingBlock(width: 4, height: 4, isSmooth: true)]] as [[PoolingBlock]])
  func gradientsDoNotDependOnTheThreads(blocks: [PoolingBlock]) {
    let rows = (0..<24).map { index in
      row([index % 8, (index * 5) % 8], [UInt16(index * 9 % 240), UInt16(index * 9 % 240 + 1) | sparseNegativeBit])
    }
    let buffer = buffer(rows)
    let network = network(blocks: blocks)
    for index in rows.indices { network.compact(buffer.row(index)) }
    let batch = RowBatch(base: buffer.base, rowBytes: buffer.rowBytes, indices: nil, count: rows.count)
    let results = [1, 2, 8, 16].map { threads in
      let workspace = Workspace(network: network, capacity: rows.count)
      network.prepareBackward()
      network.forward(batch, workspace)
      for index in 0..<(rows.count * 16) { workspace.outputDeltas[0].base[index] = Float(index % 7) * 0.13 - 0.3 }
      network.backward(batch, workspace)
      network.gradients.clear()
      let pool = WorkerPool(pretending: threads, profile: LoopProfile())
      network.sortRows(buffer, pool)
      #expect((network.partedRows != nil) == (threads > 4))
      network.addGradients(batch, workspace, slices: [], pool: pool)
      return network.gradients.array
    }
    #expect(results.allSatisfy { $0 == results[0] })
    #expect(results[0].contains { abs($0) > 0.1 })
  }

  @Test func gradientsOfBarsAreTakenOnce() {
    let network = network(blocks: [])
    let buffer = buffer([row([1, 1], [])])
    network.compact(buffer.row(0))
    let batch = RowBatch(base: buffer.base, rowBytes: buffer.rowBytes, indices: nil, count: 1)
    let delta = [Float](repeating: 1, count: 16)
    network.addSparseGradient(batch, delta: delta, columns: 0..<16)
    network.addBlockGradient(columns: 0..<16)
    let once = network.gradients.array
    network.addBlockGradient(columns: 0..<16)
    #expect(network.gradients.array == once)
    #expect(once[13 * 16] == 1, "the first cell of the first bar")
  }

  @Test func barsThatDoNotFitAreLeftOut() {
    #expect(BarTable(bars: [], grid: Self.grid, width: 16) == nil)
    #expect(BarTable(bars: [SparseBar(column: 11, width: 2, height: 3)], grid: Self.grid, width: 16) == nil)
    #expect(BarTable(bars: [SparseBar(column: 0, width: 1, height: 11)], grid: Self.grid, width: 16) == nil)
    let large = SparseGrid(planes: 1, height: 255, width: 128)
    #expect(BarTable(bars: [SparseBar(column: 0, width: 1, height: 1)], grid: large, width: 16) == nil)
  }
}
