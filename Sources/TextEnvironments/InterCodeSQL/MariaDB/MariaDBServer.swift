import Foundation
import Glibc
import RLCore

/// Why there is no MariaDB to ask.
struct MariaDBError: Error, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description.plainLine }
}

/// A MariaDB server of our own: with its data in a temporary folder, on a socket there, and without a network.
///
/// It ends with this process, however that ends: a shell waits at a pipe and stops the server when it closes.
final class MariaDBServer: Sendable {
  /// The server's socket.
  let socket: String
  private let folder: URL
  private let process: Process
  private let leash: FileHandle

  /// The programs that it takes; nil where one of them is not installed.
  static var programs: (server: String, installer: String, client: String)? {
    guard let server = program("mariadbd"), let installer = program("mariadb-install-db"),
      let client = program("mariadb")
    else { return nil }
    return (server, installer, client)
  }

  /// What is said where it is not installed.
  static let missing =
    "MariaDB is not installed; on Debian: apt-get install --no-install-recommends mariadb-server. engine=sqlite needs "
    + "nothing"

  private static func program(_ name: String) -> String? {
    let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let places = path + ["/usr/sbin", "/usr/bin"]
    return places.map { $0 + "/" + name }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Starts a server and fills it with a dump.
  ///
  /// - Throws: `MariaDBError`.
  init(dump: [UInt8]) throws {
    guard let programs = Self.programs else { throw MariaDBError(Self.missing) }
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("sidecoach-mariadb-\(UUID().uuidString)")
    let data = folder.appendingPathComponent("data").path
    let files = folder.appendingPathComponent("files").path
    // Sockets have short names: 107 bytes at most.
    socket = folder.path + "/s"
    guard socket.utf8.count < 100 else {
      throw MariaDBError("\(socket) is too long a name for a socket; set TMPDIR to a folder with a shorter name")
    }
    do {
      try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
    } catch { throw MariaDBError("\(folder.path) cannot be made: \(error)") }
    // Root must say whose rights the server shall have.
    let user = getuid() == 0 ? ["--user=root"] : []
    do {
      try Self.run(
        programs.installer,
        ["--no-defaults", "--datadir=\(data)", "--auth-root-authentication-method=normal", "--skip-test-db"] + user,
        input: nil, log: folder.appendingPathComponent("install.log"))
      (process, leash) = try Self.launch(programs.server, data: data, files: files, socket: socket, user, folder)
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
    do {
      try waitForSocket()
      try fill(programs.client, dump)
    } catch {
      end()
      throw error
    }
  }

  deinit { end() }

  private func end() {
    try? leash.close()
    // The data are not kept, so that nothing is lost by a sudden end; the shell ends after it.
    let deadline = ContinuousClock.now + .seconds(5)
    while process.isRunning, ContinuousClock.now < deadline { usleep(2_000) }
    try? FileManager.default.removeItem(at: folder)
  }

  private static func launch(
    _ server: String, data: String, files: String, socket: String, _ user: [String], _ folder: URL
  ) throws -> (Process, FileHandle) {
    let options =
      [
        "--no-defaults", "--datadir=\(data)", "--socket=\(socket)", "--pid-file=\(folder.path)/pid",
        "--secure-file-priv=\(files)", "--skip-networking", "--skip-grant-tables", "--lower-case-table-names=1",
        "--character-set-server=utf8mb4", "--collation-server=utf8mb4_general_ci", "--innodb-buffer-pool-size=32M",
        "--innodb-flush-log-at-trx-commit=0", "--performance-schema=OFF", "--skip-log-bin",
      ] + user
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments =
      ["-c", "\"$@\" </dev/null & server=$!; read -r line; kill -KILL $server", "sh", server] + options
    let pipe = Pipe()
    process.standardInput = pipe
    let log = folder.appendingPathComponent("server.log")
    try Data().write(to: log)
    let handle = try FileHandle(forWritingTo: log)
    process.standardOutput = handle
    process.standardError = handle
    do { try process.run() } catch { throw MariaDBError("\(server) does not start: \(error)") }
    return (process, pipe.fileHandleForWriting)
  }

  private static func run(_ program: String, _ arguments: [String], input: URL?, log: URL) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = try input.map { try FileHandle(forReadingFrom: $0) } ?? FileHandle.nullDevice
    try Data().write(to: log)
    let handle = try FileHandle(forWritingTo: log)
    process.standardOutput = handle
    process.standardError = handle
    do { try process.run() } catch { throw MariaDBError("\(program) does not start: \(error)") }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let said = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
      throw MariaDBError("\(program) failed (status \(process.terminationStatus)): \(said.suffix(400))")
    }
  }

  /// Waits for the server, half a minute at most.
  private func waitForSocket() throws {
    let deadline = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < deadline {
      if let connection = try? MariaDBConnection(socket: socket) {
        _ = connection
        return
      }
      guard process.isRunning, FileManager.default.fileExists(atPath: folder.path) else { break }
      usleep(50_000)
    }
    let log = (try? String(contentsOf: folder.appendingPathComponent("server.log"), encoding: .utf8)) ?? ""
    throw MariaDBError("the MariaDB server does not answer: \(log.suffix(400))")
  }

  /// Hands the dump to the server by its own client; what MariaDB has no collation for gets the nearest one.
  private func fill(_ client: String, _ dump: [UInt8]) throws {
    let file = folder.appendingPathComponent("dump.sql")
    let text = String(decoding: dump, as: UTF8.self).replacing("utf8mb4_0900_ai_ci", with: "utf8mb4_general_ci")
    try Data(text.utf8).write(to: file)
    // Users cannot be made without tables of rights; that fails, and nothing else may.
    try? Self.run(
      client, ["--no-defaults", "--socket=\(socket)", "--user=root", "--force", "--default-character-set=utf8mb4"],
      input: file, log: folder.appendingPathComponent("fill.log"))
    try FileManager.default.removeItem(at: file)
  }
}
