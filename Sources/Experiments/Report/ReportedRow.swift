/// Where a row of a report stands: what was done, on what, and with which seed.
public protocol ReportedPlace: Hashable, Sendable, Codable {
  /// What methods are compared on.
  var task: Scores.Task { get }
  /// The method.
  var method: String { get }
  /// What else tells apart the places of one method and seed, always as many in the same order; empty where it has none.
  var parts: [String] { get }
  /// The one of them that a sweep goes through, for instance `α 0.1`.
  var setting: String { get }
  /// The seed.
  var seed: UInt64 { get }
}

extension ReportedPlace {
  /// All that is known of it, for people.
  public var label: String {
    ([task.label, method] + parts.filter { !$0.isEmpty } + ["seed \(seed)"]).joined(separator: ", ").onOneLine
  }
}

/// What came of one cell of an experiment, as far as a report shows it.
///
/// Coaching and planning have rows of their own; a report is written for either.
public protocol ReportedRow: Sendable, Codable {
  /// What tells its place.
  associatedtype Place: ReportedPlace
  /// Where it stands.
  var place: Place { get }
  /// What methods are judged by; nil where nothing came of the cell.
  var score: Double? { get }
  /// Which tasks of its set were solved; nil where there is no such set, or nobody kept it.
  var outcomes: TaskOutcomes? { get }
  /// Why nothing came of it.
  var error: String? { get }
  /// What the score is called on an axis.
  static var scoreName: String { get }
  /// The columns of a list of cells.
  static var columns: [ResultTable<Self>.Column] { get }
  /// What a table shows beside the statistics of the score.
  static var measures: [ReportMeasure<Self>] { get }
  /// What is drawn over steps.
  static var curves: [ReportCurve<Self>] { get }
  /// The row without what only figures need.
  var listed: Self { get }
}

extension ReportedRow {
  /// No set of tasks.
  public var outcomes: TaskOutcomes? { nil }

  /// The score, or nothing where the cell failed or its score is not a finite number.
  var finishedScore: Double? { error == nil ? score.flatMap { $0.isFinite ? $0 : nil } : nil }

  /// Why the cell counts as failed; nil where it finished.
  var failure: String? {
    guard finishedScore == nil else { return nil }
    return error?.onOneLine ?? "its \(Self.scoreName) is not a number"
  }
}

extension Scores.Task {
  /// For people.
  public var label: String { (base.isEmpty ? environment : "\(environment), \(base)").onOneLine }
}

extension String {
  /// Without line breaks and control characters, at most 300 characters: errors and labels come from outside.
  var onOneLine: String {
    let clean = String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          [.control, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory) ? " " : scalar
        }))
    return clean.count > 300 ? clean.prefix(299) + "…" : clean
  }
}
