import Foundation
import LanguageModels
import RLCore

/// What a session's archive says of itself: its first file, with the digest of every other one.
struct ArchiveManifest: Codable, Equatable {
  /// A file of the archive.
  struct File: Codable, Equatable {
    /// Its path there, and in the session's directory.
    var path: String
    var bytes: Int
    /// The SHA-256 of its content, in hexadecimal.
    var sha256: String
  }

  /// Its name in the archive.
  static let name = "manifest.json"
  /// The form that this version writes and reads.
  static let form = "sidecoach-archive"
  static let currentVersion = 1
  /// Bytes of a manifest at most.
  static let mostBytes = 16 << 20
  /// The database's path.
  static let database = "session.sqlite"

  var format = Self.form
  var version = Self.currentVersion
  /// The session's name.
  var session: String
  /// Its environment's id.
  var environment: String
  /// When it was archived, in seconds since 1970.
  var time: Double
  var files: [File]

  /// The text of the file.
  func bytes() throws -> [UInt8] { [UInt8](try JSONEncoder.sorted.encode(self)) + [0x0A] }

  init(session: String, environment: String, time: Double, files: [File]) {
    (self.session, self.environment, self.time, self.files) = (session, environment, time, files)
  }

  /// Reads one, and holds every path in it to those that a session has.
  ///
  /// - Throws: `ArchiveError`.
  init(_ bytes: [UInt8], of archive: String) throws {
    struct Head: Decodable {
      var format: String
      var version: Int
    }
    let decoder = JSONDecoder()
    guard let head = try? decoder.decode(Head.self, from: Data(bytes)), head.format == Self.form else {
      throw ArchiveError.noArchive(archive)
    }
    guard head.version <= Self.currentVersion else {
      throw ArchiveError.newer(archive, found: "form \(head.version)", known: "form \(Self.currentVersion)")
    }
    do { self = try decoder.decode(Self.self, from: Data(bytes)) } catch {
      throw ArchiveError.damaged(archive, "its manifest cannot be read")
    }
    var seen: Set<String> = []
    for file in files {
      guard Self.isPlace(file.path) else { throw ArchiveError.strange(archive, file.path) }
      guard file.bytes >= 0, seen.insert(file.path).inserted else {
        throw ArchiveError.damaged(archive, "its manifest names \(file.path.plainLine) wrongly")
      }
    }
    guard seen.contains(Self.database) else { throw ArchiveError.damaged(archive, "it has no \(Self.database)") }
  }

  /// Whether a path is one that files of a session have: nothing of an archive gets anywhere else.
  static func isPlace(_ path: String) -> Bool {
    if path == database { return true }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, ["checkpoints", "prompts"].contains(parts[0]) else { return false }
    let name = parts[1]
    return !name.isEmpty && name.first != "." && name.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
  }
}

/// What can stand in the way of an archive, with what to do next.
package enum ArchiveError: Error, Equatable, CustomStringConvertible {
  /// A file that is none.
  case noArchive(String)
  /// One of a newer version.
  case newer(String, found: String, known: String)
  /// One that is not what was written, and what is wrong with it.
  case damaged(String, String)
  /// It holds something that no session has: its path there.
  case strange(String, String)
  /// A session of that name is there already.
  case taken(String)
  /// Something cannot be put into one, and why.
  case cannotHold(String, String)
  /// The session changes faster than it can be read.
  case changing(String)
  /// A name that is given for the session and can be none.
  case badName(String)

  package var description: String {
    switch self {
    case .noArchive(let path):
      "\(path) is no archive of a session; 'sidecoach export S --format archive --out FILE' makes one, and --from says "
        + "whose file another one is"
    case .newer(let path, let found, let known):
      "\(path) was made by a newer Sidecoach (\(found), this version knows \(known)); upgrade Sidecoach to import it; "
        + "nothing was changed"
    case .damaged(let path, let reason):
      "\(path) is damaged (\(reason)); copy it anew from where it was made; nothing was changed"
    case .strange(let path, let name):
      "\(path) holds '\(name.plainLine)', which is no part of a session, and is not unpacked; nothing was changed"
    case .taken(let path): "there is something at \(path) already; give another name with --session"
    case .cannotHold(let what, let reason): "\(what) cannot be archived: \(reason)"
    case .changing(let path):
      "\(path) writes checkpoints faster than they can be archived; pause its training with P, then try again"
    case .badName(let name): "'\(name.plainLine)' can be no session's name; give one with --session"
    }
  }
}
