import Algorithms
import RLCore
import TextEnvironments

extension PriorEntry {
  /// A trained policy's density over the torques of a simulator.
  static let policy = PriorEntry(
    "policy", "is a trained policy's density over the torques of a simulator, given by --policy", form: "policy",
    parts: 0...0
  ) { _, situation in
    let task = try torques(of: situation, "policy")
    guard let policy = task.policy else {
      throw InvalidSettingError(
        key: "prior", value: "policy",
        valid: "--policy SESSION beside it, a session or a checkpoint of \(situation.environment.name)")
    }
    return PlanPrior(TorquePrior(policy, primitives: task.primitives))
  }

  /// Rules of thumb about a simulator.
  static let rules = PriorEntry(
    "rules", "follows rules of thumb about a simulator, which it says in words: a stand-in for a model", form: "rules",
    parts: 0...0
  ) { _, situation in
    let task = try torques(of: situation, "rules")
    guard let rules = task.rules else {
      throw InvalidSettingError(
        key: "prior", value: "rules", valid: "another prior: \(situation.environment.name) has no rules of thumb")
    }
    return PlanPrior(TorquePrior(rules, primitives: task.primitives))
  }

  /// A task of the situation, whose torques all others have.
  private static func torques(of situation: PriorSituation, _ prior: String) throws -> any TorqueTask {
    guard let task = situation.tasks.members.first?.task as? any TorqueTask else {
      throw InvalidSettingError(
        key: "prior", value: prior,
        valid: "another prior for \(situation.environment.name): this one is for the torques of a simulator")
    }
    return task
  }
}
