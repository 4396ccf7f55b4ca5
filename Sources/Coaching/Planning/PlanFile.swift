package import Algorithms
package import Foundation
import LanguageModels
import RLCore
import SessionStore

/// Plans as `--out` keeps them, to be looked at again.
package struct PlanFile: Codable {
  /// One plan.
  struct Entry: Codable {
    var label: String
    var settings: PlanSettings
    var horizon: Int
    var validation: String
    /// The problem in the environment's own form, such as PDDL.
    var problem: String
    var report: PlanReport
  }

  /// Of this form.
  var version = 1
  var environment: String
  /// As `--prior` named it.
  var prior: String
  /// Where its probabilities come from.
  var source: String
  /// The share of its probability that speaks of legal actions, where that is measured.
  var coverage: Double?
  var seed: UInt64
  var budget: PlanBudget
  var plans: [Entry]

  /// The plans of a run.
  package init(_ run: PlanRun, environment: String) {
    self.environment = environment
    prior = run.request.priorName
    source = run.request.prior.prior.source
    coverage = run.request.prior.prior.coverage
    seed = run.request.seed
    budget = run.request.budget
    plans = run.plans.map { plan in
      Entry(
        label: plan.contender.label, settings: plan.contender.settings, horizon: plan.member.task.horizon,
        validation: plan.verdict.words, problem: plan.member.task.document, report: plan.report)
    }
  }

  /// Writes the file, whole or not at all.
  package func write(to path: String) throws {
    let bytes: [UInt8]
    do { bytes = try [UInt8](JSONEncoder.plans.encode(self)) } catch {
      throw PlanFileError.unwritable(path, "\(error)")
    }
    try AtomicFile.write(bytes, to: path)
  }

  /// Says early that a file cannot be written, before anything is paid for.
  package static func check(_ path: String) throws {
    let parent = (try AtomicFile.place(of: path) as NSString).deletingLastPathComponent
    let folder = parent.isEmpty ? "." : parent
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
      throw PlanFileError.unwritable(path, "there is no folder \(folder)")
    }
  }

  /// The search of a file: one that the screen wrote, or the first with a tree that `--out` kept.
  package static func search(at path: String) throws -> PlanReport {
    try search(Data(PlainFile.bytes(path, atMost: 1 << 30)), path: path)
  }

  /// The search that a file's bytes hold; `path` is the file's, for errors.
  package static func search(_ data: Data, path: String) throws -> PlanReport {
    let report: PlanReport
    do { report = try Self.search(in: data, at: path) } catch let fault as SearchTreeFault {
      throw PlanFileError.damaged(path, "\(fault)")
    }
    guard report.account.isPossible else { throw PlanFileError.damaged(path, "a count of its account is out of range") }
    return report
  }

  private static func search(in data: Data, at path: String) throws -> PlanReport {
    let decoder = JSONDecoder.plans
    do { return try decoder.decode(PlanReport.self, from: data) } catch let fault as SearchTreeFault {
      throw fault
    } catch {
      // Then it is a file of plans, or nothing of ours.
    }
    do {
      let file = try decoder.decode(PlanFile.self, from: data)
      guard let first = file.plans.first else { throw PlanFileError.unreadable(path) }
      return (file.plans.first { $0.report.tree != nil } ?? first).report
    } catch let fault as SearchTreeFault {
      throw fault
    } catch {
      throw PlanFileError.unreadable(path)
    }
  }
}

/// Why plans are not kept, or not to be read.
package enum PlanFileError: Error, CustomStringConvertible {
  /// The file cannot be written, and why.
  case unwritable(String, String)
  /// The file is not one of plans.
  case unreadable(String)
  /// The file is one of plans and says what cannot be.
  case damaged(String, String)

  /// A sentence.
  package var description: String {
    switch self {
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    case .unreadable(let path):
      "\(path) is not a search that the planning screen (w) or 'sidecoach plan --out FILE' wrote"
    case .damaged(let path, let reason): "\(path) holds a search that cannot be shown: \(reason); plan again"
    }
  }
}

extension JSONEncoder {
  /// For searches: a node that was left out has no score, and JSON has no number for what is not finite.
  package static var plans: JSONEncoder {
    let encoder = JSONEncoder.sorted
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return encoder
  }
}

extension JSONDecoder {
  /// Reads what `JSONEncoder.plans` wrote.
  static var plans: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
