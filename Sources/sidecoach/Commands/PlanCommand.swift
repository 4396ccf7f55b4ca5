import Algorithms
import ArgumentParser
import Environments
import Foundation
import Networks
import RLCore

/// Planning with a prior: LINVIT in tabular processes, SLINVIT in text environments.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Plan with a language model's policy as a prior (LINVIT, SLINVIT).",
    discussion: """
      ENV is a tabular process (Chain, RiverSwim, TrapGrid, RandomMDP), BlocksWorld for an instance of its own, or a PDDL \
      problem of the domain blocksworld-4ops. JSON keys: environment, seed, rows; a row has method, solved, plan, \
      stop, transitions and modelCalls (BlocksWorld), or method, value, optimum and episodes (tabular). With --screen \
      one method, slinvit or linvit unless another is named, plans on a screen; proposals can be vetoed and edited there, \
      which is kept in plan-decisions.jsonl beside the sessions, and ENV may also be a search that was written there.
      """)

  @Argument(help: "A tabular process, BlocksWorld or a PDDL file.") var environment: String
  @Option(name: .customLong("method"), help: "One planner, or all.") var method = "all"
  @Option(help: "Settings to begin with: blocksworld, blocksworld-widening, alfworld or intercode.")
  var preset = "blocksworld-widening"
  @Option(help: "Blocks of an instance of its own.") var blocks = 5
  @Option(help: "Actions a plan may take. Default: those of a shortest plan.") var horizon: Int?
  @Option(help: "Transitions at most.") var transitions: Int?
  @Option(name: .customLong("model-calls"), help: "Questions to the prior at most.") var modelCalls: Int?
  @Option(help: "Share of states in which the synthetic prior is wrong (BlocksWorld).") var errors = 0.3
  @Option(help: "Divergence of the prior from the optimal policy (tabular).") var divergence = 2.0
  @Option(help: "Seed of everything random.") var seed: UInt64 = 1
  @Option(name: .customLong("set"), help: "A setting as key=value; a wrong key lists the valid ones.")
  var settings: [String] = []
  @Flag(help: "Watch the plan grow on a screen, change proposals and plan again.") var screen = false
  @OptionGroup var terminal: TerminalFlags
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard !screen || !common.json else { throw ValidationError("--screen and --json exclude each other") }
    guard (0...1).contains(errors) else { throw ValidationError("--errors must be from 0 to 1") }
    guard divergence.isFinite, divergence >= 0 else { throw ValidationError("--divergence must be 0 or more") }
    guard [horizon, transitions, modelCalls].allSatisfy({ ($0 ?? 0) >= 0 }) else {
      throw ValidationError("--horizon, --transitions and --model-calls must be 0 or more")
    }
  }

  func run() throws {
    do {
      if screen { return try PlanScreen(work: work(), terminal: terminal, directory: common.directory).run() }
      let rows = try TabularCatalog.entries[environment] == nil ? planBlocks() : planTabular()
      if common.json { Output.json(["environment": environment, "seed": seed, "rows": rows]) }
    } catch { throw Failure.exit(error) }
  }

  private func pairs() throws -> [(key: String, value: String)] {
    try settings.map { text in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { throw ValidationError("--set takes key=value, not '\(text)'") }
      return (parts[0], parts[1])
    }
  }

  private func planTabular() throws -> [[String: Any]] {
    let mdp = try TabularCatalog.make(environment, seed: seed)
    let optimum = DynamicProgramming.optimal(mdp).startValue
    let prior = TabularPriors.diverging(mdp, by: divergence)
    var base = LINVITConfiguration()
    base.priorWeight = LINVITConfiguration.weight(accuracy: 0.1 * optimum, divergence: divergence)
    for (key, value) in try pairs() { try LINVITConfiguration.fields.apply(key, value, to: &base) }
    let methods =
      method == "all" ? TabularMethodCatalog.all : [try TabularMethodCatalog.method(method)]
    var table = StudyTable(title: "\(mdp.name), seed \(seed)", columns: ["method", "value", "optimum", "episodes"])
    var rows: [[String: Any]] = []
    for method in methods {
      let value = try method.finalValue(mdp, prior: prior, configuration: base, seed: seed)
      let episodes = method.learns ? base.episodes : 0
      table.rows.append([
        method.name, StudyTable.text(value, places: 3), StudyTable.text(optimum, places: 3), "\(episodes)",
      ])
      rows.append(["method": method.name, "value": value, "optimum": optimum, "episodes": episodes])
    }
    if !common.json { print(table.markdown) }
    return rows
  }

  private func planBlocks() throws -> [[String: Any]] {
    let instance = try instance()
    var configuration = try SLINVITConfiguration.preset(preset)
    for (key, value) in try pairs() { try SLINVITConfiguration.fields.apply(key, value, to: &configuration) }
    let shortest = instance.shortestPlan()
    guard case .plan(let plan) = shortest.outcome else {
      if case .unsolvable(let reason) = shortest.outcome { throw PlanError.unsolvable(reason) }
      throw PlanError.undecided(shortest.expanded)
    }
    let world = BlocksWorld(instance, horizon: horizon ?? plan.count)
    let prior = SyntheticPrior(errors: errors, seed: seed, good: Self.shortestActions(world))
    let entries = method == "all" ? PlanMethodCatalog.all : [try PlanMethodCatalog.entry(method)]
    let pool = WorkerPool(threads: common.threadCount)
    if !common.json {
      print("I have that, \(world.observation) \(world.task)")
      print("A shortest plan has \(plan.count) actions; a plan may take \(world.horizon). Prior: \(prior.source).")
    }
    return try entries.map { entry in
      let report = try entry.make(configuration).plan(
        world, prior: prior, budget: PlanBudget(transitions: transitions, modelCalls: modelCalls), seed: seed,
        pool: pool)
      if !common.json {
        let verdict = report.isSolved ? "solved" : "partial, \(report.stop.rawValue)"
        print(
          "\(report.method): \(verdict), \(report.account.transitions) transitions, "
            + "\(report.account.modelCalls) model calls\n  \(report.plan.joined(separator: " "))")
      }
      return [
        "method": report.method, "solved": report.isSolved, "plan": report.plan, "stop": report.stop.rawValue,
        "transitions": report.account.transitions, "modelCalls": report.account.modelCalls,
      ]
    }
  }

  /// What the screen plans: one method, by default the one that this command is about.
  private func work() throws -> PlanWork {
    if environment.hasSuffix(".json") { return try PlanScreen.stored(environment) }
    if TabularCatalog.entries[environment] != nil {
      let mdp = try TabularCatalog.make(environment, seed: seed)
      var base = LINVITConfiguration()
      base.priorWeight = LINVITConfiguration.weight(
        accuracy: 0.1 * DynamicProgramming.optimal(mdp).startValue, divergence: divergence)
      for (key, value) in try pairs() { try LINVITConfiguration.fields.apply(key, value, to: &base) }
      return try .tabular(
        mdp, prior: TabularPriors.diverging(mdp, by: divergence),
        source: "synthetic, divergence \(StudyTable.text(divergence, places: 2))",
        method: TabularMethodCatalog.method(method == "all" ? "linvit" : method), configuration: base, seed: seed)
    }
    let instance = try instance()
    var configuration = try SLINVITConfiguration.preset(preset)
    for (key, value) in try pairs() { try SLINVITConfiguration.fields.apply(key, value, to: &configuration) }
    let shortest = instance.shortestPlan()
    guard case .plan(let plan) = shortest.outcome else {
      if case .unsolvable(let reason) = shortest.outcome { throw PlanError.unsolvable(reason) }
      throw PlanError.undecided(shortest.expanded)
    }
    let world = BlocksWorld(instance, horizon: horizon ?? plan.count)
    let entry = try PlanMethodCatalog.entry(method == "all" ? "slinvit" : method)
    return try .search(
      prior: SyntheticPrior(errors: errors, seed: seed, good: Self.shortestActions(world)),
      method: entry.make(configuration), budget: PlanBudget(transitions: transitions, modelCalls: modelCalls),
      seed: seed, threads: common.threadCount
    ) { world }
  }

  private func instance() throws -> BlocksInstance {
    if environment == "BlocksWorld" { return try BlocksInstance.random(blocks: blocks, seed: seed) }
    guard FileManager.default.fileExists(atPath: environment) else {
      throw UnknownNameError(
        kind: "planning environment", name: environment, valid: TabularCatalog.entries.keys.sorted() + ["BlocksWorld"])
    }
    do {
      return try BlocksInstance(pddl: String(contentsOfFile: environment, encoding: .utf8))
    } catch let error as PDDLError {
      throw PlanError.unreadable("\(environment):\(error)")
    }
  }

  /// The actions that lead nearer to the goal, found when they are asked for; what a good adviser would name.
  private static func shortestActions(_ world: BlocksWorld) -> @Sendable (PlanningContext) -> Set<String> {
    { context in
      var copy = world
      for action in context.history { _ = copy.step(action) }
      let state = copy.state
      func distance() -> Int { Self.distance(world.instance, copy.state) }
      let here = distance()
      return Set(
        context.actions.filter { action in
          copy.restore(state)
          _ = copy.step(action)
          return distance() < here
        })
    }
  }

  private static func distance(_ instance: BlocksInstance, _ state: BlocksState) -> Int {
    let moved = BlocksInstance(name: instance.name, blocks: instance.blocks, initial: state, goal: instance.goal)
    guard case .plan(let plan) = moved.shortestPlan(limit: 200_000).outcome else { return .max }
    return plan.count
  }
}

/// Why there is nothing to plan.
enum PlanError: Error, CustomStringConvertible {
  case unreadable(String)
  case unsolvable(String)
  case undecided(Int)

  var description: String {
    switch self {
    case .unreadable(let text): text
    case .unsolvable(let reason): "no plan reaches this goal: \(reason)"
    case .undecided(let states): "no plan was found among \(states) states; try fewer blocks"
    }
  }
}
