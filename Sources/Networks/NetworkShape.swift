public import RLCore

/// The nonlinearity after each hidden layer.
public enum Activation: String, Sendable, Codable, CaseIterable {
  /// max(x, 0).
  case relu
  /// The hyperbolic tangent.
  case tanh
}

/// Weight sharing among neighbouring cells of a sparse first layer.
///
/// The weight of a cell is its own plus those of the blocks it lies in: what is learnt at one cell carries over to its
/// neighbours, as with a convolution's locality, and a forward pass costs no more than without.
public struct Pooling: Sendable, Equatable, Codable {
  /// The cells' grid.
  public var grid: SparseGrid
  /// Blocks that tile the grid, one level each.
  public var blocks: [PoolingBlock]
  /// Cells have no weights of their own, only those of their blocks; the later levels are then made of whole blocks of
  /// the first. nil is no.
  public var sharesAll: Bool?

  /// Describes the sharing.
  public init(grid: SparseGrid, blocks: [PoolingBlock], sharesAll: Bool = false) {
    self.grid = grid
    self.blocks = blocks
    self.sharesAll = sharesAll ? true : nil
  }

  /// Whether `sharesAll` can be: every level is made of whole blocks of the first.
  public static func nests(_ blocks: [PoolingBlock]) -> Bool {
    guard let first = blocks.first else { return false }
    return blocks.allSatisfy { $0.width % first.width == 0 && $0.height % first.height == 0 }
  }

  /// The block of level `level` in which each block of the first level lies.
  func mapOfBlocks(_ level: Int) -> [Int32] {
    let (fine, coarse) = (map(0), map(level))
    var result = [Int32](repeating: 0, count: count(0))
    for (cell, block) in fine.enumerated() { result[Int(block)] = coarse[cell] }
    return result
  }

  /// Blocks of level `level`, over all planes.
  func count(_ level: Int) -> Int {
    let (rows, columns) = tiling(level)
    return grid.planes * rows * columns
  }

  private func tiling(_ level: Int) -> (rows: Int, columns: Int) {
    let block = blocks[level]
    return (
      (grid.height + block.height - 1) / block.height, (grid.width + block.width - 1) / block.width
    )
  }

  /// The block of level `level` in which each cell lies.
  func map(_ level: Int) -> [Int32] {
    let block = blocks[level]
    let (rows, columns) = tiling(level)
    return (0..<(grid.planes * grid.height * grid.width)).map { cell in
      let (plane, place) = cell.quotientAndRemainder(dividingBy: grid.height * grid.width)
      let (y, x) = place.quotientAndRemainder(dividingBy: grid.width)
      return Int32((plane * rows + y / block.height) * columns + x / block.width)
    }
  }
}

/// The size of the blocks of one level, in cells.
public struct PoolingBlock: Sendable, Hashable, Codable, ExpressibleByIntegerLiteral {
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// Makes a size.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// A square block.
  public init(integerLiteral side: Int) {
    self.init(width: side, height: side)
  }

  /// Reads `4` (4x4) or `80x4` (80 columns, 4 rows); nil when it is neither.
  public init?(_ text: some StringProtocol) {
    let sides: [Int] = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard sides.count == 1 || sides.count == 2, sides.allSatisfy({ $0 > 0 && $0 <= 4096 }),
      sides.contains(where: { $0 > 1 })
    else { return nil }
    self.init(width: sides[0], height: sides[sides.count - 1])
  }

  /// The text that `init` reads.
  public var text: String { width == height ? "\(width)" : "\(width)x\(height)" }
}

/// The shape of a policy-and-value network.
public struct NetworkShape: Sendable, Equatable, Codable {
  /// What goes in.
  public var observation: ObservationSpace
  /// Widths of the hidden layers; multiples of 16.
  public var hidden: [Int]
  /// The nonlinearity.
  public var activation: Activation
  /// One trunk for policy and value (true), or one network each.
  public var isShared: Bool
  /// Logits or means that come out.
  public var policyOutputs: Int
  /// Blocks of a sparse grid whose cells share weights on top of their own; nil for none.
  public var pooling: Pooling?
  /// log σ at the start of a Gaussian policy, whose means are the policy outputs; nil for a categorical policy.
  public var initialLogDeviation: Float?

  /// Describes a network.
  public init(
    observation: ObservationSpace, hidden: [Int], activation: Activation, isShared: Bool, policyOutputs: Int,
    pooling: Pooling? = nil, initialLogDeviation: Float? = nil
  ) {
    self.observation = observation
    self.hidden = hidden
    self.activation = activation
    self.isShared = isShared
    self.policyOutputs = policyOutputs
    self.pooling = pooling
    self.initialLogDeviation = initialLogDeviation
  }

  /// Whether a network of this shape can be made; false for what a damaged file may say.
  public var isPossible: Bool {
    let widths = 1...65_536
    guard !hidden.isEmpty, hidden.allSatisfy({ widths.contains($0) && $0 % 16 == 0 }), widths.contains(policyOutputs),
      widths.contains(observation.dimension)
    else { return false }
    if case .sparse(let dimension, let capacity) = observation,
      dimension > 0x8000 || !(0...dimension).contains(capacity)
    {
      return false
    }
    guard initialLogDeviation?.isFinite ?? true else { return false }
    guard let pooling else { return true }
    let sides = [pooling.grid.planes, pooling.grid.height, pooling.grid.width]
    return sides.allSatisfy { widths.contains($0) } && sides.reduce(1, *) == observation.dimension
      && pooling.blocks.allSatisfy { widths.contains($0.width) && widths.contains($0.height) }
      && (pooling.sharesAll != true || Pooling.nests(pooling.blocks))
  }

  /// Towers on top of the common first layer: one, or policy and value apart.
  public var towers: Int { isShared ? 1 : 2 }

  /// Outputs of tower `tower`: a shared one gives the logits and then the value.
  public func outputs(of tower: Int) -> Int {
    isShared ? policyOutputs + 1 : tower == 0 ? policyOutputs : 1
  }

  /// Rows of the first layer's weights: the observation's numbers, or the first level's blocks where these share all.
  public var inputRows: Int {
    guard let pooling, pooling.sharesAll == true else { return observation.dimension }
    return pooling.count(0)
  }

  /// Width of the first hidden layer, all towers side by side.
  public var inputWidth: Int { hidden[0] * towers }
}

/// One weight matrix with its bias, as places in the flat parameter buffer.
public struct LayerPlan: Sendable, Equatable {
  /// The name under which a checkpoint holds it.
  public var name: String
  /// Rows of the matrix (inputs).
  public var inputs: Int
  /// Columns that mean something.
  public var outputs: Int
  /// Columns in memory, padded to whole vectors.
  public var stride: Int
  /// Where the matrix starts.
  public var weights: Int
  /// Where the bias starts.
  public var bias: Int

  /// Numbers taken by matrix and bias.
  public var count: Int { (inputs + 1) * stride }
}
