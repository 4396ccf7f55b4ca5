package import Algorithms
import RLCore
import TextEnvironments

/// What a person asked to have planned, in their own words: names and values that are still to be looked up.
package struct PlanOrder {
  /// A text environment, or one of its problems.
  package var environment: String
  /// A problem of the environment: its name or a file.
  package var problem: String?
  /// Task sets: names or files.
  package var sets: [String] = []
  /// Settings of planners and of the environment, in order; later ones win.
  package var settings: [(key: String, value: String)] = []
  /// Settings to try, each as `key=value,value,...`.
  package var sweeps: [String] = []
  /// Actions that a plan may take; nil: as many as a shortest one.
  package var horizon: Int?
  /// The prior, as `--prior` names it; nil: the environment's usual one.
  package var prior: String?
  /// How a language model is asked.
  package var model = ModelOptions(samples: 5)
  /// Planners, with commas between them, or `all`; nil: slinvit for one task and in sweeps, all for sets.
  package var planners: String?
  /// The settings to begin with; nil: the environment's usual ones.
  package var preset: String?
  /// What may be spent on each task.
  package var budget = PlanBudget.unlimited
  /// The seed of everything random; nil for 1.
  package var seed: UInt64?

  /// An order for an environment.
  package init(_ environment: String) { self.environment = environment }

  /// Everything that planning needs, as one value: for a command's text, and for whatever else shows a search.
  ///
  /// - Throws: `UnknownNameError` and `InvalidSettingError` that list what is valid, `TextTaskError`.
  package func request(in catalogs: PlanningCatalogs = PlanningCatalogs()) throws -> PlanRequest {
    let (environment, named, prior, settings, planners, grid) = try checked(in: catalogs)
    let own = Set(environment.settings.map(\.key))
    let folder = environment.folder(in: catalogs.data)
    var ownSettings = self.settings.filter { own.contains($0.key) }
    // What one recording did is chosen from what it tried, unless somebody asks for more.
    if environment.recordings != nil, prior.hasPrefix("recorded:"),
      let runs = prior.split(separator: ":").dropFirst().first,
      !ownSettings.contains(where: { $0.key == "proposals" || $0.key == "leaveOut" })
    {
      ownSettings.append((key: "proposals", value: String(runs)))
    }
    let tasks = try environment.tasks(
      TextTaskSelection(try source(named), horizon: horizon, seed: seed ?? 1, settings: ownSettings), folder: folder)
    let situation = PriorSituation(tasks: tasks, environment: environment, folder: folder, seed: seed ?? 1)
    return PlanRequest(
      tasks: tasks, priorName: prior, prior: try catalogs.priors.prior(prior, situation, options: model),
      settings: settings, grid: grid, planners: planners, budget: budget, seed: seed ?? 1)
  }

  /// The same for a screen, where it says nothing of a task: what the environment has to show.
  ///
  /// - Throws: `UnknownNameError` where there is no such environment.
  package func onScreen(in catalogs: PlanningCatalogs = PlanningCatalogs()) throws -> PlanOrder {
    let (entry, named) = try catalogs.text(environment)
    guard let showpiece = entry.showpiece, named == nil, problem == nil, sets.isEmpty, settings.isEmpty, sweeps.isEmpty,
      horizon == nil, prior == nil, planners == nil, preset == nil, seed == nil
    else { return self }
    var order = self
    (order.settings, order.seed) = (showpiece.settings, showpiece.seed)
    return order
  }

  /// Looks up names and values, which costs nothing: no task and no prior is made.
  ///
  /// - Throws: `UnknownNameError` and `InvalidSettingError` that list what is valid.
  package func check(in catalogs: PlanningCatalogs) throws { _ = try checked(in: catalogs) }

  private typealias Checked = (
    environment: TextEnvironmentEntry, named: String?, prior: String, settings: PlanSettings, planners: [PlannerEntry],
    grid: PlanGrid
  )

  private func checked(in catalogs: PlanningCatalogs) throws -> Checked {
    let (environment, named) = try catalogs.text(environment)
    let own = Set(environment.settings.map(\.key))
    if let obstacle = environment.obstacle() { throw CoachError.unusable(obstacle) }
    var settings = try catalogs.presets.entry(preset ?? environment.usualPreset).settings
    for (key, value) in self.settings where !own.contains(key) {
      try apply(key, value, to: &settings, beside: environment)
    }
    return (
      environment, named, prior ?? environment.usualPrior, settings, try planners(of: catalogs),
      try PlanGrid(sweeps, base: settings)
    )
  }

  private func apply(
    _ key: String, _ value: String, to settings: inout PlanSettings, beside environment: TextEnvironmentEntry
  ) throws {
    guard PlanSettings.fields.contains(where: { $0.key == key }) else {
      throw UnknownNameError(
        kind: "setting", name: key, valid: PlanSettings.fields.map(\.key) + environment.settings.map(\.key))
    }
    try PlanSettings.fields.apply(key, value, to: &settings)
  }

  /// Where the tasks come from; `named` is a problem that stands in the environment's place.
  private func source(_ named: String?) throws -> TextTaskSelection.Source {
    guard sets.isEmpty || named == nil else {
      throw InvalidSettingError(
        key: "set", value: sets[0],
        valid: "a set beside the name of an environment, not beside the problem \(named ?? "")")
    }
    if !sets.isEmpty { return .sets(sets) }
    return (problem ?? named).map { .problem($0) } ?? .drawn
  }

  /// The planners that are to run.
  private func planners(of catalogs: PlanningCatalogs) throws -> [PlannerEntry] {
    let names = planners ?? (sets.isEmpty || !sweeps.isEmpty ? "slinvit" : "all")
    if names == "all" { return catalogs.planners.entries }
    return try names.split(separator: ",").map { try catalogs.planners.entry(String($0)) }
  }
}
