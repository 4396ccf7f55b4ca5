import Algorithms
import ArgumentParser
import Coaching
import RLCore

/// What is planned, with which prior, how, and for how much.
struct PlanOptions: ParsableArguments {
  @Option(help: "The task: a file, or the name of one of the data set's problems.") var problem: String?
  @Option(
    name: [.customLong("set"), .customLong("games"), .customLong("tasks")],
    help: """
      A setting as key=value; anything else is a set of tasks: a file, folder or archive of them, the name of one in the data \
      folder, or own for those that come with the program.
      """
  )
  var sets: [String] = []
  @Option(help: "InterCode-SQL: the MySQL dump of the databases (setting dump).") var dump: String?
  @Option(help: "InterCode-Bash: the archive of the tasks' tree (setting root).") var root: String?
  @Flag(help: "InterCode: the search reads the gold reward, an upper bound and no method (setting oracleReward).")
  var oracleReward = false
  @Option(help: "Settings to try, as key=value,value,...; several make a grid.") var sweep: [String] = []
  @Option(help: "Blocks of a task of its own, where none is named (setting blocks).", transform: wholeNumber)
  var blocks: Int?
  @Option(help: "Actions that a plan may take. Default: those of a shortest plan.", transform: wholeNumber) var horizon:
    Int?

  @Option(help: "Where proposals come from: see above. Default: policy with --policy, else the environment's.")
  var prior: String?
  @Option(
    help: "Pendulum, Hopper-v5: a session, or a checkpoint of safetensors, whose policy is the prior (setting policy).")
  var policy: String?
  @Option(
    help: "Questions to a model about a state, where it gives no log probabilities. Default: 5.", transform: wholeNumber
  )
  var samples = 5
  @Option(help: "File that requests to a model are recorded in; with --replay, answered from, without a network.")
  var cassette: String?
  @Flag(help: "Answer from the cassette alone.") var replay = false

  @Option(
    name: .customLong("method"),
    help: "Planners, with commas between them, or all. Default: slinvit for one task and in sweeps, all for sets.")
  var method: String?
  @Option(help: ArgumentHelp(PlanHelp.presets)) var preset: String?
  @Option(help: "Proposals tried at each node; 0 for all (setting k).", transform: wholeNumber) var k: Int?
  @Option(
    name: .customLong("horizon-per-subgoal"), help: "Steps of a sub-problem, N (setting depth).", transform: wholeNumber
  )
  var depth: Int?
  @Option(help: "Weight of the prior beside rewards and values (setting lambda).") var lambda: Double?
  @Option(name: .customLong("value"), help: "Value of a leaf: rule or rollouts (setting value).")
  var leafValue: String?
  @Option(help: "Rollouts of a leaf, M (setting rollouts).", transform: wholeNumber) var rollouts: Int?
  @Option(help: "Nodes kept at each depth; 0 for all (setting beam).", transform: wholeNumber) var beam: Int?
  @Flag(inversion: .prefixedNo, help: "Search again after each action, not after N (setting replan).")
  var replan: Bool?

  @Option(help: "Transitions at most, for each task.", transform: wholeNumber) var transitions: Int?
  @Option(
    name: .customLong("model-calls"), help: "Questions to the prior at most, for each task.", transform: wholeNumber)
  var modelCalls: Int?
  @Option(help: "Seed of everything random. Default: 1.") var seed: UInt64?

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
  private var lists: [String] { sets.filter { !$0.contains("=") } }

  /// What may be spent on each task.
  private var budget: PlanBudget { PlanBudget(transitions: transitions, modelCalls: modelCalls) }

  /// The settings of `--set`, then those that an option of their own spells out.
  private func settings(_ policy: String?) -> [(key: String, value: String)] {
    let pairs = sets.filter { $0.contains("=") }.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      return (key: parts[0], value: parts[1])
    }
    let spelled: [(key: String, value: String?)] = [
      ("dump", dump), ("root", root), ("oracleReward", oracleReward ? "true" : nil),
      ("policy", policy), ("blocks", blocks.map { "\($0)" }),
      ("k", k.map { "\($0)" }),
      ("depth", depth.map { "\($0)" }),
      ("lambda", lambda.map { "\($0)" }), ("value", leafValue), ("rollouts", rollouts.map { "\($0)" }),
      ("beam", beam.map { "\($0)" }), ("replan", replan.map { "\($0)" }),
    ]
    return pairs + spelled.compactMap { entry in entry.value.map { (entry.key, $0) } }
  }

  /// What is asked of a text environment; sessions are looked for in `directory`.
  func order(_ environment: String, sessions directory: String) throws -> PlanOrder {
    var order = PlanOrder(environment)
    order.problem = problem
    order.sets = lists
    order.settings = settings(try policy.map { try TorquePolicy.path($0, in: directory) })
    order.sweeps = sweep
    order.horizon = horizon
    order.prior = prior ?? (policy == nil ? nil : "policy")
    order.model = ModelOptions(samples: samples, cassette: cassette, isReplay: replay)
    let said = WaitAnnouncer()
    order.model.onProgress = { progress in
      if let words = said.news(in: progress) { Output.note(words + "\n") }
    }
    order.planners = method
    order.preset = preset
    order.budget = budget
    order.seed = seed
    return order
  }

  /// What is asked of a tabular process; what only text environments take is refused.
  func order(_ process: String, _ options: TabularOptions, out: String?) throws -> TabularOrder {
    guard lists.isEmpty, problem == nil, sweep.isEmpty, out == nil else {
      throw ValidationError(
        "--problem, --sweep, --out and task sets are for text environments; \(process) takes --set key=value and --study"
      )
    }
    guard prior == nil, policy == nil, budget == .unlimited, horizon == nil else {
      throw ValidationError(
        "\(process) takes --divergence for its prior and --set episodes=N for what it may spend, not --prior, "
          + "--policy, --horizon, --transitions or --model-calls")
    }
    var order = TabularOrder(process)
    order.study = options.study
    order.divergence = options.divergence
    order.divergences = try options.divergences.map(TabularOrder.divergences)
    order.accuracy = options.epsilon
    order.seeds = options.seeds
    order.settings = settings(nil)
    order.methods = method ?? "all"
    order.seed = seed ?? 1
    return order
  }
}

/// How tabular processes are planned and studied.
struct TabularOptions: ParsableArguments {
  @Option(help: "A study: see above.") var study: String?
  @Option(help: "Divergence of the synthetic prior from the optimal policy, in nats.") var divergence = 2.0
  @Option(help: "Divergences of the study of that name, with commas. Default: seven up to the uniform prior's.")
  var divergences: String?
  @Option(help: "How near to the optimum is near enough. Default: a tenth of it.") var epsilon: Double?
  @Option(help: "Repetitions of a study, with seeds from --seed on. Default: 10.", transform: wholeNumber) var seeds =
    10

  func validate() throws {
    guard divergence.isFinite, divergence >= 0 else { throw ValidationError("--divergence must be 0 or more") }
    guard epsilon.map({ $0 > 0 && $0.isFinite }) ?? true else { throw ValidationError("--epsilon must be above 0") }
    guard (1...10_000).contains(seeds) else { throw ValidationError("--seeds must be from 1 to 10000") }
  }
}
