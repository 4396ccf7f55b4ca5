import Foundation
import Testing

@testable import SessionStore

@Suite struct LifecycleTests {
  @Test func aSessionIsThereAfterItIsCreated() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/deep/er/one/"
    #expect(!SessionStore.exists(path: path))
    let store = try SessionStore.create(
      path: path, environment: "Hopper-v5", seed: .max, configuration: #"{"steps":10}"#, now: 12.5)
    let info = SessionInfo(
      name: "one", path: scratch.path + "/deep/er/one", environment: "Hopper-v5", seed: .max, createdAt: 12.5,
      configuration: #"{"steps":10}"#)
    #expect(store.info == info)
    #expect(!store.isReadOnly)
    #expect(store.readOnlyReason == nil)
    #expect(store.checkpointDirectory == info.path + "/checkpoints")
    store.close()
    store.close()
    #expect(SessionStore.exists(path: path))
    #expect(try names(in: info.path) == ["checkpoints", "exports", "session.lock", "session.sqlite"])
    let again = try SessionStore.open(path: info.path)
    #expect(again.info == info)
    #expect(!again.isReadOnly)
  }

  @Test func creatingTwiceIsRefused() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    #expect(throws: SessionStoreError.alreadyExists(path: scratch.session())) { try scratch.store() }
    store.close()
    #expect(throws: SessionStoreError.alreadyExists(path: scratch.session())) { try scratch.store() }
  }

  @Test func anInterruptedCreationCanBeRepeated() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.session(), withIntermediateDirectories: true)
    let half = scratch.session() + "/session.sqlite.new"
    try put(Data("half a database".utf8), at: half)
    #expect(!SessionStore.exists(path: scratch.session()))
    let store = try scratch.store()
    #expect(!FileManager.default.fileExists(atPath: half))
    try store.setValue("stage", "1")
  }

  @Test func theLogOfADeletedDatabaseIsNotReplayed() throws {
    let scratch = try Scratch()
    let old = try scratch.store()
    try old.setValue("key", "old")
    let log = scratch.session() + "/session.sqlite-wal"
    let left = try #require(FileManager.default.contents(atPath: log))
    #expect(!left.isEmpty)
    old.close()
    try FileManager.default.removeItem(atPath: scratch.session() + "/session.sqlite")
    try put(left, at: log)
    let new = try scratch.store()
    #expect(try new.value("key") == nil)
    #expect(try new.pragma("integrity_check") == "ok")
  }

  @Test func aFileInTheWayIsNamed() throws {
    let scratch = try Scratch()
    try put(Data(), at: scratch.session())
    let error = #expect(throws: SessionStoreError.self) { try scratch.store() }
    #expect(error == .cannotWrite(path: scratch.session(), reason: "there is a file of that name"))
  }

  @Test func openingNothingSaysSo() throws {
    let scratch = try Scratch()
    let error = #expect(throws: SessionStoreError.self) { try SessionStore.open(path: scratch.session()) }
    #expect(error == .notFound(path: scratch.session()))
    #expect(error?.description.contains("sidecoach train") == true)
    #expect(throws: SessionStoreError.notFound(path: scratch.session())) {
      try SessionStore.open(path: scratch.session(), readOnly: true)
    }
    #expect(try names(in: scratch.path).isEmpty)
  }

  @Test func aClosedSessionSaysSo() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    store.close()
    #expect(throws: SessionStoreError.closed(path: scratch.session())) { try store.runs() }
    #expect(throws: SessionStoreError.closed(path: scratch.session())) {
      try store.setValue("key", "1")
    }
  }

  @Test func closingWhileOthersUseItIsAnErrorAndNoTrap() async throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<3 {
        group.addTask {
          for index in 0..<50 {
            do {
              try store.setValue("key", "\(index)")
              _ = try store.value("key")
            } catch {
              #expect(error as? SessionStoreError == .closed(path: scratch.session()))
            }
          }
        }
      }
      group.addTask { store.close() }
    }
    #expect(try !SessionStore.open(path: scratch.session()).isReadOnly)
  }

  @Test func stageMemoryKeepsTheLastText() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    #expect(try store.value("collect") == nil)
    try store.setValue("collect", #"{"episodes":3}"#)
    try store.setValue("collect", #"{"episodes":4}"#)
    try store.setValue("review", "")
    store.close()
    let again = try SessionStore.open(path: scratch.session())
    #expect(try again.value("collect") == #"{"episodes":4}"#)
    #expect(try again.value("review")?.isEmpty == true)
  }

  @Test func openingRemovesWhatKilledWritersLeft() throws {
    let scratch = try Scratch()
    try scratch.store().close()
    let left = scratch.session() + "/checkpoints/.partial-1-1"
    try put(Data(), at: left)
    try SessionStore.open(path: scratch.session(), readOnly: true).close()
    #expect(FileManager.default.fileExists(atPath: left))
    try SessionStore.open(path: scratch.session()).close()
    #expect(!FileManager.default.fileExists(atPath: left))
  }

  @Test func listNamesSessionsAndThoseThatCannotBeRead() throws {
    let scratch = try Scratch()
    let open = try scratch.store("b")
    try open.setValue("key", "1")
    try scratch.store("a").close()
    try scratch.store("c").close()
    let broken = scratch.session("c") + "/session.sqlite"
    try put(Data("this is no database at all".utf8), at: broken)
    try FileManager.default.createDirectory(atPath: scratch.session("empty"), withIntermediateDirectories: true)
    #expect(try SessionStore.list(directory: scratch.path + "/").map(\.name) == ["a", "b"])
    let listing = try SessionStore.listing(directory: scratch.path)
    #expect(listing.sessions.map(\.path) == [scratch.session("a"), scratch.session("b")])
    #expect(listing.sessions.last == open.info)
    #expect(listing.unreadable.map(\.path) == [scratch.session("c")])
    #expect(listing.unreadable.first?.reason.contains(broken) == true)
    // Looking leaves no log and no shared memory behind.
    #expect(
      try names(in: scratch.session("a")) == ["checkpoints", "exports", "session.lock", "session.sqlite"])
    #expect(try SessionStore.list(directory: scratch.path + "/nowhere").isEmpty)
    #expect(throws: SessionStoreError.self) { try SessionStore.list(directory: broken) }
  }

  @Test func aPathMayHoldCharactersThatURIsReserve() throws {
    let scratch = try Scratch()
    let name = "50% of #1? ünï"
    try scratch.store(name).close()
    #expect(try SessionStore.list(directory: scratch.path).map(\.name) == [name])
  }
}
