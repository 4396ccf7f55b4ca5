internal import LanguageModels
internal import RLCore

/// Makes the calls of one identification, several at a time, counts them and records them.
///
/// Whatever the order in which replies come, calls are recorded, numbered and judged in the order in which they were
/// planned. So neither the records nor what is concluded from them depend on chance.
struct AdvisorCaller {
  /// A question that is put together when its turn comes.
  struct Question: Sendable {
    let kind: AdviceKind
    /// What the prompt says when it may have so many characters.
    let context: @Sendable (_ characters: Int) throws -> PromptContext
  }

  let advisor: any Advisor
  let options: IdentificationOptions
  let library: PromptLibrary
  /// Calls that are expected; one more for each prompt that had to be shortened.
  private(set) var planned: Int
  private(set) var made = 0
  /// Characters of a prompt at most, as far as the advisor has told.
  private(set) var characters: Int
  /// Calls in a row that failed, in the order of the records.
  private var failures = 0

  init(advisor: any Advisor, options: IdentificationOptions, library: PromptLibrary, planned: Int) {
    self.advisor = advisor
    self.options = options
    self.library = library
    self.planned = planned
    characters = options.maximumPromptCharacters
  }

  /// What one question came to: a call, or two where the first prompt was too long.
  private struct Answered: Sendable {
    var calls: [AdviceCall] = []
    var error: (any Error)?
    /// Characters that a prompt may have, where a refusal told so.
    var characters: Int?

    var isCancelled: Bool { error is CancellationError }
    var pauses: Bool { error?.isAdvisingPause ?? false }
  }

  /// Asks all `questions`, up to `options.parallelCalls` at a time; gives the last call of each, in their order. `each` is
  /// told of it with the question's place as soon as it is recorded.
  ///
  /// After an error that pauses advising, and after `options.maximumFailures` failures in a row, nothing more is sent;
  /// what is under way is waited for and recorded first. When the task is cancelled, what is under way is cancelled too,
  /// and what had been answered by then is recorded.
  nonisolated(nonsending) mutating func ask(
    _ questions: [Question], _ record: (AdviceCall) throws -> Int?,
    each: (_ place: Int, _ call: AdviceCall) throws -> Void = { _, _ in }
  ) async throws -> [AdviceCall] {
    try Task.checkCancellation()
    let limit = characters
    return try await withThrowingTaskGroup(of: (Int, Answered).self) { group in
      var answered: [Int: Answered] = [:]
      var calls: [AdviceCall] = []
      var (sent, recorded) = (0, 0)
      // As they come, so that a server that is down is not asked on while an early call still waits for its limit.
      var lastFailures = failures
      var end: (any Error)?
      while true {
        while end == nil, lastFailures < options.maximumFailures, sent < questions.count,
          sent - recorded - answered.count < max(options.parallelCalls, 1)
        {
          let (place, question, caller) = (sent, questions[sent], self)
          group.addTask { (place, await caller.answer(question, within: limit)) }
          sent += 1
        }
        guard let (place, result) = try await group.next() else { break }
        lastFailures = result.error == nil ? 0 : lastFailures + 1
        if result.isCancelled {
          end = end ?? result.error
          group.cancelAll()
        } else if result.pauses {
          end = end ?? result.error
        }
        answered[place] = result
        while end == nil, let next = answered.removeValue(forKey: recorded) {
          let call = try note(next, record)
          end = next.error.flatMap(verdict)
          if let call {
            calls.append(call)
            if end == nil { try each(recorded, call) }
          }
          recorded += 1
        }
        if sent == recorded { lastFailures = failures }
      }
      if let end {
        // What was answered in the meantime counts all the same.
        for (place, late) in answered.sorted(by: { $0.key < $1.key }) {
          if let call = try note(late, record), late.error == nil { try each(place, call) }
        }
        throw end
      }
      return calls
    }
  }

  /// Puts the prompt together and sends it; where it is too long for the advisor, a shorter one once more.
  private func answer(_ question: Question, within limit: Int) async -> Answered {
    var answered = Answered()
    do {
      let context = try question.context(limit)
      let prompt = try library.render(question.kind, context)
      do {
        answered.calls.append(try await call(prompt, context))
      } catch let error as any PromptSizeError where error.isPromptTooLong {
        answered.calls.append(failed(prompt, context, error))
        // A size that the refused prompt kept to cannot be right.
        let told = error.promptCharacters.flatMap { $0 < prompt.text.count ? $0 : nil } ?? prompt.text.count / 2
        answered.characters = told
        let shorter = try question.context(told)
        let again = try library.render(question.kind, shorter)
        guard again.text.count < prompt.text.count else { throw error }
        do { answered.calls.append(try await call(again, shorter)) } catch {
          if !(error is CancellationError) { answered.calls.append(failed(again, shorter, error)) }
          throw error
        }
      } catch {
        if !(error is CancellationError) { answered.calls.append(failed(prompt, context, error)) }
        throw error
      }
    } catch {
      answered.error = error
    }
    return answered
  }

  private func call(_ prompt: Prompt, _ context: PromptContext) async throws -> AdviceCall {
    try Task.checkCancellation()
    let reply = try await advisor.reply(to: prompt)
    var call = AdviceCall(prompt, episode: context.episode)
    call.reply = reply
    if prompt.kind == .caseAnalysis {
      let (text, issues) = ReplyParser.caseAnalysis(from: reply.text)
      call.caseAnalysis = text.isEmpty ? nil : text
      call.issues = issues
    } else {
      let parsed = ReplyParser.suggestions(from: reply.text, context: context, advisor: advisor.name)
      call.suggestions = parsed.suggestions
      call.issues = parsed.issues
    }
    call.issues += reply.notes.map { ReplyIssue(kind: .clamped, item: nil, reason: $0) }
    return call
  }

  private func failed(_ prompt: Prompt, _ context: PromptContext, _ error: any Error) -> AdviceCall {
    var call = AdviceCall(prompt, episode: context.episode)
    call.failure = AdviceText.clean("\(error)", limit: 400).text
    return call
  }

  /// Numbers and records the calls of a question; gives the last one with the record's number on its suggestions.
  private mutating func note(_ answered: Answered, _ record: (AdviceCall) throws -> Int?) throws -> AdviceCall? {
    if !answered.isCancelled { failures = answered.error == nil ? 0 : failures + 1 }
    if let told = answered.characters { characters = min(characters, told) }
    planned += max(answered.calls.count - 1, 0)
    var last: AdviceCall?
    for var call in answered.calls {
      made += 1
      call.index = made
      call.planned = planned
      if let id = try record(call) {
        for index in call.suggestions.indices { call.suggestions[index].call = id }
      }
      last = call
    }
    return last
  }

  /// The error that ends the identification after a failed call, or nil where it goes on.
  private func verdict(_ error: any Error) -> (any Error)? {
    if error is PromptError { return error }
    guard failures >= options.maximumFailures else { return nil }
    let reason = AdviceText.clean("\(error)", limit: 400).text
    return AdvisorError.unreachable(advisor: advisor.name, failures: failures, reason: reason)
  }
}

extension AdviceCall {
  /// A call about which nothing is known yet but what was asked.
  fileprivate init(_ prompt: Prompt, episode: Int) {
    self.init(
      kind: prompt.kind, episode: episode, index: 0, planned: 0, prompt: prompt, suggestions: [], issues: [])
  }
}
