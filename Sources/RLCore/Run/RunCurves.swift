/// What a run has measured so far, as screens draw it.
public struct RunCurves: Sendable, Equatable {
  /// The run's name.
  public var run: String
  /// Its seed, where several runs of that name differ by it.
  public var seed: UInt64?
  /// A curve for every metric that was recorded, in order of steps.
  public var points: [MetricName: [MetricPoint]]
  /// What happened on the way.
  public var marks: [RunMark]
  /// The latest value of each metric.
  public var metrics: [MetricName: Double]

  /// The curves of a run.
  public init(
    run: String, seed: UInt64? = nil, points: [MetricName: [MetricPoint]] = [:], marks: [RunMark] = [],
    metrics: [MetricName: Double] = [:]
  ) {
    self.run = run
    self.seed = seed
    self.points = points
    self.marks = marks
    self.metrics = metrics
  }

  /// Whether α was turned in it or carried over into it, so that its settings alone do not make it again.
  public var isTurned: Bool { marks.contains { if case .alpha = $0.kind { true } else { false } } }

  /// Whether something was learned in it; what only plays or measures has no losses.
  public var isTraining: Bool {
    [.valueLoss, .policyLoss, .learningRate].contains { metrics[$0] != nil || points[$0]?.isEmpty == false }
  }
}
