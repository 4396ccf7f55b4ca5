import Algorithms
package import RLCore
import Threads

/// How training's speed grows with the threads, beside what it would be if every thread added as much as the first ones:
/// what `bench training` prints for several numbers of threads.
///
/// They are measured in turns, forwards and then backwards, so that a machine that slows down meanwhile does not fake a
/// curve; a figure is the mean of its two turns.
package struct TrainingScaling: Printable {
  /// The environment's id.
  package let environment: String
  /// Processors of this machine.
  package let processors: Int
  /// The pieces of a rollout, the most threads that play at once.
  package let rolloutShards: Int
  /// The slices of a minibatch, the most threads that pass samples through the network at once.
  package let gradientSlices: Int
  /// A row for each number of threads.
  package let rows: [Row]

  /// What one number of threads comes to, in environment steps per second.
  package struct Row: Encodable, Sendable {
    /// Threads in use.
    package var threads: Int
    /// Nothing but the environments.
    @OrNull package var rawPhysicsStepsPerSecond: Double?
    /// Playing.
    @OrNull package var rolloutStepsPerSecond: Double?
    /// Learning.
    @OrNull package var updateStepsPerSecond: Double?
    /// Everything.
    @OrNull package var endToEndStepsPerSecond: Double?
    /// Everything, if threads added as much as the fewest measured ones; no more than this machine has processors.
    @OrNull package var idealStepsPerSecond: Double?
    /// Everything over the ideal.
    @OrNull package var shareOfIdeal: Double?
    /// Everything, by counting the work of one thread: what its pieces and the work between them allow on so many
    /// threads, whether or not this machine has as many.
    @OrNull package var countedStepsPerSecond: Double?
    /// How many times one thread's speed that is.
    @OrNull package var countedGain: Double?
    /// The share of one thread's time that threads cannot share.
    @OrNull package var serialShare: Double?
    /// Loops that threads share, in an update; each is handed over and waited for.
    @OrNull package var loopsPerUpdate: Double?
  }

  /// Measures training by `settings` on each of `threads` for about `seconds`.
  package init(_ settings: SessionSettings, threads: [Int], seconds: Double) throws {
    let turns = threads + threads.reversed()
    let measured = try turns.map { try TrainingMeasurement(settings, threads: $0, seconds: seconds / 2) }
    // Whatever else goes on makes a piece longer and never shorter: the better of two turns counts.
    let counted = try ([1] + threads + threads.reversed() + [1]).map {
      ($0, try TrainingWork(settings, threads: $0, seconds: seconds / 4))
    }
    self.init(
      settings, threads: threads, measured: measured, processors: WorkerPool.processorCount,
      counted: Dictionary(counted, uniquingKeysWith: { $0.stepsPerSecond > $1.stepsPerSecond ? $0 : $1 }))
  }

  /// Rows for `threads` from what was measured, a turn forwards and one backwards, and from what was counted for a number
  /// of threads, one included.
  init(
    _ settings: SessionSettings, threads: [Int], measured: [TrainingMeasurement], processors: Int,
    counted: [Int: TrainingWork]
  ) {
    func mean(_ count: Int, _ figure: KeyPath<TrainingMeasurement, Double?>) -> Double? {
      let values = measured.filter { $0.threads == count }.compactMap { $0[keyPath: figure] }
      return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }
    environment = settings.environment
    self.processors = processors
    rolloutShards = settings.training.rolloutShards
    gradientSlices = settings.training.gradientSlices
    let fewest = threads.min() ?? 1
    let unit = mean(fewest, \.endToEndStepsPerSecond).map { $0 / Double(min(fewest, processors)) }
    rows = threads.map { count in
      let whole = mean(count, \.endToEndStepsPerSecond)
      let ideal = unit.map { $0 * Double(min(count, processors)) }
      var row = Row(
        threads: count, rawPhysicsStepsPerSecond: mean(count, \.rawPhysicsStepsPerSecond),
        rolloutStepsPerSecond: mean(count, \.rolloutStepsPerSecond),
        updateStepsPerSecond: mean(count, \.updateStepsPerSecond), endToEndStepsPerSecond: whole,
        idealStepsPerSecond: ideal, shareOfIdeal: whole.flatMap { whole in ideal.map { whole / $0 } })
      guard let work = counted[count] else { return row }
      row.countedStepsPerSecond = work.stepsPerSecond
      row.countedGain = counted[1].map { work.stepsPerSecond / $0.stepsPerSecond }
      (row.serialShare, row.loopsPerUpdate) = (work.serialShare, work.loopsPerUpdate)
      return row
    }
  }

  package static var keys: String {
    """
    environment, processors, rolloutShards, gradientSlices, rows (list of threads, rawPhysicsStepsPerSecond, \
    rolloutStepsPerSecond, updateStepsPerSecond, endToEndStepsPerSecond, idealStepsPerSecond, shareOfIdeal, \
    countedStepsPerSecond, countedGain, serialShare, loopsPerUpdate)
    """
  }

  package var lines: [String] {
    var table = TextTable([
      ("threads", .trailing), ("raw", .trailing), ("rollout", .trailing), ("update", .trailing),
      ("end to end", .trailing), ("ideal", .trailing), ("ratio", .trailing), ("counted", .trailing),
      ("gain", .trailing), ("serial", .trailing), ("loops", .trailing),
    ])
    func thousands(_ value: Double?) -> String { value.map { "\(Numerals.significant($0 / 1e3)) K/s" } ?? "-" }
    table.rows = rows.map { row in
      [
        "\(row.threads)", thousands(row.rawPhysicsStepsPerSecond), thousands(row.rolloutStepsPerSecond),
        thousands(row.updateStepsPerSecond), thousands(row.endToEndStepsPerSecond),
        thousands(row.idealStepsPerSecond), row.shareOfIdeal.map { Numerals.fixed($0, 2) } ?? "-",
        thousands(row.countedStepsPerSecond), row.countedGain.map { Numerals.fixed($0, 1) } ?? "-",
        row.serialShare.map { Numerals.fixed(100 * $0, 1) + " %" } ?? "-",
        row.loopsPerUpdate.map { Numerals.fixed($0, 0) } ?? "-",
      ]
    }
    return [
      "\(environment), \(processors) processors; \(rolloutShards) pieces of a rollout, \(gradientSlices) slices of a minibatch"
    ] + table.lines
  }
}
