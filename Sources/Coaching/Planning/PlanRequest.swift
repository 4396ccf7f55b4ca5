package import Algorithms
package import RLCore

/// Tasks, prior, settings, budget and seed, ready to be planned.
package struct PlanRequest {
  /// The tasks.
  package var tasks: TextTaskSet
  /// The prior, as it was named.
  package var priorName: String
  /// The prior.
  package var prior: PlanPrior
  /// The settings without a sweep's.
  package var settings: PlanSettings
  /// The settings to try; one point without a sweep.
  package var grid: PlanGrid
  /// The planners.
  package var planners: [PlannerEntry]
  /// What may be spent on each task.
  package var budget: PlanBudget
  /// The seed of everything random.
  package var seed: UInt64

  /// The task, where there is one only.
  package var onlyTask: TextTaskSet.Member? {
    let all = tasks.members
    return all.count == 1 ? all[0] : nil
  }

  /// One task with settings of one kind, so that plans are shown instead of means.
  package var isSingle: Bool { onlyTask != nil && grid.keys.isEmpty }

  /// Planners with the settings of each point of the grid, in order; those that read no setting come once.
  package var contenders: [PlanContender] {
    planners.flatMap { entry in
      let points = entry.readsConfiguration ? grid.points : grid.points.filter(\.isFirstForBaselines)
      return points.map { point in
        let words = entry.readsConfiguration ? point.words : point.baselineWords
        return PlanContender(
          entry: entry, label: ([entry.name] + words).joined(separator: " "), settings: point.settings)
      }
    }
  }
}

/// A planner with its settings.
package struct PlanContender {
  /// The planner.
  package var entry: PlannerEntry
  /// The planner and what a sweep gave it.
  package var label: String
  /// Its settings.
  package var settings: PlanSettings

  /// The planner, ready to plan.
  package var planner: any Planner { entry.planner(settings) }
}
