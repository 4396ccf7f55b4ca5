import Algorithms
import RLCore
import TextEnvironments

extension PriorEntry {
  /// What models chose in plans on record.
  static let recorded = PriorEntry(
    "recorded", "takes the plans that models wrote", form: "recorded:MODEL[+MODEL...][:one_shot|zero_shot]",
    parts: 0...9
  ) { parts, situation in
    let folder = situation.folder
    let models = (parts.first ?? "").split(separator: "+").map(String.init)
    let own = situation.environment.recordings
    guard parts.count <= 2, !models.isEmpty else {
      throw UnknownNameError(
        kind: "recorded model", name: parts.joined(separator: ":"), valid: own?.names(folder) ?? folder.models)
    }
    var plans: [RecordedPlan] = []
    for model in models { plans += try own?.plans(model, folder) ?? folder.plans(of: model) }
    if parts.count == 2 {
      let prompts = Set(plans.map(\.prompt))
      guard prompts.contains(parts[1]) else {
        throw UnknownNameError(
          kind: "prompt of \(models.joined(separator: "+"))", name: parts[1], valid: prompts.sorted())
      }
      plans = plans.filter { $0.prompt == parts[1] }
    }
    let names = models.joined(separator: "+") + (parts.count == 2 ? ", \(parts[1])" : "")
    if own != nil { return try ownRuns(plans, source: "recorded: \(names)", situation) }
    return try recorded(plans, source: "recorded: \(names), \(plans.count) plans", situation)
  }

  /// Runs in a form of the environment's own. They are followed in the tasks that are planned alone, since each of their
  /// statements is carried out; and told apart by what was tried before, which those who wrote them saw.
  private static func ownRuns(
    _ plans: [RecordedPlan], source: String, _ situation: PriorSituation
  ) throws -> PlanPrior {
    let tasks = situation.tasks.byName
    let wanted = plans.filter { tasks[$0.task] != nil }
    let prior = try RecordedPrior(wanted, source: "\(source), \(wanted.count) plans", byHistory: true) {
      tasks[$0]?.problem
    }
    return PlanPrior(prior, notes: notes(of: wanted, situation, tasks))
  }

  private static func notes(
    of plans: [RecordedPlan], _ situation: PriorSituation, _ tasks: [String: any TextTask]
  ) -> [String] {
    let onRecord = Set(plans.map(\.task))
    let unknown = situation.tasks.members.count { !onRecord.contains($0.task.id) || tasks[$0.task.id] == nil }
    guard unknown > 0 else { return [] }
    return [
      "\(unknown) of the tasks are not on record; there the prior is how often each kind of action was chosen elsewhere."
    ]
  }

  private static func recorded(
    _ plans: [RecordedPlan], source: String, _ situation: PriorSituation
  ) throws -> PlanPrior {
    func listed(_ name: String) throws -> (any TextTask)? {
      try situation.environment.task(named: name, folder: situation.folder)
    }
    var tasks = situation.tasks.byName
    // A task of one's own may have the name of another one on record.
    for (name, task) in tasks {
      if let other = try listed(name), other.task != task.task || other.observation != task.observation {
        tasks[name] = nil
      }
    }
    var known: [String: (any TextTask)?] = [:]
    func task(_ name: String) throws -> (any TextTask)? {
      if let known = known[name] { return known }
      let found = try tasks[name] ?? listed(name)
      known[name] = .some(found)
      return found
    }
    let read = try plans.map { plan in
      var plan = plan
      if let task = try task(plan.task) { plan.actions = plan.actions.map { task.action(named: $0) ?? $0 } }
      return plan
    }
    let prior = try RecordedPrior(read, source: source) { try task($0)?.problem }
    return PlanPrior(prior, notes: notes(of: plans, situation, tasks))
  }
}

extension TaskFolder {
  /// The recorded plans of a model.
  fileprivate func plans(of model: String) throws -> [RecordedPlan] {
    guard isThere else { throw TextTaskError.noData(self) }
    guard models.contains(model) else { throw UnknownNameError(kind: "recorded model", name: model, valid: models) }
    let file = path + "/recorded/" + model + ".json"
    let bytes = try Self.bytes(file)
    do { return try RecordedPlan.read(json: bytes) } catch {
      throw TextTaskError.unreadable("\(file): not a list of recorded plans (instance, prompt, extracted_plan)")
    }
  }
}
