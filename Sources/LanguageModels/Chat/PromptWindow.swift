/// How much of what a model reads is for the prompt, and how much for its reply.
///
/// Tokens are turned into characters with care: prose has some four characters a token, lines of numbers hardly more than
/// two, and a prompt that is too long costs a request.
struct PromptWindow: Sendable, Equatable {
  /// Characters a token, as narrated numbers have them.
  static let charactersPerToken = 2
  /// Tokens for what a prompt is wrapped in.
  static let overhead = 64
  /// Characters of the longest prompt, however much a model reads: what is in the middle of a longer one is read less
  /// well, and paid for all the same.
  static let mostCharacters = 96_000

  /// Tokens that the model reads and writes together.
  let contextTokens: Int

  /// Tokens of a reply at most, where `wanted` were asked for: never more than half of the context, or no prompt would fit.
  func replyTokens(_ wanted: Int) -> Int { max(min(wanted, contextTokens / 2), 1) }

  /// Characters of a prompt that leaves room for a reply of as many tokens as `wanted`.
  func promptCharacters(reply wanted: Int) -> Int {
    let tokens = max(contextTokens - replyTokens(wanted) - Self.overhead, 0)
    return min(tokens * Self.charactersPerToken, Self.mostCharacters)
  }

  /// The size of the context in an endpoint's complaint that a prompt is longer; nil where it names none.
  ///
  /// The first number behind the word counts: "maximum context length is 8192 tokens, however you requested 11096".
  static func contextTokens(in complaint: String) -> Int? {
    let words = complaint.lowercased()
    for name in ["context length", "context size", "context window"] {
      guard let place = words.firstRange(of: name) else { continue }
      let rest = words[place.upperBound...].drop { !$0.isASCII || !$0.isNumber }
      let digits = rest.prefix { ($0.isASCII && $0.isNumber) || $0 == "," }.filter { $0 != "," }
      if let tokens = Int(digits), 256...100_000_000 ~= tokens { return tokens }
    }
    return nil
  }

  /// Bytes of a prompt that a token stands for at most, over a whole prompt of some length.
  private static let mostBytesPerToken = 8
  /// Bytes from which on a prompt is long enough to judge by.
  private static let leastJudged = 4_096

  /// Whether so few tokens were read of a prompt of so many bytes that a part of it must have been dropped.
  static func isCut(bytes: Int, tokens: Int) -> Bool {
    bytes >= leastJudged && tokens > 0 && tokens < bytes / mostBytesPerToken
  }

  private static let lengthWords = [
    "context length", "context size", "context window", "context shift", "context the overflows", "prompt is too long",
    "input is too long", "prompt too long", "reduce the length of the",
  ]

  /// Whether a complaint is about a prompt's length.
  static func isAboutLength(_ complaint: String) -> Bool {
    let words = complaint.lowercased()
    // vLLM counts what is left for the reply, and a prompt that fills the context leaves less than nothing.
    return lengthWords.contains(where: words.contains) || (words.contains("max_tokens") && words.contains("got -"))
  }
}
