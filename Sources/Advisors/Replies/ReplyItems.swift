internal import LanguageModels
internal import RLCore

/// The items of a reply, wherever in its prose or fences they stand.
struct ReplyItems {
  /// The items; nil where one could not be read.
  var items: [JSONValue?] = []
  /// Whether the text ended before the list did.
  var isTruncated = false
  /// What is to be said about the reply as a whole.
  var note: ReplyIssue?

  /// Places in a reply at which reading is attempted, at most.
  static let maximumAttempts = 256
  /// Lists that are looked at, from the last one.
  static let maximumLists = 8
  /// Items that may be unreadable before the rest of a list is given up.
  static let maximumBadItems = 1_000
  /// Items that may be unreadable before anything in a list could be read.
  static let maximumFirstBadItems = 32
  /// Bytes within which the end of an unreadable item is looked for.
  static let longestBadItem = 8_192
  /// Bytes that reading may pass over in vain, all places and lists together: what fails late may be begun again at every
  /// bracket, which would take a time that grows with the square of a reply.
  static let mostWaste = ReplyParser.maximumBytes

  /// Finds the list: what follows `"critical_states":`, else the first array that holds objects.
  ///
  /// When the key occurs several times (a model that repeats the example, or corrects itself) the last list with an item
  /// counts, unless it repeats one of `examples` and nothing else.
  static func find(in bytes: [UInt8], examples: ReplyExamples = .none) -> ReplyItems {
    let keys = places(of: Array("\"critical_states\"".utf8), in: bytes, limit: .max)
    var fallback: ReplyItems?
    var waste = 0
    for place in keys.suffix(maximumLists).reversed() {
      guard var found = list(after: place, in: bytes, &waste) else { continue }
      if keys.count > 1 {
        found.note = ReplyIssue(
          kind: .clamped, item: nil, reason: "the reply holds \(keys.count) lists; the last one with items was read")
      }
      if !found.items.allSatisfy(examples.hold) { return found }
      fallback = fallback ?? found
    }
    if let fallback { return fallback }
    for place in places(of: [UInt8(ascii: "[")], in: bytes, limit: maximumAttempts) where waste < mostWaste {
      let found = readList(JSONSalvage(bytes, at: place), &waste)
      if found.items.contains(where: \.isItem) { return found }
    }
    for place in places(of: [UInt8(ascii: "{")], in: bytes, limit: maximumAttempts) where waste < mostWaste {
      var salvage = JSONSalvage(bytes, at: place)
      if let value = try? salvage.value(), Optional(value).isItem { return ReplyItems(items: [value]) }
      waste += salvage.position - place
    }
    let reason = bytes.allSatisfy { $0 <= 0x20 } ? "the reply is empty" : "the reply holds no list of critical states"
    return ReplyItems(note: ReplyIssue(kind: .rejected, item: nil, reason: reason))
  }

  private static func list(after place: Int, in bytes: [UInt8], _ waste: inout Int) -> ReplyItems? {
    var salvage = JSONSalvage(bytes, at: place + "\"critical_states\"".utf8.count)
    guard salvage.take(":") else { return nil }
    salvage.skipSpace()
    guard salvage.position < bytes.count else { return ReplyItems(isTruncated: true) }
    switch bytes[salvage.position] {
    case UInt8(ascii: "["): return readList(salvage, &waste)
    case UInt8(ascii: "{"): return (try? salvage.value()).map { ReplyItems(items: items(in: $0)) }
    default: return nil
    }
  }

  /// The items of an object that stands where a list should: itself, where it is one; the list under the name that a schema
  /// has for it, from a model that answers with the schema filled in; or its members, from one that numbers them.
  private static func items(in value: JSONValue) -> [JSONValue?] {
    guard case .object(let members) = value, !Optional(value).isItem else { return [value] }
    for name in ["items", "values", "states"] {
      if let listed = members[name]?.items, listed.contains(where: { Optional($0).isItem }) { return listed }
      if let one = members[name], Optional(one).isItem { return [one] }
    }
    guard !members.isEmpty, members.values.allSatisfy({ Optional($0).isItem }) else { return [value] }
    return members.sorted { left, right in
      switch (Int(left.key), Int(right.key)) {
      case (let one?, let other?): one < other
      default: left.key < right.key
      }
    }.map(\.value)
  }

  /// Reads an array one item at a time, so that a bad or cut item costs itself only.
  private static func readList(_ start: JSONSalvage, _ waste: inout Int) -> ReplyItems {
    var salvage = start
    var found = ReplyItems()
    var bad = 0
    salvage.position += 1
    defer { if !found.items.contains(where: \.isItem) { waste += salvage.position - start.position } }
    while bad < maximumBadItems, waste < mostWaste {
      if salvage.take("]") { return found }
      let before = salvage.position
      do {
        found.items.append(try salvage.value())
      } catch JSONSalvage.Failure.truncated {
        break
      } catch {
        found.items.append(nil)
        bad += 1
        waste += salvage.position - before
        guard bad < found.items.count || bad < maximumFirstBadItems else { return found }
        guard let next = resume(after: before, failed: salvage.position, in: salvage.bytes) else { break }
        salvage.position = next
      }
      if salvage.take(",") { continue }
      if salvage.take("]") { return found }
      guard salvage.position < salvage.bytes.count else { break }
      // Something that does not belong between items: go on at the next object.
      guard let next = salvage.bytes[salvage.position...].firstIndex(of: UInt8(ascii: "{")) else { return found }
      salvage.position = next
    }
    found.isTruncated = true
    return found
  }

  /// Where to go on after an unreadable item: behind its closing bracket, else at the next object.
  private static func resume(after start: Int, failed: Int, in bytes: [UInt8]) -> Int? {
    var depth = 0
    var isText = false
    for position in start..<min(start + longestBadItem, bytes.count) {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\""), bytes[max(position - 1, 0)] != UInt8(ascii: "\\") { isText.toggle() }
      guard !isText else { continue }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return position }
        depth -= 1
        if depth == 0 { return position + 1 }
      case UInt8(ascii: ",") where depth == 0: return position
      default: break
      }
    }
    return bytes[min(max(failed, start + 1), bytes.count)...].firstIndex(of: UInt8(ascii: "{"))
  }

  private static func places(of pattern: [UInt8], in bytes: [UInt8], limit: Int) -> [Int] {
    var places: [Int] = []
    guard let first = pattern.first, bytes.count >= pattern.count else { return [] }
    var position = 0
    while places.count < limit, let found = bytes[position...].firstIndex(of: first) {
      if bytes[found...].starts(with: pattern) { places.append(found) }
      position = found + 1
    }
    return places
  }
}

extension Optional where Wrapped == JSONValue {
  /// Whether this looks like a critical state.
  fileprivate var isItem: Bool {
    guard case .object(let members) = self else { return false }
    return members["step"] != nil
  }
}
