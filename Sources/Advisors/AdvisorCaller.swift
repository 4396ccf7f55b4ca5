internal import RLCore

/// Makes the calls of one identification, counts them and records them.
struct AdvisorCaller {
  let advisor: any Advisor
  let options: IdentificationOptions
  let library: PromptLibrary
  let planned: Int
  private(set) var made = 0
  private var failures = 0

  init(advisor: any Advisor, options: IdentificationOptions, library: PromptLibrary, planned: Int) {
    self.advisor = advisor
    self.options = options
    self.library = library
    self.planned = planned
  }

  nonisolated(nonsending) mutating func ask(
    _ kind: AdviceKind, _ context: PromptContext, _ record: (AdviceCall) throws -> Int?
  ) async throws -> AdviceCall {
    try Task.checkCancellation()
    let prompt = try library.render(kind, context)
    made += 1
    var call = AdviceCall(
      kind: kind, episode: context.episode, index: made, planned: planned, prompt: prompt, suggestions: [], issues: [])
    var pause: (any Error)?
    do {
      let reply = try await advisor.reply(to: prompt)
      failures = 0
      call.reply = reply
      if kind == .caseAnalysis {
        let (text, issues) = ReplyParser.caseAnalysis(from: reply.text)
        call.caseAnalysis = text.isEmpty ? nil : text
        call.issues = issues
      } else {
        let parsed = ReplyParser.suggestions(from: reply.text, context: context, advisor: advisor.name)
        call.suggestions = parsed.suggestions
        call.issues = parsed.issues
      }
      call.issues += reply.notes.map { ReplyIssue(kind: .clamped, item: nil, reason: $0) }
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      failures += 1
      if let error = error as? any AdvisingPause, error.pausesAdvising { pause = error }
      call.failure = AdviceText.clean("\(error)", limit: 400).text
    }
    if let id = try record(call) {
      for index in call.suggestions.indices { call.suggestions[index].call = id }
    }
    if let pause { throw pause }
    if failures >= options.maximumFailures, let reason = call.failure {
      throw AdvisorError.unreachable(advisor: advisor.name, failures: failures, reason: reason)
    }
    return call
  }
}
