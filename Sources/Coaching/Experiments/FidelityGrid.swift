import Algorithms
import Experiments
import RLCore

/// Environments x bases x identifiers x seeds, as a file of `kind = "fidelity"` states them.
struct FidelityGrid: ExperimentGrid {
  /// The keys at the top of the file, beside those of every experiment.
  static let keys = ["games", "environment", "identifiers", "episodes", "set"]
  private static let environmentKeys = ["id", "bases", "set"]

  let specs: [EnvironmentSpec]
  let identifiers: [String]
  let bases: [CoachingCell]
  let cells: [FidelityCell]
  let plan: CellPlan
  private let settings: String
  private let seeds: [UInt64]

  init(_ top: ExperimentTable, _ catalogs: Catalogs) throws {
    let seeds = try top.seeds("seeds")
    let games = try top.count("games", 2...1_000_000)
    let specs = try top.tables("environment", keys: Self.environmentKeys).map { try EnvironmentSpec($0, catalogs) }
    guard !specs.isEmpty else { throw ExperimentFileError.empty("there is no [[environment]]") }
    let named = try top.texts("identifiers") ?? []
    guard !named.isEmpty else { throw ExperimentFileError.empty("'identifiers' names none") }
    guard Set(named).count == named.count else {
      throw ExperimentFileError.wrong(top.place, "identifiers", valid: "names, each once")
    }
    for name in named {
      _ = try ExperimentFileError.at("\(top.place), identifiers") { try catalogs.identifiers.entry(name) }
    }
    let identifiers = [Coach.fidelityFloor] + named.filter { $0 != Coach.fidelityFloor }
    let episodes = try top.count("episodes", 2...1_000_000) ?? FidelityConfiguration().episodes
    let set = try top.texts("set") ?? []
    let bases = specs.flatMap { spec in
      spec.bases.flatMap { base in
        seeds.map { CoachingCell(stage: .base, environment: spec, base: base, seed: $0, games: games) }
      }
    }
    cells = try bases.flatMap { base in
      let settings = base.environment.settings(base.base, seed: base.seed, games: games)
      let order = try ExperimentFileError.at("\(top.place), set") {
        var order = FidelityOrder(settings)
        try order.apply(set)
        return order
      }
      let limit = try ExperimentFileError.at(base.environment.place) {
        let entry = try catalogs.environment(settings.environment, settings: settings.environmentSettings)
        try entry.require(.restorable, for: "fidelity plays episodes again")
        return entry.spec.stepLimit
      }
      let played = episodes * (1 + order.configuration.shares.count) * limit
      return identifiers.map { name in
        FidelityCell(
          base: base, identifier: name, episodes: episodes, set: set,
          steps: played + (MaskIdentifier.names.contains(name) ? order.mask.steps : 0))
      }
    }
    plan = CellPlan([
      CellPlan.Phase(name: "bases", cells: bases.map(\.planned)),
      CellPlan.Phase(name: "fidelity", cells: cells.map(\.planned)),
    ])
    settings = (["\(episodes) episodes"] + set).joined(separator: ", ")
    (self.specs, self.identifiers, self.bases, self.seeds) = (specs, identifiers, bases, seeds)
  }

  var environments: [String] { specs.map(\.id) }

  var axes: [String] {
    [
      "places: " + specs.flatMap { spec in spec.bases.map { "\(spec.id) \($0.name)" } }.joined(separator: "; "),
      "identifiers: " + identifiers.joined(separator: ", "), "measured with: " + settings,
      "seeds: " + seeds.map { "\($0)" }.joined(separator: ", "),
    ]
  }

  func checkBases(finished: Set<String>) throws {
    for base in bases where !finished.contains(base.key) {
      try base.environment.check(base.base, seed: base.seed)
    }
  }

  func outcome(of key: String, in folder: ExperimentFolder, threads: Int) throws -> ExperimentOutcome {
    if let base = bases.first(where: { $0.key == key }) { return try base.outcome(in: folder, threads: threads) }
    guard let cell = cells.first(where: { $0.key == key }) else {
      throw UnknownNameError(kind: "cell", name: key, valid: plan.cells.map(\.key))
    }
    return try cell.outcome(in: folder, threads: threads)
  }

  func thin(_ key: String, in folder: ExperimentFolder) {
    try? cells.first { $0.key == key }?.thin(in: folder)
  }

  /// The tables of the cells that are finished, in their order.
  private func tables(_ outcomes: [String: ExperimentOutcome]) -> FidelityTables {
    FidelityTables(cells.compactMap { outcomes[$0.key]?.fidelity })
  }

  func rows(_ outcomes: [String: ExperimentOutcome]) -> [ExperimentResults.Row] {
    tables(outcomes).rows.map { .fidelity($0) }
  }

  func pages(
    _ outcomes: [String: ExperimentOutcome], errors: [String: String], title: String
  ) -> any ExperimentPages {
    let failures = (bases.map(\.planned) + cells.map(\.planned)).compactMap { cell in
      errors[cell.key].map { ExperimentResults.Failure(cell: cell.label, reason: $0) }
    }
    return tables(outcomes).pages(title: title, failures: failures)
  }
}
