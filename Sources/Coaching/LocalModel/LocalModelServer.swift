import CurlTransport
import Engine
import Foundation
package import LanguageModels
import RLCore
import Subprocess
import Synchronization
import SystemPackage
package import Threads

/// A child process that serves a GGUF file on loopback, in OpenAI's form.
///
/// The child lives as long as this process does: it watches the pipe that is its standard input, and leaves when that
/// closes, however its parent ended.
package final class LocalModelServer: Sendable {
  /// Where a server can be reached.
  package struct Address: Codable, Equatable, Sendable {
    /// On 127.0.0.1.
    package var port: Int
    /// The file that it serves.
    package var gguf: String

    /// The address up to and with its version.
    package var baseURL: String { "http://127.0.0.1:\(port)/v1" }
  }

  private let place: LocalModelPlace
  private let gguf: String
  private let contextTokens: Int
  private let log: String
  private struct Life {
    var start: Task<Address, any Error>?
    var process: Task<Void, any Error>?
  }
  private let life = Mutex(Life())

  /// A server of `gguf`, which is not started yet; what it prints goes to `log`, else to that of the place.
  package init(
    _ place: LocalModelPlace, gguf: String, contextTokens: Int = LocalModel.contextTokens, log: String? = nil
  ) {
    self.place = place
    self.gguf = gguf
    self.contextTokens = contextTokens
    self.log = log ?? place.serverLog
  }

  deinit { life.withLock { $0.process?.cancel() } }

  /// Starts it, where it does not run yet, and waits until it answers.
  ///
  /// - Throws: `LocalModelError.ended` where it ends instead.
  package func start() async throws -> Address {
    let start = life.withLock { life in
      if let start = life.start { return start }
      let (ready, said) = AsyncThrowingStream<Address, any Error>.makeStream()
      life.process = Task.detached { [place, gguf, contextTokens, log] in
        do {
          try await Self.run(place, gguf, contextTokens, log) { said.yield($0) }
          said.finish(throwing: LocalModelError.ended(LocalModelPlace.end(of: log), log: log))
        } catch {
          said.finish(throwing: error)
          throw error
        }
      }
      let start = Task.detached {
        for try await address in ready { return address }
        throw CancellationError()
      }
      life.start = start
      return start
    }
    return try await start.value
  }

  /// Waits until the child has ended; throws `LocalModelError.killed` where a signal ended it.
  package func untilItEnds() async throws {
    guard let process = life.withLock({ $0.process }) else { return }
    try await withTaskCancellationHandler {
      try await process.value
    } onCancel: {
      process.cancel()
    }
  }

  /// Reads the pipe, and leaves when it closes; everything that is printed goes to the log, but for the port.
  private static let script = """
    import os, socket, sys, threading
    channel = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    def leave():
        while os.read(0, 4096):
            pass
        os._exit(0)
    threading.Thread(target=leave, daemon=True).start()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    model, context, alias = sys.argv[1:4]
    sys.argv = ["llama_cpp.server", "--model", model, "--model_alias", alias, "--host", "127.0.0.1", "--port", str(port),
                "--n_ctx", context, "--logits_all", "true"]
    from llama_cpp.server.__main__ import main
    print(port, file=channel, flush=True)
    main()
    """

  private static func run(
    _ place: LocalModelPlace, _ gguf: String, _ contextTokens: Int, _ path: String,
    ready: @escaping @Sendable (Address) -> Void
  ) async throws {
    try FileManager.default.createDirectory(atPath: place.path, withIntermediateDirectories: true)
    let log = try FileDescriptor.open(
      FilePath(path), .writeOnly, options: [.create, .truncate, .closeOnExec], permissions: .ownerReadWrite)
    let result = try await Subprocess.run(
      .path(FilePath(place.python)),
      arguments: ["-c", script, gguf, "\(contextTokens)", LocalModel.alias(of: gguf)],
      input: .inputWriter, output: .sequence,
      error: .fileDescriptor(log, closeAfterSpawningProcess: true)
    ) { execution in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        let (ports, port) = AsyncStream<Int>.makeStream()
        group.addTask {
          for try await line in execution.standardOutput.strings() {
            if let number = Int(line.trimmingCharacters(in: .whitespaces)) { port.yield(number) }
          }
          port.finish()
          return true
        }
        group.addTask {
          for await number in ports {
            let address = Address(port: number, gguf: gguf)
            guard (try? await answers(at: address)) != nil else { break }
            ready(address)
          }
          return false
        }
        // The reader ends when the child has closed its output; then nobody will answer any more.
        while let hasEnded = try await group.next() { if hasEnded { group.cancelAll() } }
      }
      try? await execution.standardInputWriter.finish()
    }
    if case .signaled(let number) = result.terminationStatus { throw LocalModelError.killed(number, log: path) }
  }

  /// Waits until the server lists its models; it reads the file first.
  private static func answers(at address: Address) async throws {
    let transport = try CurlTransport()
    while await !isAlive(address, transport) { try await Task.sleep(for: .milliseconds(200)) }
  }

  /// Whether somebody answers at `address`.
  package static func isAlive(_ address: Address, _ transport: any Transport) async -> Bool {
    var limits = HTTPLimits()
    (limits.connect, limits.firstByte, limits.total) = (1, 5, 5)
    do {
      for try await event in transport.send(HTTPRequest(url: address.baseURL + "/models", limits: limits)) {
        if case .head(let status, _) = event { return status == 200 }
      }
      return false
    } catch { return false }
  }
}

extension LocalModel {
  /// Serves a file until `stop`, where other commands find it.
  ///
  /// - Throws: `LocalModelError`; a stop that was asked for is the way it ends.
  package static func serve(
    gguf: String?, contextTokens: Int, place: LocalModelPlace = LocalModelPlace(), stop: StopSignal,
    tell: @escaping @Sendable (String) -> Void
  ) throws {
    guard FileManager.default.isExecutableFile(atPath: place.python), let file = gguf ?? place.model else {
      throw LocalModelError.missing
    }
    guard FileManager.default.isReadableFile(atPath: file) else { throw LocalModelError.noModel(file) }
    guard (512...1_000_000).contains(contextTokens) else {
      throw InvalidSettingError(key: "context", value: "\(contextTokens)", valid: "512 to 1000000")
    }
    let server = LocalModelServer(place, gguf: URL(fileURLWithPath: file).path, contextTokens: contextTokens)
    defer { try? FileManager.default.removeItem(atPath: place.address) }
    do {
      try waitFor(stop: stop) {
        tell("reading \(file); what the server prints goes to \(place.serverLog)")
        let address = try await server.start()
        try JSONEncoder.sorted.encode(address).write(to: URL(fileURLWithPath: place.address), options: .atomic)
        tell(
          "\(alias(of: file)) answers at \(address.baseURL); --advisor local and --prior local use it. Ctrl-C ends it")
        try await server.untilItEnds()
        try Task.checkCancellation()
        throw LocalModelError.ended(LocalModelPlace.end(of: place.serverLog), log: place.serverLog)
      }
    } catch is EngineStopped {
      tell("ended")
    }
  }
}
