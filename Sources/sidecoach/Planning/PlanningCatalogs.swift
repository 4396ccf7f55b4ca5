import Environments
import RLCore
import TextEnvironments

/// What `sidecoach plan` can plan in.
enum PlanningCatalogs {
  /// The tabular processes of every module.
  static let processes = TabularCatalog.processes.adding(TextEnvironmentCatalog.processes)
}
