import Advisors
import RLCore

extension Identification {
  /// Asks one who names states and advises.
  nonisolated(nonsending) func run(
    _ episodes: [NarratedEpisode], by both: any Identifier & Advisor,
    record: (AdviceCall) throws -> Int? = { _ in nil }, found report: ([Suggestion]) throws -> Void = { _ in }
  ) async throws -> IdentificationResult {
    try await run(episodes, identifier: both, advisor: both, record: record, found: report)
  }
}

extension AdviceCall {
  var kind: ModelCall.Kind { call.kind }
  var episode: Int? { call.episode }
  var prompt: String { call.prompt }
  var reply: String? { outcome.failure == nil ? call.reply : nil }
  var failure: String? { outcome.failure }
  var issues: [ReplyIssue] { outcome.issues }
}
