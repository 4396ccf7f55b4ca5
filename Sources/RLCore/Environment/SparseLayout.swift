/// How the rows of a sparse observation lie in memory, and what is known of where their cells are.
public struct SparseLayout: Sendable, Equatable, Codable {
  /// Cells.
  public var dimension: Int
  /// Cells that are not zero, at most.
  public var capacity: Int
  /// How the cells lie on a grid, where they do.
  public var grid: SparseGrid?
  /// Blocks of that grid that are nearly always lit as a whole; nil for none. They make rows cheaper to read.
  public var bars: [SparseBar]?

  /// Describes rows.
  public init(dimension: Int, capacity: Int, grid: SparseGrid? = nil, bars: [SparseBar]? = nil) {
    self.dimension = dimension
    self.capacity = capacity
    self.grid = grid
    self.bars = bars
  }
}

/// How the cells of a sparse observation lie on a grid: plane by plane, each row-major.
public struct SparseGrid: Sendable, Equatable, Codable {
  /// Planes.
  public var planes: Int
  /// Rows of a plane.
  public var height: Int
  /// Columns of a plane.
  public var width: Int

  /// Describes a grid.
  public init(planes: Int, height: Int, width: Int) {
    self.planes = planes
    self.height = height
    self.width = width
  }
}

/// A block of cells of plane 0 that is lit as a whole and slides up and down, as a paddle does.
///
/// A row names its cells one after the other, row by row; whoever reads many rows may take them for one.
public struct SparseBar: Sendable, Equatable, Codable {
  /// The left column.
  public var column: Int
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// Describes a bar.
  public init(column: Int, width: Int, height: Int) {
    self.column = column
    self.width = width
    self.height = height
  }
}
