internal import LanguageModels
public import RLCore

/// What of a reply counts, and what was dropped or changed on the way in.
public struct ParsedReply: Sendable, Equatable {
  /// The suggestions that hold, in the reply's order; every number is finite and bounded.
  public var suggestions: [Suggestion]
  /// Everything that was dropped or changed, with the reason.
  public var issues: [ReplyIssue]

  /// Makes a parsed reply.
  public init(suggestions: [Suggestion] = [], issues: [ReplyIssue] = []) {
    self.suggestions = suggestions
    self.issues = issues
  }
}

/// Reads an advisor's reply. The text is untrusted: nothing in it is evaluated, everything is bounded, and a fault in one
/// item never costs the others.
public enum ReplyParser {
  /// Bytes of a reply that are read.
  public static let maximumBytes = 1 << 20
  /// Characters of a rationale that are kept.
  public static let maximumRationale = 600
  /// Characters of a case analysis that are kept.
  public static let maximumCaseAnalysis = 4_000
  /// Issues that are recorded one by one; one more states how many others there were.
  public static let maximumIssues = 100

  /// Reads suggestions from a reply of any form.
  public static func suggestions(from reply: String, context: AdviceContext, advisor: String) -> ParsedReply {
    suggestions(from: reply, context: context, examples: .none, advisor: advisor)
  }

  /// Reads suggestions from a reply to a prompt that showed `examples`.
  static func suggestions(
    from reply: String, context: AdviceContext, examples: ReplyExamples, advisor: String
  ) -> ParsedReply {
    suggestions(
      from: Array(reply.utf8.prefix(maximumBytes + 1)), context: context, examples: examples, advisor: advisor)
  }

  /// Reads suggestions from the bytes of a reply; bytes that are not UTF-8 are replaced, and recorded.
  public static func suggestions(from bytes: [UInt8], context: AdviceContext, advisor: String) -> ParsedReply {
    suggestions(from: bytes, context: context, examples: .none, advisor: advisor)
  }

  private static func suggestions(
    from bytes: [UInt8], context: AdviceContext, examples: ReplyExamples, advisor: String
  ) -> ParsedReply {
    var parsed = ParsedReply()
    var bytes = bytes
    if bytes.count > maximumBytes {
      bytes.removeSubrange(maximumBytes...)
      parsed.issues.append(
        ReplyIssue(kind: .clamped, item: nil, reason: "the reply is longer than 1 MiB; the rest was not read"))
      while let last = bytes.last, last & 0xC0 == 0x80 { bytes.removeLast() }
    }
    if String(validating: bytes, as: UTF8.self) == nil {
      parsed.issues.append(
        ReplyIssue(kind: .clamped, item: nil, reason: "the reply is not valid UTF-8; the bad bytes were replaced"))
      bytes = Array(String(decoding: bytes, as: UTF8.self).utf8)
    }
    let items = ReplyItems.find(in: bytes, examples: examples)
    read(items, context: context, examples: examples, advisor: advisor, into: &parsed)
    limitIssues(&parsed.issues)
    return parsed
  }

  /// Reads a case analysis: prose, cleaned and capped.
  public static func caseAnalysis(from reply: String) -> (text: String, issues: [ReplyIssue]) {
    let (text, isCut) = AdviceText.clean(
      String(decoding: reply.utf8.prefix(maximumBytes), as: UTF8.self), limit: maximumCaseAnalysis, keepsLines: true)
    var issues: [ReplyIssue] = []
    if text.isEmpty {
      issues.append(ReplyIssue(kind: .rejected, item: nil, reason: "the case analysis is empty"))
    } else if isCut {
      issues.append(
        ReplyIssue(
          kind: .clamped, item: nil, reason: "the case analysis was cut to \(maximumCaseAnalysis) characters"))
    }
    return (text, issues)
  }

  private static func read(
    _ items: ReplyItems, context: AdviceContext, examples: ReplyExamples, advisor: String,
    into parsed: inout ParsedReply
  ) {
    if let note = items.note { parsed.issues.append(note) }
    var seen: Set<[Int]> = []
    var excess = 0
    for (index, item) in items.items.enumerated() {
      guard !examples.hold(item) else {
        parsed.issues.append(
          ReplyIssue(kind: .rejected, item: index, reason: "it repeats the example of the prompt"))
        continue
      }
      var reader = ItemReader(index: index, context: context)
      guard let suggestion = reader.read(item, advisor: advisor) else {
        parsed.issues += reader.issues
        continue
      }
      if !seen.insert([suggestion.episode, suggestion.step]).inserted {
        parsed.issues.append(
          ReplyIssue(
            kind: .rejected, item: index, reason: "step \(suggestion.step) was already given; the first counts"))
      } else if parsed.suggestions.count >= context.maximumStates {
        excess += 1
      } else {
        parsed.suggestions.append(suggestion)
        parsed.issues += reader.issues
      }
    }
    if excess > 0 {
      parsed.issues.append(
        ReplyIssue(
          kind: .rejected, item: nil,
          reason: "\(excess) suggestions beyond the limit of \(context.maximumStates) were dropped"))
    }
    if items.isTruncated {
      parsed.issues.append(
        ReplyIssue(
          kind: .rejected, item: nil,
          reason: "the reply ends in the middle; its \(items.items.count) complete items were read"))
    }
  }

  /// Keeps issues of the whole reply and the first ones of items.
  private static func limitIssues(_ issues: inout [ReplyIssue]) {
    let ofItems = issues.filter { $0.item != nil }
    guard ofItems.count > maximumIssues else { return }
    let more = ofItems.count - maximumIssues
    issues =
      Array(ofItems.prefix(maximumIssues)) + issues.filter { $0.item == nil } + [
        ReplyIssue(kind: .rejected, item: nil, reason: "\(more) more issues of the same reply are not listed")
      ]
  }
}
