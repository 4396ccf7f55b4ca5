public import RLCore

/// Weight sharing among neighbouring cells of a sparse first layer.
///
/// The weight of a cell is its own plus, per level, that of the block it lies in, or one interpolated between the knots
/// around it: what is learnt at one cell carries over to its neighbours, as with a convolution's locality. With knots
/// weights change evenly from cell to cell (they are linear B-splines of the place), so that the sum over the difference
/// of two frames tells how far a thing moved, wherever its edges fall. A forward pass costs no more than without.
public struct Pooling: Sendable, Equatable, Codable {
  /// The cells' grid.
  public var grid: SparseGrid
  /// Blocks that tile the grid, or spans of knots, one level each.
  public var blocks: [PoolingBlock]
  /// Cells have no weights of their own, only those of the levels; cells of one `unit` then have the same. nil is no.
  public var sharesAll: Bool?

  /// Describes the sharing.
  public init(grid: SparseGrid, blocks: [PoolingBlock], sharesAll: Bool = false) {
    self.grid = grid
    self.blocks = blocks
    self.sharesAll = sharesAll ? true : nil
  }

  /// Whether `sharesAll` can be: every level's blocks are made of whole units.
  public static func nests(_ blocks: [PoolingBlock]) -> Bool {
    guard let unit = unit(of: blocks) else { return false }
    return blocks.allSatisfy { $0.isSmooth || ($0.width % unit.width == 0 && $0.height % unit.height == 0) }
  }

  /// The cells that are not told apart where levels share all: the first level's blocks, or a quarter of the span
  /// between its knots, where interpolation is close to that of each cell.
  private static func unit(of blocks: [PoolingBlock]) -> PoolingBlock? {
    guard let first = blocks.first else { return nil }
    return first.isSmooth ? PoolingBlock(width: max(1, first.width / 4), height: max(1, first.height / 4)) : first
  }

  private var unit: PoolingBlock {
    (sharesAll == true ? Self.unit(of: blocks) : nil) ?? PoolingBlock(width: 1, height: 1)
  }

  /// Whether rows of the first layer have weights of their own beside those of the levels in `shared`.
  package var ownsRows: Bool { sharesAll != true || blocks.first?.isSmooth == false }

  /// The levels whose weights are added to the rows' own; a first level of blocks that shares all is the rows.
  var shared: Range<Int> { (sharesAll == true && ownsRows ? 1 : 0)..<blocks.count }

  /// Rows of the first layer: cells, or units.
  package var places: Int {
    let (rows, columns) = tiling(unit)
    return grid.planes * rows * columns
  }

  /// Blocks, or knots, of level `level`, over all planes.
  func count(_ level: Int) -> Int {
    let (rows, columns) = tiling(blocks[level])
    return grid.planes * rows * columns
  }

  private func tiling(_ block: PoolingBlock) -> (rows: Int, columns: Int) {
    let last = block.isSmooth ? 1 : 0
    return (
      (grid.height + block.height - 1) / block.height + last, (grid.width + block.width - 1) / block.width + last
    )
  }

  /// Where each row's weights come from at level `level`.
  package func taps(_ level: Int) -> PoolingTaps {
    let (block, unit) = (blocks[level], unit)
    let (down, across) = tiling(unit)
    let (rows, columns) = tiling(block)
    var taps = PoolingTaps(count: block.isSmooth ? 4 : 1)
    for row in 0..<(grid.planes * down * across) {
      let (plane, place) = row.quotientAndRemainder(dividingBy: down * across)
      let (y, x) = place.quotientAndRemainder(dividingBy: across)
      guard block.isSmooth else {
        taps.add((plane * rows + y * unit.height / block.height) * columns + x * unit.width / block.width, 1)
        continue
      }
      // The middle of the row's cells, in spans.
      let vertical = (Float(y) + 0.5) * Float(unit.height) / Float(block.height)
      let horizontal = (Float(x) + 0.5) * Float(unit.width) / Float(block.width)
      let (top, left) = (min(Int(vertical), rows - 2), min(Int(horizontal), columns - 2))
      let (below, right) = (vertical - Float(top), horizontal - Float(left))
      let corner = (plane * rows + top) * columns + left
      taps.add(corner, (1 - below) * (1 - right))
      taps.add(corner + 1, (1 - below) * right)
      taps.add(corner + columns, below * (1 - right))
      taps.add(corner + columns + 1, below * right)
    }
    return taps
  }

  /// The row of each cell, where cells have none of their own.
  package func rows() -> [UInt16] {
    let unit = unit
    let (rows, columns) = tiling(unit)
    return (0..<(grid.planes * grid.height * grid.width)).map { cell in
      let (plane, place) = cell.quotientAndRemainder(dividingBy: grid.height * grid.width)
      let (y, x) = place.quotientAndRemainder(dividingBy: grid.width)
      return UInt16(truncatingIfNeeded: (plane * rows + y / unit.height) * columns + x / unit.width)
    }
  }
}

/// The blocks or knots that each row's weights come from, and the share of each.
package struct PoolingTaps {
  /// Blocks per row.
  let count: Int
  /// Rows x count.
  package private(set) var blocks: [Int32] = []
  /// Rows x count.
  package private(set) var shares: [Float] = []

  init(count: Int) { self.count = count }

  mutating func add(_ block: Int, _ share: Float) {
    blocks.append(Int32(block))
    shares.append(share)
  }
}

/// The size of the blocks of one level, or the spans between its knots, in cells.
public struct PoolingBlock: Sendable, Hashable, Codable, ExpressibleByIntegerLiteral {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int
  /// Weights lie at knots a span apart and are interpolated in between. nil is no.
  public var smooth: Bool?

  /// Makes a size.
  public init(width: Int, height: Int, isSmooth: Bool = false) {
    self.width = width
    self.height = height
    smooth = isSmooth ? true : nil
  }

  /// A square block.
  public init(integerLiteral side: Int) {
    self.init(width: side, height: side)
  }

  /// Reads `4` (4x4), `80x4` (80 columns, 4 rows) or `8~` (knots, 8 cells apart); nil when it is none of these.
  public init?(_ text: some StringProtocol) {
    let isSmooth = text.hasSuffix("~")
    let sides: [Int] = text.dropLast(isSmooth ? 1 : 0).split(separator: "x", omittingEmptySubsequences: false).map {
      Int($0) ?? 0
    }
    guard sides.count == 1 || sides.count == 2, sides.allSatisfy({ $0 > 0 && $0 <= 4096 }),
      sides.contains(where: { $0 > 1 })
    else { return nil }
    self.init(width: sides[0], height: sides[sides.count - 1], isSmooth: isSmooth)
  }

  /// The text that `init` reads.
  public var text: String { (width == height ? "\(width)" : "\(width)x\(height)") + (isSmooth ? "~" : "") }

  /// Whether weights are interpolated between knots.
  public var isSmooth: Bool { smooth == true }
}
