import Foundation
import Glibc
import TestSupport
import Testing

/// Servers of the field that made the program fail, beside the repository: a mode for each model's name, or for each first
/// part of the path.
enum EndpointCases {
  /// `$SIDECOACH_CASES/endpoint`, else `../shared/cases/endpoint` from the package's root.
  static var folder: String {
    if let path = ProcessInfo.processInfo.environment["SIDECOACH_CASES"], !path.isEmpty { return path + "/endpoint" }
    var root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    for _ in 0..<4 { root.deleteLastPathComponent() }
    return root.appendingPathComponent("shared/cases/endpoint").standardizedFileURL.path
  }

  static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
  static var isThere: Bool { python != nil && !quirks.isEmpty }
  static let skipped =
    "skipped: no quirks.py and hostile.py in \(folder), or no python3; set SIDECOACH_CASES to the cases"

  private static func text(_ name: String) -> String {
    FileManager.default.contents(atPath: folder + "/" + name).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// The modes of the first file.
  static let quirks = text("quirks.py").matches(of: /@q\ndef (\w+)/).map {
    String($0.1).replacing("_", with: "-")
  }
  /// The modes of the second one.
  static let hostile: [String] = {
    let source = text("hostile.py")
    let single = source.matches(of: /mode=='(\w+)'/).map { String($0.1) }
    let listed = source.firstMatch(of: /mode in\(([^)]*)\)/).map { $0.1.matches(of: /'(\w+)'/).map { String($0.1) } }
    return Set(single + (listed ?? []) + (1...8).map { "lp\($0)" }).sorted()
  }()

  /// A server of one of the files, ended with its last reference.
  final class Server {
    /// Where it listens.
    let port: Int
    private let process: Process

    init(_ process: Process, port: Int) {
      self.process = process
      self.port = port
    }

    /// With a signal that cannot be blocked: the test runner's threads block the others, and a child inherits that.
    deinit { kill(process.processIdentifier, SIGKILL) }
  }

  /// A server of one of the files on a free port.
  static func start(_ name: String) throws -> Server {
    let free = try LoopbackServer { _ in .answer() }
    let port = free.port
    free.stop()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python ?? "")
    process.arguments = [folder + "/" + name, "\(port)"]
    process.standardError = FileHandle.nullDevice
    try process.run()
    let server = Server(process, port: port)
    let deadline = ContinuousClock.now + .seconds(20)
    while !answers(port) {
      guard ContinuousClock.now < deadline else { throw Program.Failure(description: "\(name) does not answer") }
      usleep(10_000)
    }
    return server
  }

  private static func answers(_ port: Int) -> Bool {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
  }
}

extension EndToEnd {
  /// The real program against every mode of the field's servers, where these are.
  @Suite(.enabled(if: EndpointCases.isThere, Comment(rawValue: EndpointCases.skipped)), .timeLimit(.minutes(20)))
  struct EndpointCaseTests {
    /// Modes that end without advice and with status 1, with what the last lines say.
    private static let failing: [String: String] = [
      "sse-error-field": "ran out of room", "sse-event-error": "engine died", "error-200": "rate limited upstream",
      "err-then-done": "available context size", "error-200-str": "more system memory",
      "error-200-codeword": "Insufficient balance", "fastchat-err": "HIGH TRAFFIC",
      "think-unclosed": "cut while thinking",
      "null-content": "empty", "refusal": "I can't help with that", "cf": "content filter",
      "reasoning-len": "cut while thinking", "length-cut": "cut at", "nan-reward": "reward is not finite",
      "empty-fin-cut": "ended before the reply did", "maxtok-neg": "max_tokens must be at least 1",
      "html-200": "not JSON", "redirect": "redirects are not followed", "empty-obj": "no list of critical states",
      "roles": "empty",
    ]
    /// Modes that take longer than a test should; `docs/endpoints.md` has the command that checks them.
    private static let slow: Set = ["r429-body", "loading-503", "stall35"]

