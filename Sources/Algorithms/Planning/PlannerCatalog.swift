public import RLCore

/// A planner of the catalog.
public struct PlannerEntry: CatalogEntry {
  /// The name on the command line.
  public let name: String
  /// One sentence for help.
  public let summary: String
  /// It searches by the settings that `SLINVITConfiguration` names.
  public let readsConfiguration: Bool
  /// It asks the prior; otherwise it plans as if there were none.
  public let asksPrior: Bool
  private let make: @Sendable (PlanSettings) -> any Planner

  /// A planner that `make` makes with settings.
  public init(
    _ name: String, _ summary: String, readsConfiguration: Bool = false, asksPrior: Bool = true,
    make: @escaping @Sendable (PlanSettings) -> any Planner
  ) {
    self.name = name
    self.summary = summary
    self.readsConfiguration = readsConfiguration
    self.asksPrior = asksPrior
    self.make = make
  }

  /// The planner with these settings.
  public func planner(_ settings: PlanSettings = PlanSettings()) -> any Planner { make(settings) }
}

/// The planners of this module.
public enum PlannerCatalog {
  /// Every planner, in the order of comparison, one line each.
  public static let planners = Catalog(
    "planner",
    [
      PlannerEntry("slinvit", "sub-goal search regularised by the prior", readsConfiguration: true) {
        SLINVIT($0.slinvit)
      },
      PlannerEntry("prior", "takes the prior's most probable action at each state") { _ in PriorActing(.act) },
      PlannerEntry("react", "samples one action of the prior after each observation") { _ in PriorActing(.react) },
      PlannerEntry("plan-solve", "carries out a plan that was written at once") { _ in PriorActing(.planAndSolve) },
      PlannerEntry("try-again", "samples whole episodes until one succeeds") {
        PriorActing(.tryAgain, retries: $0.baselines.episodes)
      },
      PlannerEntry("reflexion", "tries again, and less of what led to failures") {
        PriorActing(.reflexion, retries: $0.baselines.episodes)
      },
      PlannerEntry("best-of-n", "samples n episodes and keeps the best") {
        PriorActing(.bestOfN, retries: $0.baselines.episodes)
      },
      PlannerEntry("majority", "samples n episodes and takes the answer that most of them end with") {
        MajorityVote(episodes: $0.baselines.episodes)
      },
      PlannerEntry("rap", "Monte-Carlo tree search with the prior in its rewards") { TreeSearchPlanner($0.baselines) },
      PlannerEntry("bfs", "breadth-first search without a prior", asksPrior: false) { _ in BreadthFirstPlanner() },
    ])
}
