internal import Foundation
internal import RLCore
internal import Synchronization

/// Replies to requests at temperature 0, by the request's digest, so that what was answered is not asked and paid for
/// again. Only replies that could be used are kept.
public final class ReplyCache: Sendable {
  /// A reply that was kept.
  struct Kept: Sendable, Equatable, Codable {
    var request: String
    var text: String
    var finishReason: String?
    var model: String?
  }

  private let replies: Mutex<[String: Kept]>
  private let file: LineFile?

  /// An empty cache that ends with the process.
  public init() {
    replies = Mutex([:])
    file = nil
  }

  /// A cache kept in the file at `path`, one reply a line; read now and appended to later. A line that cannot be read,
  /// such as one that was cut by a crash, is passed over. Throws when the file is there and cannot be read.
  public init(path: String) throws {
    let file = LineFile(path: path)
    let decoder = JSONDecoder()
    var known: [String: Kept] = [:]
    for line in try file.lines() {
      guard let kept = try? decoder.decode(Kept.self, from: Data(line)) else { continue }
      known[kept.request] = kept
    }
    self.file = file
    replies = Mutex(known)
  }

  /// Replies kept.
  public var count: Int { replies.withLock { $0.count } }

  /// The digest of a request: of the address and of the body without what says how the reply is carried.
  static func digest(url: String, body: String) -> String {
    var value = JSONValue(reading: Array(body.utf8)) ?? .text(body)
    if case .object(var members) = value {
      members["stream"] = nil
      members["stream_options"] = nil
      value = .object(members)
    }
    return sha256Hex(Array((url + "\n" + value.canonical).utf8))
  }

  func reply(to digest: String) -> Kept? { replies.withLock { $0[digest] } }

  func keep(_ kept: Kept) throws {
    let line = [UInt8](try JSONEncoder.sorted.encode(kept))
    // Under the lock, so that two lines never run into each other.
    try replies.withLock { replies in
      guard replies.updateValue(kept, forKey: kept.request) == nil else { return }
      try file?.append(line)
    }
  }
}
