import Algorithms
import Coaching
import Engine
import Foundation
import RLCore
import SessionStore
import Testing
import Threads

/// Refinements that ask anew as they go on.
@Suite struct RoundsStageTests {
  /// A session with decided suggestions, and rounds in every second update.
  private func desk(accept rule: AcceptancePolicy = .all) async throws -> Desk {
    let desk = try Desk.played()
    _ = try await desk.identify("offline")
    _ = try desk.coach.accept(by: .all)
    desk.coach.settings.evidence.rollouts = 2
    desk.coach.settings.evidence.horizon = 8
    desk.coach.settings.refinement.totalSteps = try desk.store.guidanceSteps() + 12 * 512
    desk.coach.settings.refinement.guidance.rounds = 2
    desk.coach.settings.refinement.guidance.roundShare = 0.5
    desk.coach.roundRule = rule
    return desk
  }

  private let method = MethodCatalog.methods["coach-ra"]

  @Test func roundsBringNewSuggestionsAndPayForThem() async throws {
    let desk = try await desk()
    let store = desk.store
    let (episodes, suggestions) = (try store.episodeSummaries(), try store.suggestions())
    let charged = try store.guidanceSteps()
    let budget = desk.coach.settings.refinement.totalSteps
    let run = try desk.coach.refine(try #require(method))
    let windows = try store.episodeSummaries().dropFirst(episodes.count)
    let found = try store.suggestions().dropFirst(suggestions.count)
    #expect(!windows.isEmpty && windows.allSatisfy { $0.isOfRound && $0.length <= 64 })
    #expect(!found.isEmpty && Set(found.map(\.episode)).isSubset(of: windows.map(\.id)))
    let verdicts = try store.currentVerdicts()
    #expect(found.allSatisfy { verdicts[$0.id] != nil })
    // What rounds may spend is charged from the beginning; what they spent is on their own account.
    let reserve = budget / 2
    let charges = try store.charges(of: run.name)
    #expect(charges.values.reduce(0, +) == charged + reserve)
    let spent = try store.ledger().filter { $0.run?.rawValue.hasPrefix("round ") == true }
    let total = spent.reduce(0) { $0 + $1.steps }
    #expect(total > 0 && total <= reserve + 2 * 2 * 8, "one measurement may go over")
    #expect(try store.guidanceSteps() == charged + total)
    #expect(run.step + charged + reserve < budget + 512 && run.state == .finished)
    let entries = try store.metrics(run: run.name, name: .guidanceEntries).map(\.value)
    #expect(Set(entries).count > 1, "the table has changed")
    #expect(try store.recall(.retiredSuggestions)?["coach-ra"] != nil)
    // Stretches that rounds asked about are no collected episodes.
    try desk.coach.collect(episodes.count)
    #expect(try store.collectedEpisodes() == episodes.map(\.id))
  }

  @Test(arguments: [false, true]) func aRunThatWasStoppedHasTheSameRounds(learnsFromEvidence: Bool) async throws {
    let whole = try await desk()
    whole.coach.settings.refinement.guidance.reusesEvidence = learnsFromEvidence
    let expected = try whole.coach.refine(try #require(method))
    let learnt = try whole.store.metrics(run: expected.name, name: .evidenceSteps).map(\.value)
    #expect(learnt.isEmpty != learnsFromEvidence && learnt.allSatisfy { $0 > 0 && $0 <= 51 })
    let desk = try await desk()
    desk.coach.settings.refinement.guidance.reusesEvidence = learnsFromEvidence
    desk.coach.driver.checkpointInterval = .seconds(0)
    desk.coach.driver.snapshotInterval = .zero
    // Stopped behind a round, of which the last checkpoint before knows nothing.
    let commands = desk.commands
    let store = desk.store
    desk.coach.driver.onProgress = { snapshot in
      if snapshot.run == "coach-ra", (try? store.episodeSummaries().contains(where: \.isOfRound)) == true {
        commands.send(.stop)
      }
    }
    #expect(throws: EngineStopped.self) { try desk.coach.refine(try #require(method)) }
    let settings = desk.coach.settings
    let again = try desk.reopened()
    again.coach.settings = settings
    again.coach.roundRule = .all
    let run = try again.coach.refine(try #require(method))
    #expect(run.digest == expected.digest)
    #expect(try again.store.suggestions().count == whole.store.suggestions().count)
  }

  @Test func aPersonDecidesWhereNoRuleDoes() async throws {
    let desk = try await desk()
    desk.coach.roundRule = nil
    var told = 0
    desk.coach.onRound = { told += 1 }
    let before = try desk.store.suggestions().count
    _ = try desk.coach.refine(try #require(method))
    let verdicts = try desk.store.currentVerdicts()
    let found = try desk.store.suggestions().dropFirst(before)
    #expect(told > 0 && !found.isEmpty && found.allSatisfy { verdicts[$0.id] == nil })
  }

  @Test func aRunMayBeginWithoutGuidanceWhereRoundsBringSome() async throws {
    let desk = try Desk.played()
    desk.coach.settings.refinement.totalSteps = try desk.store.guidanceSteps() + 8 * 512
    #expect(throws: CoachError.self) { try desk.coach.refine(try #require(method)) }
    desk.coach.settings.refinement.guidance.rounds = 1
    desk.coach.settings.refinement.guidance.roundShare = 0.5
    desk.coach.settings.evidence.rollouts = 2
    desk.coach.roundRule = .all
    let run = try desk.coach.refine(try #require(method))
    let entries = try desk.store.metrics(run: run.name, name: .guidanceEntries).map(\.value)
    #expect(entries.first == 0 && (entries.last ?? 0) > 0)
  }

  @Test func evidenceIsLearntFromInRoundsAlone() async throws {
    let desk = try await desk()
    desk.coach.settings.refinement.guidance.rounds = 0
    desk.coach.settings.refinement.guidance.reusesEvidence = true
    let error = #expect(throws: InvalidSettingError.self) { try desk.coach.refine(try #require(method)) }
    #expect(error?.key == "guidance.reuseEvidence")
  }

  @Test func otherMethodsRefuseRounds() async throws {
    let desk = try await desk()
    let error = #expect(throws: InvalidSettingError.self) {
      try desk.coach.refine(try MethodCatalog.methods.entry("ultra-a"))
    }
    #expect(error?.key == "guidance.rounds")
  }

  @Test func adviceIsMadeWorseBeforeItIsStored() async throws {
    let plain = try Desk.played()
    _ = try await plain.identify("offline")
    let advised = try plain.store.suggestions()
    for share in [0.25, 0.5, 1] {
      let desk = try Desk.played()
      desk.coach.corruption = AdviceCorruption(share: share, seed: 4)
      _ = try await desk.identify("offline")
      let found = try desk.store.suggestions()
      #expect(found.map(\.step) == advised.map(\.step))
      let worse = zip(found, advised).filter { $0.0.rationale.hasPrefix("[corrupted]") }
      #expect(abs(Double(worse.count) / Double(found.count) - share) < 0.2)
      #expect(worse.allSatisfy { $0.0.reward == -$0.1.reward && $0.0.blame == nil })
      #expect(share < 1 || worse.contains { $0.0.action != $0.1.action })
      let kept = zip(found, advised).filter { !$0.0.rationale.hasPrefix("[corrupted]") }
      #expect(kept.allSatisfy { $0.0.action == $0.1.action && $0.0.reward == $0.1.reward })
    }
  }
}
