/// Makes the tables of a report: compares every method with the baseline on every task, and corrects over all of them.
struct ReportJudge<Row: ReportedRow>: Sendable {
  /// One comparison, and on which task.
  private struct Entry: Sendable {
    let task: Scores.Task
    let comparison: PairedComparison
    let isPrimary: Bool
    var correctedPValue: Double?
  }

  /// The baseline, as the tables name it.
  let baseline: String
  private let cells: ReportCells<Row>
  private let primary: PrimaryComparison?
  private let floor: RepeatedMethod?
  private let aims: ReportAims
  private let bootstrap: StratifiedBootstrap
  private var entries: [Entry] = []

  init(
    _ cells: ReportCells<Row>, baseline: String, primary: PrimaryComparison?, floor: RepeatedMethod?,
    aims: ReportAims, bootstrap: StratifiedBootstrap
  ) {
    self.cells = cells
    self.aims = aims
    self.bootstrap = bootstrap
    let baseline = cells.names.resolved(baseline)
    self.baseline = baseline
    self.floor = floor.map {
      RepeatedMethod(cells.names.resolved($0.method), again: $0.again.map(cells.names.resolved))
    }
    let repeats = self.floor?.again ?? []
    self.primary = primary
    let task = Self.task(of: primary, among: cells.tasks)
    let method = primary.map { cells.names.resolved($0.method) }
    for place in cells.tasks {
      let scores = cells.scores(on: place)
      // A method beside itself is no comparison of methods.
      for other in cells.methods(on: place) where other != baseline && !repeats.contains(other) {
        let comparison =
          cells.pairs(of: other, and: baseline, on: place).map {
            PairedComparison(of: other, with: baseline, over: $0, by: bootstrap)
          } ?? PairedComparison(of: other, with: baseline, in: scores, by: bootstrap)
        entries.append(
          Entry(
            task: place, comparison: comparison,
            isPrimary: place == task && other == method))
      }
    }
    let family = entries.indices.filter { !entries[$0].isPrimary }
    for (index, value) in zip(family, holmCorrection(family.map { entries[$0].comparison.pValue })) {
      entries[index].correctedPValue = value
    }
  }

  /// The one task that a primary comparison is made on.
  private static func task(of primary: PrimaryComparison?, among tasks: [Scores.Task]) -> Scores.Task? {
    guard let primary else { return nil }
    let fitting = tasks.filter(primary.fits)
    return fitting.count == 1 ? fitting[0] : nil
  }

  /// The outcome of the primary comparison, or why there is none.
  var sentence: String {
    guard let primary else {
      return "No primary comparison was fixed: the \(entries.count) comparisons are corrected as one family."
    }
    let name = cells.names.resolved(primary.method).onOneLine
    let fitting = cells.tasks.filter(primary.fits).count
    guard fitting == 1 else {
      return "The primary comparison, \(name) with \(baseline), cannot be made: it names "
        + (fitting == 0 ? "no task of the experiment." : "\(fitting) tasks instead of one.")
    }
    guard let entry = entries.first(where: \.isPrimary) else {
      return "The primary comparison, \(name) with \(baseline), cannot be made: "
        + (name == baseline ? "it is the baseline itself." : "the experiment has no such method.")
    }
    return "Primary comparison on \(entry.task.label): \(entry.comparison.sentence)."
  }

