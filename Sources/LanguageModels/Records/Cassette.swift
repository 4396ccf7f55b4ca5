internal import Foundation
public import RLCore
internal import Synchronization

/// A transport that plays recorded answers, by the digest of the request, from one file of JSON lines.
///
/// With another transport behind it, a request that the file lacks goes through and its answer is added; without one it
/// is an error that names the file. The same request asked several times plays its answers in the order in which they came.
/// Header fields are neither part of the digest nor recorded, so no key gets into the file; where an answer's body repeats
/// the key, that is taken out. Answers that ask to come again later (429, 5xx) are passed on and not recorded.
public final class Cassette: Transport {
  /// One exchange.
  struct Entry: Sendable, Equatable, Codable {
    /// The digest of method, address and body.
    var request: String
    var method: String
    var url: String
    /// What was posted, for people who read the file.
    var sent: String
    var status: Int
    var contentType: String
    var body: String
  }

  /// The file.
  public let path: String
  private let file: LineFile
  private let behind: (any Transport)?
  private let state: Mutex<State>

  private struct State {
    var entries: [String: [Entry]] = [:]
    var played: [String: Int] = [:]
  }

  /// A cassette in the file at `path`. Throws `CassetteError` when there is none and no transport to record from, or when a
  /// line cannot be read.
  public init(path: String, through behind: (any Transport)? = nil) throws {
    self.path = path
    self.behind = behind
    file = LineFile(path: path)
    guard !file.isSpecial else { throw CassetteError.notAFile(path: path) }
    guard behind != nil || FileManager.default.fileExists(atPath: path) else { throw CassetteError.noFile(path: path) }
    var state = State()
    let decoder = JSONDecoder()
    for (index, line) in try file.lines().enumerated() {
      guard let entry = try? decoder.decode(Entry.self, from: Data(line)) else {
        throw CassetteError.unreadable(path: path, line: index + 1)
      }
      state.entries[entry.request, default: []].append(entry)
    }
    self.state = Mutex(state)
  }

  /// Exchanges in the file.
  public var count: Int { state.withLock { $0.entries.values.reduce(0) { $0 + $1.count } } }

  /// Plays the next answer to `request`, or records one.
  public func send(_ request: HTTPRequest) -> AsyncThrowingStream<HTTPEvent, any Error> {
    let digest = Self.digest(request)
    if let entry = next(digest) {
      return AsyncThrowingStream { stream in
        stream.yield(.head(status: entry.status, headers: ["content-type": entry.contentType]))
        stream.yield(.body(Array(entry.body.utf8)))
        stream.finish()
      }
    }
    guard let behind else {
      let error = CassetteError.missing(
        path: path, request: "\(request.method) \(request.url)", digest: digest,
        played: state.withLock { $0.played[digest] ?? 0 })
      return AsyncThrowingStream { $0.finish(throwing: error) }
    }
    return AsyncThrowingStream { stream in
      let task = Task {
        do {
          try await self.record(request, digest, from: behind) { stream.yield($0) }
          stream.finish()
        } catch {
          stream.finish(throwing: error)
        }
      }
      stream.onTermination = { _ in task.cancel() }
    }
  }

  /// The digest of a request: the body counts as JSON, so that the order of members makes no difference.
  static func digest(_ request: HTTPRequest) -> String {
    let body = JSONValue(reading: request.body)?.canonical ?? String(decoding: request.body, as: UTF8.self)
    return sha256Hex(Array("\(request.method) \(request.url)\n\(body)".utf8))
  }

  private func next(_ digest: String) -> Entry? {
    state.withLock { state in
      let place = state.played[digest] ?? 0
      guard let entries = state.entries[digest], entries.indices.contains(place) else { return nil }
      state.played[digest] = place + 1
      return entries[place]
    }
  }

  private func record(
    _ request: HTTPRequest, _ digest: String, from behind: any Transport, pass: (HTTPEvent) -> Void
  ) async throws {
    var entry = Entry(
      request: digest, method: request.method, url: request.url, sent: String(decoding: request.body, as: UTF8.self),
      status: 0, contentType: "", body: "")
    var bytes: [UInt8] = []
    var isKept = false
    for try await event in behind.send(request) {
      switch event {
      case .head(let status, let headers):
        entry.status = status
        entry.contentType = headers["content-type"] ?? ""
      case .body(let piece):
        bytes += piece
        // Whoever reads a stream may leave once it is done, and this with them; so it is kept before that.
        if !isKept, Self.isDone(bytes) {
          try keep(entry, bytes, request)
          isKept = true
        }
      }
      pass(event)
    }
    try Task.checkCancellation()
    if !isKept, entry.status != 0 { try keep(entry, bytes, request) }
  }

  /// Whether the end of a stream was announced, whatever its type is called.
  private static func isDone(_ bytes: [UInt8]) -> Bool {
    let end = String(decoding: bytes.suffix(64), as: UTF8.self)
    return end.contains("data: [DONE]") || end.contains("data:[DONE]")
  }

  private func keep(_ entry: Entry, _ bytes: [UInt8], _ request: HTTPRequest) throws {
    guard !RetryPolicy.isRetried(status: entry.status) else { return }
    var entry = entry
    entry.body = String(decoding: bytes, as: UTF8.self)
    for key in request.headers.compactMap(Self.key) { entry.body = key.redacted(entry.body) }
    let line = [UInt8](try JSONEncoder.sorted.encode(entry))
    try state.withLock { state in
      try file.append(line)
      state.entries[entry.request, default: []].append(entry)
      state.played[entry.request, default: 0] += 1
    }
  }

  /// The key that a header field holds; the word that stands for none is no key.
  private static func key(_ header: HTTPHeader) -> APIKey? {
    guard header.name.lowercased() == "authorization", let word = header.value.split(separator: " ").last,
      word != "none"
    else { return nil }
    return APIKey(String(word))
  }
}

/// What can go wrong with a cassette, with what to do next.
public enum CassetteError: Error, Equatable, Sendable, CustomStringConvertible, AdvisingPause {
  /// There is nothing to play from.
  case noFile(path: String)
  /// What lies there is no plain file.
  case notAFile(path: String)
  /// A line is not an exchange.
  case unreadable(path: String, line: Int)
  /// The file lacks the request, or has no answer left to it after so many.
  case missing(path: String, request: String, digest: String, played: Int)

  /// Always: the next request would meet the same file.
  public var pausesAdvising: Bool { true }

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .noFile(let path): "there is no cassette at \(path); record one first"
    case .notAFile(let path): "\(path) is no plain file, so no cassette can be there; give the name of a file"
    case .unreadable(let path, let line): "line \(line) of cassette \(path) cannot be read; remove it or record again"
    case .missing(let path, let request, let digest, 0):
      "cassette \(path) has no answer to \(request) (\(digest.prefix(12))); the prompt, the model or a parameter differs "
        + "from what was recorded: record again"
    case .missing(let path, let request, let digest, let played):
      "cassette \(path) has \(played) answers to \(request) (\(digest.prefix(12))) and all are played; record again"
    }
  }
}
