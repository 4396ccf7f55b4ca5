import Algorithms
import RLCore

/// A run whose guidance is renewed as it goes on: every so many updates it shows what it has just played, and goes on with
/// the table that it is given for that.
///
/// Whether a round is due depends on the run's own state alone, so that a run which is taken up again has the same rounds.
final class RoundsJob: EngineJob {
  /// What a round shows, and what it may cost.
  struct Question {
    /// The stretches with the largest value drops, the worst first.
    var windows: [Episode]
    /// The suggestions that are out of the table from now on.
    var retired: [Int]
    /// Environment steps that may be spent.
    var budget: Int
    /// Steps of evidence that the run learns from at most.
    var evidence: Int
  }

  /// What came of it.
  struct Answer {
    /// The table to go on with.
    var table: GuidanceTable
    /// Environment steps that it cost.
    var spent: Int
    /// What was played to measure advice, where the run learns from it.
    var played: [EvidenceBranch]
  }

  private let run: PPO
  private let guide: CoachedPPO
  private let ask: (Question) throws -> Answer

  /// Stretches that are shown in a round, and the steps of each: what an advisor is shown at a time.
  private static let (windows, length) = (4, 64)

  /// `run`, which `guide` guides; `ask` is called between updates, on the run's own thread.
  init(run: PPO, guide: CoachedPPO, ask: @escaping (Question) throws -> Answer) {
    self.run = run
    self.guide = guide
    self.ask = ask
  }

  var name: String { run.name }
  var step: Int { run.step }
  var totalSteps: Int { run.totalSteps }
  var isFinished: Bool { run.isFinished }
  var adjustable: (any AlphaAdjustable)? { run.adjustable }
  var phases: PhaseTiming? { run.phases }

  /// One update, with a round after it where one is due.
  func advance() throws -> [MetricName: Double] {
    let settings = run.configuration
    let updates = run.step / settings.batchSize
    let budget = guide.roundBudget(
      of: settings.guidance.roundBudget, at: Double(run.step) / Double(run.totalSteps))
    // After the last update a table serves nobody.
    guard updates > 0, updates % settings.guidance.rounds == 0, budget > 0,
      run.step + settings.batchSize < run.totalSteps
    else { return try run.advance() }
    var (metrics, windows) = try run.advanceRecorded(windows: Self.windows, length: Self.length)
    let retired = guide.endRound()
    let answer = try ask(Question(windows: windows, retired: retired, budget: budget, evidence: guide.evidenceLimit))
    try guide.adopt(answer.table, spent: answer.spent, played: answer.played)
    metrics[.guidanceEntries] = Double(answer.table.entries.count)
    metrics[.retiredEntries] = Double(retired.count)
    return metrics
  }

  func checkpoint() -> [UInt8]? { run.checkpoint() }
  func exhibit() -> Frame? { run.exhibit() }
  func alerts() -> [(title: String, detail: String)] { run.alerts() }
}
