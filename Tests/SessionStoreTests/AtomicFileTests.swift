import Foundation
import Glibc
import TestSupport
import Testing

@testable import SessionStore

@Suite struct AtomicFileTests {
  @Test func writesAndReplaces() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/checkpoint.safetensors"
    try AtomicFile.write([1, 2, 3], to: path)
    #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))
    let big = (0..<300_000).map { UInt8(truncatingIfNeeded: $0) }
    try AtomicFile.write(big, to: path)
    #expect(FileManager.default.contents(atPath: path) == Data(big))
    try AtomicFile.write([], to: path)
    #expect(FileManager.default.contents(atPath: path) == Data())
    #expect(try names(in: scratch.path) == ["checkpoint.safetensors"])
  }

  @Test func aFullDeviceLeavesTheOldFile() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/checkpoint.safetensors"
    try AtomicFile.write([1, 2, 3], to: path)
    let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
    try #require(full >= 0)
    defer { close(full) }
    var calls = 0
    let error = #expect(throws: SessionStoreError.self) {
      try AtomicFile.write([UInt8](repeating: 9, count: 1000), to: path) { descriptor, bytes, count in
        calls += 1
        // Half of it fits, and then the disk is full.
        return calls == 1 ? write(descriptor, bytes, count / 2) : write(full, bytes, count)
      }
    }
    #expect(error == .cannotWrite(path: path, reason: "write: No space left on device"))
    #expect(error?.description.contains("free some space") == true)
    #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))
    #expect(try names(in: scratch.path) == ["checkpoint.safetensors"])
  }

  @Test(.enabled(if: SmallDisk.isAllowed, Comment(rawValue: SmallDisk.skipMessage)))
  func aFullDiskLeavesTheOldFile() throws {
    let scratch = try Scratch()
    let disk = try SmallDisk(at: scratch.path + "/disk", size: "64k")
    defer { disk.remove() }
    let path = scratch.path + "/disk/checkpoint"
    try AtomicFile.write([1, 2, 3], to: path)
    #expect(throws: SessionStoreError.cannotWrite(path: path, reason: "write: No space left on device")) {
      try AtomicFile.write([UInt8](repeating: 9, count: 200_000), to: path)
    }
    #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))
    #expect(try names(in: scratch.path + "/disk") == ["checkpoint"])
  }

  @Test func anInterruptedWriteGoesOn() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/file"
    var calls = 0
    try AtomicFile.write([1, 2, 3, 4, 5], to: path) { descriptor, bytes, _ in
      calls += 1
      if calls % 2 == 1 {
        errno = EINTR
        return -1
      }
      return write(descriptor, bytes, 1)
    }
    #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3, 4, 5]))
  }

  @Test func aMissingDirectoryIsNamed() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/nowhere/file"
    #expect(throws: SessionStoreError.cannotWrite(path: path, reason: "open: No such file or directory")) {
      try AtomicFile.write([1], to: path)
    }
  }

  @Test func aDirectoryInTheWayStays() throws {
    let scratch = try Scratch()
    #expect(throws: SessionStoreError.self) { try AtomicFile.write([1], to: scratch.path) }
    #expect(try names(in: AtomicFile.directory(of: scratch.path)).allSatisfy { !$0.hasPrefix(".partial-") })
  }

  @Test func leftoversOfKilledWritersAreRemoved() throws {
    let scratch = try Scratch()
    try AtomicFile.write([1], to: scratch.path + "/kept")
    try put(Data([0]), at: scratch.path + "/.partial-1-1")
    AtomicFile.removeLeftovers(in: scratch.path)
    #expect(try names(in: scratch.path) == ["kept"])
  }

  @Test func relativePathsHaveADirectory() {
    #expect(AtomicFile.directory(of: "file") == ".")
    #expect(AtomicFile.directory(of: "/file") == "/")
    #expect(AtomicFile.directory(of: "a/b/file") == "a/b")
  }
}
