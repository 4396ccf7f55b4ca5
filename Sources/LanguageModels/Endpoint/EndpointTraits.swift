internal import RLCore

/// What an endpoint and its model understand of a request, learnt from what they refused.
struct EndpointTraits: Sendable, Equatable {
  /// The strictest form of answer that is understood.
  var highestRung = Conversation.ReplyForm.Rung.schema
  /// Whether the longest reply is called `max_completion_tokens`.
  var usesCompletionTokens: Bool
  /// Whether a temperature may be named.
  var takesTemperature: Bool
  /// Whether a seed may be named.
  var takesSeed = true
  /// Whether the usage of a streamed reply may be asked for.
  var takesStreamOptions = true
  /// Whether replies may stream.
  var streams = true
  /// Whether log probabilities may be asked for.
  var givesLogprobs = true
  /// Tokens that the model reads and writes together; nil where that is not known.
  var contextTokens: Int?
  /// The name of the longest reply was changed once already; a second change would go round in circles.
  private var hasRenamedTokens = false

  /// What is known from the model's name alone: models that think first take no temperature and count their thoughts.
  init(model: String) {
    let name = model.split(separator: "/").last.map { $0.lowercased() } ?? model
    let thinks = ["o1", "o3", "o4", "gpt-5"].contains { family in
      guard name.hasPrefix(family) else { return false }
      return name.dropFirst(family.count).first.map { !$0.isLetter && !$0.isNumber } ?? true
    }
    usesCompletionTokens = thinks
    takesTemperature = !thinks
  }

  /// Learns from a refusal. False when there is nothing in it to learn, so that asking again would end the same way.
  mutating func learn(from fault: EndpointFault) -> Bool {
    guard fault.status == 400 || fault.status == 422 || fault.status == 501,
      !PromptWindow.isAboutLength(fault.message)
    else { return false }
    let before = self
    let subject = fault.parameter.lowercased()
    let words = fault.message.lowercased()
    func blames(_ name: String) -> Bool { subject.isEmpty ? words.contains(name) : subject.contains(name) }
    if Self.formWords.contains(where: blames) {
      highestRung = highestRung.below
    } else if Self.refusals.contains(where: words.contains) || fault.code == "unsupported_parameter"
      || fault.code == "unsupported_value"
    {
      learnParameter(blames, words)
    }
    return self != before
  }

  private mutating func learnParameter(_ blames: (String) -> Bool, _ words: String) {
    if blames("max_tokens") || blames("max_completion_tokens") {
      guard !hasRenamedTokens else { return }
      hasRenamedTokens = true
      usesCompletionTokens.toggle()
    } else if blames("temperature") {
      takesTemperature = false
    } else if blames("logprobs") {
      givesLogprobs = false
    } else if blames("stream_options") {
      takesStreamOptions = false
    } else if blames("seed") {
      takesSeed = false
    } else if blames("stream") {
      streams = false
    }
  }

  private static let formWords = [
    "response_format", "json_schema", "json_object", "json schema", "structured output", "grammar",
  ]
  private static let refusals = [
    "unsupported", "not support", "unrecognized", "unrecognised", "unknown", "unexpected", "not permitted",
    "not allowed", "extra inputs", "extra fields", "invalid parameter", "deprecated", "not available",
    "does not accept",
  ]
}

extension ChatEndpoint {
  /// How it is asked for advice: as its configuration says, else by choice where it is known to write no JSON to a schema
  /// but to give log probabilities.
  public var adviceForm: AdviceForm {
    settings.advice ?? (traits.highestRung == .prompt && traits.givesLogprobs ? .choice : .free)
  }
}
