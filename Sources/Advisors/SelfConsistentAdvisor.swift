public import RLCore

/// Asks a language model several times for critical states and answers with what its samples agree on. Everything else
/// it passes on once.
public struct SelfConsistentAdvisor: Identifier, Advisor {
  /// The model's name.
  public var name: String { base.name }
  /// As the model.
  public var isStandIn: Bool { base.isStandIn }
  /// One sentence about it.
  public var summary: String { "Asks \(samples) times and keeps what recurs. " + base.summary }
  /// As the model; the samples of one question come one after another.
  public var parallelCalls: Int { base.parallelCalls }
  /// As the model.
  public var maximumFailures: Int { base.maximumFailures }
  /// As the model.
  public var promptCharacters: Int? { base.promptCharacters }
  /// As the model.
  public var keepsRecords: Bool { base.keepsRecords }
  /// That of the templates.
  public var promptDigest: String { base.promptDigest }

  private let base: LanguageModelAdvisor
  private let samples: Int
  private let merge: SelfConsistency

  /// An advisor that asks `base` `samples` times. Throws `InvalidSettingError` when the samples could not differ.
  public init(_ base: LanguageModelAdvisor, samples: Int, merge: SelfConsistency = SelfConsistency()) throws {
    guard samples >= 1 else {
      throw InvalidSettingError(key: "samples", value: "\(samples)", valid: "a whole number from 1")
    }
    guard samples == 1 || base.model.varies else {
      throw InvalidSettingError(
        key: "samples", value: "\(samples)", valid: "1 at temperature 0, where every sample is the same")
    }
    self.base = base
    self.samples = samples
    self.merge = merge
  }

  /// What the samples agree on. A sample that fails is left out with a note; when all do, the last error is thrown, and
  /// one that pauses advising is thrown at once.
  public func criticalStates(in context: AdviceContext) async throws -> Answer<[CriticalState]> {
    guard samples > 1 else { return try await base.criticalStates(in: context) }
    var whole = Answer<[CriticalState]>([], isReadable: false)
    var read: [[Suggestion]] = []
    var last: (any Error)?
    for sample in 0..<samples {
      do {
        let answer = try await base.criticalStates(in: context, sample: sample)
        read.append(answer.value.compactMap(\.suggestion))
        whole.prompt = answer.prompt
        whole.seconds += answer.seconds
        whole.call = answer.call
        whole.isReadable = whole.isReadable || answer.isReadable
        whole.trouble = whole.isReadable ? nil : answer.trouble
        // What was dropped of a sample is in the record of its own call.
        whole.issues += answer.issues.filter { $0.kind == .clamped && $0.item == nil }
      } catch let error {
        if error is CancellationError || error.isAdvisingPause { throw error }
        last = error
        if !whole.isReadable { whole.trouble = "\(error)" }
        whole.issues.append(
          ReplyIssue(kind: .clamped, item: nil, reason: "sample \(sample + 1) of \(samples) failed: \(error)"))
      }
    }
    if read.isEmpty, let last { throw last }
    whole.value = merge.merge(read).map(CriticalState.init)
    return whole
  }

  /// Asks once.
  public func suggestions(
    at states: [CriticalState], in context: AdviceContext
  ) async throws -> Answer<[Suggestion]> {
    try await base.suggestions(at: states, in: context)
  }

  /// Asks once.
  public func caseAnalysis(of context: AdviceContext) async throws -> Answer<String?> {
    try await base.caseAnalysis(of: context)
  }

  /// Asks once.
  public func rewards(of suggestions: [Suggestion], in context: AdviceContext) async throws -> Answer<[Suggestion]> {
    try await base.rewards(of: suggestions, in: context)
  }
}
