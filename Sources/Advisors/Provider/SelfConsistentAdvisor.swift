internal import LanguageModels
internal import RLCore

/// Asks another advisor several times for critical states and answers with what its samples agree on. Everything else it
/// passes on once.
public struct SelfConsistentAdvisor: Advisor {
  /// The other advisor's name: the model is the same.
  public var name: String { base.name }
  /// As the other advisor.
  public var isStandIn: Bool { base.isStandIn }
  /// One sentence about it.
  public var summary: String { "Asks \(samples) times and keeps what recurs. " + base.summary }
  /// As the other advisor.
  public var environmentSteps: Int { base.environmentSteps }
  /// As the other advisor; the samples of one question come one after another.
  public var parallelCalls: Int { base.parallelCalls }
  /// As the other advisor.
  public var promptCharacters: Int? { base.promptCharacters }

  private let base: any SamplingAdvisor
  private let samples: Int
  private let merge: SelfConsistency

  /// An advisor that asks `base` `samples` times. Throws `InvalidSettingError` when the samples could not differ.
  public init(_ base: any SamplingAdvisor, samples: Int, merge: SelfConsistency = SelfConsistency()) throws {
    guard samples >= 1 else {
      throw InvalidSettingError(key: "samples", value: "\(samples)", valid: "a whole number from 1")
    }
    guard samples == 1 || base.varies else {
      throw InvalidSettingError(
        key: "samples", value: "\(samples)", valid: "1 at temperature 0, where every sample is the same")
    }
    self.base = base
    self.samples = samples
    self.merge = merge
  }

  /// The merged reply. A sample that fails is left out with a note; when all do, the last error is thrown, and one that
  /// pauses advising is thrown at once.
  public func reply(to prompt: Prompt) async throws -> AdvisorReply {
    guard prompt.kind == .identify, let context = prompt.context, samples > 1 else {
      return try await base.reply(to: prompt)
    }
    var whole = AdvisorReply(text: "", seconds: 0)
    var read: [[Suggestion]] = []
    var last: (any Error)?
    for sample in 0..<samples {
      do {
        let reply = try await base.reply(to: prompt, sample: sample)
        whole.add(reply, replacesText: false)
        read.append(ReplyParser.suggestions(from: reply.text, context: context, advisor: name).suggestions)
      } catch let error {
        if error is CancellationError || error.isAdvisingPause { throw error }
        last = error
        whole.notes.append("sample \(sample + 1) of \(samples) failed: \(error)")
      }
    }
    if read.isEmpty, let last { throw last }
    whole.text = Self.text(merge.merge(read), in: context.actionSpace)
    return whole
  }

  /// Critical states as a reply states them.
  static func text(_ suggestions: [Suggestion], in space: ActionSpace) -> String {
    let items = suggestions.map { suggestion in
      let action =
        switch suggestion.action {
        case .discrete: JSONText.quoted(suggestion.action.name(in: space))
        case .continuous(let vector): JSONText.array(vector.map { JSONText.number(Double($0)) })
        }
      return JSONText.object([
        ("episode", "\(suggestion.episode)"), ("step", "\(suggestion.step)"),
        ("rationale", JSONText.quoted(suggestion.rationale)), ("action", action),
        ("reward", JSONText.number(suggestion.reward)), ("confidence", JSONText.number(suggestion.confidence)),
      ])
    }
    return JSONText.object([("critical_states", JSONText.array(items))])
  }
}
