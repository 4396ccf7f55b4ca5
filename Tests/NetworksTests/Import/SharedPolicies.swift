import Foundation

/// Policies that other people trained, beside the repository, with what they answer in double precision.
enum SharedPolicies {
  struct Sample: Decodable {
    var observation: [Double]
    var output: [Double]
    var value: Double
  }

  struct Evaluation: Decodable {
    var timeFeature: Bool
    var samples: [Sample]
  }

  struct Reference: Decodable {
    var activation: String
    var evaluations: [String: Evaluation]
  }

  /// `$SIDECOACH_DATA`, else `../shared/data` from the package's root.
  static var folder: URL {
    if let path = ProcessInfo.processInfo.environment["SIDECOACH_DATA"], !path.isEmpty {
      return URL(fileURLWithPath: path).appendingPathComponent("sb3")
    }
    return URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("shared/data/sb3").standardizedFileURL
  }

  /// Names of the policies, in order.
  static var names: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".zip") }.map { String($0.dropLast(4)) }.sorted()
  }

  static func bytes(_ file: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(file)))
  }

  static func has(_ file: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.appendingPathComponent(file).path)
  }

  static func references() throws -> [String: Reference] {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", folder.appendingPathComponent("reference.json.gz").path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return try JSONDecoder().decode([String: Reference].self, from: data)
  }
}
