public import RLCore

/// A number of each cell that a table shows as its mean over a method's cells.
public struct ReportMeasure<Row>: Sendable {
  /// How it is written.
  public enum Form: Sendable {
    /// With so many decimals.
    case number(Int)
    /// A share, in per cent with so many decimals.
    case percent(Int)
  }

  /// The key in data.
  public let key: String
  /// What stands above.
  public let head: String
  /// How it is written.
  public let form: Form
  /// The cell's number; nil where it has none.
  public let value: @Sendable (Row) -> Double?

  /// A measure.
  public init(_ head: String, key: String, form: Form, _ value: @escaping @Sendable (Row) -> Double?) {
    self.head = head
    self.key = key
    self.form = form
    self.value = value
  }

  /// The mean over the rows that have one.
  func mean(of rows: [Row]) -> Double? {
    let values = rows.compactMap(value).filter(\.isFinite)
    let mean = values.reduce(0, +) / Double(values.count)
    return mean.isFinite ? mean : nil
  }

  /// For people.
  func text(_ number: Double?) -> String {
    guard let number else { return "-" }
    switch form {
    case .number(let decimals): return Numerals.fixed(number, decimals)
    case .percent(let decimals): return Numerals.fixed(100 * number, decimals) + " %"
    }
  }
}

/// A quantity of each cell over its steps, drawn as one figure a task.
public struct ReportCurve<Row>: Sendable {
  /// What its figures' names begin with.
  public let key: String
  /// What stands beside the axis.
  public let head: String
  /// Whether it is a share, drawn in per cent.
  public let isShare: Bool
  /// The cell's points; empty where it has none.
  public let points: @Sendable (Row) -> [CurvePoint]

  /// A curve.
  public init(_ head: String, key: String, isShare: Bool = false, _ points: @escaping @Sendable (Row) -> [CurvePoint]) {
    self.head = head
    self.key = key
    self.isShare = isShare
    self.points = points
  }
}
