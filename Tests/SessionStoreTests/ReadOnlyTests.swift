import Foundation
import Glibc
import RLCore
import TestSupport
import Testing

@testable import SessionStore

@Suite struct ReadOnlyTests {
  @Test func theSecondHandleReadsAndSaysWhy() throws {
    let scratch = try Scratch()
    let first = try scratch.store()
    try first.setValue("key", "1")
    let second = try SessionStore.open(path: scratch.session())
    #expect(second.isReadOnly)
    #expect(second.readOnlyReason == "process \(getpid()) has it open")
    #expect(try second.value("key") == "1")
    // It follows what the writer commits, and cannot write itself.
    try first.setValue("key", "2")
    #expect(try second.value("key") == "2")
    let error = #expect(throws: SessionStoreError.self) { try second.setValue("key", "3") }
    #expect(error == .readOnly(path: scratch.session(), reason: "process \(getpid()) has it open"))
    first.close()
    let third = try SessionStore.open(path: scratch.session())
    #expect(!third.isReadOnly)
    #expect(try third.value("key") == "2")
  }

  @Test func aDroppedHandleGivesTheLockBack() throws {
    let scratch = try Scratch()
    _ = try scratch.store()
    #expect(try !SessionStore.open(path: scratch.session()).isReadOnly)
  }

  @Test func anotherProcessReads() async throws {
    let scratch = try Scratch()
    let store = try scratch.store()
    try store.setValue("key", "1")
    let path = scratch.session()
    await #expect(processExitsWith: .exitCode(7)) { [path = path as String] in
      let second = try SessionStore.open(path: path)
      let isAsExpected = try second.isReadOnly && second.value("key") == "1"
      exit(isAsExpected ? 7 : 8)
    }
    store.close()
    await #expect(processExitsWith: .exitCode(7)) { [path = path as String] in
      exit(try SessionStore.open(path: path).isReadOnly ? 8 : 7)
    }
  }

  @Test func readingOnRequestTakesNoLock() throws {
    let scratch = try Scratch()
    try scratch.store().close()
    let reader = try SessionStore.open(path: scratch.session(), readOnly: true)
    #expect(reader.readOnlyReason == "it was opened for reading only")
    #expect(throws: SessionStoreError.self) {
      try reader.decide([Decision(suggestion: 1, verdict: .accepted, actor: "person")], now: 1)
    }
    let writer = try SessionStore.open(path: scratch.session())
    #expect(!writer.isReadOnly)
    try writer.setValue("key", "1")
    #expect(try reader.value("key") == "1")
  }

  @Test(.enabled(if: SmallDisk.isAllowed, "a read-only file system needs the right to mount"))
  func aReadOnlyFileSystemIsRead() throws {
    let scratch = try Scratch()
    let disk = scratch.path + "/disk"
    let mounted = try SmallDisk(at: disk, size: "4m")
    defer { mounted.remove() }
    let store = try scratch.store("disk/one")
    try store.setValue("key", "1")
    store.close()
    // A second session whose writer was killed: its changes wait in the log, which cannot be replayed there.
    let killed = try scratch.store("two")
    try killed.setValue("key", "1")
    try FileManager.default.createDirectory(atPath: disk + "/two", withIntermediateDirectories: true)
    for name in ["session.sqlite", "session.sqlite-wal"] {
      try FileManager.default.copyItem(atPath: scratch.session("two/\(name)"), toPath: disk + "/two/\(name)")
    }
    let remounted = mount("none", disk, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil)
    try #require(remounted == 0)

    let reader = try SessionStore.open(path: scratch.session("disk/one"))
    #expect(reader.readOnlyReason?.contains("Read-only file system") == true)
    #expect(try reader.value("key") == "1")
    #expect(throws: SessionStoreError.self) { try reader.setValue("key", "2") }
    #expect(throws: SessionStoreError.self) { try scratch.store("disk/three") }
    let error = #expect(throws: SessionStoreError.self) { try SessionStore.open(path: disk + "/two") }
    #expect(error?.description.contains("copy the session to a directory that you can write") == true)
    reader.close()
  }

  @Test(.enabled(if: geteuid() != 0, "root is not held back by permission bits"))
  func anUnwritableDirectoryIsRead() throws {
    let scratch = try Scratch()
    try scratch.store().close()
    chmod(scratch.session(), 0o555)
    defer { chmod(scratch.session(), 0o755) }
    let reader = try SessionStore.open(path: scratch.session())
    #expect(reader.readOnlyReason?.contains("Permission denied") == true)
    #expect(try reader.runs().isEmpty)
  }
}
