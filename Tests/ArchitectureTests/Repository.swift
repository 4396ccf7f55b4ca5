import Foundation
import Testing

/// The files of this repository, as the tests of its make-up read them.
enum Repository {
  /// One text file.
  struct File: Sendable, CustomTestStringConvertible {
    /// The path from the repository's root.
    let path: String
    /// The lines, without their ends.
    let lines: [String]

    var testDescription: String { path }
    /// The module or test target it belongs to, for `Sources/Module/...`.
    var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    /// The lines that are not comments as a whole, nor within text of several lines, with their numbers from 1.
    var code: [(number: Int, text: String)] {
      var isText = false
      return lines.enumerated().compactMap { index, line in
        guard !line.drop(while: \.isWhitespace).hasPrefix("//") else { return nil }
        let wasText = isText
        if !line.ranges(of: "\"\"\"").count.isMultiple(of: 2) { isText.toggle() }
        return wasText ? nil : (index + 1, line)
      }
    }
  }

  /// Where the repository lies.
  static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Everything below `directory` with one of `extensions` (all files without), in order of path.
  static func files(in directory: String, extensions: Set<String> = []) -> [File] {
    let top = root.appendingPathComponent(directory).path
    return (FileManager.default.subpaths(atPath: top) ?? []).sorted().compactMap { path in
      guard extensions.isEmpty || extensions.contains(URL(fileURLWithPath: path).pathExtension) else { return nil }
      return file(directory + "/" + path)
    }
  }

  /// The file at `path`, or nil where there is none or it is not text.
  static func file(_ path: String) -> File? {
    guard let text = try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8) else { return nil }
    return File(path: path, lines: text.components(separatedBy: "\n"))
  }

  /// The names of the directories in `directory`.
  static func directories(in directory: String) -> [String] {
    let top = root.appendingPathComponent(directory)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: top.path)) ?? []
    return names.filter { name in
      var isDirectory: ObjCBool = false
      let exists = FileManager.default.fileExists(
        atPath: top.appendingPathComponent(name).path, isDirectory: &isDirectory)
      return exists && isDirectory.boolValue
    }.sorted()
  }

  /// Every Swift file of the modules.
  static let sources = files(in: "Sources", extensions: ["swift"])
}
