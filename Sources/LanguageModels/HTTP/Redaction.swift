/// Takes keys out of texts before they are logged, stored or shown.
///
/// Servers echo requests: an error body may hold the key that was refused, and a dump of header fields always does. Known
/// secrets are taken out wherever they are; unknown ones by their looks: what follows `Bearer` or `Basic`, what begins as
/// the keys of providers do (`sk-`, `gsk_`, …), and the values of fields such as `authorization` or `api_key`, in header
/// lines, JSON and URLs. Rather too much goes than too little.
public struct Redaction: Sendable {
  /// What stands for a secret.
  public static let mark = "[redacted]"

  /// As bytes, longest first, so that one that begins another does not leave its rest.
  private let secrets: [[UInt8]]

  /// Knows `secrets` by heart; those shorter than four bytes are passed over, since they occur in any text.
  public init(secrets: [String] = []) {
    self.secrets = secrets.map { Array($0.utf8) }.filter { $0.count >= 4 }.sorted { $0.count > $1.count }
  }

  /// The text without secrets.
  ///
  /// - Complexity: O(bytes · secrets).
  public func clean(_ text: String) -> String {
    String(decoding: clean(Array(text.utf8)), as: UTF8.self)
  }

  /// The bytes of a body without secrets.
  public func clean(_ bytes: [UInt8]) -> [UInt8] {
    var scanner = SecretScanner(bytes, secrets: secrets)
    return scanner.cleaned()
  }

  /// Header fields without secrets.
  public func clean(_ headers: [HTTPHeader]) -> [HTTPHeader] {
    headers.map { HTTPHeader($0.name, Self.isSecret(header: $0.name) ? Self.mark : clean($0.value)) }
  }

  /// An answer's header fields without secrets.
  public func clean(_ headers: [String: String]) -> [String: String] {
    headers.reduce(into: [:]) { $0[$1.key] = Self.isSecret(header: $1.key) ? Self.mark : clean($1.value) }
  }

  /// Whether a header field is secret whatever it holds.
  public static func isSecret(header name: String) -> Bool {
    let name = name.lowercased()
    return SecretScanner.fields.contains(name) || ["cookie", "set-cookie"].contains(name)
      || name.hasSuffix("-key") || name.hasSuffix("-token") || name.hasSuffix("-secret")
  }
}

// What is printed or reflected goes into logs and messages of tests, so keys are left out there too.
extension HTTPHeader: CustomStringConvertible, CustomReflectable {
  /// The field with a secret value left out.
  public var description: String {
    "\(name): \(Redaction.isSecret(header: name) ? Redaction.mark : Redaction().clean(value))"
  }

  /// The same.
  public var customMirror: Mirror { Mirror(self, children: ["field": description]) }
}

extension HTTPRequest: CustomStringConvertible, CustomReflectable {
  /// Method, address and sizes; neither keys nor the body.
  public var description: String {
    "\(method) \(Redaction().clean(url)) (\(headers.count) header fields, \(body.count) bytes)"
  }

  /// The same.
  public var customMirror: Mirror { Mirror(self, children: ["request": description]) }
}
