import GRDB

/// One question to an advisor and what came back.
public struct AdvisorCall: Sendable, Equatable, Codable, Identifiable {
  /// What was asked for.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// The critical states of an episode.
    case identify
    /// What should have been done at one of them.
    case action
    /// Both at once, for one case.
    case `case`
    /// r_LLM.
    case reward
    /// How probable the model finds each action, for planning.
    case prior
    /// What an endpoint is able to do.
    case probe
  }

  /// The call's number in the session, from 1; 0 before it is stored.
  public var id: Int
  /// Who was asked, for instance `offline`.
  public var advisor: String
  /// What was asked for.
  public var kind: Kind
  /// The episode it was about.
  public var episode: Int?
  /// The whole prompt.
  public var prompt: String
  /// The whole reply, or nothing.
  public var reply: String
  /// How it ended, in a word or a sentence.
  public var outcome: String
  /// How long it took.
  public var seconds: Double
  /// The version of the prompt's template.
  public var promptVersion: String
  /// When it was stored, in seconds since 1970; 0 before.
  public var time: Double
  /// What the provider told about it; nil for a stand-in, which has nothing to tell.
  public var detail: CallDetail?

  /// Makes a call that is not yet stored.
  public init(
    advisor: String, kind: Kind, episode: Int? = nil, prompt: String, reply: String, outcome: String, seconds: Double,
    promptVersion: String, detail: CallDetail? = nil
  ) {
    id = 0
    self.advisor = advisor
    self.kind = kind
    self.episode = episode
    self.prompt = prompt
    self.reply = reply
    self.outcome = outcome
    self.seconds = seconds
    self.promptVersion = promptVersion
    time = 0
    self.detail = detail
  }

  init(_ row: Row) throws {
    id = try row.value("id")
    advisor = try row.value("advisor")
    kind = try row.name("kind")
    episode = try row.optional("episode")
    prompt = try row.value("prompt")
    reply = try row.value("reply")
    outcome = try row.value("outcome")
    seconds = try row.value("seconds")
    promptVersion = try row.value("promptVersion")
    time = try row.value("time")
    detail = try row.optional("call", as: Int.self).map { _ in try CallDetail(row) }
  }
}
