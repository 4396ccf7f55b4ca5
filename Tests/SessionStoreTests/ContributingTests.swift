import Foundation
import Glibc
import RLCore
import Testing

@testable import SessionStore

@Suite struct ContributingTests {
  private func suggestion(_ step: Int) -> Suggestion {
    Suggestion(
      episode: 1, step: step, action: .discrete(1), reward: 0.5, rationale: "r", confidence: 0.5, advisor: "a")
  }

  @Test func aSecondHandleAddsBesideTheWriter() throws {
    let scratch = try Scratch()
    let writer = try scratch.store()
    let guest = try SessionStore.open(path: scratch.session(), contributes: true)
    #expect(guest.host == "process \(getpid())" && !guest.isReadOnly && writer.host == nil)
    let seen = try writer.foreignChanges()
    #expect(try writer.foreignChanges() == seen)
    _ = try guest.addSuggestions([suggestion(3)], now: 1)
    #expect(try writer.foreignChanges() != seen)
    #expect(try writer.suggestions().map(\.step) == [3])
    _ = try writer.addSuggestions([suggestion(4)], now: 2)
    #expect(try guest.suggestions().map(\.step) == [3, 4])
  }

  @Test func whoFindsNobodyWritesAlone() throws {
    let scratch = try Scratch()
    try scratch.store().close()
    let first = try SessionStore.open(path: scratch.session(), contributes: true)
    #expect(first.host == nil && !first.isReadOnly)
    #expect(try SessionStore.open(path: scratch.session()).isReadOnly)
  }

  @Test func manyWritersLoseNothing() async throws {
    let scratch = try Scratch()
    let writer = try scratch.store()
    let guest = try SessionStore.open(path: scratch.session(), contributes: true)
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, store) in [writer, guest].enumerated() {
        group.addTask {
          for step in 0..<50 {
            _ = try store.addSuggestions([suggestion(index * 100 + step)], now: 1)
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try Set(writer.suggestions().map(\.step)) == Set((0..<50).flatMap { [$0, 100 + $0] }))
  }
}
