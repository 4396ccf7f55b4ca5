import Algorithms
import ArgumentParser
import Coaching
import Networks
import RLCore
import TextEnvironments
import Threads

/// How fast the planning engine is, and what a search costs beside searching blindly.
struct PlanningBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "planning", abstract: "The blocks world's speed on one core, and what searches by N, k and M cost.",
    discussion: """
      Tasks are random ones of its own, the prior is synthetic and errs in a share of the states, everything runs on one \
      thread. A search is SLINVIT's as published (no transposition table, the first action only), or the preset \
      blocksworld-widening; saved is the share of breadth-first search's transitions that it did without, over the tasks \
      that it solved. Memory is the peak of the search alone, program and tasks included. JSON keys: rows (name, value, \
      unit, limit, ratio, against), validShare, searches (list of preset, source, depth, k, value, rollouts, tasks, \
      solved, transitions, modelCalls, seconds, peakMemoryBytes, breadthFirstTransitions, transitionsSaved).
      """)

  @Option(help: "Seconds for each figure.") var seconds = 2.0
  @Option(help: "Blocks of a task.") var blocks = 5
  @Option(help: "Tasks of each search.") var tasks = 20
  @Option(help: "Share of states in which the prior errs.") var errors = 0.3
  @OptionGroup var options: BenchOptions

  func validate() throws {
    guard seconds > 0, seconds <= 3600 else { throw ValidationError("--seconds must be above 0 and at most 3600") }
    guard (3...6).contains(blocks) else { throw ValidationError("--blocks must be from 3 to 6") }
    guard (1...10_000).contains(tasks) else { throw ValidationError("--tasks must be from 1 to 10000") }
    guard (0...1).contains(errors) else { throw ValidationError("--errors must be from 0 to 1") }
  }

  func run() throws {
    do {
      let worlds = try (0..<tasks).map { seed in
        let instance = try BlocksInstance.random(blocks: blocks, seed: UInt64(seed))
        return try PlanTasks(instance, horizon: nil)
      }
      let engine = try PlanningEngine(worlds.flatMap(\.groups).flatMap(\.tasks).map(\.world))
      let figures = engine.figures(seconds: seconds)
      let searches = try SearchCost.all(worlds, errors: errors)
      report(figures, searches)
    } catch { throw Failure.exit(error) }
  }

  private func report(_ figures: [BenchFigure], _ searches: [SearchCost]) {
    let solved = searches.reduce(0) { $0 + $1.solved }
    let valid = searches.reduce(0) { $0 + $1.valid }
    let share = solved == 0 ? Double.nan : Double(valid) / Double(solved)
    guard !options.json else {
      Output.json([
        "rows": Output.object(figures), "validShare": Output.number(share), "searches": searches.map(\.object),
      ])
      return
    }
    print(BenchFigure.table(figures).text)
    print("\nplans that a planner calls solved and the validator calls valid: \(valid) of \(solved)\n")
    print(SearchCost.table(searches, blocks: blocks).plain)
  }
}

/// The engine without a planner, on one core.
final class PlanningEngine {
  private let worlds: [BlocksWorld]
  /// A state of each world's, an action there, and its text.
  private var moves: [(world: Int, state: BlocksState, action: BlocksAction, text: String)] = []
  private var plans: [(instance: BlocksInstance, plan: [String])] = []
  /// Kept, so that nothing measured is left out by the compiler.
  private var sink = 0

  init(_ worlds: [BlocksWorld]) throws {
    self.worlds = worlds
    var generator = SeededGenerator(seed: 1)
    for (place, world) in worlds.enumerated() {
      if case .plan(let plan) = world.instance.shortestPlan().outcome {
        plans.append((world.instance, plan.map { world.instance.text($0) }))
      }
      var state = world.state
      for _ in 0..<256 {
        let actions = state.actions
        let action = actions[generator.below(actions.count)]
        moves.append((place, state, action, world.instance.text(action)))
        state = state.applying(action) ?? state
      }
    }
  }

  /// Every figure with its target.
  func figures(seconds: Double) -> [BenchFigure] {
    func figure(_ name: String, _ scale: Double, _ unit: String, _ limit: Double?, _ against: String, _ work: () -> Int)
      -> BenchFigure
    {
      BenchFigure(
        name: name, value: Stopwatch.rate(seconds: seconds, work) / scale, unit: unit, limit: limit, against: against)
    }
    return [
      figure("STRIPS transitions, packed states", 1e6, "M/s", 1, "target, one core", apply),
      figure("STRIPS transitions, all actions of a state", 1e6, "M/s", 1, "target, one core", expand),
      figure("STRIPS transitions in breadth-first search", 1e6, "M/s", 1, "target, one core", search),
      figure("BlocksWorld.restore and step, actions as text", 1e6, "M/s", nil, "as planners step", step),
      figure("plans validated", 1e3, "K/s", nil, "the plan validator", validate),
    ]
  }

  private func apply() -> Int {
    for move in moves where move.state.applying(move.action) != nil { sink &+= 1 }
    return moves.count
  }

  private func expand() -> Int {
    var count = 0
    for move in moves {
      for action in move.state.actions where move.state.applying(action) != nil { count += 1 }
    }
    return count
  }

  private func search() -> Int {
    worlds.reduce(0) { $0 + $1.instance.breadthFirstPlan().transitions }
  }

  private func step() -> Int {
    var world = worlds[0]
    var place = 0
    for move in moves {
      if move.world != place {
        place = move.world
        world = worlds[place]
      }
      world.restore(move.state)
      if world.step(move.text).isLegal { sink &+= 1 }
    }
    return moves.count
  }

