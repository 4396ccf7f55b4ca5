import Foundation
package import Logging
import RLCore
import SessionStore
import Threads

/// A session's log: one line for each thing that somebody who looks for a fault wants to know, never a key or a prompt.
///
/// Lines go to `sidecoach.log` in the session's directory, written by a thread of their own so that nothing waits for the
/// disk, and where asked for to somebody who listens. A log that cannot be written is done without.
package final class SessionLog: Sendable {
  /// The file's name in the session's directory.
  package static let fileName = "sidecoach.log"

  private let writer: BackgroundWriter<String>?
  private let echo: (@Sendable (String) -> Void)?

  /// A log in `directory`, or in no file; `echo` is told every line as well.
  package init(directory: String?, echo: (@Sendable (String) -> Void)? = nil) {
    self.echo = echo
    writer = directory.flatMap { directory in
      try? BackgroundWriter { lines in
        // What cannot be kept now is not kept later: a log must not grow in memory.
        defer { lines.removeAll() }
        try? AppendedFile.append(Array(lines.joined().utf8), to: directory + "/" + Self.fileName)
      }
    }
  }

  /// What writes into this log.
  package var logger: Logger { Logger(label: "sidecoach", factory: { _ in LogLines(log: self) }) }

  /// Sleeps until what was said before is in the file.
  package func flush() { writer?.flush() }

  /// Writes the rest and ends the thread.
  package func close() { writer?.close() }

  fileprivate func add(_ line: String) {
    writer?.add(line)
    echo?(line)
  }
}

/// Puts what is said into lines: time, level, message, and what belongs to it as `key=value` in order.
private struct LogLines: LogHandler {
  let log: SessionLog
  var logLevel = Logger.Level.debug
  var metadata: Logger.Metadata = [:]
  var metadataProvider: Logger.MetadataProvider?

  init(log: SessionLog) { self.log = log }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let own = (metadataProvider?.get() ?? [:]).merging(metadata) { $1 }.merging(event.metadata ?? [:]) { $1 }
    let words = own.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    let text = "\(Date().ISO8601Format()) \(event.level) \(event.message)\(words)"
    // One line whatever came from outside: a record cannot be made to look like two.
    log.add(String(text.map { $0.isNewline || $0.asciiValue ?? 32 < 32 ? " " : $0 }) + "\n")
  }
}

extension Logger {
  /// One that says nothing, for sessions that keep no log.
  package static var silent: Logger { Logger(label: "sidecoach", factory: { _ in SwiftLogNoOpLogHandler() }) }

  /// Says that work begins, and how long it took or what ended it.
  package func timing<Value>(_ work: String, _ metadata: Metadata = [:], _ body: () throws -> Value) throws -> Value {
    info("\(work) begins", metadata: metadata)
    let start = ContinuousClock.now
    func ended() -> Metadata {
      metadata.merging(["seconds": "\(Numerals.fixed((ContinuousClock.now - start).seconds, 1))"]) { $1 }
    }
    do {
      let value = try body()
      info("\(work) done", metadata: ended())
      return value
    } catch {
      self.error("\(work) ended by: \(error)", metadata: ended())
      throw error
    }
  }
}
