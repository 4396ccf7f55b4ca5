package import Advisors
import Environments
import Foundation
import MuJoCoEnvironments
import Networks
import RLCore
import SessionStore
import TOMLKit
package import Threads

/// Every advisor there is.
package enum AdvisorChoice {
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
}
