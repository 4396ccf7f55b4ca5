import Advisors
import Algorithms
import ArgumentParser
import Coaching
import CurlTransport
import CursesBackend
import Foundation
import Glibc
import MuJoCoEnvironments
import Networks
import RLCore
import SessionStore
import Threads

/// What is there to work with, and what is missing.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Show libraries, terminal, paths and advisors, and what is wrong with them.",
    discussion: """
      Exits 0 when all that is needed works, and 1 otherwise. JSON keys: libraries (ncurses, sqlite, curl, curlFeatures, \
      mujoco, kernels, processors), terminal (term, isInteractive, colors, codeset, supportsUnicode, noColor, problem), \
      paths (sessions, config, state, data, dataPresent), advisors (name, summary, isStandIn), endpoints, prompts (kind, \
      version, path), endpoint (name, host, model, models, contextTokens, capabilities (jsonSchema, jsonObject, logprobs, \
      streamingUsage), problems), sessionsWritable, problems, isHealthy. With --checkpoint: path, environment, name, step, \
      digest (of the file), canonicalDigest (of weights, optimiser, normalisers, generators and counters, the same for \
      every form of the file).
      """)

  @Option(name: .customLong("sessions"), help: "Directory that holds the sessions.") var directory = "sessions"
  @Flag(name: .customLong("json"), help: "Print one JSON object on standard output and nothing else there.")
  var json = false
  @Option(help: "A session whose own prompt templates count first.") var session: String?
  @Option(help: "A language model to ask what it really does: openai:MODEL or a name in config.toml. Asks it a little.")
  var advisor: String?
  @Option(help: "A checkpoint file to describe, with digests of the file and of what it means, in place of the rest.")
  var checkpoint: String?

  func run() throws {
    do {
      if let checkpoint { return try describe(checkpoint) }
      var findings = DoctorFindings(sessions: directory, session: session)
      if let advisor { findings.endpoint = try EndpointFindings(probing: advisor) }
      if json { Output.json(findings.object) } else { for line in findings.lines { print(line) } }
      if !findings.problems.isEmpty { throw ExitCode(1) }
    } catch { throw Failure.exit(error) }
  }

  private func describe(_ path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CoachError.badCheckpoint(path, "it cannot be read; give the path of a .safetensors file")
    }
    let bytes = Array(data)
    let file = try PolicyCheckpoint(bytes: bytes)
    let (digest, canonical) = (sha256Hex(bytes), try file.canonicalDigest())
    guard !json else {
      return Output.json([
        "path": path, "environment": file.environment, "name": file.name, "step": file.step, "digest": digest,
        "canonicalDigest": canonical,
      ])
    }
    print("environment  \(file.environment)")
    print("run          \(file.name), step \(file.step)")
    print("file         \(digest)")
    print("canonical    \(canonical)")
  }
}

/// Everything the doctor looked at.
struct DoctorFindings {
  let ncurses = LibraryVersion.ncurses()
  let sqlite = LibraryVersion.sqlite()
  let terminal = TerminalCapabilities.probe()
  let paths: ResolvedPaths
  /// Why the sessions directory cannot be written to, or nil.
  let sessionsObstacle: String?
  /// Endpoints that the configuration file names, or why it cannot be read.
  let endpoints: Result<[String], any Error>
  /// Where each prompt template comes from, or what is wrong with one.
  let prompts: Result<[PromptLibrary.Source], any Error>
  /// What a language model was found to do, where one was asked.
  var endpoint: EndpointFindings?

  init(sessions: String, session: String? = nil) {
    paths = ResolvedPaths(sessions: sessions, environment: ProcessInfo.processInfo.environment)
    sessionsObstacle = ResolvedPaths.writeObstacle(paths.sessions)
    endpoints = Result { try ModelAdvisors.names() }
    prompts = Result {
      let path = try session.map { try SessionOpening.path($0, in: sessions) }
      if let path, !SessionStore.exists(path: path) { throw CoachError.noSession(path) }
      return try PromptFiles.library(session: path).sources
    }
  }

  /// What keeps something needed from working, with what to do next.
  var problems: [String] {
    var problems: [String] = []
    if let sessionsObstacle {
      problems.append("sessions cannot be kept: \(sessionsObstacle); choose another place with --sessions DIR")
    }
    // On a pipe no screen is asked for, so only a terminal that cannot show one is at fault.
    if terminal.isInteractive, let problem = terminal.problem { problems.append("\(problem)") }
    if AdvisorChoice.advisors.isEmpty { problems.append("no advisor is built in; build sidecoach again") }
    if !CurlTransport.speaksTLS {
      problems.append("libcurl was built without TLS, so no https endpoint can be asked; install libcurl4")
    }
    if case .failure(let error) = endpoints { problems.append("\(error)") }
    if case .failure(let error) = prompts { problems.append("\(error)") }
    return problems + (endpoint?.problems ?? [])
  }

