import Foundation

/// The greatest memory that the process has had since it was last asked to forget.
package enum PeakMemory {
  /// Starts anew from what is in use now; false where the system does not allow that.
  package static func reset() -> Bool {
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return false }
    defer { try? file.close() }
    do { try file.write(contentsOf: Data("5".utf8)) } catch { return false }
    return true
  }

  /// Bytes, from the line `VmHWM` of the process's status.
  package static func bytes() -> Int? {
    guard let data = FileManager.default.contents(atPath: "/proc/self/status") else { return nil }
    let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
  }
}
