public import RLCore

/// One task of an experiment as a screen compares its methods: numbers, curves and sentences, without the cells.
public struct ComparedTask: Sendable, Equatable {
  /// One method.
  public struct Method: Sendable, Equatable {
    /// What it is called.
    public var name: String
    /// Whether the others are compared with it.
    public var isBaseline = false
    /// Whether it is the comparison that was fixed beforehand.
    public var isPrimary = false
    /// Its score over seeds, with a 95 % interval.
    public var score: Estimate
    /// What it has over the baseline, paired over seeds; nil of the baseline itself.
    public var difference: Estimate?
    /// What that shows, in a sentence with a full stop.
    public var meaning = ""
    /// Seeds, and what is not among them.
    public var note = ""
    /// Environment steps of a cell; nil where they are not counted.
    public var steps: Double?
    /// The share of them that went into guidance.
    public var guidanceShare: Double?
    /// The share of steps that matched guidance.
    public var hitRate: Double?
    /// |α r_LLM| / |r_env|.
    public var shapedShare: Double?
    /// The interquartile mean of the return over steps.
    public var curve: [CurvePoint] = []

    /// A method of which the score alone is known.
    public init(_ name: String, score: Estimate) {
      self.name = name
      self.score = score
    }
  }

  /// What it is called.
  public var title: String
  /// What the score is, for instance `interquartile mean of the mean return`.
  public var scoreName: String
  /// What has to be known of all of it, in sentences.
  public var remarks: [String]
  /// The methods, the baseline first.
  public var methods: [Method]

  /// A task.
  public init(title: String, scoreName: String, remarks: [String], methods: [Method]) {
    self.title = title
    self.scoreName = scoreName
    self.remarks = remarks
    self.methods = methods
  }
}

extension ExperimentReport {
  /// Every task with its methods, and the noise floor as the last of them.
  public var comparedTasks: [ComparedTask] {
    sections.map { section in
      ComparedTask(
        title: section.task.label, scoreName: "interquartile mean of the \(Row.scoreName)",
        remarks: [sentence] + section.remarks + remarks, methods: section.rows.map { method($0, in: section) })
    }
  }

  private func method(_ row: MethodRow, in section: ReportSection) -> ComparedTask.Method {
    let isFloor = row.role == .noiseFloor
    var method = ComparedTask.Method(isFloor ? "noise floor" : row.method, score: row.interquartileMean)
    (method.isBaseline, method.isPrimary) = (row.role == .baseline, row.role == .primary)
    method.difference = row.difference.value == nil ? nil : row.difference
    method.note = row.seedsText + (row.seeds == 1 ? " seed" : " seeds")
    method.meaning = meaning(of: row, in: section)
    func measure(_ key: String) -> Double? { row.measures[key] ?? nil }
    method.steps = measure("environmentSteps")
    method.guidanceShare = measure("guidanceShare")
    method.hitRate = measure("hitRate")
    method.shapedShare = measure("shapedShare")
    // The noise floor has the curve of whom it is the floor of.
    if !isFloor, let curve = Row.curves.first { method.curve = middle(of: row.method, on: section.task, curve) }
    return method
  }

  private func meaning(of row: MethodRow, in section: ReportSection) -> String {
    switch row.role {
    case .baseline: return "The others are compared with \(row.method), pair by pair."
    case .noiseFloor:
      return "A difference within this interval is one that seeds alone may give: \(row.method) beside itself."
    case .primary: return row.sentence + "; the comparison that was fixed beforehand."
    case .other:
      let corrected = row.correctedPValue.map { "; " + PairedComparison.text(pValue: $0) + " by Holm's correction" }
      return row.sentence + (corrected ?? "") + "."
    }
  }
}
