package import Algorithms
import Environments
import Foundation
import MuJoCoEnvironments
package import RLCore
import TOMLKit

/// What can be chosen by name: the one place where the concrete environments and methods meet the stages, a line each.
///
/// A value that is handed to whoever needs it, so that another one, with more lines, runs through the same stages.
package struct Catalogs: Sendable {
  /// The built-in environments.
  package var environments: Catalog<EnvironmentMaker>
  /// The ways to fine-tune.
  package var methods: Catalog<RefinementMethod>
  /// Who names critical states.
  package var identifiers: Catalog<IdentifierEntry>
  /// Who says what should have been done there.
  package var advisors: Catalog<AdvisorEntry>
  /// Language models, which can do both.
  package var models: Catalog<LanguageModelEntry>

  /// What the program has.
  package static let standard = Catalogs(
    environments: EnvironmentCatalog.all.adding(MuJoCoCatalog.all.entries),
    methods: MethodCatalog.methods, identifiers: standardIdentifiers, advisors: standardAdvisors,
    models: standardModels)

  /// The environment of an id, or of the path of a task file that ends in `.toml`; an id of Gymnasium's that is none of the
  /// built-in ones goes over the bridge. An unknown id is an error that lists the valid ones.
  package func environment(_ id: String, settings: [String: String] = [:]) throws -> EnvironmentEntry {
    if TaskFile.isPath(id) { return try task(at: id, settings: settings) }
    if isBridged(id) { return try bridged(id, settings: settings) }
    return try environments.environment(id, settings: settings)
  }

  private func task(at path: String, settings: [String: String]) throws -> EnvironmentEntry {
    let task = try TaskFile.task(at: path)
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return try MuJoCoCatalog.entry(task, settings: settings, directory: directory)
  }
}
