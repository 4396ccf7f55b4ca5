import Foundation
import RLCore
import Testing

@testable import SessionStore

@Suite struct NotesTests {
  @Test func notesAreOfTheSessionOrOfOneRun() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    #expect(try store.notes().isEmpty)
    try store.note("for the talk", on: nil)
    try store.note("alpha turned down", on: "ultra-ra")
    #expect(try store.notes() == ["": "for the talk", "ultra-ra": "alpha turned down"])
    try store.note("", on: nil)
    #expect(try store.notes() == ["ultra-ra": "alpha turned down"])
  }

  @Test func eventsAreCountedByTheirNumbers() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    #expect(try store.eventCount() == 0)
    try store.append(events: [.started(run: "base", step: 0), .finished(run: "base", step: 9)], now: 1)
    #expect(try store.eventCount() == 2)
  }
}

@Suite struct RemovalTests {
  @Test func aSessionGoesWithEverythingInIt() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try put(Data([1]), at: store.checkpointDirectory + "/base-1.safetensors")
    store.close()
    try SessionStore.remove(path: scratch.session())
    #expect(try names(in: scratch.path).isEmpty)
    #expect(throws: SessionStoreError.notFound(path: scratch.session())) {
      try SessionStore.remove(path: scratch.session())
    }
  }

  @Test func oneInUseStays() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    #expect(throws: SessionStoreError.self) { try SessionStore.remove(path: scratch.session()) }
    #expect(SessionStore.exists(path: scratch.session()))
    try store.note("still here", on: nil)
    store.close()
  }

  @Test func whatIsNoSessionIsLeftAlone() throws {
    let scratch = try Scratch()
    try put(Data([1]), at: scratch.path + "/notes.txt")
    #expect(throws: SessionStoreError.self) { try SessionStore.remove(path: scratch.path) }
    #expect(try names(in: scratch.path) == ["notes.txt"])
  }
}
