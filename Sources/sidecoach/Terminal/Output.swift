import ArgumentParser
import Coaching
import Foundation
import LanguageModels
import RLCore
import WorkbenchHost

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
    print((try? JSONEncoder.sorted.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "{}")
  }

  /// Writes to standard error; where nobody is left to read it, such as after a hang-up, nothing happens.
  static func note(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}

/// Turns errors into one line and exit code 1; wrong arguments are 2.
enum Failure {
  static func exit(_ error: any Error) -> any Error {
    if error is ExitCode || error is ValidationError || error is CleanExit { return error }
    // Whoever stopped has said so.
    if error.isWishToStop { return ExitCode(130) }
    Output.note("sidecoach: \(error)\n")
    if let ended = error as? SignalExit { return ExitCode(128 + ended.signal) }
    return ExitCode(isUsage(error) ? 2 : 1)
  }

  private static func isUsage(_ error: any Error) -> Bool {
    error is UnknownNameError || error is InvalidSettingError || error is NoScreenError
  }
}