    private static let limits =
      "attempts = 2\npatienceSeconds = 1\nconnectSeconds = 5\nfirstByteSeconds = 5\nidleSeconds = 4\ntotalSeconds = 8\n"

    /// Programs that are under way at once: they mostly wait.
    private static let batch = 6

    /// Runs a command for every mode, several at a time.
    private func run(
      _ modes: [String], _ words: [String], at place: (_ mode: String) -> (url: String, model: String),
      limits: String = "", check: (_ mode: String, _ result: Program.Result, _ scratch: Scratch) throws -> Void
    ) throws {
      for start in stride(from: 0, to: modes.count, by: Self.batch) {
        let started = try modes[start..<min(start + Self.batch, modes.count)].map { mode in
          let (url, model) = place(mode)
          let scratch = try EndpointJourneys.scratch(url, model: model, limits: limits)
          let program = try Program(
            words + ["--sessions", scratch.sessions], in: scratch, environment: EndpointJourneys.environment)
          return (mode, scratch, program)
        }
        for (mode, scratch, program) in started {
          let result = try program.end(timeout: .seconds(300))
          #expect(result.status == 0 || result.status == 1, "\(mode): no signal\n\(result.summary)")
          #expect(!result.hasEscape, "\(mode): \(result.summary)")
          #expect(
            try !EndpointJourneys.holdsKey(EndpointJourneys.everything(scratch, [result])), "\(mode) keeps the key")
          try check(mode, result, scratch)
        }
      }
    }

    @Test func quirksComeOutAsTheyShould() throws {
      let server = try EndpointCases.start("quirks.py")
      let modes = EndpointCases.quirks.filter { !$0.hasPrefix("p-") && !Self.slow.contains($0) }
      try run(
        modes, ["identify", "one", "--advisor", "x"], at: { ("http://127.0.0.1:\(server.port)/v1", $0) },
        limits: "attempts = 2\n"
      ) { mode, result, scratch in
        if let words = Self.failing[mode] {
          let last = (result.output + result.errors).split(separator: "\n").suffix(4).joined(separator: "\n")
          #expect(result.status == 1 && last.contains(words), "\(mode): \(result.summary)")
        } else {
          let lines = try scratch.run("export", "one", "--format", "jsonl").output.split(separator: "\n")
          let own = lines.filter { $0.contains("\"advisor\":\"openai:\(mode)\"") && $0.contains("\"rationale\"") }
          #expect(result.status == 0 && !own.isEmpty, "\(mode): \(result.summary)")
          #expect(own.allSatisfy { $0.contains("\"reward\":0.7") && !$0.contains("DRAFT") }, "\(mode): \(own)")
        }
      }
    }

    @Test func policiesAreReadOrWarnedOf() throws {
      let server = try EndpointCases.start("quirks.py")
      try run(
        EndpointCases.quirks.filter { $0.hasPrefix("p-") },
        ["plan", "BlocksWorld", "--blocks", "3", "--prior", "x", "--samples", "2"],
        at: { ("http://127.0.0.1:\(server.port)/v1", $0) }
      ) { mode, result, _ in
        #expect(result.status == 0 && result.output.contains("is on legal answers."), "\(mode): \(result.summary)")
        #expect(result.errors.contains("warning: only 0 %") == mode.hasPrefix("p-think"), "\(mode): \(result.summary)")
      }
    }

    @Test func hostileOnesDoNoHarm() throws {
      let server = try EndpointCases.start("hostile.py")
      let place = { (mode: String) in ("http://127.0.0.1:\(server.port)/\(mode)/v1", "m") }
      try run(
        EndpointCases.hostile, ["identify", "one", "--advisor", "x", "--json"], at: place, limits: Self.limits
      ) { _, _, _ in }
      try run(
        EndpointCases.hostile.filter { $0.hasPrefix("lp") },
        ["plan", "BlocksWorld", "--blocks", "3", "--prior", "x", "--samples", "2"], at: place, limits: Self.limits
      ) { _, _, _ in }
    }
  }
}
