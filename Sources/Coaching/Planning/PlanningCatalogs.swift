package import Algorithms
import Environments
import Foundation
package import RLCore
package import TextEnvironments

/// Everything that can be named when something is planned; a line in one of its catalogs is all that an addition needs.
package struct PlanningCatalogs: Sendable {
  /// Text environments.
  package var texts = TextEnvironmentCatalog.environments
  /// Tabular processes, those of text environments among them.
  package var processes = TabularCatalog.processes.adding(TextEnvironmentCatalog.processes)
  /// Planners for text environments.
  package var planners = PlannerCatalog.planners
  /// Settings of planners that go together.
  package var presets = PlanPresetCatalog.presets
  /// Priors for text environments, but for language models, which have names of their own.
  package var priors = PriorCatalog.priors
  /// Methods for tabular processes.
  package var methods = TabularMethodCatalog.methods
  /// Studies of tabular processes.
  package var studies = StudyCatalog.studies

  /// Where data sets are looked for.
  package var data = DataFolder(environment: ProcessInfo.processInfo.environment)

  /// The program's own.
  package init() {}

  /// The text environment that `name` is or that has it as a problem, with the problem's name in that case.
  ///
  /// - Throws: `UnknownNameError` that lists every environment and process.
  package func text(_ name: String) throws -> (environment: TextEnvironmentEntry, problem: String?) {
    if let entry = texts[name] { return (entry, nil) }
    if let entry = texts.entries.first(where: { $0.isProblem(name, folder: $0.folder(in: data)) }) {
      return (entry, name)
    }
    throw UnknownNameError(kind: "planning environment", name: name, valid: processes.names + texts.names)
  }
}
