import Foundation
import MuJoCoEnvironments

/// One file of reference rollouts: an environment's own episodes, played by Gymnasium.
struct ReferenceRollout: Decodable {
  struct Step: Decodable {
    var action: [Double]
    var obs: [Double]
    var reward: Double
    var terminated: Bool
    var qpos: [Double]
    var qvel: [Double]
  }

  struct Episode: Decodable {
    var qpos0: [Double]
    var qvel0: [Double]
    var obs0: [Double]
    var steps: [Step]
  }

  var env: String
  var mujoco: String
  var episodes: [Episode]
}

/// Reference rollouts: the slice that belongs to the project, and a larger set wherever it lies on this machine.
enum ReferenceData {
  private static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The project's own slice, made by `Scripts/make-gymnasium-rollouts`.
  static let fixtures = root.appendingPathComponent("Tests/Fixtures/gymnasium")

  /// `$SIDECOACH_DATA`, else `../shared/data` from the package's root.
  static var folder: URL {
    if let path = ProcessInfo.processInfo.environment["SIDECOACH_DATA"], !path.isEmpty {
      return URL(fileURLWithPath: path).appendingPathComponent("gymnasium")
    }
    return root.deletingLastPathComponent().appendingPathComponent("shared/data/gymnasium").standardizedFileURL
  }

  /// Every rollout file in `folder`, in order.
  static func files(in folder: URL) -> [URL] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { $0.hasSuffix(".json.gz") }.sorted().map(folder.appendingPathComponent)
  }

  /// Whether the first file's physics are those that are linked: patches of one release compute the same contacts.
  static func isOfThisRelease(_ folder: URL) -> Bool {
    func release(_ version: String) -> [Substring] { Array(version.split(separator: ".").prefix(2)) }
    guard let first = files(in: folder).first, let file = try? read(first) else { return true }
    return release(file.mujoco) == release(MuJoCoLibrary.version)
  }

  static func read(_ file: URL) throws -> ReferenceRollout {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", file.path]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
    return try JSONDecoder().decode(ReferenceRollout.self, from: data)
  }
}
