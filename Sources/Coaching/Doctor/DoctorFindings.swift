import Advisors
import Algorithms
import CurlTransport
import Foundation
import MuJoCoEnvironments
import Networks
package import RLCore
import SessionStore
import Threads

/// What there is to work with, and what is wrong with it: what `doctor` prints.
package struct DoctorFindings: Printable {
  /// Versions of the libraries that this process was started with.
  package struct Libraries: Encodable, Sendable {
    @OrNull package private(set) var ncurses = LibraryVersion.ncurses()
    @OrNull package private(set) var sqlite = LibraryVersion.sqlite()
    /// libcurl's.
    package let curl = LibraryVersion.curl()
    /// What libcurl was built with.
    package let curlFeatures = LibraryVersion.curlFeatures
    package let mujoco = MuJoCoLibrary.version
    /// The instructions that the matrix kernels use here.
    package let kernels = KernelBenchmark.instructionSet
    /// Processors that training may use.
    package let processors = WorkerPool.processorCount
  }

  /// The terminal as whoever draws on it finds it.
  package struct Terminal: Encodable, Sendable {
    /// `TERM`, empty where it is not set.
    let term: String
    /// Standard input and output are both a terminal.
    let isInteractive: Bool
    /// Colours; 0 where there are none.
    let colors: Int
    /// The locale's codeset.
    let codeset: String
    /// Box and braille characters are drawn; otherwise ASCII is.
    let supportsUnicode: Bool
    /// `NO_COLOR` is set.
    let noColor: Bool
    /// Why no screen can be opened; null where one can.
    @OrNull var problem: String?

    /// What was found.
    package init(
      term: String, isInteractive: Bool, colors: Int, codeset: String, supportsUnicode: Bool, noColor: Bool,
      problem: String?
    ) {
      self.term = term
      self.isInteractive = isInteractive
      self.colors = colors
      self.codeset = codeset
      self.supportsUnicode = supportsUnicode
      self.noColor = noColor
      self.problem = problem
    }
  }

  /// A stand-in for a language model.
  package struct StandIn: Encodable, Sendable {
    let name: String
    let summary: String
    let isStandIn: Bool
  }

  /// A template of prompts.
  package struct Template: Encodable, Sendable {
    /// The kind of prompt.
    let kind: String
    /// The version that is stored with calls.
    let version: String
    /// The file that it comes from; null where it is built in.
    @OrNull var path: String?
  }

  package let libraries = Libraries()
  package let terminal: Terminal
  /// Where things are kept.
  package let paths: ResolvedPaths
  /// Advisors that are built in.
  package let advisors: [StandIn]
  /// Endpoints that the configuration file names.
  package let endpoints: [String]
  /// Where each prompt template comes from.
  package let prompts: [Template]
  /// What a language model was found to do; nulls where none was asked.
  package let endpoint: EndpointFindings.Report
  /// What is damaged in the session that was named, or was before it was repaired.
  package let damage: [String]
  /// What a repair took out of it.
  package let setAside: [String]
  /// Where the repair put a copy of the session as it was; null where nothing was repaired.
  @OrNull package private(set) var copy: String?
  /// Sessions can be kept.
  package let sessionsWritable: Bool
  /// What keeps something needed from working, with what to do next.
  package let problems: [String]
  /// All that is needed works.
  package let isHealthy: Bool

  private let endpointLines: [String]
  private let isRebuilt: Bool

  private enum CodingKeys: String, CodingKey {
    case libraries, terminal, paths, advisors, endpoints, prompts, endpoint, damage, setAside, copy
    case sessionsWritable, problems, isHealthy
  }

  package static var keys: String {
    """
    libraries (ncurses, sqlite, curl, curlFeatures, mujoco, kernels, processors), terminal (term, isInteractive, colors, \
    codeset, supportsUnicode, noColor, problem), paths (sessions, config, state, data, dataPresent), advisors (name, \
    summary, isStandIn), endpoints, prompts (kind, version, path), endpoint (name, host, model, models, contextTokens, \
    capabilities (jsonSchema, jsonObject, logprobs, streamingUsage, advice), adviceForm, problems), damage, setAside, \
    copy, sessionsWritable, problems, isHealthy
    """
  }

  /// Looks at everything; asks `advisor`, a language model, what it really does, where one is named.
  ///
  /// - Parameters:
  ///   - sessions: the directory that holds the sessions.
  ///   - session: a session that is looked through for damage, and whose own prompt templates count first.
  ///   - repairs: sets aside what is damaged in it, after copying it.
  package init(
    sessions: String, session: String? = nil, repairs: Bool = false, advisor: String? = nil, terminal: Terminal
  ) throws {
    self.terminal = terminal
    let paths = ResolvedPaths(sessions: sessions, environment: ProcessInfo.processInfo.environment)
    self.paths = paths
    advisors = Catalogs.standard.advisors.entries.map {
      StandIn(name: $0.name, summary: $0.summary, isStandIn: $0.isStandIn)
    }
    var problems: [String] = []
    func found<Value>(_ work: () throws -> [Value]) -> [Value] {
      do { return try work() } catch {
        problems.append("\(error)")
        return []
      }
    }
    let obstacle = ResolvedPaths.writeObstacle(paths.sessions)
    sessionsWritable = obstacle == nil
    if let obstacle {
      problems.append("sessions cannot be kept: \(obstacle); choose another place with --sessions DIR")
    }
    // On a pipe no screen is asked for, so only a terminal that cannot show one is at fault.
    if terminal.isInteractive, let problem = terminal.problem { problems.append(problem) }
    if advisors.isEmpty { problems.append("no advisor is built in; build sidecoach again") }
    if !CurlTransport.speaksTLS {
      problems.append("libcurl was built without TLS, so no https endpoint can be asked; install libcurl4")
    }
    endpoints = found { try ModelEndpoints.names() }
    prompts = found {
      let path = try session.map { try SessionOpening.path($0, in: sessions) }
      if let path, !SessionStore.exists(path: path) { throw CoachError.noSession(path) }
      return try PromptFiles.library(session: path).sources.map {
        Template(kind: $0.kind.rawValue, version: $0.version, path: $0.path)
      }
    }
    let named = try session.map { try SessionOpening.path($0, in: sessions) }
    let checkup = named.flatMap { path in
      SessionStore.exists(path: path) ? SessionCheckup(path: path, repairs: repairs) : nil
    }
    damage = checkup?.damage ?? []
    setAside = checkup?.setAside ?? []
    copy = checkup?.copy
    isRebuilt = checkup?.isRebuilt ?? false
    problems += checkup?.problems ?? []
    let asked = try advisor.map { try EndpointFindings(probing: $0) }
    endpoint = EndpointFindings.Report(asked)
    endpointLines = asked?.lines ?? []
    self.problems = problems + (asked?.problems ?? [])
    isHealthy = self.problems.isEmpty
  }

  package var lines: [String] {
    let features = libraries.curlFeatures
    let unknown = "version not known"
    func padded(_ name: String) -> String { name + String(repeating: " ", count: max(1, 13 - name.count)) }
    var lines = [
      "libraries",
      "  ncurses      \(libraries.ncurses ?? unknown)",
      "  SQLite       \(libraries.sqlite ?? unknown)",
      "  libcurl      \(libraries.curl), \(features.isEmpty ? "plain" : features.joined(separator: ", "))",
      "  MuJoCo       \(libraries.mujoco)",
      "  kernels      \(libraries.kernels)",
      "  processors   \(libraries.processors)",
      "terminal",
      "  TERM         \(terminal.term.isEmpty ? "not set" : terminal.term)",
      "  interactive  \(terminal.isInteractive ? "yes" : "no: standard input and output are not both a terminal")",
      "  colours      \(terminal.colors)\(terminal.noColor ? ", off by NO_COLOR" : "")",
      "  characters   \(terminal.codeset)\(terminal.supportsUnicode ? "" : ", drawn with ASCII")",
      "paths",
      "  sessions     \(paths.sessions), \(sessionsWritable ? "writable" : "NOT writable")",
      "  config       \(paths.config)",
      "  state        \(paths.state)",
      "  data         \(paths.data), "
        + (paths.dataPresent ? "present" : "not there (planning looks there for task sets and recorded plans)"),
      "advisors",
    ]
    lines += advisors.map {
      "  \($0.name)\($0.isStandIn ? " (stand-in for a language model)" : ""): \($0.summary)"
    }
    lines.append("  openai:MODEL: a language model behind an OpenAI-compatible endpoint; see identify --help")
    lines += endpoints.map { "  \($0): an endpoint of config.toml" }
    if !prompts.isEmpty { lines.append("prompt templates") }
    lines += prompts.map { "  \(padded($0.kind))\($0.version), \($0.path ?? "built in")" }
    lines += endpointLines
    if !damage.isEmpty { lines.append("damage in the session") }
    lines += damage.map { "  \($0)\(setAside.contains($0) ? " (set aside)" : "")" }
    if let copy { lines.append("the session as it was is in \(copy)") }
    if let copy, isRebuilt {
      lines.append(
        "its database was made anew from what can be read; 'sqlite3 \(copy)/session.sqlite .recover' may find more")
    }
    lines += problems.map { "problem: \($0)" }
    lines.append(isHealthy ? "all that is needed works" : "\(problems.count) of the above must be put right")
    return lines
  }
}
