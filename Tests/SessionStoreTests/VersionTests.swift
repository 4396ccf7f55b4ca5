import Foundation
import RLCore
import Testing

@testable import SessionStore

@Suite struct VersionTests {
  @Test func aNewerSchemaIsRefused() throws {
    let scratch = try Scratch()
    try scratch.store().close()
    try runSQL("PRAGMA user_version = 99", session: scratch.session())
    let before = try #require(FileManager.default.contents(atPath: scratch.session() + "/session.sqlite"))
    for readOnly in [false, true] {
      let error = #expect(throws: SessionStoreError.self) {
        try SessionStore.open(path: scratch.session(), readOnly: readOnly)
      }
      #expect(
        error
          == .newerVersion(path: scratch.session(), found: "schema 99", known: "schema \(Migrations.version)"))
      #expect(error?.description.contains("upgrade Sidecoach") == true)
    }
    #expect(FileManager.default.contents(atPath: scratch.session() + "/session.sqlite") == before)
    #expect(try SessionStore.listing(directory: scratch.path).unreadable.count == 1)
  }

  @Test func anUnknownChangeIsRefused() throws {
    let scratch = try Scratch()
    try scratch.store().close()
    try runSQL("INSERT INTO grdb_migrations VALUES ('0999-tomorrow')", session: scratch.session())
    let error = #expect(throws: SessionStoreError.self) { try SessionStore.open(path: scratch.session()) }
    #expect(error?.description.contains("0999-tomorrow") == true)
  }

  @Test func aRefusedSessionIsNotLeftLocked() throws {
    let scratch = try Scratch()
    try scratch.store().close()
    try runSQL("PRAGMA user_version = 99", session: scratch.session())
    #expect(throws: SessionStoreError.self) { try SessionStore.open(path: scratch.session()) }
    try runSQL("PRAGMA user_version = \(Migrations.version)", session: scratch.session())
    #expect(try !SessionStore.open(path: scratch.session()).isReadOnly)
  }

  @Test func aForeignDatabaseIsNotASession() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(atPath: scratch.session(), withIntermediateDirectories: true)
    try runSQL("CREATE TABLE recipe (name TEXT)", session: scratch.session())
    #expect(throws: SessionStoreError.notASession(path: scratch.session())) {
      try SessionStore.open(path: scratch.session())
    }
  }

  @Test(arguments: [Data(), Data("not a database, whatever its name".utf8), Data(repeating: 0xA5, count: 20_000)])
  func aFileThatIsNoDatabaseIsNamed(content: Data) throws {
    let scratch = try Scratch()
    try scratch.store().close()
    let file = scratch.session() + "/session.sqlite"
    try content.write(to: URL(fileURLWithPath: file))
    for readOnly in [false, true] {
      let error = #expect(throws: SessionStoreError.self) {
        try SessionStore.open(path: scratch.session(), readOnly: readOnly)
      }
      guard case .corrupt(file, _) = error else {
        Issue.record("\(String(describing: error))")
        continue
      }
      #expect(error?.description.contains("backup") == true)
    }
    #expect(FileManager.default.contents(atPath: file) == content)
  }

  @Test func damageInTheMiddleGivesAnErrorAndNoTrap() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addSuggestions((0..<400).map { .sample(step: $0) }, now: 1)
    store.close()
    let file = scratch.session() + "/session.sqlite"
    var bytes = try #require(FileManager.default.contents(atPath: file))
    // Everything behind the schema's pages is overwritten.
    for index in (bytes.count / 2)..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 37) }
    try bytes.write(to: URL(fileURLWithPath: file))
    let error = #expect(throws: SessionStoreError.self) {
      let damaged = try SessionStore.open(path: scratch.session())
      _ = try damaged.suggestions()
    }
    guard case .corrupt(file, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func aHalfFileGivesAnError() throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    _ = try store.addSuggestions((0..<400).map { .sample(step: $0) }, now: 1)
    store.close()
    let file = scratch.session() + "/session.sqlite"
    let bytes = try #require(FileManager.default.contents(atPath: file))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: file))
    #expect(throws: SessionStoreError.self) {
      let damaged = try SessionStore.open(path: scratch.session())
      _ = try damaged.suggestions()
    }
  }
}
