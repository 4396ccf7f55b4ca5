import Algorithms
import Foundation
import RLCore
import SessionStore
import Testing

@testable import Coaching

/// A session that moves to another machine.
@Suite struct SessionArchiveTests {
  private static let key = "sk-never-to-be-seen-anywhere"

  /// A session with a checkpoint, a prompt of its own, and files that somebody left in its directory.
  private func desk() throws -> Desk {
    let desk = try Desk.played()
    let prompts = desk.store.info.path + "/prompts"
    try FileManager.default.createDirectory(atPath: prompts, withIntermediateDirectories: true)
    try put("ask well", at: prompts + "/identify.txt")
    for name in ["config.toml", "key", "exports/key", "sidecoach.log", ".env"] {
      try put(Self.key, at: desk.store.info.path + "/" + name)
    }
    return desk
  }

  private func put(_ text: String, at path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private func archive(_ desk: Desk, as name: String = "one.tar") throws -> String {
    let path = desk.directory + "/" + name
    let written = try #require(
      try ExportedFiles("one", in: desk.directory, as: "archive", to: path) { Issue.record("\($0)") })
    #expect(written.remark == nil && written.words.hasPrefix("wrote \(path): "))
    return path
  }

  private func refusal(_ path: String, as name: String? = nil, in directory: String) throws -> ArchiveError {
    let before = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
    let error = try #require(throws: ArchiveError.self) {
      try ArchiveImport(path).perform(as: name, in: directory)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory).sorted() == before, "nothing stays behind")
    return error
  }

  /// An archive put together by hand.
  private func tar(_ files: [(name: String, content: [UInt8])]) throws -> [UInt8] {
    var bytes: [UInt8] = []
    for (name, content) in files {
      bytes += try TarHeader(name: name, size: content.count, time: 0).block() + content
      bytes += [UInt8](repeating: 0, count: TarHeader.padding(after: content.count))
    }
    return bytes + [UInt8](repeating: 0, count: 1_024)
  }

  private func manifest(_ files: [(name: String, content: [UInt8])], session: String = "one") throws -> [UInt8] {
    try ArchiveManifest(
      session: session, environment: "Pong", time: 0,
      files: files.map { .init(path: $0.name, bytes: $0.content.count, sha256: sha256Hex($0.content)) }
    ).bytes()
  }

  /// A session that another handle has open for writing is archived all the same.
  @Test func aSessionMovesToAnotherMachine() throws {
    let desk = try desk()
    let path = try archive(desk)
    #expect(ArchiveImport.isArchive(path) && !ArchiveImport.isArchive(desk.store.info.path + "/key"))
    let other = desk.directory + "/elsewhere"
    let report = try ArchiveImport(path).perform(as: nil, in: other)
    #expect(report.session == other + "/one" && report.environment == "Pong" && report.damage.isEmpty)
    let store = try SessionStore.open(path: other + "/one")
    defer { store.close() }
    #expect(try store.dump(times: true) == desk.store.dump(times: true))
    #expect(store.info.name == "one" && !store.isReadOnly)
    let base = try #require(try store.run(named: .base))
    #expect(try store.policy(of: .base).step == base.step, "its checkpoint is the one that was stored")
    #expect(try String(contentsOfFile: other + "/one/prompts/identify.txt", encoding: .utf8) == "ask well")
    #expect(try store.damage().isEmpty)
    let names = try FileManager.default.contentsOfDirectory(atPath: other + "/one").sorted()
    #expect(!names.contains("key") && !names.contains("config.toml") && !names.contains("session.sqlite.new"))
  }

  @Test func onlyWhatTheSessionIsGoesIntoIt() throws {
    let desk = try desk()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: try archive(desk)))
    #expect(bytes.range(of: Data(Self.key.utf8)) == nil)
    #expect(bytes.range(of: Data("prompts/identify.txt".utf8)) != nil)
    let directory = try FileManager.default.contentsOfDirectory(atPath: desk.directory)
    #expect(directory.sorted() == ["one", "one.tar"], "nothing is left beside it")
  }

  @Test func aNameThatIsTakenIsRefused() throws {
    let desk = try desk()
    let path = try archive(desk)
    #expect(try refusal(path, in: desk.directory) == .taken(desk.directory + "/one"))
    let report = try ArchiveImport(path).perform(as: "two", in: desk.directory)
    #expect(report.session == desk.directory + "/two" && SessionStore.exists(path: desk.directory + "/two"))
  }

  /// Whatever part of an archive is not what was written, nothing comes of it.
  @Test func whatIsDamagedIsNotPutInPlace() throws {
    let desk = try desk()
    let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: try archive(desk))))
    let path = desk.directory + "/bad.tar"
    let other = desk.directory + "/elsewhere"
    try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
    // In the manifest's header, in the manifest, and spread over the rest: contents, headers, what fills up excepted.
    for place in [3, 600, whole.count / 3, whole.count / 2] {
      var damaged = whole
      damaged[place] ^= 0x40
      try Data(damaged).write(to: URL(fileURLWithPath: path))
      _ = try refusal(path, in: other)
    }
    for length in [100, 5_000, whole.count / 2, whole.count - 1_600] {
      try Data(whole.prefix(length)).write(to: URL(fileURLWithPath: path))
      _ = try refusal(path, in: other)
    }
  }

  @Test func noPathLeadsOutOfTheSession() throws {
    let directory = try Desk().directory
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = directory + "/bad.tar"
    let database: (name: String, content: [UInt8]) = ("session.sqlite", [1])
    for name in [
      "../evil", "/tmp/evil", "checkpoints/../../evil", "checkpoints/..", "checkpoints/.hidden", "checkpoints/a/b",
      "checkpoints/", "config.toml", "prompts/a\u{1B}", "session.sqlite/x",
    ] {
      let files: [(name: String, content: [UInt8])] = [database, (name, [2])]
      try Data(try tar([("manifest.json", try manifest(files))] + files)).write(to: URL(fileURLWithPath: path))
      #expect(try refusal(path, in: directory) == .strange(path, name))
      // Nor one that the manifest does not name.
      try Data(try tar([("manifest.json", try manifest([database])), database, (name, [2])]))
        .write(to: URL(fileURLWithPath: path))
      #expect(try refusal(path, in: directory) == .strange(path, name))
    }
    for name in ["", "..", ".hidden", "a/b", "/tmp/x", "a\nb"] {
      try Data(try tar([("manifest.json", try manifest([database], session: name)), database]))
        .write(to: URL(fileURLWithPath: path))
      #expect(try refusal(path, in: directory) == .badName(name))
    }
  }

  @Test func whatIsNewerOrNoneIsNamed() throws {
    let directory = try Desk().directory
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = directory + "/bad.tar"
    func refused(_ text: String) throws -> ArchiveError {
      try Data(try tar([("manifest.json", Array(text.utf8))])).write(to: URL(fileURLWithPath: path))
      return try refusal(path, in: directory)
    }
    let newer = try refused(#"{"format":"sidecoach-archive","version":2,"more":[]}"#)
    #expect(newer == .newer(path, found: "form 2", known: "form 1") && "\(newer)".contains("upgrade"))
    #expect(try refused(#"{"format":"zip","version":1}"#) == .noArchive(path))
    #expect(try refused("none") == .noArchive(path))
    let empty = try refused(
      #"{"environment":"Pong","files":[],"format":"sidecoach-archive","session":"a","time":0,"version":1}"#)
    #expect(empty == .damaged(path, "it has no session.sqlite"))
    let file: (name: String, content: [UInt8]) = ("session.sqlite", Array("no database".utf8))
    try Data(try tar([("manifest.json", try manifest([file])), file])).write(to: URL(fileURLWithPath: path))
    _ = try refusal(path, in: directory)
    #expect(throws: PlainFileError.self) { try ArchiveImport(directory + "/gone").perform(as: nil, in: directory) }
  }

  @Test func aCheckpointThatIsGoneIsNamed() throws {
    let desk = try desk()
    let base = try #require(try desk.store.run(named: .base)?.checkpoint)
    try FileManager.default.removeItem(atPath: desk.store.checkpointDirectory + "/" + base)
    desk.close()
    var notes: [String] = []
    let path = desk.directory + "/one.tar"
    let written = try #require(
      try ExportedFiles("one", in: desk.directory, as: "archive", to: path) { notes.append($0) })
    #expect(notes == ["left out: checkpoints/\(base): it is not there"] && written.remark != nil)
    let report = try ArchiveImport(path).perform(as: "two", in: desk.directory)
    #expect(report.damage.count == 1 && report.lines.joined().contains("doctor"))
  }
}
