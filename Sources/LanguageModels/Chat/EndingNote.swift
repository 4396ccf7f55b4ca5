internal import RLCore

/// What a person should know about how a reply ended; nothing where it ended well.
struct EndingNote: Sendable, Equatable {
  /// A sentence.
  let words: String?

  init(
    _ answer: ChatAnswer, _ settled: ChatAnswer.Settled, _ ending: AdviceOutcome.Ending,
    _ parameters: ModelCall.Parameters, key: APIKey?
  ) {
    switch ending {
    case .refused:
      let refusal = EndpointFault.safe(answer.refusal ?? "", key: key, limit: EndpointFault.longestMessage)
      words = "the model declined to answer: \(refusal)"
    case .filtered:
      words = "the provider's content filter withheld the reply or its end; reword the prompt or choose another model"
    case .cut: words = Self.cut(answer, settled, most: parameters.maximumTokens)
    case .unusable where settled.isThoughtOnly:
      words = "the model thought and gave no answer; raise maximumTokens, or turn thinking off with a member of extra"
    case .unusable where settled.text.isEmpty:
      let end = answer.finishReason.map { " (\(EndpointFault.safe($0, key: key, limit: 40)))" } ?? ""
      words = "the reply is empty\(end); the model may not know this form of answer: try another answerForm"
    case .answered, .unusable, .failed: words = nil
    }
  }

  private static func cut(_ answer: ChatAnswer, _ settled: ChatAnswer.Settled, most: Int) -> String {
    if answer.isBroken {
      return "the stream ended before the reply did; try again, or check what lies between here and the server"
    }
    if settled.isThoughtOnly {
      return "the reply was cut while thinking, at \(most) tokens; raise maximumTokens, so that an answer follows"
    }
    // Contexts come in such sizes; another sum says nothing.
    if let usage = answer.usage, usage.reply < most, usage.total >= 512, usage.total % 256 == 0 {
      return
        "the reply was cut at \(usage.reply) tokens, since the context of \(usage.total) tokens is full; load the model "
        + "with a larger one, or set contextTokens = \(usage.total)"
    }
    return "the reply was cut at \(most) tokens; raise maximumTokens to get the rest"
  }
}
