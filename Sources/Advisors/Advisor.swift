internal import RLCore

/// What a prompt asks for.
public enum AdviceKind: String, Sendable, Codable, CaseIterable {
  /// Critical states of one stretch of an episode, each with an action and a reward.
  case identify
  /// A better action for given critical states.
  case action
  /// A summary in prose of what worked and what did not, over all episodes.
  case caseAnalysis = "case"
  /// r_LLM for given critical states, in the light of the case analysis.
  case reward
}

/// A rendered prompt.
public struct Prompt: Sendable {
  /// What it asks for.
  public var kind: AdviceKind
  /// The template's version, from its first line.
  public var version: String
  /// What is sent.
  public var text: String
  /// What the text was rendered from, so that a provider can state the answer's form and check a reply before it counts.
  /// It holds nothing that the text may not say.
  public var context: PromptContext?

  /// Makes a prompt.
  public init(kind: AdviceKind, version: String, text: String, context: PromptContext? = nil) {
    self.kind = kind
    self.version = version
    self.text = text
    self.context = context
  }

  /// The SHA-256 of the text, by which records name a prompt.
  public var digest: String { sha256Hex(Array(text.utf8)) }
}

extension Prompt: Equatable {
  /// Whether the same is asked in the same words.
  public static func == (left: Prompt, right: Prompt) -> Bool {
    left.kind == right.kind && left.version == right.version && left.text == right.text
  }
}

/// What an advisor answered, untouched: `ReplyParser` decides what of it counts.
public struct AdvisorReply: Sendable, Equatable {
  /// The answer.
  public var text: String
  /// How long it took.
  public var seconds: Double
  /// Tokens read, where the provider counts them.
  public var promptTokens: Int?
  /// Tokens written, where the provider counts them.
  public var replyTokens: Int?
  /// What a person should know about it, for instance that it was cut at its longest; one sentence each.
  public var notes: [String]

  /// Makes a reply.
  public init(
    text: String, seconds: Double, promptTokens: Int? = nil, replyTokens: Int? = nil, notes: [String] = []
  ) {
    self.text = text
    self.seconds = seconds
    self.promptTokens = promptTokens
    self.replyTokens = replyTokens
    self.notes = notes
  }
}

/// Whatever answers prompts.
///
/// An advisor sees the prompt's text and nothing else: no simulator, no policy, no store. Only a stand-in may look into
/// the simulator; it then says what it spent there.
public protocol Advisor: Sendable {
  /// Its name in the catalog.
  var name: String { get }
  /// Whether it stands in for a language model. Stand-ins are labelled wherever their advice is shown.
  var isStandIn: Bool { get }
  /// One sentence about it.
  var summary: String { get }
  /// Environment steps spent so far on its replies; 0 but for a stand-in that searches in the simulator.
  var environmentSteps: Int { get }
  /// Questions that it takes at the same time.
  var parallelCalls: Int { get }
  /// Characters of the longest prompt that it is known to read with room for its reply; nil where that is not known.
  var promptCharacters: Int? { get }
  /// Answers a prompt, or throws when it cannot be reached.
  func reply(to prompt: Prompt) async throws -> AdvisorReply
}

extension Advisor {
  /// None.
  public var environmentSteps: Int { 0 }
  /// The name, with the label that a stand-in has wherever its advice is shown.
  public var label: String { isStandIn ? "\(name) stand-in" : name }
  /// One after another.
  public var parallelCalls: Int { 1 }
  /// Not known.
  public var promptCharacters: Int? { nil }
}

/// Answers with given texts, in order, whatever is asked. For tests and recordings only.
public actor ScriptedAdvisor: Advisor {
  /// `scripted`.
  public nonisolated let name = "scripted"
  /// True: nobody thinks here.
  public nonisolated let isStandIn = true
  /// One sentence about it.
  public nonisolated let summary = "Replays given replies in order; for tests only."
  /// The prompts it was asked, in order.
  public private(set) var prompts: [Prompt] = []
  private let replies: [String]

  /// An advisor that gives `replies` in order and then fails with `AdvisorError.exhausted`.
  public init(_ replies: [String]) {
    self.replies = replies
  }

  /// The next text.
  public func reply(to prompt: Prompt) async throws -> AdvisorReply {
    prompts.append(prompt)
    guard prompts.count <= replies.count else { throw AdvisorError.exhausted(replies: replies.count) }
    return AdvisorReply(text: replies[prompts.count - 1], seconds: 0)
  }
}

/// What can go wrong between a prompt and its reply, with what to do next.
public enum AdvisorError: Error, Equatable, CustomStringConvertible, Sendable {
  /// A scripted advisor has no reply left.
  case exhausted(replies: Int)
  /// Several calls in a row failed; the last reason.
  case unreachable(advisor: String, failures: Int, reason: String)

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .exhausted(let replies):
      "the scripted advisor has given all of its \(replies) replies; script more of them"
    case .unreachable(let advisor, let failures, let reason):
      "advisor '\(advisor)' failed \(failures) times in a row (\(reason)); check it with 'sidecoach doctor', or use "
        + "the offline advisor"
    }
  }
}
