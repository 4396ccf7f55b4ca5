public import RLCore

/// Results as a table: typed rows, and what of them is shown and kept.
///
/// The same rows are text for a terminal, Markdown for a page, CSV for a spreadsheet and, as the value that they are,
/// JSON: a list of objects with the rows' own keys.
public struct ResultTable<Row: Encodable & Sendable>: Encodable, Sendable {
  /// A column of data.
  public struct Field: Sendable {
    /// What stands above; the key that the row has in JSON.
    public let key: String
    /// The value in full precision; nothing where it is missing.
    public let value: @Sendable (Row) -> String

    static func number(_ key: String, _ value: @escaping @Sendable (Row) -> Double?) -> Field {
      Field(key: key) { row in
        guard let number = value(row), number.isFinite else { return "" }
        return "\(number)"
      }
    }
  }

  /// A column of the text, and the columns of data behind it.
  public struct Column: Sendable {
    /// What stands above.
    public let head: String
    /// Where the cells stand.
    public let alignment: TextTable.Alignment
    /// The cell for people.
    public let text: @Sendable (Row) -> String
    /// The data.
    public let fields: [Field]
  }

  /// What is shown.
  public let columns: [Column]
  /// One row a result.
  public var rows: [Row]

  /// Rows, shown in `columns`.
  public init(_ rows: [Row], columns: [Column]) {
    self.rows = rows
    self.columns = columns
  }

  /// The rows alone.
  public func encode(to encoder: any Encoder) throws { try rows.encode(to: encoder) }

  /// As text.
  public var table: TextTable {
    var table = TextTable(columns.map { ($0.head, $0.alignment) })
    table.rows = rows.map { row in columns.map { $0.text(row) } }
    return table
  }

  /// The lines of the text, heads first.
  public var lines: [String] { table.lines }

  /// In Markdown.
  public var markdown: String { table.markdown }

  /// As comma-separated values (RFC 4180, lines ended by a line feed), keys first.
  public var csv: String {
    let fields = columns.flatMap(\.fields)
    let records = [fields.map(\.key)] + rows.map { row in fields.map { $0.value(row) } }
    return records.map { $0.map(Self.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func quoted(_ text: String) -> String {
    guard text.contains(where: { [",", "\"", "\n", "\r", "\r\n"].contains($0) }) else { return text }
    return "\"" + text.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }
}

extension ResultTable.Column {
  /// A column of words.
  public static func words(_ head: String, key: String? = nil, _ value: @escaping @Sendable (Row) -> String) -> Self {
    Self(head: head, alignment: .leading, text: value, fields: [.init(key: key ?? head, value: value)])
  }

  /// A column of whole numbers.
  public static func whole(_ head: String, key: String? = nil, _ value: @escaping @Sendable (Row) -> Int) -> Self {
    let text: @Sendable (Row) -> String = { "\(value($0))" }
    return Self(head: head, alignment: .trailing, text: text, fields: [.init(key: key ?? head, value: text)])
  }

  /// A column of numbers with `decimals` decimals; `missing` is shown where there is none.
  public static func number(
    _ head: String, key: String? = nil, decimals: Int, missing: String = "nan",
    _ value: @escaping @Sendable (Row) -> Double?
  ) -> Self {
    Self(
      head: head, alignment: .trailing, text: { Numerals.fixed(value($0) ?? .nan, decimals, missing: missing) },
      fields: [.number(key ?? head, value)])
  }

  /// A column of shares in per cent.
  public static func percent(
    _ head: String, key: String, decimals: Int, _ value: @escaping @Sendable (Row) -> Double?
  ) -> Self {
    Self(
      head: head, alignment: .trailing,
      text: { row in value(row).map { Numerals.fixed(100 * $0, decimals) + " %" } ?? "-" },
      fields: [.number(key, value)])
  }

  /// A column of intervals; the data are its two ends, `low` and `high`.
  public static func interval(
    _ head: String, decimals: Int, low: @escaping @Sendable (Row) -> Double?,
    high: @escaping @Sendable (Row) -> Double?
  ) -> Self {
    Self(
      head: head, alignment: .leading,
      text: { row in
        "[\(Numerals.fixed(low(row) ?? .nan, decimals)), \(Numerals.fixed(high(row) ?? .nan, decimals))]"
      },
      fields: [.number("low", low), .number("high", high)])
  }

  /// A column of estimates; the data are the number and its interval.
  public static func estimate(
    _ head: String, key: String, decimals: Int, _ value: @escaping @Sendable (Row) -> Estimate
  ) -> Self {
    Self(
      head: head, alignment: .leading, text: { value($0).text(decimals) },
      fields: [
        .number(key) { value($0).value }, .number(key + "Low") { value($0).low },
        .number(key + "High") { value($0).high },
      ])
  }
}
