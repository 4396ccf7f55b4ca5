internal import LanguageModels
internal import RLCore

/// A question that is put together when its turn comes.
struct AdviceQuestion<Value: Sendable>: Sendable {
  let kind: AdviceKind
  /// What is asked about when the prompt may have so many characters.
  let context: @Sendable (_ characters: Int) throws -> AdviceContext
  /// Asks.
  let ask: @Sendable (AdviceContext) async throws -> Answer<Value>
  /// Holds the value to its laws, and says how many suggestions hold.
  let check: @Sendable (inout Value, inout AdviceCheck) -> Int
  /// The value in words, where whoever answered has none.
  let words: @Sendable (Value, ActionSpace) -> String
  /// Takes the number of the call's record into the value.
  let number: @Sendable (inout Value, Int) -> Void
}

/// Makes the calls of one identification, several at a time, counts them and records them.
///
/// Whatever the order in which answers come, calls are recorded, numbered and judged in the order in which they were
/// planned. So neither the records nor what is concluded from them depend on chance.
struct AdviceCaller {
  let options: IdentificationOptions
  let library: PromptLibrary
  /// Calls that are expected; one more for each prompt that had to be shortened.
  private(set) var planned: Int
  private(set) var made = 0
  /// Characters of a prompt at most, as far as whoever is asked has told.
  private(set) var characters: Int
  /// Calls in a row that failed, in the order of the records.
  private var failures = 0

  init(options: IdentificationOptions, library: PromptLibrary, planned: Int) {
    self.options = options
    self.library = library
    self.planned = planned
    characters = options.maximumPromptCharacters
  }

  /// A call that was made.
  private struct Made<Value: Sendable>: Sendable {
    var call: ModelCall
    var outcome: AdviceOutcome
    /// What came back; nil where the call failed.
    var answer: Answer<Value>?
    var isRecorded: Bool
  }

  /// What one question came to: a call, or two where the first prompt was too long.
  private struct Answered<Value: Sendable>: Sendable {
    var calls: [Made<Value>] = []
    var error: (any Error)?
    /// Characters that a prompt may have, where a refusal told so.
    var characters: Int?

    var isCancelled: Bool { error is CancellationError }
    var pauses: Bool { error?.isAdvisingPause ?? false }
  }

  /// Asks all `questions` of `consulted`, up to `options.parallelCalls` at a time. `each` is called with the last answer
  /// to each, in their order, as soon as those before are recorded; nil stands for a call that failed.
  ///
  /// An error that ends the identification is thrown once nothing is under way any more; what comes after it is not sent,
  /// and what had been answered by then is recorded.
  nonisolated(nonsending) mutating func ask<Value: Sendable>(
    _ questions: [AdviceQuestion<Value>], of consulted: any Consulted, _ record: (AdviceCall) throws -> Int?,
    each: (_ place: Int, _ answer: Answer<Value>?) throws -> Void
  ) async throws {
    try Task.checkCancellation()
    let limit = characters
    try await withThrowingTaskGroup(of: (Int, Answered<Value>).self) { group in
      var answered: [Int: Answered<Value>] = [:]
      var (sent, recorded) = (0, 0)
      // As they come, so that a server that is down is not asked on while an early call still waits for its limit.
      var lastFailures = failures
      var end: (any Error)?
      while true {
        while end == nil, lastFailures < options.maximumFailures, sent < questions.count,
          sent - recorded - answered.count < max(options.parallelCalls, 1)
        {
          let (place, question, caller) = (sent, questions[sent], self)
          group.addTask { (place, await caller.answer(question, of: consulted, within: limit)) }
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
          let last = try note(next, questions[recorded], record)
          end = next.error.flatMap { verdict($0, of: consulted) }
          if end == nil, let last { try each(recorded, last.answer) }
          recorded += 1
        }
        if sent == recorded { lastFailures = failures }
      }
      if let end {
        // What was answered in the meantime counts all the same.
        for (place, late) in answered.sorted(by: { $0.key < $1.key }) {
          if let last = try note(late, questions[place], record), late.error == nil { try each(place, last.answer) }
        }
        throw end
      }
    }
  }

