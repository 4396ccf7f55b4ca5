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
      for suggestion in try Self.suggestions(database, leavingOut: leaveOut) {
        let line = SuggestionLine(suggestion, measured[suggestion.id] ?? [:], decisions[suggestion.id] ?? [])
        output.write(try JSONText.encode(line, what: "suggestion \(suggestion.id)") + "\n")
      }
    }
  }

  private static func csvField(_ text: String) -> String {
    guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
    return "\"" + text.replacing("\"", with: "\"\"") + "\""
  }
}

/// One line of the suggestion export. The keys are stable.
private struct SuggestionLine: Encodable {
  struct DecisionLine: Encodable {
    var seq: Int
    var time: Double
    /// One word; missing where the verdict was taken back.
    var verdict: String?
    var action: ActionText?
    var reward: Double?
    var actor: String
    /// Why; missing where nobody said.
    var reason: String?
    /// What was decided in one go has the same step.
    var step: Int?
    /// The step that it takes back.
    var undoes: Int?
    /// The step that it does again.
    var redoes: Int?

    init(_ record: DecisionRecord) {
      seq = record.seq
      time = record.time
      verdict = record.decision.verdict?.name
      actor = record.decision.actor
      reason = record.decision.reason
      (step, undoes, redoes) = (record.step, record.undoes, record.redoes)
      if case .edited(let action, let reward) = record.decision.verdict {
        self.action = ActionText(action)
        self.reward = reward
      }
    }
  }

  var id: Int
  var episode: Int
  var step: Int
  var action: ActionText
  var reward: Double
  var rationale: String
  var confidence: Double
  var advisor: String
  var call: Int?
  var blame: Double?
  var stateValue: Double?
  var hold: Int?
  /// Of the action in force.
  var evidence: Evidence?
  /// Of the proposal, where an edit has another action in its place.
  var proposalEvidence: Evidence?
  /// The verdict in force, or `pending`.
  var verdict: String
  var decisions: [DecisionLine]

  init(_ suggestion: Suggestion, _ measured: [Action: Evidence], _ decisions: [DecisionRecord]) {
    id = suggestion.id
    episode = suggestion.episode
    step = suggestion.step
    action = ActionText(suggestion.action)
    reward = suggestion.reward
    rationale = suggestion.rationale
    confidence = suggestion.confidence
    advisor = suggestion.advisor
    call = suggestion.call
    blame = suggestion.blame
    stateValue = suggestion.stateValue
    hold = suggestion.hold
    let last = decisions.last?.decision.verdict
    let counts = suggestion.action(under: last)
    evidence = measured[counts]
    if counts != suggestion.action { proposalEvidence = measured[suggestion.action] }
    verdict = last?.name ?? "pending"
    self.decisions = decisions.map(DecisionLine.init)
  }
}
