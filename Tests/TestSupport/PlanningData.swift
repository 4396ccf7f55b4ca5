public import Foundation

/// The blocks-world data set, wherever it lies on this machine.
public enum PlanningData {
  /// A task list's entry.
  public struct ListedTask: Decodable, Sendable {
    /// The instance's file name.
    public var instance: String
    /// A shortest plan, as listed.
    public var optimal_plan: [String]
    /// Its length.
    public var steps: Int
  }

  /// `$SIDECOACH_DATA/blocksworld`, else `../shared/data/blocksworld` from the package's root.
  public static var folder: URL {
    if let path = ProcessInfo.processInfo.environment["SIDECOACH_DATA"], !path.isEmpty {
      return URL(fileURLWithPath: path).appendingPathComponent("blocksworld")
    }
    return URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("shared/data/blocksworld").standardizedFileURL
  }

  /// There is a data set.
  public static var isThere: Bool { !instanceNames.isEmpty }

  /// What a test says that is skipped.
  public static let skipped: String =
    "skipped: no instances/*.pddl in \(folder.path); set SIDECOACH_DATA to the data's folder"

  /// The file names of all instances, in order.
  public static var instanceNames: [String] { names("instances", ".pddl") }

  /// The names of the task lists, without `.json`.
  public static var listNames: [String] { names("", ".json").map { String($0.dropLast(5)) } }

  /// The names of the models with recorded plans.
  public static var models: [String] { names("recorded", ".json").map { String($0.dropLast(5)) } }

  /// An instance's PDDL.
  public static func pddl(_ name: String) throws -> String {
    try String(contentsOf: folder.appendingPathComponent("instances").appendingPathComponent(name), encoding: .utf8)
  }

  /// The tasks of a list.
  public static func tasks(_ list: String) throws -> [ListedTask] {
    try JSONDecoder().decode(
      [ListedTask].self, from: Data(contentsOf: folder.appendingPathComponent(list + ".json")))
  }

  /// The bytes of a model's recorded plans.
  public static func recorded(_ model: String) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: folder.appendingPathComponent("recorded").appendingPathComponent(model + ".json")))
  }

  private static func names(_ directory: String, _ suffix: String) -> [String] {
    let path = folder.appendingPathComponent(directory).path
    return ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).filter { $0.hasSuffix(suffix) }.sorted()
  }
}
