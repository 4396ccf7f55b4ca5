import Foundation
import Glibc
import RLCore

/// What people decided about proposals, one line of JSON each; the file only ever grows.
struct PlanDecisionFile: Sendable {
  let path: String

  /// One line.
  private struct Line: Codable {
    /// Seconds since 1970.
    var time: Double
    var decision: PlanDecision
  }

  /// Why a decision is not on record, or not to be read.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Every decision, in the order in which they were made; lines that a crash cut short are left out.
  func decisions() throws -> [PlanDecision] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(description: "\(path) cannot be read, so earlier changes do not hold; see its permissions")
    }
    let decoder = JSONDecoder()
    return data.split(separator: 0x0A).compactMap { try? decoder.decode(Line.self, from: Data($0)).decision }
  }

  /// Appends decisions in one write and waits until the disk has them. What a crash left of an earlier line is closed
  /// first, so that it costs itself only.
  func append(_ decisions: [PlanDecision], time: Double) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var bytes: [UInt8] = []
    for decision in decisions {
      bytes += try encoder.encode(Line(time: time, decision: decision))
      bytes.append(0x0A)
    }
    let directory = (path as NSString).deletingLastPathComponent
    if !directory.isEmpty {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }
    let isNew = !FileManager.default.fileExists(atPath: path)
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("open") }
    defer { close(descriptor) }
    let end = lseek(descriptor, 0, SEEK_END)
    var last: UInt8 = 0x0A
    if end > 0, pread(descriptor, &last, 1, end - 1) == 1, last != 0x0A { bytes.insert(0x0A, at: 0) }
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress.map { $0 + written }, $0.count - written) }
      if count > 0 { written += count } else if count == 0 || errno != EINTR { throw failure("write") }
    }
    guard fsync(descriptor) == 0 else { throw failure("fsync") }
    if isNew { try sync(directory.isEmpty ? "." : directory) }
  }

  /// Makes the file's name durable.
  private func sync(_ directory: String) throws {
    let descriptor = open(directory, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open") }
    defer { close(descriptor) }
    // Some file systems cannot sync a directory and say EINVAL; there is nothing better to do on those.
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw failure("fsync") }
  }

  private func failure(_ call: String) -> Failure {
    Failure(description: "your change is not on record: \(call) \(path): \(String(cString: strerror(errno)))")
  }
}
