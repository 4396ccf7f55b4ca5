import Foundation

/// Small sessions that earlier versions wrote; `Tests/Fixtures/sessions/README.md` describes them.
public enum SessionFixtures {
  /// The sessions of the first version.
  public static let names = ["hopper", "pong", "prompts"]

  /// Where the sessions of a version lie; they are never written to.
  public static func directory(version: Int = 1, file: String = #filePath) -> String {
    URL(fileURLWithPath: file).deletingLastPathComponent().deletingLastPathComponent().path
      + "/Fixtures/sessions/v\(version)"
  }

  /// Copies a session into `directory`; gives the copy's path.
  public static func copy(_ name: String, version: Int = 1, to directory: String) throws -> String {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let place = directory + "/" + name
    try FileManager.default.copyItem(atPath: Self.directory(version: version) + "/" + name, toPath: place)
    return place
  }

  /// What the program that wrote a session said about it.
  public struct Expected: Decodable, Sendable {
    /// A run that was left half-way, as that program ended it.
    public struct Resumed: Decodable, Sendable {
      /// The run's name.
      public var run: String
      /// Its last step.
      public var step: Int
      /// The canonical digest of its last checkpoint.
      public var canonicalDigest: String
    }

    /// Canonical digests of the checkpoints, by file name.
    public var checkpoints: [String: String]
    /// The SHA-256 of the metrics as comma-separated values.
    public var csv: String
    /// The SHA-256 of the suggestions as JSON lines.
    public var jsonl: String
    /// The SHA-256 of every table of the session as text, its last line end left out.
    public var tables: [String: String]
    /// What was left half-way.
    public var resumed: Resumed
  }

  /// What is known about a session of a version.
  public static func expected(_ name: String, version: Int = 1) throws -> Expected? {
    let data = try Data(contentsOf: URL(fileURLWithPath: directory(version: version) + "/expected.json"))
    return try JSONDecoder().decode([String: Expected].self, from: data)[name]
  }
}
