import Coaching
import Dispatch
import Foundation
import RLCore
import SessionStore
import Synchronization
import TestSupport
import Testing
import Threads

/// What a person enters is stored, whatever stands in the way for a while.
@Suite struct RecordKeeperTests {
  private struct Full: Error, CustomStringConvertible {
    let description = "the disk is full"
  }

  /// Storage that can be full, and what came to be in it.
  private final class Storage: Sendable {
    let isFull = Mutex(false)
    let written = Mutex<[Int]>([])

    func write(_ item: Int) throws {
      if isFull.withLock({ $0 }) { throw Full() }
      written.withLock { $0.append(item) }
    }
  }

  private let news = Mailbox<RecordKeeper.News>()
  private let storage = Storage()
  private let queue = DispatchQueue(label: "keeper test")

  private func keeper(patience: DispatchTimeInterval = .seconds(600)) -> RecordKeeper {
    RecordKeeper(on: queue, retryingAfter: .milliseconds(1), patience: patience) { [news] in news.send($0) }
  }

  /// Everything that is told until `isLast` holds for so many of it.
  private func told(
    _ times: Int = 1, until isLast: (RecordKeeper.News) -> Bool
  ) throws -> [RecordKeeper.News] {
    var all: [RecordKeeper.News] = []
    while all.count(where: isLast) < times {
      let more = news.waitForAll(timeout: .seconds(60))
      try #require(!more.isEmpty, "nothing came after \(all)")
      all += more
    }
    return all
  }

  @Test func entriesAreStoredInTheirOrder() throws {
    let keeper = keeper()
    for item in 1...5 { keeper.keep(ticket: item, "\(item)") { [storage] in try storage.write(item) } }
    let all = try told { $0 == .stored(ticket: 5) }
    #expect(all == (1...5).map { .stored(ticket: $0) })
    #expect(keeper.finish().lost.isEmpty && storage.written.withLock { $0 } == [1, 2, 3, 4, 5])
  }

  @Test func whatFailsIsTriedAgainAndNothingOvertakesIt() throws {
    storage.isFull.withLock { $0 = true }
    let keeper = keeper()
    for item in 1...2 { keeper.keep(ticket: item, "\(item)") { [storage] in try storage.write(item) } }
    // More often than anybody asked for it.
    let all = try told(5) { $0 == .waiting(reason: "the disk is full") }
    #expect(!all.contains(.stored(ticket: 1)))
    #expect(storage.written.withLock { $0.isEmpty })
    storage.isFull.withLock { $0 = false }
    _ = try told { $0 == .stored(ticket: 2) }
    #expect(storage.written.withLock { $0 } == [1, 2])
    _ = keeper.finish()
  }

  @Test func whatCanNeverBeStoredStandsInNobodysWay() throws {
    let keeper = keeper()
    let problem = SessionStoreError.unknownSuggestion(9)
    keeper.keep(ticket: 1, "one") { throw problem }
    keeper.keep(ticket: 2, "two") { [storage] in try storage.write(2) }
    let all = try told { $0 == .stored(ticket: 2) }
    #expect(all == [.refused(ticket: 1, reason: "\(problem)"), .stored(ticket: 2)])
    _ = keeper.finish()
  }

  @Test func whatTakesLongIsSaidToBeLate() throws {
    let keeper = keeper(patience: .milliseconds(1))
    let gate = Guarded(false)
    keeper.keep(ticket: 7, "seven") { _ = gate.wait { $0 ? true : nil } }
    #expect(try told { $0 == .late(ticket: 7) } == [.late(ticket: 7)])
    gate.with { $0 = true }
    _ = try told { $0 == .stored(ticket: 7) }
    _ = keeper.finish()
  }

  @Test func theEndTriesOnceMoreAndNamesWhatIsLost() throws {
    storage.isFull.withLock { $0 = true }
    let keeper = keeper()
    for item in 1...2 { keeper.keep(ticket: item, "entry \(item)") { [storage] in try storage.write(item) } }
    let lost = try #require(LostEntries(keeper.finish()))
    #expect(lost.entries == ["entry 1", "entry 2"] && lost.reason == "the disk is full")
    #expect("\(lost)" == "not stored, and lost: entry 1; entry 2 (the disk is full)")
  }

  @Test func aDatabaseThatSomebodyElseHoldsCostsTimeAndNoDecision() throws {
    let desk = try Desk()
    let store = desk.store
    let found = try store.addSuggestions(
      [
        Suggestion(
          episode: 1, step: 0, action: .discrete(1), reward: 1, rationale: "", confidence: 1, advisor: "offline")
      ], now: 0)
    let keeper = keeper(patience: .milliseconds(50))
    let holder = try HeldDatabase(store.info.path + "/session.sqlite")
    keeper.keep(ticket: 1, "suggestion 1 accepted") {
      try store.decide(
        [Decision(suggestion: found[0].id, verdict: .accepted, actor: "person")], sense: .new,
        in: .discrete(names: ["a", "b"]), now: 1)
    }
    let all = try told { if case .waiting = $0 { true } else { false } }
    #expect(all.first == .late(ticket: 1), "it is late before the database gives up waiting")
    guard case .waiting(let reason)? = all.last else { return }
    #expect(reason.contains("kept busy by another process"))
    try holder.release()
    _ = try told { $0 == .stored(ticket: 1) }
    #expect(try store.currentVerdicts() == [1: .accepted])
    #expect(keeper.finish().lost.isEmpty)
  }

  @Test func anEditThatTheEnvironmentCannotDoIsRefused() throws {
    let desk = try Desk()
    let edit = Decision(suggestion: 1, verdict: .edited(action: .continuous([1.5]), reward: 0), actor: "person")
    let error = #expect(throws: InvalidSettingError.self) {
      try desk.store.decide([edit], sense: .new, in: .box(low: [-1], high: [1]), now: 1)
    }
    #expect(error?.valid.contains("the number must be from -1 to 1 and is 1.5") == true)
  }
}
