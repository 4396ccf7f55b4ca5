import Foundation
import LanguageModels
package import RLCore
import SessionStore

/// What people decided about proposals, one line of JSON each; the file only ever grows.
package struct PlanDecisionFile: Sendable {
  package let path: String

  /// The file at `path`, which need not be there yet.
  package init(path: String) { self.path = path }

  /// One line.
  private struct Line: Codable {
    /// Seconds since 1970.
    var time: Double
    var decision: PlanDecision
  }

  /// Why a decision is not on record, or not to be read.
  package struct Failure: Error, CustomStringConvertible {
    package let description: String
  }

  /// Every decision, in the order in which they were made; lines that a crash cut short are left out.
  package func decisions() throws -> [PlanDecision] {
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw Failure(description: "\(path) cannot be read, so earlier changes do not hold; see its permissions")
    }
    let decoder = JSONDecoder()
    return data.split(separator: 0x0A).compactMap { try? decoder.decode(Line.self, from: Data($0)).decision }
  }

  /// Appends decisions in one write and waits until the disk has them. What a crash left of an earlier line is closed
  /// first, so that it costs itself only.
  package func append(_ decisions: [PlanDecision], time: Double) throws {
    var bytes: [UInt8] = []
    for decision in decisions {
      bytes += try JSONEncoder.sorted.encode(Line(time: time, decision: decision))
      bytes.append(0x0A)
    }
    let directory = (path as NSString).deletingLastPathComponent
    if !directory.isEmpty {
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    }
    do { try AppendedFile.append(bytes, to: path) } catch {
      throw Failure(description: "your change is not on record: \(error)")
    }
  }
}
