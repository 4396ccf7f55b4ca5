import Foundation
import RLCore
package import SessionStore

/// Runs that present decisions have overtaken.
extension SessionStore {
  /// Whether the run of a method that uses guidance began with other decisions than those that hold now. One that asks anew in
  /// rounds takes up decisions while it goes on, and is never overtaken.
  package func isOutdated(_ run: Run) throws -> Bool {
    let stored = try? JSONDecoder().decode(StoredGuidance.self, from: Data(run.configuration.utf8))
    if let rounds = stored?.guidance.rounds, rounds > 0 { return false }
    var before: [Int: Verdict] = [:]
    for record in try decisions() where record.time <= run.startedAt {
      before[record.decision.suggestion] = record.decision.verdict
    }
    return before.filter(\.value.guides) != (try currentVerdicts()).filter(\.value.guides)
  }
}

/// The one setting of a stored run that matters here.
private struct StoredGuidance: Decodable {
  struct Guidance: Decodable { var rounds: Int? }
  var guidance: Guidance
}
