import Advisors
import Algorithms
import Coaching
import RLCore
import Synchronization
import TextEnvironments

/// The prior that `--prior` names, ready for the tasks.
struct PlanPrior {
  var prior: any ActionPrior
  /// The language model behind it, where one is asked.
  var live: LivePrior?
  /// What a person should know about it.
  var notes: [String] = []

  /// What `--prior` takes, for help and errors.
  static let forms = [
    "recorded:MODEL[+MODEL...][:one_shot|zero_shot]", "synthetic:ERRORS", "uniform", "openai:MODEL",
    "a name of the configuration file",
  ]

  /// Reads `text` and makes the prior for `tasks`.
  ///
  /// - Throws: `UnknownNameError` or `InvalidSettingError` that list what is valid, `PlanError` where data are missing.
  init(_ text: String, tasks: PlanTasks, folder: PlanningFolder, seed: UInt64, options: ModelOptions) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    switch parts[0] {
    case "uniform" where parts.count == 1: self.init(UniformPrior())
    case "synthetic" where parts.count <= 2:
      self.init(try Self.synthetic(parts.dropFirst().first, tasks, seed: seed))
    case "recorded":
      let (prior, notes) = try Self.recorded(Array(parts.dropFirst()), tasks, folder)
      self.init(prior, notes: notes)
    default:
      guard let configuration = try ModelAdvisors.configuration(text) else {
        throw UnknownNameError(kind: "prior", name: text, valid: Self.forms + (try ModelAdvisors.names()))
      }
      let live = try LivePrior(text, configuration: configuration, words: BlocksWords(tasks), options: options)
      self.init(live, live: live)
    }
  }

  private init(_ prior: any ActionPrior, live: LivePrior? = nil, notes: [String] = []) {
    self.prior = prior
    self.live = live
    self.notes = notes
  }

  // MARK: - Recorded

  private static func recorded(
    _ parts: [String], _ tasks: PlanTasks, _ folder: PlanningFolder
  ) throws -> (prior: RecordedPrior, notes: [String]) {
    let models = (parts.first ?? "").split(separator: "+").map(String.init)
    guard parts.count <= 2, !models.isEmpty else {
      throw UnknownNameError(kind: "recorded model", name: parts.joined(separator: ":"), valid: folder.models)
    }
    var plans: [RecordedPlan] = []
    for model in models { plans += try folder.plans(of: model) }
    if parts.count == 2 {
      let prompts = Set(plans.map(\.prompt))
      guard prompts.contains(parts[1]) else {
        throw UnknownNameError(
          kind: "prompt of \(models.joined(separator: "+"))", name: parts[1], valid: prompts.sorted())
      }
      plans = plans.filter { $0.prompt == parts[1] }
    }
    let names = models.joined(separator: "+") + (parts.count == 2 ? ", \(parts[1])" : "")
    var worlds = tasks.worlds
    // A task of one's own may have the name of another one on record.
    for (name, world) in worlds {
      guard let known = try folder.instance(name),
        known.initial != world.instance.initial || known.goal != world.instance.goal
      else { continue }
      worlds[name] = nil
    }
    let recorded = try RecordedPrior(plans, source: "recorded: \(names), \(plans.count) plans") {
      name -> BlocksWorld? in
      // Plans are followed as far as they go; the horizon of a task is the planner's business.
      let instance = try worlds[name]?.instance ?? folder.instance(name)
      return instance.map { BlocksWorld($0, horizon: 1_000) }
    }
    let known = Set(plans.map(\.task))
    let unknown = tasks.groups.flatMap(\.tasks).count { !known.contains($0.world.id) || worlds[$0.world.id] == nil }
    guard unknown > 0 else { return (recorded, []) }
    return (
      recorded,
      [
        "\(unknown) of the tasks are not on record; there the prior is how often each kind of action was chosen elsewhere."
      ]
    )
  }

  // MARK: - Synthetic

  private static func synthetic(_ errors: String?, _ tasks: PlanTasks, seed: UInt64) throws -> SyntheticPrior {
    guard let share = errors.map(Double.init) ?? 0.3, (0...1).contains(share) else {
      throw InvalidSettingError(
        key: "prior", value: "synthetic:\(errors ?? "")", valid: "synthetic:ERRORS with ERRORS from 0 to 1")
    }
    let guide = ShortestWays(tasks.worlds)
    return SyntheticPrior(errors: share, seed: seed) { guide.actions($0) }
  }
}

/// The actions that lead nearer to the goal: what a good adviser would name.
final class ShortestWays: Sendable {
  private let worlds: [String: BlocksWorld]
  private let tables = Mutex<[String: [BlocksState: Int]]>([:])
  /// Blocks up to which all distances are worked out at once.
  private static let small = 6

  init(_ worlds: [String: BlocksWorld]) { self.worlds = worlds }

  /// The good actions at a state.
  func actions(_ context: PlanningContext) -> Set<String> {
    guard var world = worlds[context.id] else { return [] }
    for action in context.history { _ = world.step(action) }
    let state = world.state
    let here = distance(world.instance, state)
    return Set(
      context.actions.filter { action in
        world.restore(state)
        _ = world.step(action)
        return distance(world.instance, world.state) < here
      })
  }

  private func distance(_ instance: BlocksInstance, _ state: BlocksState) -> Int {
    if instance.blocks.count <= Self.small {
      return tables.withLock { tables in
        if let table = tables[instance.name] { return table[state] ?? .max }
        let table = instance.goalDistances()
        tables[instance.name] = table
        return table[state] ?? .max
      }
    }
    let moved = BlocksInstance(name: instance.name, blocks: instance.blocks, initial: state, goal: instance.goal)
    guard case .plan(let plan) = moved.shortestPlan(limit: 200_000).outcome else { return .max }
    return plan.count
  }
}
