import ArgumentParser
import Coaching
import Engine
import Foundation
import Networks
import RLCore
import SessionStore
import Threads

/// Where sessions are, and how results are printed; shared by every command.
struct CommonOptions: ParsableArguments {
  @Option(name: .customLong("sessions"), help: "Directory that holds the sessions.")
  var directory = "sessions"

  @Flag(name: .customLong("json"), help: "Print one JSON object on standard output and nothing else there.")
  var json = false

  @Option(help: "Threads; results do not depend on it. Default: one per processor.")
  var threads: Int?

  var threadCount: Int { threads ?? WorkerPool.processorCount }

  func validate() throws {
    guard (1...1024).contains(threads ?? 1) else { throw ValidationError("--threads must be from 1 to 1024") }
  }
}

/// Turns errors into one line and exit code 1; wrong arguments are 2.
enum Failure {
  static func exit(_ error: any Error) -> any Error {
    if error is ExitCode || error is ValidationError || error is CleanExit { return error }
    Output.note("sidecoach: \(error)\n")
    if let ended = error as? SignalExit { return ExitCode(128 + ended.signal) }
    return ExitCode(isUsage(error) ? 2 : 1)
  }

  private static func isUsage(_ error: any Error) -> Bool {
    error is UnknownNameError || error is InvalidSettingError
  }
}

/// A command on one session, run on this thread, with a progress line.
struct HeadlessRun {
  let store: SessionStore
  let coach: Coach
  let writer: SessionWriter
  let progress: ProgressLine
  /// Carries an interrupt to what no command of the engine reaches.
  let gate = ReviewGate()

  /// Opens or makes the session and prepares its coach. What only adds advice `contributes` and works beside another
  /// process that has the session open.
  init(
    _ name: String, _ common: CommonOptions, create settings: SessionSettings? = nil, writes: Bool = true,
    contributes: Bool = false
  ) throws {
    let opened =
      try settings.map { try SessionOpening.openOrCreate(name, in: common.directory, settings: $0) }
      ?? SessionOpening.open(name, in: common.directory, contributes: contributes)
    store = opened.0
    if writes, let reason = store.readOnlyReason { throw CoachError.readOnly(reason) }
    writer = try SessionWriter(store: store)
    let commands = Mailbox<EngineCommand>()
    let gate = gate
    InterruptWatch.shared.onInterrupt {
      gate.stop()
      commands.send(.stop)
    }
    let ports = SessionOpening.ports(writer: writer, commands: commands)
    coach = try Coach(
      store: store, settings: opened.1, threads: common.threadCount, ports: ports, writer: writer)
    coach.stopping = gate.stopping
    let line = ProgressLine()
    progress = line
    coach.driver.onProgress = { line.show($0) }
    if let settings, settings != opened.1 { line.note(SessionOpening.keepsItsSettings) }
    if let host = store.host { line.note("\(host) has the session open; what is found appears there") }
  }

  /// Runs `body`, and always stores what is waiting and closes the session.
  func perform<Value>(_ body: (Coach) throws -> Value) throws -> Value {
    defer {
      writer.close()
      store.close()
    }
    do {
      let value = try body(coach)
      try writer.check()
      return value
    } catch is EngineStopped {
      progress.note("stopped; everything up to here is kept, and the same command goes on from it")
      throw ExitCode(130)
    } catch {
      throw Failure.exit(error)
    }
  }
}

/// Prints results: one JSON object, or text.
enum Output {
  /// Prints what `result` gives, as one JSON object or as text; its errors are those of the command.
  static func result(json: Bool, _ result: () throws -> some Printable) throws {
    do { show(try result(), json: json) } catch { throw Failure.exit(error) }
  }

  /// Prints a result, as one JSON object or as text.
  static func show(_ result: some Printable, json isJSON: Bool) {
    if isJSON { json(result) } else { for line in result.lines { print(line) } }
  }

  static func json(_ value: some Encodable) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print((try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}")
  }

  /// A value as what it is in JSON.
  static func object(_ value: some Encodable) -> Any {
    (try? JSONEncoder().encode(value)).flatMap { try? JSONSerialization.jsonObject(with: $0) } ?? NSNull()
  }

  static func json(_ object: [String: Any]) {
    let data = try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
    print(data.map { String(decoding: $0, as: UTF8.self) } ?? "{}")
  }

  /// Writes to standard error; where nobody is left to read it, such as after a hang-up, nothing happens.
  static func note(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }

  /// A value that may be missing; nothing becomes null.
  static func value(_ value: (some Any)?) -> Any { value.map { $0 as Any } ?? NSNull() }

  /// A number that JSON can hold; what is not finite becomes null.
  static func number(_ value: Double?) -> Any {
    guard let value, value.isFinite else { return NSNull() }
    return value
  }
}
