public import Foundation

/// The household games' data set, wherever it lies on this machine.
public enum HouseholdData {
  /// One action of a transcript, with what the reference engine answered.
  public struct Step: Decodable, Sendable {
    /// What was entered.
    public var action: String
    /// What was printed.
    public var observation: String
    /// 1 where the goal holds.
    public var score: Int
    /// The game is over.
    public var done: Bool
    /// The goal holds.
    public var won: Bool
    /// The commands that were possible then.
    public var admissible: [String]
  }

  /// A game as the reference engine played it.
  public struct Transcript: Decodable, Sendable {
    /// The game's place in its archive.
    public var game: String
    /// What was printed first.
    public var reset: String
    /// The commands that were possible first.
    public var admissible: [String]
    /// What was done.
    public var steps: [Step]
  }

  /// `$SIDECOACH_DATA/alfworld`, else `alfworld` beside the folder of `PlanningData`.
  public static var folder: URL {
    PlanningData.folder.deletingLastPathComponent().appendingPathComponent("alfworld")
  }

  /// Archives of games.
  public static var archives: [String] { files { $0.contains(".tar") } }

  /// Files of transcripts.
  public static var transcriptFiles: [String] { files { $0.hasSuffix(".jsonl.gz") } }

  /// There are games.
  public static var hasGames: Bool { !archives.isEmpty }

  /// There are games and transcripts of some.
  public static var hasTranscripts: Bool { hasGames && !transcriptFiles.isEmpty }

  /// What a test says that is skipped.
  public static let skipped: String =
    "skipped: no archive of games, or no *.jsonl.gz, in \(folder.path); set SIDECOACH_DATA to the data's folder"

  /// The transcripts of a file.
  public static func transcripts(_ path: String) throws -> [Transcript] {
    let text = try Shell(["gzip", "-dc", path], in: folder).output
    return try text.split(separator: "\n").map { try JSONDecoder().decode(Transcript.self, from: Data($0.utf8)) }
  }

  private static func files(_ isWanted: (String) -> Bool) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter(isWanted).sorted()
      .map { folder.appendingPathComponent($0).path }
  }
}
