/// Where one weight matrix and its bias lie in the flat parameter buffer.
///
/// In memory rows and columns are padded with zeros to whole vectors of 16, which nothing ever changes: their gradients
/// are zero. The first layer holds the columns of all towers, each tower's padded by itself.
public struct LayerLayout: Sendable, Equatable {
  /// The name by which the canonical digest sorts layers, for instance `policy.hidden1`.
  public var name: String
  /// Rows that mean something (inputs).
  public var inputs: Int
  /// Columns that mean something, over all towers.
  public var outputs: Int
  /// Towers whose columns lie side by side.
  public var towers: Int
  /// Rows in memory.
  public var rows: Int
  /// Columns in memory.
  public var stride: Int
  /// Where the matrix (rows x stride) starts.
  public var weights: Int
  /// Where the bias (stride) starts.
  public var bias: Int

  /// Numbers taken by matrix and bias.
  public var count: Int { (rows + 1) * stride }

  /// The column in memory of output `output`.
  public func column(_ output: Int) -> Int {
    let width = outputs / towers
    return output / width * (stride / towers) + output % width
  }
}
