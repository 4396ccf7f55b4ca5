import Advisors
import Algorithms
import CurlTransport
import Engine
import Foundation
import Glibc
import LanguageModels
import Networks
package import RLCore
import SessionStore
import Synchronization
import Threads

/// Asks advisors on a thread of its own, so that training and screen never wait for them, and measures what comes.
package final class BackgroundAdvising: Sendable {
  private let stage: AdviceStage
  private let watch: AdvisingProgress
  private let tell: @Sendable (AdvisingEvent) -> Void
  private let stopping = StopSignal()
  private let thread = Mutex<OwnedThread?>(nil)

  /// Asks about the session of `stage`, and tells `tell` what comes of it.
  package init(
    stage: AdviceStage, watch: AdvisingProgress, tell: @escaping @Sendable (AdvisingEvent) -> Void
  ) {
    self.stage = stage
    self.watch = watch
    self.tell = tell
  }

  /// Who can be asked: the session's own advisor first, then endpoints, then stand-ins.
  package func offers() -> AdvisorOffers {
    var offers = AdvisorOffers(advisors: [], episodes: (try? stage.store.episodeSummaries().count) ?? 0)
    do {
      offers.advisors = try ModelEndpoints.offered().map(Self.endpoint)
    } catch {
      offers.problem = "\(error)"
    }
    if !offers.advisors.contains(where: { $0.name == ModelEndpoints.usualEndpoint }) {
      offers.advisors.append(Self.endpoint(ModelEndpoints.usualEndpoint))
    }
    offers.advisors += Catalogs.standard.advisors.entries.map { advisor in
      var offer = AdvisorOffer(name: advisor.name, about: advisor.summary, isStandIn: advisor.isStandIn)
      offer.problem = advisor.obstacle(in: stage.entry)
      return offer
    }
    let usual = stage.settings.advisor
    if !offers.advisors.contains(where: { $0.name == usual }) { offers.advisors.append(Self.endpoint(usual)) }
    if let index = offers.advisors.firstIndex(where: { $0.name == usual }) {
      offers.advisors.insert(offers.advisors.remove(at: index), at: 0)
    }
    return offers
  }

  private static func endpoint(_ name: String) -> AdvisorOffer {
    var offer = AdvisorOffer(name: name, about: "", isStandIn: false)
    do {
      guard let found = try ModelEndpoints.endpoint(name) else {
        offer.problem = "there is no advisor '\(name)'; config.toml names endpoints"
        return offer
      }
      offer.about = (found.model.map { "\($0) at " } ?? "") + found.configuration.host
      offer.needsModel = found.model == nil
      offer.listsModels = true
    } catch {
      offer.problem = "\(error)"
    }
    return offer
  }

  /// Asks an endpoint which models it offers.
  package func loadModels(of name: String) {
    let tell = tell
    Task.detached {
      do {
        guard let found = try ModelEndpoints.endpoint(name) else {
          return tell(.models(ModelOffers(advisor: name, problem: "\(name) is not an endpoint")))
        }
        let endpoint = ChatEndpoint(
          found.configuration, transport: try ModelEndpoints.transport(to: found.configuration))
        let names = try await endpoint.models().map(\.name)
        let problem = names.isEmpty ? "\(found.configuration.host) lists no model" : nil
        tell(.models(ModelOffers(advisor: name, names: names, problem: problem)))
      } catch {
        tell(.models(ModelOffers(advisor: name, problem: "\(error)")))
      }
    }
  }

  /// Begins to ask; refused while somebody is being asked.
  package func ask(_ name: String) {
    guard watch.begin(name, configuredAs: name) else {
      return tell(.notice("an advisor is being asked already", isError: true))
    }
    thread.withLock { held in
      held?.join()
      stopping.clear()
      held = try? OwnedThread { [self] in
        // Training comes first where both want a processor.
        setpriority(__priority_which_t(UInt32(PRIO_PROCESS.rawValue)), 0, 10)
        work(name)
      }
    }
  }

  /// Ends asking and measuring; what was answered and measured stays.
  package func stop() { stopping.set() }

  /// Stops, and waits for the end.
  package func finish() {
    stop()
    thread.withLock { held in
      held?.join()
      held = nil
    }
  }

  private func work(_ name: String) {
    do {
      let pool = WorkerPool(threads: 1)
      var options = ModelOptions()
      options.onProgress = { [watch] in watch.hear($0) }
      let asked = try stage.consultation(advisor: name, pool: pool, options: options)
      let (stage, watch, tell) = (stage, watch, tell)
      let outcome = try waitFor(stop: stopping) {
        try await stage.run(
          asked,
          onCall: { made, planned in
            watch.made(made, of: planned, store: stage.store)
            tell(.called)
          }, onStored: { _ in tell(.stored) })
      }
      watch.end()
      let found = outcome.suggestions.count
      if let trouble = outcome.trouble {
        tell(.notice("\(CoachError.nothingUsable(asked.label, trouble))", isError: true))
      } else {
        tell(
          .notice(
            found == 0
              ? "\(asked.label): nothing new; it was asked about every episode"
              : "\(found) suggestions from the \(asked.label)",
            isError: false))
      }
      if let alert = outcome.alert { tell(.notice("one action for distinct states: \(alert)", isError: true)) }
      try measure(pool)
    } catch is EngineStopped {
      watch.end()
    } catch {
      watch.end(pause: error.isAdvisingPause ? "\(error)" : nil)
      tell(.notice("\(error); what was answered is kept, and asking again goes on from it", isError: true))
    }
    tell(.stored)
  }

  /// Measures the evidence of what has none.
  private func measure(_ pool: WorkerPool) throws {
    guard let job = try stage.measurement(pool: pool) else { return }
    defer { tell(.stored) }
    try stage.countingLoss(of: job) {
      while !job.isFinished, !stopping.isSet { _ = try job.advance() }
    }
    tell(.notice("evidence of \(job.evidence.count) suggestions is measured", isError: false))
  }
}