  /// Puts the question together and asks it; where it is too long for whoever is asked, a shorter one once more.
  private func answer<Value: Sendable>(
    _ question: AdviceQuestion<Value>, of consulted: any Consulted, within limit: Int
  ) async -> Answered<Value> {
    var answered = Answered<Value>()
    do {
      let context = try question.context(limit)
      let prompt = try library.render(question.kind, context)
      do {
        answered.calls.append(try await call(question, of: consulted, context, prompt))
      } catch let error as any PromptSizeError where error.isPromptTooLong {
        answered.calls.append(failed(prompt, context, of: consulted, error))
        // A size that the refused prompt kept to cannot be right.
        let told = error.promptCharacters.flatMap { $0 < prompt.text.count ? $0 : nil } ?? prompt.text.count / 2
        answered.characters = told
        let shorter = try question.context(told)
        let again = try library.render(question.kind, shorter)
        guard again.text.count < prompt.text.count else { throw error }
        do { answered.calls.append(try await call(question, of: consulted, shorter, again)) } catch {
          if !(error is CancellationError) { answered.calls.append(failed(again, shorter, of: consulted, error)) }
          throw error
        }
      } catch {
        if !(error is CancellationError) { answered.calls.append(failed(prompt, context, of: consulted, error)) }
        throw error
      }
    } catch {
      answered.error = error
    }
    return answered
  }

  private func call<Value: Sendable>(
    _ question: AdviceQuestion<Value>, of consulted: any Consulted, _ context: AdviceContext, _ prompt: Prompt
  ) async throws -> Made<Value> {
    try Task.checkCancellation()
    let start = ContinuousClock.now
    var answer = try await question.ask(context)
    if answer.seconds == 0 { answer.seconds = (ContinuousClock.now - start) / .seconds(1) }
    var check = AdviceCheck(context)
    let held = question.check(&answer.value, &check)
    answer.issues += check.issues
    var call = record(prompt, context, of: consulted)
    if let sent = answer.prompt { (call.promptVersion, call.prompt) = (sent.version, sent.text) }
    call.id = answer.call ?? 0
    call.reply = answer.text ?? question.words(answer.value, context.actionSpace)
    call.seconds = answer.seconds
    return Made(
      call: call, outcome: AdviceOutcome(.answered, suggestions: held, issues: answer.issues), answer: answer,
      isRecorded: answer.call != nil)
  }

  private func failed<Value: Sendable>(
    _ prompt: Prompt, _ context: AdviceContext, of consulted: any Consulted, _ error: any Error
  ) -> Made<Value> {
    Made(
      call: record(prompt, context, of: consulted),
      outcome: AdviceOutcome(.failed, failure: AdviceText.clean("\(error)", limit: 400).text),
      isRecorded: consulted.keepsRecords)
  }

  /// What a record says before the answer comes. One who is asked without words is shown the question in the templates'
  /// words all the same, so that a person can read it.
  private func record(_ prompt: Prompt, _ context: AdviceContext, of consulted: any Consulted) -> ModelCall {
    ModelCall(
      advisor: consulted.name, kind: prompt.kind.record, episode: context.episode == 0 ? nil : context.episode,
      prompt: prompt.text, promptVersion: prompt.version, seconds: 0)
  }

  /// Numbers and records the calls of a question; gives the last one with the record's number on its value.
  private mutating func note<Value: Sendable>(
    _ answered: Answered<Value>, _ question: AdviceQuestion<Value>, _ record: (AdviceCall) throws -> Int?
  ) throws -> Made<Value>? {
    if !answered.isCancelled { failures = answered.error == nil ? 0 : failures + 1 }
    if let told = answered.characters { characters = min(characters, told) }
    planned += max(answered.calls.count - 1, 0)
    var last: Made<Value>?
    for var call in answered.calls {
      made += 1
      call.call.end(call.outcome)
      let made = AdviceCall(
        call: call.call, outcome: call.outcome, index: made, planned: planned,
        trouble: call.outcome.failure ?? call.answer?.trouble, isRecorded: call.isRecorded)
      if let id = try record(made), var answer = call.answer {
        question.number(&answer.value, id)
        call.answer = answer
      }
      last = call
    }
    return last
  }

  /// The error that ends the identification after a failed call, or nil where it goes on.
  private func verdict(_ error: any Error, of consulted: any Consulted) -> (any Error)? {
    if error is PromptError { return error }
    guard failures >= options.maximumFailures else { return nil }
    let reason = AdviceText.clean("\(error)", limit: 400).text
    return AdvisorError.unreachable(advisor: consulted.name, failures: failures, reason: reason)
  }
}
