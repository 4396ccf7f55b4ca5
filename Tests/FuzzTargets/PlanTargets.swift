import Algorithms
import Coaching
import Foundation
import RLCore
import TextEnvironments

// What planning reads.
extension FuzzTarget {
  /// A PDDL problem: what is read is written and read again, and a plan that is found is one.
  static let pddl = FuzzTarget("pddl") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    let instance: BlocksInstance
    do { instance = try BlocksInstance(pddl: text) } catch let error as PDDLError {
      try promise(error.line >= 1 && error.column >= 1, "an error at \(error.line):\(error.column)")
      return
    }
    try promise((try? BlocksInstance(pddl: instance.pddl)) == instance, "\(instance.pddl) reads as another problem")
    if case .plan(let plan) = instance.shortestPlan(limit: 2_000).outcome {
      let words = plan.map { instance.text($0) }
      try promise(instance.validate(words, stopsAtGoal: false) == .valid(steps: plan.count), "\(words) is no plan")
    }
    _ = instance.goalWords + instance.words(instance.initial)
  }

  /// A file of plans or of a search: its tree can be walked, and cut at any time.
  static let plan = FuzzTarget("plan") { bytes in
    guard let report = try? PlanFile.search(Data(bytes), path: "fuzz") else { return }
    _ = report.account.transitions
    guard let tree = report.tree else { return }
    for count in [-1, 0, 1, tree.nodes.count / 2, tree.nodes.count] {
      let part = tree.prefix(count)
      try promise(part.nodes.count <= max(0, count), "\(part.nodes.count) nodes of \(count)")
    }
    for index in tree.nodes.indices.suffix(100) { _ = tree.actions(to: index) }
  }

  /// A file of plans that models once wrote.
  static let recorded = FuzzTarget("recorded") { bytes in
    guard let plans = try? RecordedPlan.read(json: bytes) else { return }
    let task = BlocksWorld(try BlocksInstance.random(blocks: 3, seed: 1), horizon: 12)
    let prior = try RecordedPrior(plans, source: "fuzz") { name -> (any PlanningProblem)? in name.isEmpty ? nil : task }
    let proposals = try prior.proposals(
      for:
        PlanningContext(
          id: task.id, task: task.task, observation: task.observation, actions: task.actions, history: []))
    let sum = proposals.reduce(0) { $0 + $1.probability }
    try promise(abs(sum - 1) < 1e-6, "probabilities that add up to \(sum)")
  }
}
