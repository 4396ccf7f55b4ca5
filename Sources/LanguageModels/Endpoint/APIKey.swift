/// A key of an endpoint.
///
/// Its description is redacted, a mirror of it is empty, and it has no coding: printing, logging or storing something
/// that holds a key does not give it away.
public struct APIKey: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// What stands in texts in the place of a key.
  public static let placeholder = "[key]"

  private let value: String
  private let spellings: KeySpellings

  /// A key from the text of a variable or a file, without the white space around it; nil when that is no key: empty, or
  /// with characters that cannot stand in a header.
  public init?(_ text: String) {
    var trimmed = text.drop(while: \.isWhitespace)
    while trimmed.last?.isWhitespace == true { trimmed.removeLast() }
    guard !trimmed.isEmpty, trimmed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else { return nil }
    value = String(trimmed)
    spellings = KeySpellings(value)
  }

  /// `[key]`.
  public var description: String { Self.placeholder }
  /// `[key]`.
  public var debugDescription: String { Self.placeholder }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }

  /// The header that carries it.
  var header: HTTPHeader { HTTPHeader("Authorization", "Bearer " + value) }

  /// A text without the key, however it is spelt; see `KeySpellings`. Nothing but the key itself is taken out, so that
  /// advice stays as it was given.
  func redacted(_ text: String, by mark: String = Self.placeholder) -> String {
    spellings.replaced(in: text, by: mark)
  }

  /// Takes this key and whatever looks like one out of error texts.
  var redaction: Redaction { Redaction(secrets: [value]) }
}