  /// The table of a task.
  func section(_ task: Scores.Task) -> ReportSection {
    let scores = cells.scores(on: task)
    let own = entries.filter { $0.task == task }
    let heights = CurveHeights(cells.methods(on: task), cells, on: task, target: aims.targets[task.environment])
    var rows = [row(baseline, .baseline, on: task, in: scores)]
    rows[0].measures.merge(heights.measures(of: baseline, scores.matrix(of: baseline))) { $1 }
    rows += own.map { entry in
      let judged = ComparisonTable.Row(
        entry.comparison, isPrimary: entry.isPrimary,
        correctedPValue: entry.isPrimary ? entry.comparison.pValue : entry.correctedPValue,
        probabilityOfImprovement: chance(of: entry.comparison, in: scores))
      var row = row(
        entry.comparison.method, entry.isPrimary ? .primary : .other, on: task, in: scores, judged: judged)
      row.sentence = entry.comparison.sentence
      // More seeds are no more tasks.
      row.seedsForEffect = entry.comparison.pairing == .tasks ? nil : entry.comparison.seeds(for: aims.effect)
      row.measures.merge(heights.measures(of: row.method, scores.matrix(of: row.method))) { $1 }
      return row
    }
    let repeated = repeated(in: scores)
    rows.append(floorRow(repeated, on: task, in: scores))
    let noise = NoiseFloor(
      method: repeated?.method ?? baseline, replicates: replicates(of: repeated, on: task, in: scores))
    return ReportSection(
      task: task, baseline: baseline, rows: rows, floor: noise,
      remarks: SectionRemarks(
        rows: rows, comparisons: own.map(\.comparison), baseline: baseline, isRepeated: repeated != nil, floor: noise
      ).sentences)
  }

  /// The floor's method where it was run again on two seeds or more.
  private func repeated(in scores: Scores) -> RepeatedMethod? {
    floor.flatMap { floor in
      let first = floor.again.first.map { scores.pairs(of: $0, and: floor.method).method.scores.count } ?? 0
      return first > 1 ? floor : nil
    }
  }

  /// Runs that differ by the refinement's seed alone: those of a seed start from one base. Where nothing was run again, the
  /// baseline's over all seeds.
  private func replicates(
    of repeated: RepeatedMethod?, on task: Scores.Task, in scores: Scores
  ) -> RunMatrix {
    guard let repeated else { return scores.matrix(of: baseline) }
    let runs = ([repeated.method] + repeated.again).map { scores.scores(of: $0, on: task) }
    let seeds = Set(runs.flatMap(\.keys)).sorted()
    return RunMatrix(seeds.map { seed in runs.compactMap { $0[seed] } })
  }

  private func floorRow(_ repeated: RepeatedMethod?, on task: Scores.Task, in scores: Scores) -> MethodRow {
    guard let repeated, let again = repeated.again.first else {
      return row(
        "\(baseline), other seeds", .noiseFloor, on: task, in: scores,
        difference: .chance(of: scores.matrix(of: baseline).scores))
    }
    let comparison = PairedComparison(of: again, with: repeated.method, in: scores, by: bootstrap)
    return row(again, .noiseFloor, on: task, in: scores, difference: comparison.difference)
  }

  private func chance(of comparison: PairedComparison, in scores: Scores) -> Estimate {
    let method = comparison.method
    // Of one seed each there is no chance to speak of; what its tasks say stands in the difference.
    guard comparison.pairing == .seeds || scores.matrix(of: method).scores.count > 1 else { return .mean(of: []) }
    let tasks = scores.tasks(sharedBy: [method, baseline])
    return .probabilityOfImprovement(
      of: scores.matrix(of: method, on: tasks), over: scores.matrix(of: baseline, on: tasks), by: bootstrap)
  }

  private func row(
    _ method: String, _ role: MethodRow.Role, on task: Scores.Task, in scores: Scores,
    judged: ComparisonTable.Row? = nil, difference: Estimate? = nil
  ) -> MethodRow {
    let rows = cells.rows(of: method, on: task)
    let finished = rows.filter { $0.failure == nil }
    let runs = scores.matrix(of: method)
    let means = Row.measures.map { ($0.key, $0.mean(of: finished)) }
    return MethodRow(
      method: method, role: role, seeds: role == .noiseFloor ? difference?.count ?? 0 : runs.scores.count,
      failed: rows.count - finished.count,
      missing: cells.missing(of: method, on: task), interquartileMean: .interquartileMean(of: runs, by: bootstrap),
      mean: .mean(of: runs.scores), difference: difference ?? judged?.comparison.difference ?? .mean(of: []),
      probabilityOfImprovement: judged?.probabilityOfImprovement ?? .mean(of: []),
      correctedPValue: judged?.correctedPValue, verdict: judged?.verdict,
      measures: Dictionary(means, uniquingKeysWith: { first, _ in first }))
  }
}
