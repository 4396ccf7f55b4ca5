import Foundation

/// A command as a person would run it in the repository, with its output.
struct Shell {
  /// The exit status.
  var status: Int32
  /// Standard output and standard error, as they came.
  var output: String

  /// Runs a program by its path, or by its name in `PATH`, from the repository's root.
  ///
  /// - Parameter environment: variables set besides those of this process.
  init(_ words: [String], environment: [String: String] = [:]) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.currentDirectoryURL = Repository.root
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    status = process.terminationStatus
    output = String(decoding: data, as: UTF8.self)
  }
}
