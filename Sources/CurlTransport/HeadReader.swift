internal import LanguageModels

/// Puts the head of an answer together from its lines, as libcurl hands them over one by one.
struct HeadReader {
  /// Bytes that all lines together may have; a head without end would fill the memory before a body begins.
  static let longest = 256 << 10

  private var status: Int?
  private var fields: [String: String] = [:]
  private(set) var bytes = 0
  /// Whether the head is complete; lines that come after it are trailers.
  private(set) var isComplete = false

  /// Takes a line with its end; gives the head with the empty line that completes it.
  ///
  /// Heads of interim answers (100 Continue, 103 Early Hints) are passed over.
  mutating func take(_ line: some Collection<UInt8>) -> (status: Int, headers: [String: String])? {
    bytes += line.count
    guard !isComplete else { return nil }
    let text = line.prefix { $0 != 0x0D && $0 != 0x0A }
    if text.isEmpty {
      guard let status, status >= 200 else { return nil }
      isComplete = true
      return (status, fields)
    }
    if text.starts(with: Array("HTTP/".utf8)) {
      let words = text.split(separator: 0x20, maxSplits: 2)
      status = words.count > 1 ? Int(String(decoding: words[1], as: UTF8.self)) : nil
      fields = [:]
    } else if let colon = text.firstIndex(of: 0x3A) {
      let name = String(decoding: Self.trimmed(text[..<colon]), as: UTF8.self).lowercased()
      let value = String(decoding: Self.trimmed(text[text.index(after: colon)...]), as: UTF8.self)
      if let before = fields[name] { fields[name] = before + ", " + value } else { fields[name] = value }
    }
    return nil
  }

  private static func trimmed<Bytes: Collection<UInt8>>(_ bytes: Bytes) -> [UInt8] {
    var kept = Array(bytes.drop { $0 == 0x20 || $0 == 0x09 })
    while let last = kept.last, last == 0x20 || last == 0x09 { kept.removeLast() }
    return kept
  }
}
