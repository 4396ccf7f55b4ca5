import Algorithms
import ArgumentParser
import Coaching
import Experiments
import RLCore
import SessionStore
import WorkbenchHost

/// The main job on the embedded default.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Coach a stuck policy end to end, with an offline stand-in as advisor.",
    discussion: """
      Trains a sub-optimal policy, records its episodes, finds critical states, measures the evidence of every \
      suggestion, lets you review them, refines by each method and compares. Takes up where it was left. JSON keys: \
      \(DemoReport.keys).
      """)

  @Flag(help: "Run every stage without a terminal, accepting verified suggestions, and print a table.")
  var headless = false
  @Option(name: .customLong("env"), help: "Environment id.") var environment = "Pong"
  @Option(help: "Seed of everything random.") var seed: UInt64 = 1
  @Option(name: .shortAndLong, help: "Session name or path. Default: demo-ENV-SEED.") var session: String?
  @Option(help: "Seeds in a row, each in its own session (with --headless). Default: 1.", transform: wholeNumber)
  var seeds = 1
  @Option(help: "Advisor, as identify takes it; 'offline' and 'planner' are labelled stand-ins.") var advisor: String?
  @Option(
    help: "Who names the critical states: 'offline', 'planner', 'random' or a model. Default: the advisor itself.")
  var identifier: String?
  @Option(name: .customLong("set"), help: "A setting of the base training as key=value.") var settings: [String] = []
  @Option(name: .customLong("refine"), help: "A setting of the refinements as key=value.") var refinements: [String] =
    []
  @Flag(help: "Let the stages go on without a screen when the terminal goes away; 'attach' comes back.")
  var detach = false
  @OptionGroup var bridge: BridgeOptions
  @OptionGroup var metrics: TensorBoardOption
  @OptionGroup var terminal: TerminalFlags
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...1_000).contains(seeds), seed <= UInt64.max - 1_000 else {
      throw ValidationError("--seeds must be from 1 to 1000, and --seed that much below \(UInt64.max)")
    }
  }

  func run() throws {
    guard headless else {
      do {
        let name = session ?? "demo-\(environment)-\(seed)"
        var workbench = terminal.workbench(name, common, instead: "use --headless")
        workbench.settings = try wanted(seed)
        workbench.runsStages = true
        workbench.detaches = detach
        workbench.tensorBoard = metrics.directory
        return try workbench.run()
      } catch { throw Failure.exit(error) }
    }
    try Output.result(json: common.json) {
      let grid = Grid(
        try (seed..<(seed + UInt64(seeds))).map { seed in
          let name =
            seeds == 1
            ? session ?? "demo-\(environment)-\(seed)" : "\(session ?? "demo-\(environment)")-\(seed)"
          return DemoCell(name, metrics.added(to: common.opening(create: try wanted(seed))))
        })
      return DemoReport(try grid.outcomes())
    }
  }

  private func wanted(_ seed: UInt64) throws -> SessionSettings {
    var wanted = try SessionSettings.demo(
      environment: environment, seed: seed, settings: bridge.settings(and: settings))
    try wanted.apply(settings)
    try wanted.apply(refinements, refining: true)
    if let advisor { wanted.advisor = advisor }
    if let identifier { wanted.identifier = identifier }
    // Before hours of training, not after.
    try Catalogs.standard.check(advisor: advisor, identifier: identifier)
    try wanted.check()
    return wanted
  }
}
