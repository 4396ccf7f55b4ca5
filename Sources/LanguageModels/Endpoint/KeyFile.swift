internal import RLCore

/// Reads keys from files that nobody else may read.
enum KeyFile {
  /// Bytes of a file that are taken for a key at most.
  static let mostBytes = 4_096

  /// The key in the file at `path`; `~/` is the home of `environment`. `key` is the configuration's, for errors.
  static func read(_ path: String, key: String, environment: [String: String]) throws -> APIKey {
    var place = path
    if place.hasPrefix("~/"), let home = environment["HOME"] { place = home + place.dropFirst(1) }
    if let kind = PlainFile.kind(place) { throw KeyError.fileNotPlain(key: key, path: path, kind: kind) }
    // Of the file behind links: their own mode says nothing.
    guard let mode = PlainFile.mode(place) else { throw KeyError.fileMissing(key: key, path: path) }
    guard mode & 0o077 == 0 else { throw KeyError.fileOpen(key: key, path: path, mode: String(mode, radix: 8)) }
    let bytes: [UInt8]
    do { bytes = try PlainFile.bytes(place, atMost: mostBytes) } catch {
      switch error {
      case .missing: throw KeyError.fileMissing(key: key, path: path)
      case .notPlain(_, let kind): throw KeyError.fileNotPlain(key: key, path: path, kind: kind)
      case .tooLong, .notText: throw KeyError.fileUnusable(key: key, path: path)
      }
    }
    guard let found = APIKey(String(decoding: bytes, as: UTF8.self)) else {
      throw KeyError.fileUnusable(key: key, path: path)
    }
    return found
  }
}

/// What can be wrong with where a key is kept, with what to do next. The key itself is in none of them.
public enum KeyError: Error, Equatable, Sendable, CustomStringConvertible {
  /// None is named for an endpoint that is neither OpenAI's nor on this machine.
  case none(key: String, host: String)
  /// The variable is not set, empty or no key.
  case variableEmpty(key: String, variable: String)
  /// There is no such file, or it cannot be read.
  case fileMissing(key: String, path: String)
  /// Something else than a plain file is there, such as a pipe.
  case fileNotPlain(key: String, path: String, kind: String)
  /// Others may read the file.
  case fileOpen(key: String, path: String, mode: String)
  /// The file holds no key.
  case fileUnusable(key: String, path: String)

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .none(let key, let host):
      "\(host) needs a key of its own: name the environment variable that holds it as \(key), or a file as keyFile"
    case .variableEmpty(let key, let variable):
      "the environment variable \(variable) of \(key) holds no key; export it, or name a file as keyFile"
    case .fileMissing(let key, let path): "\(key): there is no file at \(path), or it cannot be read"
    case .fileOpen(let key, let path, let mode):
      "\(key): \(path) has mode \(mode), so others may read the key; run chmod 600 \(path)"
    case .fileNotPlain(let key, let path, let kind):
      "\(key): \(path) is \(kind); name a plain file that holds the key and nothing else"
    case .fileUnusable(let key, let path): "\(key): \(path) holds no key; it should be one line with nothing else"
    }
  }
}
