import Advisors
import LanguageModels
import RLCore

// What comes from a language model's server.
extension FuzzTarget {
  /// A reply with suggestions, and one with prose.
  static let reply = FuzzTarget("reply") { bytes in
    let spaces: [ActionSpace] = [
      .discrete(names: ["stay", "up", "down"]), .box(low: [-1, -2], high: [1, 2]),
    ]
    for space in spaces {
      let context = AdviceContext(
        environment: "Fuzz", actionSpace: space, episode: 3, firstStep: 2, lastStep: 40, narration: [], outcome: 0,
        maximumStates: 4)
      let parsed = ReplyParser.suggestions(from: bytes, context: context, advisor: "fuzz")
      try promise(parsed.suggestions.count <= 4, "\(parsed.suggestions.count) suggestions")
      try promise(parsed.issues.count <= ReplyParser.maximumIssues + 8, "\(parsed.issues.count) issues")
      for suggestion in parsed.suggestions {
        try promise((-1...1).contains(suggestion.reward), "the reward \(suggestion.reward)")
        try promise((0...1).contains(suggestion.confidence), "the confidence \(suggestion.confidence)")
        try promise((2...40).contains(suggestion.step) && suggestion.episode == 3, "the step \(suggestion.step)")
        try promise(
          suggestion.rationale.unicodeScalars.count <= 4 * ReplyParser.maximumRationale, "a rationale without end")
        switch (suggestion.action, space) {
        case (.discrete(let index), .discrete(let names)): try promise(names.indices.contains(index), "action \(index)")
        case (.continuous(let vector), .box(let low, let high)):
          try promise(
            vector.count == 2 && vector.indices.allSatisfy { (low[$0]...high[$0]).contains(vector[$0]) },
            "the action \(vector)")
        default: throw BrokenPromise(description: "an action of another kind")
        }
      }
    }
    let prose = ReplyParser.caseAnalysis(from: String(decoding: bytes, as: UTF8.self)).text
    try promise(prose.unicodeScalars.count <= 4 * ReplyParser.maximumCaseAnalysis, "an analysis without end")
    if let value = JSONValue(reading: bytes) {
      // A number at the very end of a text counts as cut short.
      try promise(JSONValue(whole: value.canonical + "\n") != nil, "what is written cannot be read: \(value.canonical)")
    }
  }

  /// A stream of server-sent events, whole and in pieces: where the network cuts it makes no difference.
  static let stream = FuzzTarget("stream") { bytes in
    func events(_ size: Int) -> [ServerSentEvent]? {
      var reader = ServerSentEvents(eventBytes: 512)
      var events: [ServerSentEvent] = []
      do {
        for start in stride(from: 0, to: bytes.count, by: size) {
          events += try reader.feed(bytes[start..<min(start + size, bytes.count)])
        }
        if let last = try reader.finish() { events.append(last) }
      } catch {
        return nil
      }
      return events
    }
    let whole = events(max(1, bytes.count))
    for size in [1, 3, 64] { try promise(events(size) == whole, "pieces of \(size) bytes make a difference") }
    let clean = Redaction(secrets: ["0123456789"]).clean(bytes)
    try promise(!String(decoding: clean, as: UTF8.self).contains("0123456789"), "a secret is left")
    for event in whole ?? [] {
      try promise(event.data.utf8.count <= 3 * 512, "an event of \(event.data.utf8.count) bytes")
      _ = JSONValue(whole: event.data)
    }
  }
}
