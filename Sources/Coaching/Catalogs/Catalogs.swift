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

  /// The environment of an id, or of the path of a task file that ends in `.toml`. An unknown id is an error that lists
  /// the valid ones.
  package func environment(_ id: String, settings: [String: String] = [:]) throws -> EnvironmentEntry {
    if id.hasSuffix(".toml") { return try task(at: id, settings: settings) }
    return try environments.environment(id, settings: settings)
  }

  private func task(at path: String, settings: [String: String]) throws -> EnvironmentEntry {
    let text: String
    do { text = try String(contentsOfFile: path, encoding: .utf8) } catch { throw TaskFileError.unreadable(path) }
    let task: LocomotionTask
    do { task = try TOMLDecoder().decode(LocomotionTask.self, from: text) } catch {
      throw TaskFileError.malformed(path, "\(error)")
    }
    let directory = URL(fileURLWithPath: path).deletingLastPathComponent().path
    return try MuJoCoCatalog.entry(task, settings: settings, directory: directory)
  }
}

/// What can be wrong with a task file, with what to do next.
package enum TaskFileError: Error, CustomStringConvertible {
  case unreadable(String)
  case malformed(String, String)

  package var description: String {
    switch self {
    case .unreadable(let path): "cannot read the task file \(path); give the path of a TOML file"
    case .malformed(let path, let reason): "\(path) is not a task file: \(reason)"
    }
  }
}
