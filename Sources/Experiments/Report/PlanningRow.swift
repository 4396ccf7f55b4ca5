/// What came of one cell of a planning experiment.
///
/// In JSON every key is always there but `outcomes`, which is where it was kept; what is unknown is null.
public struct PlanningRow: Sendable, Equatable {
  /// The cell.
  public var place: PlanningPlace
  /// The share of the set's tasks that were solved.
  public var success: Double?
  /// The lower end of its 95 % interval over the tasks (Wilson's).
  public var low: Double?
  /// The upper end.
  public var high: Double?
  /// Mean actions of a plan.
  public var actions: Double?
  /// −log P_LLM of an action of the plans, in nats.
  public var priorDistance: Double?
  /// Transitions of the environments.
  public var transitions = 0
  /// Calls of a language model.
  public var calls = 0
  /// How long it took.
  public var seconds: Double?
  /// The greatest memory of the process meanwhile.
  public var peakMemoryBytes: Int?
  /// Which tasks were solved; nil in records of earlier versions.
  public var outcomes: TaskOutcomes?
  /// Why it failed; nil where it finished.
  public var error: String?

  /// A row of which nothing is known yet.
  public init(_ place: PlanningPlace) { self.place = place }
}

extension PlanningRow: Codable {
  private enum CodingKeys: String, CodingKey {
    case success, low, high, actions, priorDistance, transitions, calls, seconds, peakMemoryBytes, outcomes, error
  }

  /// Writes one flat object; numbers that JSON cannot hold are null.
  public func encode(to encoder: any Encoder) throws {
    try place.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeKnown(success, forKey: .success)
    try container.encodeKnown(low, forKey: .low)
    try container.encodeKnown(high, forKey: .high)
    try container.encodeKnown(actions, forKey: .actions)
    try container.encodeKnown(priorDistance, forKey: .priorDistance)
    try container.encode(transitions, forKey: .transitions)
    try container.encode(calls, forKey: .calls)
    try container.encodeKnown(seconds, forKey: .seconds)
    try container.encode(peakMemoryBytes, forKey: .peakMemoryBytes)
    try container.encodeIfPresent(outcomes, forKey: .outcomes)
    try container.encode(error, forKey: .error)
  }

  /// Reads what `encode` wrote.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(try PlanningPlace(from: decoder))
    success = try container.decodeIfPresent(Double.self, forKey: .success)
    low = try container.decodeIfPresent(Double.self, forKey: .low)
    high = try container.decodeIfPresent(Double.self, forKey: .high)
    actions = try container.decodeIfPresent(Double.self, forKey: .actions)
    priorDistance = try container.decodeIfPresent(Double.self, forKey: .priorDistance)
    transitions = try container.decode(Int.self, forKey: .transitions)
    calls = try container.decode(Int.self, forKey: .calls)
    seconds = try container.decodeIfPresent(Double.self, forKey: .seconds)
    peakMemoryBytes = try container.decodeIfPresent(Int.self, forKey: .peakMemoryBytes)
    outcomes = try container.decodeIfPresent(TaskOutcomes.self, forKey: .outcomes)
    error = try container.decodeIfPresent(String.self, forKey: .error)
  }
}

extension PlanningRow: ReportedRow {
  /// What methods are judged by.
  public var score: Double? { success }

  private var megabytes: Double? { peakMemoryBytes.map { Double($0) / 1e6 } }

  /// The row without what each task came to.
  public var listed: PlanningRow {
    var row = self
    row.outcomes = nil
    return row
  }

  /// What the score is called on an axis.
  public static var scoreName: String { "success" }

  /// The columns of a list of cells.
  public static var columns: [ResultTable<PlanningRow>.Column] {
    [
      .words("environment") { $0.place.environment }, .words("task set", key: "taskSet") { $0.place.taskSet },
      .words("prior") { $0.place.prior }, .words("planner") { $0.place.planner },
      .words("setting") { $0.place.setting }, .words("seed") { "\($0.place.seed)" },
      .number("success", decimals: 3) { $0.success },
      .interval("95 % interval", decimals: 3, low: { $0.low }, high: { $0.high }),
      .number("actions", decimals: 1, missing: "-") { $0.actions }, .whole("transitions") { $0.transitions },
      .whole("calls") { $0.calls },
      .number("nats to the prior", key: "priorDistance", decimals: 2, missing: "-") { $0.priorDistance },
      .number("seconds", decimals: 1, missing: "-") { $0.seconds },
      .number("peak MB", key: "peakMemoryMegabytes", decimals: 1, missing: "-") { $0.megabytes },
      .words("error") { $0.error?.onOneLine ?? "" },
    ]
  }

  /// What a table shows beside the statistics of the score.
  public static var measures: [ReportMeasure<PlanningRow>] {
    [
      ReportMeasure("of the tasks", key: "successOfTasks", form: .percent(1)) { $0.success },
      ReportMeasure("95 % from", key: "low", form: .percent(1)) { $0.low },
      ReportMeasure("to", key: "high", form: .percent(1)) { $0.high },
      ReportMeasure("actions", key: "actions", form: .number(1)) { $0.actions },
      ReportMeasure("nats to the prior", key: "priorDistance", form: .number(2)) { $0.priorDistance },
      ReportMeasure("transitions", key: "transitions", form: .number(0)) { Double($0.transitions) },
      ReportMeasure("calls", key: "calls", form: .number(0)) { Double($0.calls) },
      ReportMeasure("seconds", key: "seconds", form: .number(1)) { $0.seconds },
      ReportMeasure("peak MB", key: "peakMemoryMegabytes", form: .number(1)) { $0.megabytes },
    ]
  }

  /// What is drawn over steps.
  public static var curves: [ReportCurve<PlanningRow>] { [] }
}
