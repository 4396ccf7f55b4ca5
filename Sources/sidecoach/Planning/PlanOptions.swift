import Algorithms
import ArgumentParser
import Coaching
import Foundation
import RLCore
import TextEnvironments

/// What is planned, with which prior, how, and for how much.
struct PlanOptions: ParsableArguments {
  @Option(help: "The task: a PDDL file, or the name of one of the data set's instances.") var problem: String?
  @Option(
    name: .customLong("set"),
    help: """
      A setting as key=value; anything else is a set of tasks: a JSON file, the name of one in the data folder, or own for \
      those that come with the program.
      """
  )
  var sets: [String] = []
  @Option(help: "Settings to try, as key=value,value,...; several make a grid.") var sweep: [String] = []
  @Option(help: "Blocks of a task of its own, where none is named.") var blocks = 5
  @Option(help: "Actions that a plan may take. Default: those of a shortest plan.") var horizon: Int?

  @Option(help: "Where proposals come from: see above.") var prior = PlanOptions.usualPrior
  @Option(help: "Questions to a model about a state, where it gives no log probabilities.") var samples = 5
  @Option(help: "File that requests to a model are recorded in; with --replay, answered from, without a network.")
  var cassette: String?
  @Flag(help: "Answer from the cassette alone.") var replay = false

  @Option(
    name: .customLong("method"),
    help: "Planners, with commas between them, or all. Default: slinvit for one task and in sweeps, all for sets.")
  var method: String?
  @Option(help: "Settings to begin with: blocksworld, blocksworld-widening, alfworld or intercode.")
  var preset = "blocksworld-widening"
  @Option(help: "Proposals tried at each node; 0 for all (setting k).") var k: Int?
  @Option(name: .customLong("horizon-per-subgoal"), help: "Steps of a sub-problem, N (setting depth).")
  var depth: Int?
  @Option(help: "Weight of the prior beside rewards and values (setting lambda).") var lambda: Double?
  @Option(name: .customLong("value"), help: "Value of a leaf: rule or rollouts (setting value).")
  var leafValue: String?
  @Option(help: "Rollouts of a leaf, M (setting rollouts).") var rollouts: Int?
  @Option(help: "Nodes kept at each depth; 0 for all (setting beam).") var beam: Int?
  @Flag(inversion: .prefixedNo, help: "Search again after each action, not after N (setting replan).")
  var replan: Bool?

  @Option(help: "Transitions at most, for each task.") var transitions: Int?
  @Option(name: .customLong("model-calls"), help: "Questions to the prior at most, for each task.")
  var modelCalls: Int?
  @Option(help: "Seed of everything random.") var seed: UInt64 = 1

  /// The prior where none is named: it knows short ways and errs now and then.
  static let usualPrior = "synthetic:0.3"

  func validate() throws {
    guard [horizon, transitions, modelCalls].allSatisfy({ ($0 ?? 0) >= 0 }) else {
      throw ValidationError("--horizon, --transitions and --model-calls must be 0 or more")
    }
    guard (1...64).contains(samples) else { throw ValidationError("--samples must be from 1 to 64") }
    guard !replay || cassette != nil else { throw ValidationError("--replay takes --cassette FILE with it") }
    guard problem == nil || lists.isEmpty else {
      throw ValidationError("--problem names one task and --set \(lists[0]) a set of them; give one of the two")
    }
  }

  /// The task sets of `--set`.
  var lists: [String] { sets.filter { !$0.contains("=") } }

