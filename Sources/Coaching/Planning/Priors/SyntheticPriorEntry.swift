import Algorithms
import RLCore
import TextEnvironments

extension PriorEntry {
  /// One that knows shortest ways and errs in a stated share of the states.
  static let synthetic = PriorEntry(
    "synthetic", "knows short ways and errs in that share of the states", form: "synthetic:ERRORS", parts: 0...1
  ) { parts, situation in
    guard let share = parts.first.map(Double.init) ?? 0.3, (0...1).contains(share) else {
      throw InvalidSettingError(
        key: "prior", value: "synthetic:\(parts.first ?? "")", valid: "synthetic:ERRORS with ERRORS from 0 to 1")
    }
    var oracles: [String: any PlanOracle] = [:]
    for (name, task) in situation.tasks.byName {
      guard let oracle = task.oracle else {
        throw InvalidSettingError(
          key: "prior", value: "synthetic",
          valid: "another prior for \(situation.environment.name), where nothing knows the shortest way of '\(name)'")
      }
      oracles[name] = oracle
    }
    return PlanPrior(
      SyntheticPrior(errors: share, seed: situation.seed) { [oracles] in try oracles[$0.id]?.goodActions($0) ?? [] })
  }
}
