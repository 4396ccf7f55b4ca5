internal import Foundation

/// Small inputs from the field that made the program fail, beside the repository; tests that read one are skipped where they
/// are not there.
public enum FieldCases {
  /// Where they lie: `$SIDECOACH_CASES`, else `shared/cases` beside the repository or one of its worktrees.
  public static let folder: String? = {
    if let path = ProcessInfo.processInfo.environment["SIDECOACH_CASES"] { return path }
    var place = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    for _ in 0..<6 {
      place = place.deletingLastPathComponent()
      let cases = place.appendingPathComponent("shared/cases").path
      if FileManager.default.fileExists(atPath: cases) { return cases }
    }
    return nil
  }()

  /// Whether there are any.
  public static var areThere: Bool { folder != nil }
  /// What a skipped test says.
  public static let skipped = "no cases from the field beside the repository; set SIDECOACH_CASES to their folder"

  /// The path of a case.
  public static func path(_ name: String) -> String { (folder ?? "") + "/" + name }

  /// The text of a case.
  public static func text(_ name: String) throws -> String { try String(contentsOfFile: path(name), encoding: .utf8) }
}