  /// The settings of `--set`, in order.
  var pairs: [(key: String, value: String)] {
    sets.filter { $0.contains("=") }.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return (parts[0], parts[1])
    }
  }

  /// What may be spent on each task.
  var budget: PlanBudget { PlanBudget(transitions: transitions, modelCalls: modelCalls) }

  /// The settings that an option of their own spells out.
  var spelled: [(key: String, value: String)] {
    let all: [(key: String, value: String?)] = [
      ("k", k.map { "\($0)" }), ("depth", depth.map { "\($0)" }), ("lambda", lambda.map { "\($0)" }),
      ("value", leafValue), ("rollouts", rollouts.map { "\($0)" }), ("beam", beam.map { "\($0)" }),
      ("replan", replan.map { "\($0)" }),
    ]
    return all.compactMap { entry in entry.value.map { (entry.key, $0) } }
  }

  /// The settings: those of the preset, of `--set`, and of the options that spell one out, the later ones first.
  func settings() throws -> PlanSettings {
    var settings = try PlanSettings.preset(preset)
    for (key, value) in pairs + spelled { try PlanSettings.fields.apply(key, value, to: &settings) }
    return settings
  }

  /// The planners that are to run.
  func methods() throws -> [PlanMethodCatalog.Entry] {
    let names = method ?? (lists.isEmpty || !sweep.isEmpty ? "slinvit" : "all")
    if names == "all" { return PlanMethodCatalog.all }
    return try names.split(separator: ",").map { try PlanMethodCatalog.entry(String($0)) }
  }

  /// The tasks; `environment` is `BlocksWorld` or a PDDL file.
  func tasks(_ environment: String, folder: PlanningFolder) throws -> PlanTasks {
    if !lists.isEmpty {
      guard environment == "BlocksWorld" else { throw ValidationError("task sets are planned as BlocksWorld") }
      return try PlanTasks(lists: lists, folder: folder, horizon: horizon)
    }
    guard let named = problem ?? (environment == "BlocksWorld" ? nil : environment) else {
      return try PlanTasks(BlocksInstance.random(blocks: blocks, seed: seed), horizon: horizon)
    }
    guard let file = folder.file(named, in: "instances", suffix: ".pddl") else {
      guard problem != nil || named.contains("/") || named.hasSuffix(".pddl") else {
        throw UnknownNameError(
          kind: "planning environment", name: named, valid: PlanningCatalogs.processes.names + ["BlocksWorld"])
      }
      throw PlanError.unreadable(
        "no problem '\(named)' here or in \(folder.path)/instances; name a PDDL file, or set SIDECOACH_DATA")
    }
    return try PlanTasks(PlanningFolder.instance(at: file), horizon: horizon)
  }

  /// Everything that planning needs, as one value: for this command's text, and for whatever else shows a search.
  func request(_ environment: String) throws -> PlanRequest {
    let folder = PlanningFolder()
    // Names and values first: they cost nothing to check.
    let (settings, methods) = (try settings(), try methods())
    let grid = try PlanGrid(sweep, base: settings)
    let tasks = try tasks(environment, folder: folder)
    var options = ModelOptions(samples: samples, cassette: cassette, isReplay: replay)
    let said = WaitAnnouncer()
    options.onProgress = { progress in
      if let words = said.news(in: progress) { Output.note(words + "\n") }
    }
    return PlanRequest(
      tasks: tasks, prior: try PlanPrior(prior, tasks: tasks, folder: folder, seed: seed, options: options),
      settings: settings, grid: grid, methods: methods, budget: budget, seed: seed)
  }
}

/// Tasks, prior, settings, budget and seed: what one call of `sidecoach plan BlocksWorld` is about.
struct PlanRequest {
  var tasks: PlanTasks
  var prior: PlanPrior
  /// The settings without a sweep's.
  var settings: PlanSettings
  /// The settings to try; one point without a sweep.
  var grid: PlanGrid
  var methods: [PlanMethodCatalog.Entry]
  var budget: PlanBudget
  var seed: UInt64

  /// The task, where there is one only.
  var problem: BlocksWorld? {
    let all = tasks.groups.flatMap(\.tasks)
    return all.count == 1 ? all[0].world : nil
  }

  /// Planners with the settings of each point of the grid, in order; those that read no setting come once.
  var contenders: [PlanContender] {
    methods.flatMap { entry in
      let points = entry.readsConfiguration ? grid.points : grid.points.filter(\.isFirstForBaselines)
      return points.map { point in
        let words = entry.readsConfiguration ? point.words : point.baselineWords
        return PlanContender(
          method: entry.name, label: ([entry.name] + words).joined(separator: " "), settings: point.settings,
          readsConfiguration: entry.readsConfiguration, planner: entry.build(point.settings))
      }
    }
  }
}

/// A planner with its settings.
struct PlanContender {
  var method: String
  /// The planner and what a sweep gave it.
  var label: String
  var settings: PlanSettings
  /// It reads SLINVIT's settings.
  var readsConfiguration: Bool
  var planner: any PlanMethod
}