  private func validate() -> Int {
    for entry in plans where entry.instance.validate(entry.plan) == .valid(steps: entry.plan.count) { sink &+= 1 }
    return plans.count
  }
}

/// What one way to search cost over all tasks.
struct SearchCost {
  var preset: String
  var source: String
  var settings: SLINVITConfiguration
  var tasks = 0
  var solved = 0
  /// Solved ones whose plans the validator accepts.
  var valid = 0
  /// Means over all tasks.
  var transitions = 0.0
  var modelCalls = 0.0
  var seconds = 0.0
  var peakMemoryBytes: Int?
  /// What breadth-first search takes, the mean over all tasks.
  var breadthFirst = 0.0
  /// 1 - transitions / breadth-first transitions, over the tasks that were solved.
  var saved = Double.nan

  /// N and k with the rule for V̂, then M with rollouts, then the preset with a table.
  static func all(_ tasks: [PlanTasks], errors: Double) throws -> [SearchCost] {
    var ways: [(preset: String, settings: SLINVITConfiguration)] = []
    let paper = try SLINVITConfiguration.preset("blocksworld")
    for depth in [1, 2, 4, 6] {
      for breadth in [1, 2, 3] {
        var settings = paper
        (settings.depth, settings.breadth) = (depth, breadth)
        ways.append(("blocksworld", settings))
      }
    }
    for rollouts in [1, 4, 16] {
      var settings = paper
      (settings.depth, settings.leafValue, settings.rollouts) = (2, .rollouts, rollouts)
      ways.append(("blocksworld", settings))
    }
    ways.append(("blocksworld-widening", try .preset("blocksworld-widening")))
    let worlds = tasks.flatMap(\.groups).flatMap(\.tasks).map(\.world)
    let pool = WorkerPool(threads: 1)
    let blind = try worlds.map { world in
      try BreadthFirstPlanner().plan(world, prior: UniformPrior(), budget: .unlimited, seed: 1, pool: pool)
        .account.transitions
    }
    let folder = PlanningFolder()
    let priors = try tasks.map { task in
      try PlanPrior("synthetic:\(errors)", tasks: task, folder: folder, seed: 1, options: ModelOptions()).prior
    }
    return try ways.map { try cost($0.preset, $0.settings, worlds, priors, blind, pool) }
  }

  private static func cost(
    _ preset: String, _ settings: SLINVITConfiguration, _ worlds: [BlocksWorld], _ priors: [any ActionPrior],
    _ blind: [Int], _ pool: WorkerPool
  ) throws -> SearchCost {
    var cost = SearchCost(preset: preset, source: priors.first?.source ?? "", settings: settings)
    let planner = SLINVIT(settings)
    let isReset = PeakMemory.reset()
    let clock = ContinuousClock()
    let start = clock.now
    let reports = try zip(worlds, priors).map { world, prior in
      try planner.plan(world, prior: prior, budget: .unlimited, seed: 1, pool: pool)
    }
    let count = Double(max(1, reports.count))
    cost.seconds = (clock.now - start).seconds / count
    cost.peakMemoryBytes = isReset ? PeakMemory.bytes() : nil
    cost.tasks = reports.count
    cost.transitions = reports.reduce(0) { $0 + Double($1.account.transitions) } / count
    cost.modelCalls = reports.reduce(0) { $0 + Double($1.account.modelCalls) } / count
    cost.breadthFirst = blind.reduce(0) { $0 + Double($1) } / count
    var (own, other) = (0, 0)
    for (index, report) in reports.enumerated() where report.isSolved {
      cost.solved += 1
      own += report.account.transitions
      other += blind[index]
      if case .valid = worlds[index].instance.validate(report.plan, stopsAtGoal: false) { cost.valid += 1 }
    }
    if other > 0 { cost.saved = 1 - Double(own) / Double(other) }
    return cost
  }

  /// The members of a JSON object.
  var object: [String: Any] {
    [
      "preset": preset, "source": source, "depth": settings.depth, "k": settings.breadth,
      "value": settings.leafValue.rawValue, "rollouts": settings.leafValue == .rule ? 0 : settings.rollouts,
      "tasks": tasks, "solved": solved, "transitions": transitions, "modelCalls": modelCalls, "seconds": seconds,
      "peakMemoryBytes": peakMemoryBytes.map { $0 as Any } ?? Output.number(nil),
      "breadthFirstTransitions": breadthFirst, "transitionsSaved": Output.number(saved),
    ]
  }

  /// All of them as text.
  static func table(_ costs: [SearchCost], blocks: Int) -> StudyTable {
    var table = StudyTable(
      title:
        "Searches of \(blocks) blocks, means over \(costs.first?.tasks ?? 0) tasks; prior: \(costs.first?.source ?? "")",
      columns: ["preset", "N", "k", "M", "solved", "transitions", "model calls", "ms", "peak MB", "bfs", "saved"])
    table.rows = costs.map { cost in
      [
        cost.preset, "\(cost.settings.depth)", "\(cost.settings.breadth)",
        cost.settings.leafValue == .rule ? "-" : "\(cost.settings.rollouts)", "\(cost.solved)/\(cost.tasks)",
        StudyTable.text(cost.transitions, places: 1), StudyTable.text(cost.modelCalls, places: 1),
        StudyTable.text(cost.seconds * 1e3, places: 2),
        cost.peakMemoryBytes.map { StudyTable.text(Double($0) / 1e6, places: 1) } ?? "-",
        StudyTable.text(cost.breadthFirst, places: 1), "\(StudyTable.text(cost.saved * 100, places: 0)) %",
      ]
    }
    return table
  }
}
