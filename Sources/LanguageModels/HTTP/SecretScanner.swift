/// Finds secrets in bytes, from left to right, and copies everything else.
struct SecretScanner {
  /// Names whose values are secret, in lower case.
  static let fields: Set<String> = [
    "authorization", "proxy-authorization", "api-key", "api_key", "apikey", "x-api-key", "x-goog-api-key",
    "access_token", "refresh_token", "id_token", "auth_token", "client_secret", "secret_key", "secret", "password",
  ]
  /// Names that are secret in the query of a URL only; elsewhere they are common words.
  private static let parameters: Set<String> = ["key", "token", "sig", "signature"]
  /// How the keys of providers and common tokens begin.
  private static let beginnings = [
    "sk-", "sk_", "pk-", "rk-", "gsk_", "hf_", "xai-", "AIza", "ghp_", "github_pat_", "glpat-", "eyJ", "r8_", "nvapi-",
  ].map { Array($0.utf8) }
  private static let schemes: Set<String> = ["bearer", "basic"]

  private let input: [UInt8]
  private let secrets: [[UInt8]]
  private var place = 0
  private var output: [UInt8] = []

  init(_ input: [UInt8], secrets: [[UInt8]]) {
    self.input = input
    self.secrets = secrets
  }

  mutating func cleaned() -> [UInt8] {
    output.reserveCapacity(input.count)
    while place < input.count {
      if let secret = secrets.first(where: { input[place...].starts(with: $0) }) {
        replace(upTo: place + secret.count)
      } else if startsWord {
        word()
      } else {
        copy(upTo: place + 1)
      }
    }
    return output
  }

  // MARK: - Words

  private var startsWord: Bool {
    Self.isWord(input[place]) && (place == 0 || !Self.isWord(input[place - 1]))
  }

  /// A word: a key by its looks, or what announces one. Otherwise its first byte is copied, for a known secret may begin
  /// within it.
  private mutating func word() {
    let end = input[place...].firstIndex { !Self.isWord($0) } ?? input.count
    // Longer ones are no names of fields; the bound keeps the whole scan linear.
    let name = end - place <= 32 ? String(decoding: input[place..<end], as: UTF8.self).lowercased() : ""
    if let beginning = Self.beginnings.first(where: { input[place...].starts(with: $0) }) {
      let rest = input[place...].dropFirst(beginning.count).prefix { Self.isKey($0) }
      if rest.count >= 8 { return replace(upTo: rest.endIndex) }
    }
    if Self.schemes.contains(name), let value = tokenAfterSpace(end) {
      copy(upTo: value.lowerBound)
      return replace(upTo: value.upperBound)
    }
    let isParameter =
      place > 0 && (input[place - 1] == 0x3F || input[place - 1] == 0x26) && end < input.count && input[end] == 0x3D
    if Self.fields.contains(name) || isParameter && Self.parameters.contains(name), let value = fieldValue(end) {
      copy(upTo: value.lowerBound)
      return replace(upTo: value.upperBound)
    }
    copy(upTo: place + 1)
  }

  /// What follows a scheme, where it looks like a token rather than like a word of a sentence.
  private func tokenAfterSpace(_ end: Int) -> Range<Int>? {
    let start = input[end...].firstIndex { $0 != 0x20 && $0 != 0x09 } ?? input.count
    guard start > end else { return nil }
    let stop = input[start...].firstIndex { Self.endsValue($0) } ?? input.count
    let value = input[start..<stop]
    let isProse = value.count < 24 && value.allSatisfy { 0x61...0x7A ~= $0 || $0 == 0x2E }
    return value.count >= 8 && !isProse ? start..<stop : nil
  }

  /// The value after a field's name: after a colon or an equals sign, with or without quotes, which may be escaped as in
  /// JSON within JSON.
  private func fieldValue(_ end: Int) -> Range<Int>? {
    func skip(_ from: Int, _ bytes: [UInt8]) -> Int { input[from...].firstIndex { !bytes.contains($0) } ?? input.count }
    let (space, quotes): ([UInt8], [UInt8]) = ([0x20, 0x09], [0x22, 0x27, 0x5C])
    let sign = skip(end, quotes + space)
    guard sign < input.count, input[sign] == 0x3A || input[sign] == 0x3D else { return nil }
    let open = skip(sign + 1, space)
    let start = skip(open, quotes)
    let stop: Int?
    if start > open {
      stop = input[start...].firstIndex { quotes.contains($0) || $0 == 0x0A }
    } else if input[sign] == 0x3A {
      // A header line: the scheme and the token.
      stop = input[start...].firstIndex {
        $0 == 0x0A || $0 == 0x0D || $0 == 0x22 || $0 == 0x2C || $0 == 0x7D || $0 == 0x5C
      }
    } else {
      stop = input[start...].firstIndex { Self.endsValue($0) }
    }
    let value = start..<(stop ?? input.count)
    return value.isEmpty ? nil : value
  }

  // MARK: - Copying

  private mutating func copy(upTo end: Int) {
    output += input[place..<min(end, input.count)]
    place = end
  }

  private mutating func replace(upTo end: Int) {
    output += Array(Redaction.mark.utf8)
    place = end
  }

  // MARK: - Bytes

  private static func isWord(_ byte: UInt8) -> Bool {
    0x30...0x39 ~= byte || 0x41...0x5A ~= byte || 0x61...0x7A ~= byte || byte == 0x5F || byte == 0x2D
  }

  /// Keys are words, and are often shown with their middle as asterisks or dots.
  private static func isKey(_ byte: UInt8) -> Bool { isWord(byte) || byte == 0x2A || byte == 0x2E }

  private static let ends = Set("\"'\\,;&)}]<>#".utf8)

  private static func endsValue(_ byte: UInt8) -> Bool { byte <= 0x20 || ends.contains(byte) }
}
