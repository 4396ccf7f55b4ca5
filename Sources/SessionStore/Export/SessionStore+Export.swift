import Foundation
import GRDB
import RLCore

extension SessionStore {
  /// Every metric of every run as comma-separated values under the header `run,seed,step,wall_time,tag,value`.
  public func metricsCSV(leavingOut leaveOut: LeaveOut? = nil) throws -> String {
    var text = ""
    try exportMetricsCSV(to: &text, leavingOut: leaveOut)
    return text
  }

  /// Writes the metrics line by line, in the order of the runs, steps and names; memory does not grow with the session.
  ///
  /// Fields are quoted as RFC 4180 says. The seed of a run that was never begun here is left empty.
  ///
  /// - Parameter leaveOut: told of what cannot be read; where nobody is, that is an error.
  public func exportMetricsCSV(
    to output: inout some TextOutputStream, leavingOut leaveOut: LeaveOut? = nil
  ) throws {
    output.write("run,seed,step,wall_time,tag,value\n")
    try eachMetric(leavingOut: leaveOut) { metric, seed in
      let fields = [
        Self.csvField(metric.run.rawValue), seed.map { "\($0)" } ?? "", "\(metric.step)", "\(metric.time)",
        Self.csvField(metric.name), "\(metric.value)",
      ]
      output.write(fields.joined(separator: ",") + "\n")
    }
  }

  /// One JSON object per suggestion: the suggestion, its verdict, every decision made on it and the latest evidence.
  ///
  /// `evidence` is that of the action in force: of an edit its own, and missing until the edit is measured; the
  /// evidence of the proposal that it replaced is then in `proposalEvidence`.
  public func suggestionsJSONL(leavingOut leaveOut: LeaveOut? = nil) throws -> String {
    var text = ""
    try exportSuggestionsJSONL(to: &text, leavingOut: leaveOut)
    return text
  }

  /// Writes the suggestions line by line, by number.
  ///
  /// - Parameter leaveOut: told of what cannot be read; where nobody is, that is an error.
  public func exportSuggestionsJSONL(
    to output: inout some TextOutputStream, leavingOut leaveOut: LeaveOut? = nil
  ) throws {
    try read { database in
      let measured = try Self.measuredActions(database, leavingOut: leaveOut)
      let decided = try Self.decisions(database, leavingOut: leaveOut)
      let decisions = Dictionary(grouping: decided, by: \.decision.suggestion)
      let digests = try Self.episodeDigests(database, leavingOut: leaveOut)
      for suggestion in try Self.suggestions(database, leavingOut: leaveOut) {
        var line = SuggestionLine(suggestion, measured[suggestion.id] ?? [:], decisions[suggestion.id] ?? [])
        line.episodeDigest = digests[suggestion.episode]
        output.write(try JSONText.encode(line, what: "suggestion \(suggestion.id)") + "\n")
      }
    }
  }

  /// The digests of the episodes, by their numbers; those of earlier versions have none.
  static func episodeDigests(
    _ database: Database, leavingOut leaveOut: LeaveOut? = nil
  ) throws -> [Int: String] {
    let found = try rows(EpisodeDigest.self, database, sql: "SELECT * FROM episodeDigest", leavingOut: leaveOut) { $0 }
    return Dictionary(found.map { ($0.episode, $0.digest) }, uniquingKeysWith: { $1 })
  }

  private static func csvField(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}