  var lines: [String] {
    let unknown = "version not known"
    var lines = [
      "libraries",
      "  ncurses      \(ncurses ?? unknown)",
      "  SQLite       \(sqlite ?? unknown)",
      "  libcurl      \(LibraryVersion.curl()), "
        + (LibraryVersion.curlFeatures.isEmpty ? "plain" : LibraryVersion.curlFeatures.joined(separator: ", ")),
      "  MuJoCo       \(MuJoCoLibrary.version)",
      "  kernels      \(KernelBenchmark.instructionSet)",
      "  processors   \(WorkerPool.processorCount)",
      "terminal",
      "  TERM         \(terminal.term.isEmpty ? "not set" : terminal.term)",
      "  interactive  \(terminal.isInteractive ? "yes" : "no: standard input and output are not both a terminal")",
      "  colours      \(terminal.colors)\(terminal.noColor ? ", off by NO_COLOR" : "")",
      "  characters   \(terminal.codeset)\(terminal.supportsUnicode ? "" : ", drawn with ASCII")",
      "paths",
      "  sessions     \(paths.sessions), \(sessionsObstacle == nil ? "writable" : "NOT writable")",
      "  config       \(paths.config)",
      "  state        \(paths.state)",
      "  data         \(paths.data), \(paths.dataPresent ? "present" : "not there (planning looks there for task sets and recorded plans)")",
      "advisors",
    ]
    for advisor in AdvisorChoice.advisors {
      lines.append(
        "  \(advisor.name)\(advisor.isStandIn ? " (stand-in for a language model)" : ""): \(advisor.summary)")
    }
    lines.append("  openai:MODEL: a language model behind an OpenAI-compatible endpoint; see identify --help")
    for name in (try? endpoints.get()) ?? [] { lines.append("  \(name): an endpoint of config.toml") }
    if let sources = try? prompts.get() {
      lines.append("prompt templates")
      for source in sources {
        let name = source.kind.rawValue
        lines.append(
          "  \(name)\(String(repeating: " ", count: max(1, 13 - name.count)))\(source.version), "
            + (source.path ?? "built in"))
      }
    }
    lines += endpoint?.lines ?? []
    lines += problems.map { "problem: \($0)" }
    lines.append(problems.isEmpty ? "all that is needed works" : "\(problems.count) of the above must be put right")
    return lines
  }

  var object: [String: Any] {
    [
      "libraries": [
        "ncurses": Output.value(ncurses), "sqlite": Output.value(sqlite), "curl": LibraryVersion.curl(),
        "curlFeatures": LibraryVersion.curlFeatures, "mujoco": MuJoCoLibrary.version,
        "kernels": KernelBenchmark.instructionSet,
        "processors": WorkerPool.processorCount,
      ],
      "terminal": [
        "term": terminal.term, "isInteractive": terminal.isInteractive, "colors": terminal.colors,
        "codeset": terminal.codeset, "supportsUnicode": terminal.supportsUnicode, "noColor": terminal.noColor,
        "problem": Output.value(terminal.problem.map { "\($0)" }),
      ],
      "paths": [
        "sessions": paths.sessions, "config": paths.config, "state": paths.state, "data": paths.data,
        "dataPresent": paths.dataPresent,
      ],
      "advisors": AdvisorChoice.advisors.map {
        ["name": $0.name, "summary": $0.summary, "isStandIn": $0.isStandIn] as [String: Any]
      },
      "prompts": ((try? prompts.get()) ?? []).map {
        ["kind": $0.kind.rawValue, "version": $0.version, "path": Output.value($0.path)] as [String: Any]
      },
      "endpoints": (try? endpoints.get()) ?? [], "endpoint": Output.object(EndpointFindings.Report(endpoint)),
      "sessionsWritable": sessionsObstacle == nil, "problems": problems, "isHealthy": problems.isEmpty,
    ]
  }
}

/// Versions of the libraries that this process was started with, asked of the libraries themselves.
enum LibraryVersion {
  /// For instance `6.4.20221231`.
  static func ncurses() -> String? { call("curses_version")?.split(separator: " ").last.map(String.init) }
  /// For instance `3.40.1`.
  static func sqlite() -> String? { call("sqlite3_libversion") }

  /// For instance `7.88.1`.
  static func curl() -> String {
    CurlTransport.libraryVersion.prefix { $0 != " " }.split(separator: "/").last.map(String.init) ?? "unknown"
  }
  /// What libcurl was built with, as far as it matters here: `HTTP/2`, and the library that does TLS, which libcurl names
  /// first, for instance `TLS (OpenSSL/3.0.15)`.
  static var curlFeatures: [String] {
    let library = CurlTransport.libraryVersion.split(separator: " ").dropFirst().first.map { " (\($0))" } ?? ""
    return (CurlTransport.speaksHTTP2 ? ["HTTP/2"] : []) + (CurlTransport.speaksTLS ? ["TLS" + library] : [])
  }

  private static func call(_ function: String) -> String? {
    guard let symbol = dlsym(nil, function) else { return nil }
    let version = unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<CChar>?).self)
    return version().map { String(cString: $0) }
  }
}
