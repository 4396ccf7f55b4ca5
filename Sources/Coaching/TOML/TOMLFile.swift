import RLCore
package import TOMLKit

/// The one way to TOML from outside: every text is held to the grammar first.
///
/// The library that makes values of it states some of its expectations as assertions, so that a text such as `[[[a`
/// would end the program. What has passed `TOMLGrammar` never meets one; what has not is refused with its place.
package enum TOMLFile {
  /// Bytes of a text at most; people write a hundredth of it, and the library's time grows with the square of its tables.
  package static let mostBytes = 256 << 10

  /// The table that the file at `path` holds. Throws `TOMLFileError`.
  package static func table(at path: String) throws(TOMLFileError) -> TOMLTable {
    try table(bytes(at: path), name: path)
  }

  /// The bytes of the file at `path`. Throws `TOMLFileError`.
  package static func bytes(at path: String) throws(TOMLFileError) -> [UInt8] {
    do { return try PlainFile.bytes(path, atMost: mostBytes) } catch { throw TOMLFileError(error) }
  }

  /// The table that a text holds; `name` is the file's, for errors.
  package static func table(_ bytes: [UInt8], name: String) throws(TOMLFileError) -> TOMLTable {
    let text = try text(bytes, name: name)
    do { return try TOMLTable(string: text) } catch { throw TOMLFileError(name, error) }
  }

  /// A value of the type that a text states; `name` is the file's, for errors.
  package static func decode<Value: Decodable>(
    _ type: Value.Type, from bytes: [UInt8], name: String
  ) throws(TOMLFileError) -> Value {
    let text = try text(bytes, name: name)
    do { return try TOMLDecoder().decode(type, from: text) } catch { throw TOMLFileError(name, error) }
  }

  /// The text, where it keeps to the grammar.
  private static func text(_ bytes: [UInt8], name: String) throws(TOMLFileError) -> String {
    guard bytes.count <= mostBytes else { throw TOMLFileError(.tooLong(name, mostBytes)) }
    do { return try TOMLGrammar.check(bytes) } catch {
      throw TOMLFileError(path: name, line: error.line, column: error.column, reason: error.reason)
    }
  }
}

/// Why a TOML file was not taken, with its place where there is one.
package struct TOMLFileError: Error, Equatable, CustomStringConvertible {
  /// The file.
  package var path: String
  /// From 1; nil where the whole file is meant.
  package var line: Int?
  /// From 1, in characters.
  package var column: Int?
  /// What is wrong.
  package var reason: String

  /// `file:line:column: what is wrong`, as compilers say it.
  package var description: String {
    guard let line, let column else { return "\(path): \(reason)" }
    return "\(path):\(line):\(column): \(reason)"
  }
}

extension TOMLFileError {
  init(_ error: PlainFileError) { self.init(path: error.path, line: nil, column: nil, reason: error.reason) }

  /// What the library, or whatever reads its values, says.
  init(_ path: String, _ error: any Error) {
    self.init(path: path, line: nil, column: nil, reason: "\(error)")
    switch error {
    case let error as TOMLParseError:
      (line, column) = (Int(error.source.begin.line), Int(error.source.begin.column))
      reason = error.description
    case let error as DecodingError: reason = Self.words(error)
    default: break
    }
  }

  /// A decoder's complaint in a sentence that names the key.
  private static func words(_ error: DecodingError) -> String {
    func key(_ context: DecodingError.Context, _ last: (any CodingKey)? = nil) -> String {
      (context.codingPath + (last.map { [$0] } ?? [])).map(\.stringValue).joined(separator: ".")
    }
    switch error {
    case .keyNotFound(let missing, let context): return "the key \(key(context, missing)) is missing"
    case .typeMismatch(let type, let context):
      return "\(key(context)) has to be \(words(type)): \(context.debugDescription)"
    case .valueNotFound(_, let context): return "\(key(context)) has no value"
    case .dataCorrupted(let context): return "\(key(context)): \(context.debugDescription)"
    @unknown default: return "\(error)"
    }
  }

  private static func words(_ type: Any.Type) -> String {
    switch type {
    case is String.Type: "text in quotes"
    case is Bool.Type: "true or false"
    case is Int.Type: "a whole number"
    case is Double.Type: "a number"
    default: "a table"
    }
  }
}
