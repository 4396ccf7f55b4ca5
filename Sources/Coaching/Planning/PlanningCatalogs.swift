package import Algorithms
import Environments
import Foundation
package import RLCore
package import TextEnvironments

/// Everything that can be named when something is planned; a line in one of its catalogs is all that an addition needs.
package struct PlanningCatalogs: Sendable {
  /// Text environments, and simulators that are planned in like these.
  package var texts = TextEnvironmentCatalog.environments.adding(ControlCatalog.environments)
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

  /// Environments of training: what is asked to be planned may be one of them.
  package var trained = Catalogs.standard.environments

  /// Where data sets are looked for.
  package var data = DataFolder(environment: ProcessInfo.processInfo.environment)

  /// The program's own.
  package init() {}

  /// The text environment that `name` is or that has it as a problem, with the problem's name in that case.
  ///
  /// - Throws: `UnknownNameError` that lists every environment and process, `CoachError.unusable` for an environment of
  ///   training that cannot be planned in, with the reason.
  package func text(_ name: String) throws -> (environment: TextEnvironmentEntry, problem: String?) {
    if let entry = texts[name] { return (entry, nil) }
    if let entry = texts.entries.first(where: { $0.isProblem(name, folder: $0.folder(in: data)) }) {
      return (entry, name)
    }
    if let maker = trained[name] { throw CoachError.unusable(try obstacle(to: maker.entry())) }
    throw UnknownNameError(kind: "planning environment", name: name, valid: processes.names + texts.names)
  }

  /// Why nothing is planned in an environment of training, with what to do next.
  private func obstacle(to entry: EnvironmentEntry) -> String {
    let there = "what can be planned in: \((texts.names + processes.names).joined(separator: ", "))"
    guard entry.capabilities.contains(.restorable) else {
      return
        "planning goes back to earlier states of a simulator, and those of \(entry.spec.id) cannot be restored; conform "
        + "its type to Restorable, or choose \(there)"
    }
    guard case .box = entry.spec.action else {
      return
        "planning in a simulator holds torques, and \(entry.spec.id) takes one of a few named actions; choose \(there)"
    }
    return "nothing says what is to be reached in \(entry.spec.id): it has no sub-goals; choose \(there)"
  }
}
