import Algorithms
import Foundation
import RLCore

/// What `--screen` plans: one task by one method, or a search that was stored.
extension PlanCommand {
  /// The work behind the screen, made from the same options as the text.
  func screenWork() throws -> PlanWork {
    if environment.hasSuffix(".json") { return try PlanFile.storedSearch(at: environment) }
    if PlanningCatalogs.processes[environment] != nil { return try tabularWork() }
    let request = try options.request(environment)
    guard let world = request.problem, request.grid.keys.isEmpty, let contender = request.contenders.first,
      request.contenders.count == 1
    else {
      throw InvalidSettingError(
        key: "screen", value: environment, valid: "one task and one planner; leave sets, sweeps and --method all out")
    }
    var work = try PlanWork.search(
      prior: request.prior.prior, method: contender.planner, budget: request.budget, seed: request.seed,
      threads: common.threadCount
    ) { world }
    if let live = request.prior.live { work.stop = { live.stop("the screen was left") } }
    return work
  }

  private func tabularWork() throws -> PlanWork {
    let mdp = try PlanningCatalogs.processes.entry(environment).process(seed: options.seed)
    var configuration = LINVITConfiguration()
    let accuracy = tabular.epsilon ?? 0.1 * DynamicProgramming.optimal(mdp).startValue
    configuration.priorWeight = LINVITConfiguration.weight(accuracy: accuracy, divergence: tabular.divergence)
    for (key, value) in options.pairs { try LINVITConfiguration.fields.apply(key, value, to: &configuration) }
    return try .tabular(
      mdp, prior: TabularPriors.diverging(mdp, by: tabular.divergence),
      source: "synthetic, divergence \(StudyTable.text(tabular.divergence, places: 2))",
      method: TabularMethodCatalog.method(options.method ?? "linvit"), configuration: configuration,
      seed: options.seed)
  }
}

extension PlanFile {
  /// A search from a file: one that the screen wrote, or the first with a tree that `--out` kept.
  static func storedSearch(at path: String) throws -> PlanWork {
    guard let data = FileManager.default.contents(atPath: path) else { throw PlanScreenError.unreadable(path) }
    let decoder = JSONDecoder.plans
    if let report = try? decoder.decode(PlanReport.self, from: data) { return try .stored(report) }
    guard let file = try? decoder.decode(PlanFile.self, from: data), let first = file.plans.first else {
      throw PlanScreenError.unreadable(path)
    }
    return try .stored((file.plans.first { $0.report.tree != nil } ?? first).report)
  }
}
