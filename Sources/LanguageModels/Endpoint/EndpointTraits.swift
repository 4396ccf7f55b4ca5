internal import RLCore

/// What an endpoint and its model understand of a request, learnt from what they refused.
struct EndpointTraits: Sendable, Equatable {
  /// The model's name.
  let model: String
  /// The strictest form of answer that is understood.
  var highestRung = Conversation.ReplyForm.Rung.schema
  /// Whether the longest reply is called `max_completion_tokens`.
  var usesCompletionTokens: Bool
  /// Whether the longest reply may be named at all.
  var takesReplyTokens = true
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
  /// Whether the model thinks before it answers, so that a short reply would hold nothing but thoughts.
  var thinks: Bool
  /// Tokens that a reply may be allowed at most; nil where that is not known.
  var mostReplyTokens: Int?
  /// Tokens that a reply must be allowed at least.
  var leastReplyTokens = 1
  /// Alternatives to a token that may be asked for at most.
  var mostAlternatives: Int?
  /// Tokens that the model reads and writes together; nil where that is not known.
  var contextTokens: Int?
  /// Whether it was seen to write advice that counts; nil where nobody tried.
  var advises: Bool?
  /// The name of the longest reply was changed once already; a second change would go round in circles.
  private var hasRenamedTokens = false

  /// What is known from the model's name alone: models that think first take no temperature and count their thoughts.
  init(model: String) {
    let name = model.split(separator: "/").last.map { $0.lowercased() } ?? model
    let thinks = ["o1", "o3", "o4", "gpt-5"].contains { family in
      guard name.hasPrefix(family) else { return false }
      return name.dropFirst(family.count).first.map { !$0.isLetter && !$0.isNumber } ?? true
    }
    self.model = model
    usesCompletionTokens = thinks
    takesTemperature = !thinks
    self.thinks = thinks
  }

  /// Tokens that a reply is allowed where `wanted` are asked for.
  func replyTokens(_ wanted: Int) -> Int {
    let fitting = contextTokens.map { PromptWindow(contextTokens: $0).replyTokens(wanted) } ?? wanted
    return max(min(fitting, mostReplyTokens ?? fitting), leastReplyTokens)
  }

  /// Learns from a refusal, whatever its status: servers have answered a parameter that they do not know with 400, 422,
  /// 501 and 500. False when there is nothing in it to learn, so that asking again would end the same way.
  mutating func learn(from fault: EndpointFault) -> Bool {
    guard !Self.others.contains(fault.status), !fault.isAboutLength || Self.namesMost(fault.message) else {
      return false
    }
    let before = self
    let subject = fault.parameter.lowercased()
    let words = fault.message.lowercased()
    func blames(_ name: String) -> Bool { Self.holds(subject.isEmpty || subject == "body" ? words : subject, name) }
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
    if Self.tokenNames.contains(where: blames) {
      learnTokens(words)
    } else if blames("temperature") {
      takesTemperature = false
    } else if blames("top_logprobs"), let most = Self.number(after: Self.upperBounds, in: words),
      1..<(mostAlternatives ?? 20) ~= most
    {
      mostAlternatives = most
    } else if blames("logprobs") || blames("top_logprobs") {
      givesLogprobs = false
    } else if blames("stream_options") {
      takesStreamOptions = false
    } else if blames("seed") {
      takesSeed = false
    } else if blames("stream") {
      streams = false
    }
  }

  /// A bound on a reply's length, or another name for it.
  private mutating func learnTokens(_ words: String) {
    if let least = Self.number(after: Self.lowerBounds, in: words), least > leastReplyTokens, least <= 4_096 {
      leastReplyTokens = least
    } else if let most = Self.number(after: Self.upperBounds, in: words), most > 0,
      most < mostReplyTokens ?? .max
    {
      mostReplyTokens = most
    } else if !Self.limits.contains(where: words.contains) {
      // Under neither name: the server's own bound is all there is.
      if hasRenamedTokens {
        takesReplyTokens = false
      } else {
        hasRenamedTokens = true
        usesCompletionTokens.toggle()
      }
    }
  }

  /// Whether a text holds a name as a word of its own: an upstream that failed is no `stream` that is refused.
  private static func holds(_ text: String, _ name: String) -> Bool {
    func isPart(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }
    return text.ranges(of: name).contains { place in
      !(text[..<place.lowerBound].last.map(isPart) ?? false) && !(text[place.upperBound...].first.map(isPart) ?? false)
    }
  }

  /// Whether a complaint that may seem to be about the prompt names the longest reply itself.
  private static func namesMost(_ message: String) -> Bool {
    let words = message.lowercased()
    return tokenNames.contains(where: words.contains) && words.contains("completion tokens")
      && number(after: upperBounds, in: words) != nil
  }

  /// The first number behind one of `phrases`.
  private static func number(after phrases: [String], in words: String) -> Int? {
    for phrase in phrases {
      guard let place = words.firstRange(of: phrase) else { continue }
      let rest = words[place.upperBound...].drop { $0 == " " || $0 == "=" || $0 == ":" }
      let digits = rest.prefix { ($0.isASCII && $0.isNumber) || $0 == "," }.filter { $0 != "," }
      if let number = Int(digits) { return number }
    }
    return nil
  }

  /// Statuses that say something else: about keys, money, addresses and load.
  private static let others: Set<Int> = [401, 402, 403, 404, 405, 408, 409, 413, 429, 502, 503, 504]
  private static let tokenNames = ["max_tokens", "max_completion_tokens", "max_output_tokens"]
  private static let upperBounds = [
    "at most", "less than or equal to", "maximum of", "maximum value of", "<=", "up to",
  ]
  private static let lowerBounds = [">=", "greater than or equal to", "at least", "minimum of", "minimum value of"]
  /// What says that a number is out of bounds rather than a name unknown.
  private static let limits = ["too large", "too small", "at most", "at least", "below minimum", "above maximum"]
  private static let formWords = [
    "response_format", "json_schema", "json_object", "json schema", "structured output", "grammar",
  ]
  private static let refusals = [
    "unsupported", "not support", "unrecognized", "unrecognised", "unknown", "unexpected", "not permitted",
    "not allowed", "extra inputs", "extra fields", "deprecated", "not available", "unavailable", "does not accept",
    "invalid", "must be", "only ", "at most", "at least", "too large", "too small", "verified to", "not enabled",
  ]
}

extension ChatEndpoint {
  /// How it is asked for advice: as its configuration says, else by choice where it was seen to write none that counts.
  /// What it refuses of a request says nothing about that: many models write JSON that nobody held them to.
  public var adviceForm: AdviceForm { settings.advice ?? (traits.advises == false ? .choice : .free) }
}
