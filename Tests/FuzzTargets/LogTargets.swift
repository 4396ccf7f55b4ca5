import Coaching
import Foundation
import RLCore

// What other programs and other machines write.
extension FuzzTarget {
  /// A log of training, read as each kind of log.
  static let log = FuzzTarget("log") { bytes in
    try withFolder { folder in
      for name in ["a/events.out.tfevents.1", "b/progress.csv", "c/monitor.csv"] {
        let place = URL(fileURLWithPath: folder + "/" + name)
        try FileManager.default.createDirectory(
          at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: place)
      }
      var logs = try WatchedLogs(folder)
      var records = 0
      var looks = 0
      while true {
        let news = logs.look()
        records += news.records.count
        for line in news.lines {
          try promise(line.unicodeScalars.allSatisfy { $0.value >= 0x20 }, "a record does something to a terminal")
        }
        looks += 1
        try promise(looks <= 3, "reading does not end")
        if !news.hasMore { break }
      }
      try promise(records + logs.runs.reduce(0) { $0 + $1.damaged } <= 3 * (bytes.count + 1), "more records than bytes")
      for run in logs.runs {
        let values = run.runCurves.points.values.joined()
        try promise(values.allSatisfy { $0.value.isFinite && $0.moment.step.isFinite }, "a point that is no number")
      }
    }
  }

  /// An archive of a session.
  static let archive = FuzzTarget("archive") { bytes in
    try withFolder { folder in
      let path = folder + "/fuzz.tar"
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let report = try? ArchiveImport(path).perform(as: "inside", in: folder)
      let left = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      try promise(left == (report == nil ? ["fuzz.tar"] : ["fuzz.tar", "inside"]), "it left \(left)")
    }
  }

  private static func withFolder(_ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("sidecoach-fuzz-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }
}
