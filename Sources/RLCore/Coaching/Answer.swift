/// A prompt as it was sent.
public struct SentPrompt: Sendable, Equatable {
  /// The version of its template.
  public var version: String
  /// The text.
  public var text: String

  /// Makes a prompt.
  public init(version: String, text: String) {
    self.version = version
    self.text = text
  }
}

/// What an identifier or an advisor gave, with what the record says about it.
public struct Answer<Value: Sendable>: Sendable {
  /// What it gave.
  public var value: Value
  /// What was dropped or changed on the way in.
  public var issues: [ReplyIssue]
  /// Whether the answer could be read; an empty one that is meant so can. What could not be read is asked again later.
  public var isReadable: Bool
  /// Why it could not be read, in a sentence; nil where it could.
  public var trouble: String?
  /// The prompt, where the question went out in words.
  public var prompt: SentPrompt?
  /// The answer in words; nil where the record is to be worked out from the value.
  public var text: String?
  /// How long it took, in seconds.
  public var seconds: Double
  /// The number of the call's record, where whoever answered has stored one.
  public var call: Int?

  /// An answer.
  public init(
    _ value: Value, issues: [ReplyIssue] = [], isReadable: Bool = true, trouble: String? = nil,
    prompt: SentPrompt? = nil, text: String? = nil, seconds: Double = 0, call: Int? = nil
  ) {
    self.value = value
    self.issues = issues
    self.isReadable = isReadable
    self.trouble = trouble
    self.prompt = prompt
    self.text = text
    self.seconds = seconds
    self.call = call
  }

  /// The same answer with its value put in another form.
  public func map<Other: Sendable>(_ change: (Value) -> Other) -> Answer<Other> {
    Answer<Other>(
      change(value), issues: issues, isReadable: isReadable, trouble: trouble, prompt: prompt, text: text,
      seconds: seconds, call: call)
  }
}
