import Foundation
import Glibc

/// What the process holds of the machine at one moment.
package struct ProcessUsage: Encodable, Equatable, Sendable {
  /// Memory that is in the machine's own, in bytes.
  package var residentBytes: Int
  /// Open descriptors.
  package var descriptors: Int
  /// Threads.
  package var threads: Int

  /// Makes a usage.
  package init(residentBytes: Int, descriptors: Int, threads: Int) {
    (self.residentBytes, self.descriptors, self.threads) = (residentBytes, descriptors, threads)
  }

  /// What the process holds now; nil where the system does not tell.
  package static func now() -> ProcessUsage? {
    let manager = FileManager.default
    // Sizes in pages: of the program as a whole, and of what is resident.
    let sizes = manager.contents(atPath: "/proc/self/statm").map { String(decoding: $0, as: UTF8.self) }
    guard let pages = sizes?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
      let descriptors = try? manager.contentsOfDirectory(atPath: "/proc/self/fd"),
      let threads = try? manager.contentsOfDirectory(atPath: "/proc/self/task")
    else { return nil }
    return ProcessUsage(
      residentBytes: pages * Int(getpagesize()), descriptors: descriptors.count, threads: threads.count)
  }

  /// From where to where a quantity went.
  package struct Drift: Equatable, Sendable {
    /// Where it began.
    package var first: Double
    /// Where it ended.
    package var last: Double
  }

  /// From where to where a quantity went: its medians over the first and the last third of what was recorded once the
  /// first `warmUp` of it was left out. Nil where less than three records are left.
  package static func drift(_ values: [Double], warmUp: Double) -> Drift? {
    let settled = values.dropFirst(Int((Double(values.count) * warmUp).rounded(.up)))
    guard settled.count >= 3 else { return nil }
    let third = settled.count / 3
    return Drift(first: median(settled.prefix(third)), last: median(settled.suffix(third)))
  }

  private static func median(_ values: some Collection<Double>) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }
}
