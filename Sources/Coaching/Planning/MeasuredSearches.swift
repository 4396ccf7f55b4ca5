import Algorithms
import RLCore
import TextEnvironments
import Threads

/// Searches of one planner on some tasks, one after the other on one thread, with what they cost.
struct MeasuredSearches {
  /// What was found, by task.
  let reports: [PlanReport]
  /// Mean seconds of a task.
  let seconds: Double
  /// The process's peak meanwhile, program and tasks included; nil where the system does not tell.
  let peakMemoryBytes: Int?

  /// Searches each task with its own prior.
  init(_ planner: any Planner, _ tasks: [any TextTask], _ priors: [any ActionPrior], _ pool: WorkerPool) throws {
    let problems = tasks.map(\.problem)
    let isReset = PeakMemory.reset()
    let clock = ContinuousClock()
    let start = clock.now
    var reports: [PlanReport] = []
    for (problem, prior) in zip(problems, priors) {
      reports.append(try planner.plan(problem, prior: prior, budget: .unlimited, seed: 1, pool: pool))
    }
    self.reports = reports
    seconds = (clock.now - start).seconds / Double(max(1, reports.count))
    peakMemoryBytes = isReset ? PeakMemory.bytes() : nil
  }

  /// The mean over tasks of something that was counted.
  func mean(_ value: (PlanAccount) -> Int) -> Double {
    reports.reduce(0) { $0 + Double(value($1.account)) } / Double(max(1, reports.count))
  }
}

/// The priors that searches are measured with, one for each task.
///
/// Where nothing knows the shortest way of a task there is no synthetic prior: the environment's usual one proposes.
struct MeasuredPriors {
  /// By task.
  let priors: [any ActionPrior]
  /// The shortest way of every task is known.
  let areSynthetic: Bool

  /// - Parameter errors: the share of states in which the synthetic prior errs.
  init(
    _ members: [TextTaskSet.Member], of environment: TextEnvironmentEntry, errors: Double, in catalogs: PlanningCatalogs
  ) throws {
    let areSynthetic = members.allSatisfy { $0.task.oracle != nil }
    self.areSynthetic = areSynthetic
    priors = try members.map { member in
      try catalogs.priors.prior(
        areSynthetic ? "synthetic:\(errors)" : environment.usualPrior,
        PriorSituation(
          tasks: TextTaskSet([.init(member.task.id, [member])]), environment: environment,
          folder: environment.folder(in: catalogs.data), seed: 1),
        options: ModelOptions()
      ).prior
    }
  }
}
