/// What came back for an action of a text world, in parts: people read tables and lists of files better than one text.
///
/// It is for screens and files, so it is cut: a search keeps one for each of its nodes.
public struct TextResponse: Sendable, Equatable, Codable {
  /// Rows under heads.
  public struct Table: Sendable, Equatable, Codable {
    /// The heads of the columns.
    public var columns: [String]
    /// The first rows, with a text for each column.
    public var rows: [[String]]
    /// Rows there are.
    public var count: Int

    /// Rows there may be to keep.
    public static let mostRows = 100
    private static let longestCell = 200

    /// The first of `count` rows; more than `mostRows` are left out, and so are the ends of long texts.
    public init(columns: [String], rows: some Sequence<[String]>, count: Int) {
      self.columns = columns
      self.rows = rows.prefix(Self.mostRows).map { $0.map { String($0.prefix(Self.longestCell)) } }
      self.count = count
    }
  }

  /// A file that is not as it was at the start.
  public struct Change: Sendable, Equatable, Codable {
    /// What became of it.
    public enum Kind: String, Sendable, Codable, CaseIterable {
      /// It is new.
      case added
      /// It is gone.
      case removed
      /// It holds something else, or is something else.
      case modified
    }

    /// What became of it.
    public var kind: Kind
    /// Its path.
    public var path: String

    /// A change.
    public init(_ kind: Kind, path: String) {
      self.kind = kind
      self.path = path
    }
  }

  /// What was printed, cut where it is long; empty where `table` says all.
  public var text = ""
  /// Lines that were cut off.
  public var hiddenLines = 0
  /// The answer, where it is rows.
  public var table: Table?
  /// The first changes of files since the start; nil where the world has no files.
  public var changes: [Change]?
  /// Changes there are.
  public var changeCount = 0
  /// The action was carried out and failed.
  public var isFailure = false

  private static let mostCharacters = 8_000
  private static let mostLines = 200
  private static let mostChanges = 100

  /// An answer of rows.
  public init(_ table: Table) { self.table = table }

  /// What was printed.
  public init(printed: String, changes: [Change]? = nil, isFailure: Bool = false) {
    var shown = printed.prefix(Self.mostCharacters)
    let lines = shown.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    if lines.count > Self.mostLines { shown = shown[..<lines[Self.mostLines - 1].endIndex] }
    text = String(shown)
    let rest = printed[shown.endIndex...]
    if rest.contains(where: { !$0.isNewline }) {
      let ends = rest.utf8.count { $0 == 0x0A }
      hiddenLines = max(1, rest.last?.isNewline == true ? ends - 1 : ends)
    }
    self.changes = changes.map { Array($0.prefix(Self.mostChanges)) }
    changeCount = changes?.count ?? 0
    self.isFailure = isFailure
  }

  /// Whether its numbers are counts that can be added up; a file may say anything.
  var isPossible: Bool {
    let counts = 0...1_000_000_000
    return counts.contains(hiddenLines) && counts.contains(changeCount) && counts.contains(table?.count ?? 0)
  }
}
