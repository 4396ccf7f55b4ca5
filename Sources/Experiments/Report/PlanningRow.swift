/// What came of one cell of a planning experiment.
///
/// In JSON every key is always there; what is unknown is null.
public struct PlanningRow: Sendable, Equatable {
  /// The cell.
  public var place: PlanningPlace
  /// The share of the set's tasks that were solved.
  public var success: Double?
  /// Transitions of the environments.
  public var transitions = 0
  /// Calls of a language model.
  public var calls = 0
  /// How long it took.
  public var seconds: Double?
  /// Why it failed; nil where it finished.
  public var error: String?

  /// A row of which nothing is known yet.
  public init(_ place: PlanningPlace) { self.place = place }
}

extension PlanningRow: Codable {
  private enum CodingKeys: String, CodingKey { case success, transitions, calls, seconds, error }

  /// Writes one flat object; numbers that JSON cannot hold are null.
  public func encode(to encoder: any Encoder) throws {
    try place.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeKnown(success, forKey: .success)
    try container.encode(transitions, forKey: .transitions)
    try container.encode(calls, forKey: .calls)
    try container.encodeKnown(seconds, forKey: .seconds)
    try container.encode(error, forKey: .error)
  }

  /// Reads what `encode` wrote.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(try PlanningPlace(from: decoder))
    success = try container.decodeIfPresent(Double.self, forKey: .success)
    transitions = try container.decode(Int.self, forKey: .transitions)
    calls = try container.decode(Int.self, forKey: .calls)
    seconds = try container.decodeIfPresent(Double.self, forKey: .seconds)
    error = try container.decodeIfPresent(String.self, forKey: .error)
  }
}

extension PlanningRow: ReportedRow {
  /// What methods are judged by.
  public var score: Double? { success }

  /// The row itself, which has no curves.
  public var listed: PlanningRow { self }

  /// What the score is called on an axis.
  public static var scoreName: String { "success" }

  /// The columns of a list of cells.
  public static var columns: [ResultTable<PlanningRow>.Column] {
    [
      .words("environment") { $0.place.environment }, .words("task set", key: "taskSet") { $0.place.taskSet },
      .words("prior") { $0.place.prior }, .words("planner") { $0.place.planner },
      .words("setting") { $0.place.setting }, .words("seed") { "\($0.place.seed)" },
      .number("success", decimals: 3) { $0.success }, .whole("transitions") { $0.transitions },
      .whole("calls") { $0.calls }, .number("seconds", decimals: 1, missing: "-") { $0.seconds },
      .words("error") { $0.error?.onOneLine ?? "" },
    ]
  }

  /// What a table shows beside the statistics of the score.
  public static var measures: [ReportMeasure<PlanningRow>] {
    [
      ReportMeasure("transitions", key: "transitions", form: .number(0)) { Double($0.transitions) },
      ReportMeasure("calls", key: "calls", form: .number(0)) { Double($0.calls) },
    ]
  }

  /// What is drawn over steps.
  public static var curves: [ReportCurve<PlanningRow>] { [] }
}
