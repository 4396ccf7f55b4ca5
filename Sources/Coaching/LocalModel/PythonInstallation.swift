import Foundation
import Subprocess
import SystemPackage
package import Threads

/// A virtual environment of Python made in steps that are not done twice: a second call goes on where the first was left.
package struct PythonInstallation: Sendable {
  /// One step.
  package struct Step: Sendable {
    /// What it is called.
    package let name: String
    /// How long it takes, for whoever waits.
    package let about: String
    /// The program and its arguments.
    let command: [String]
    /// What ends with 0 where the step is done already.
    let check: [String]
  }

  /// The directory that it lies in.
  let directory: String
  /// The file that keeps what was printed.
  let log: String
  /// All of them, in order.
  let steps: [Step]
  /// The error of a step that failed, from its name and the end of its output.
  let failure: @Sendable (_ name: String, _ words: String) -> any Error

  /// Does what is left to do.
  ///
  /// - Parameter tell: called with the step and the last line that it printed.
  /// - Throws: what `failure` makes of a step that failed, `EngineStopped`.
  package func run(stop: StopSignal = StopSignal(), tell: @escaping (Step, String) -> Void) throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    if !FileManager.default.fileExists(atPath: log) {
      try Data().write(to: URL(fileURLWithPath: log))
    }
    for step in steps {
      try waitFor(stop: stop) {
        if await isDone(step) { return tell(step, "there already") }
        tell(step, step.about)
        try await perform(step) { tell(step, $0) }
        guard await isDone(step) else {
          throw failure(step.name, "it does not work although it was built")
        }
      }
    }
  }

  private func isDone(_ step: Step) async -> Bool {
    let done = try? await Self.configured(step.check, output: .discarded)
    return done == true
  }

  private static func configured(_ command: [String], output: DiscardedOutput) async throws -> Bool {
    try await Subprocess.run(
      executable(command), arguments: Arguments(Array(command.dropFirst())), output: output
    ).terminationStatus.isSuccess
  }

  private static func executable(_ command: [String]) -> Executable {
    command[0].contains("/") ? .path(FilePath(command[0])) : .name(command[0])
  }

  private func perform(_ step: Step, _ tell: @escaping (String) -> Void) async throws {
    let file = FileHandle(forWritingAtPath: log)
    defer { try? file?.close() }
    _ = try? file?.seekToEnd()
    try? file?.write(contentsOf: Data("== \(step.name): \(step.command.joined(separator: " "))\n".utf8))
    var last = ""
    do {
      let result = try await Subprocess.run(
        Self.executable(step.command), arguments: Arguments(Array(step.command.dropFirst())), input: .none,
        output: .sequence, error: .combinedWithOutput
      ) { execution in
        var last = ""
        for try await line in execution.standardOutput.strings() {
          try? file?.write(contentsOf: Data((line + "\n").utf8))
          let words = line.trimmingCharacters(in: .whitespaces)
          guard !words.isEmpty else { continue }
          last = String(words.prefix(200))
          tell(last)
        }
        return last
      }
      if result.terminationStatus.isSuccess { return }
      last = result.closureResult
    } catch let error as SubprocessError {
      last = "\(error)"
    }
    throw failure(step.name, last)
  }
}
