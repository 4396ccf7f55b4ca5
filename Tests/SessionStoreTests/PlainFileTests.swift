import Foundation
import Glibc
import Testing

@testable import SessionStore

/// What a person names is written where their links lead, and never in place of something that is no file.
@Suite struct PlainFileTests {
  /// How a file can be written.
  private static let writers: [@Sendable (String) throws -> Void] = [
    { try AtomicFile.write([1, 2, 3], to: $0) }, { try AppendedFile.append([1, 2, 3], to: $0) },
  ]

  @Test(arguments: writers.indices)
  func linksStayAndWhatTheyLeadToIsWritten(writer: Int) throws {
    let scratch = try Scratch()
    let files = FileManager.default
    try files.createDirectory(atPath: scratch.path + "/far", withIntermediateDirectories: true)
    try put(Data([9]), at: scratch.path + "/far/file")
    // One link after another, relative and absolute, and one that leads to nothing yet.
    try files.createSymbolicLink(atPath: scratch.path + "/far/inner", withDestinationPath: "file")
    try files.createSymbolicLink(atPath: scratch.path + "/outer", withDestinationPath: scratch.path + "/far/inner")
    try files.createSymbolicLink(atPath: scratch.path + "/open", withDestinationPath: "far/new")
    for (link, target) in [("outer", "far/file"), ("open", "far/new")] {
      try Self.writers[writer](scratch.path + "/" + link)
      #expect(files.contents(atPath: scratch.path + "/" + target)?.suffix(3) == Data([1, 2, 3]))
      #expect((try? files.destinationOfSymbolicLink(atPath: scratch.path + "/" + link)) != nil, "\(link) is a link")
    }
    #expect((try? files.destinationOfSymbolicLink(atPath: scratch.path + "/far/inner")) == "file")
    #expect(try names(in: scratch.path + "/far") == ["file", "inner", "new"])
  }

  @Test func aFilesPermissionsStay() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/file"
    try put(Data([9]), at: path)
    chmod(path, 0o640)
    try AtomicFile.write([1], to: path)
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
  }

  @Test(arguments: writers.indices)
  func whatIsNoPlainFileIsRefusedAndStays(writer: Int) throws {
    let scratch = try Scratch()
    mkdir(scratch.path + "/folder", 0o755)
    mkfifo(scratch.path + "/pipe", 0o600)
    let listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let place = Array((scratch.path + "/socket").utf8)
    try #require(place.count < 100)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: place) }
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    #expect(isBound == 0)
    try FileManager.default.createSymbolicLink(atPath: scratch.path + "/null", withDestinationPath: "/dev/null")
    let kinds = [("folder", "a directory"), ("pipe", "a FIFO"), ("socket", "a socket"), ("null", "a device")]
    for (name, kind) in kinds {
      let path = scratch.path + "/" + name
      let error = #expect(throws: SessionStoreError.self) { try Self.writers[writer](path) }
      #expect(error == .notAFile(path: path, kind: kind))
      #expect(error?.description.contains("give the name of a file") == true)
    }
    #expect(throws: SessionStoreError.notAFile(path: "/dev/null", kind: "a device")) {
      try Self.writers[writer]("/dev/null")
    }
    var status = stat()
    #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    #expect(try names(in: scratch.path) == ["folder", "null", "pipe", "socket"])
  }

  @Test func linksInACircleAreAnError() throws {
    let scratch = try Scratch()
    for (name, other) in [("a", "b"), ("b", "a")] {
      try FileManager.default.createSymbolicLink(atPath: scratch.path + "/" + name, withDestinationPath: other)
    }
    let path = scratch.path + "/a"
    let reason = "readlink: Too many levels of symbolic links"
    #expect(throws: SessionStoreError.cannotWrite(path: path, reason: reason)) { try AtomicFile.write([1], to: path) }
  }
}
