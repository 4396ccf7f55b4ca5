/// What a model wrote for itself, before or beside its answer. It is no advice: a thought may hold the very opposite of what
/// the model then says.
///
/// Models mark their thoughts with tags. A server that knows the model takes them out of the content; others leave them in,
/// with or without the first tag, which may have been part of the prompt.
struct Thoughts: Sendable, Equatable {
  /// The text without thoughts.
  var rest: String
  /// Whether there were any.
  var isThere = false
  /// Whether the text ends within a thought.
  var isOpen = false

  /// The tags that begin and end a thought.
  private static let tags: [Tag] = [
    Tag("<think>", "</think>"), Tag("<thinking>", "</thinking>"), Tag("<thought>", "</thought>"),
    Tag("<reasoning>", "</reasoning>"), Tag("<seed:think>", "</seed:think>"), Tag("[THINK]", "[/THINK]"),
    Tag("◁think▷", "◁/think▷"), Tag("<|channel|>analysis", "<|channel|>final<|message|>"),
  ]

  private struct Tag: Sendable {
    let open: [UInt8]
    let close: [UInt8]

    init(_ open: String, _ close: String) {
      (self.open, self.close) = (Array(open.utf8), Array(close.utf8))
    }
  }

  /// Parts a text. One that is JSON from its first to its last character holds no thoughts, whatever it speaks of.
  ///
  /// - Complexity: O(bytes · tags).
  init(partedFrom text: String) {
    rest = text
    let bytes = Array(text.utf8)
    let used = Self.tags.filter {
      Self.place(of: $0.open, in: bytes[...]) != nil || Self.place(of: $0.close, in: bytes[...]) != nil
    }
    guard !used.isEmpty, JSONValue(whole: text) == nil else { return }
    var left = bytes[...]
    // The end of a thought whose beginning the prompt had.
    for tag in used {
      guard let close = Self.place(of: tag.close, in: left),
        Self.place(of: tag.open, in: left[..<close.lowerBound]) == nil
      else { continue }
      left = left[close.upperBound...]
      isThere = true
    }
    var kept: [UInt8] = []
    while let (place, tag) = Self.opening(of: used, in: left) {
      kept += left[..<place.lowerBound]
      isThere = true
      guard let close = Self.place(of: tag.close, in: left[place.upperBound...]) else {
        isOpen = true
        left = []
        break
      }
      left = left[close.upperBound...]
    }
    guard isThere else { return }
    rest = String(String(decoding: kept + left, as: UTF8.self).drop(while: \.isWhitespace))
  }

  /// The first tag that begins a thought. Within a line of something else a tag is a word like others.
  private static func opening(of tags: [Tag], in bytes: ArraySlice<UInt8>) -> (Range<Int>, Tag)? {
    var first: (Range<Int>, Tag)?
    for tag in tags {
      var from = bytes.startIndex
      while let place = place(of: tag.open, in: bytes[from...]) {
        let line = bytes[..<place.lowerBound].reversed().prefix { $0 != 0x0A }
        if line.allSatisfy({ $0 <= 0x20 }) {
          if first.map({ place.lowerBound < $0.0.lowerBound }) ?? true { first = (place, tag) }
          break
        }
        from = place.upperBound
      }
    }
    return first
  }

  private static func place(of pattern: [UInt8], in bytes: ArraySlice<UInt8>) -> Range<Int>? {
    guard let head = pattern.first else { return nil }
    var from = bytes.startIndex
    while let start = bytes[from...].firstIndex(of: head) {
      if bytes[start...].starts(with: pattern) { return start..<(start + pattern.count) }
      from = start + 1
    }
    return nil
  }

  /// The JSON with which thoughts end, where they end with nothing else: some servers put a whole answer where thoughts
  /// belong. A draft in the middle of them is none.
  static func finalJSON(in thoughts: String) -> String? {
    let bytes = Array(Thoughts(partedFrom: thoughts).rest.utf8)
    let brackets = [UInt8(ascii: "{"), UInt8(ascii: "[")]
    var (place, attempts) = (0, 0)
    while attempts < 256, let start = bytes[place...].firstIndex(where: brackets.contains) {
      attempts += 1
      var salvage = JSONSalvage(bytes, at: start)
      guard (try? salvage.value()) != nil else {
        place = start + 1
        continue
      }
      // A fence may close behind it.
      let end = bytes[salvage.position...].allSatisfy { $0 <= 0x20 || $0 == UInt8(ascii: "`") }
      if end { return String(decoding: bytes[start..<salvage.position], as: UTF8.self) }
      place = salvage.position
    }
    return nil
  }
}
