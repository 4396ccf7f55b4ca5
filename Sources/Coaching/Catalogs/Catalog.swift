package import Advisors
import Environments
import Foundation
import MuJoCoEnvironments
import Networks
package import RLCore
import SessionStore
import TOMLKit
package import Threads

/// Every environment there is: those of the modules, and locomotion tasks of a person's own.
package enum Catalog {
  /// The built-in environments.
  package static let environments = EnvironmentCatalog.all.adding(MuJoCoCatalog.all.entries)

  /// The entry for an id, or for the path of a task file that ends in `.toml`; an unknown id is an error that lists
  /// the valid ones.
  package static func environment(_ id: String, settings: [String: String] = [:]) throws -> EnvironmentEntry {
    if id.hasSuffix(".toml") { return try task(at: id, settings: settings) }
    return try environments.environment(id, settings: settings)
  }

  /// The stand-ins: those that need nothing but a prompt, and the planner, which needs a session's policy.
  package static let advisors: [(name: String, summary: String, isStandIn: Bool)] =
    AdvisorCatalog.all.map { ($0.name, $0.summary, $0.isStandIn) }
    + [(PlanningAdvisor.catalogName, PlanningAdvisor.catalogSummary, true)]

  /// The advisor called `name`: a stand-in, `openai:MODEL`, or an endpoint of the configuration file. An unknown name is
  /// an error that lists the valid ones.
  package static func advisor(
    _ name: String, for stage: AdviceStage, pool: WorkerPool, options: ModelOptions = ModelOptions()
  ) throws -> any Advisor {
    if let configuration = try ModelAdvisors.configuration(name) {
      return try ModelAdvisors.advisor(configuration, recorder: stage.modelCalls, options: options)
    }
    guard advisors.contains(where: { $0.name == name }) else {
      let valid = advisors.map(\.name) + (try ModelAdvisors.names()) + ["openai:MODEL"]
      throw UnknownNameError(kind: "advisor", name: name, valid: valid)
    }
    guard name == PlanningAdvisor.catalogName else { return try AdvisorCatalog.make(name) }
    let store = stage.store
    return PlanningAdvisor(
      checkpoint: try store.policy(of: "base"), entry: stage.entry, configuration: stage.settings.planner,
      seed: stage.settings.seed, pool: pool, episode: { try store.episode($0) })
  }

  private static func task(at path: String, settings: [String: String]) throws -> EnvironmentEntry {
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
