import Foundation
import Testing

/// The pages that people read: what they point at is there.
@Suite struct PageTests {
  static let pages: [Repository.File] =
    ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "sessions/README.md"]
    .compactMap(Repository.file) + Repository.files(in: "docs", extensions: ["md"])
    + Repository.files(in: "Examples", extensions: ["md"])

  @Test(arguments: pages)
  func linksLeadSomewhere(_ page: Repository.File) throws {
    let folder = URL(fileURLWithPath: page.path, relativeTo: Repository.root).deletingLastPathComponent()
    for (index, line) in page.lines.enumerated() {
      for match in line.matches(of: /\]\(([^)\s]+)\)/) {
        let parts = match.1.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard !parts[0].contains("://") else { continue }
        let place =
          parts[0].isEmpty
          ? URL(fileURLWithPath: page.path, relativeTo: Repository.root) : folder.appendingPathComponent(parts[0])
        #expect(
          FileManager.default.fileExists(atPath: place.path), "\(page.path):\(index + 1): \(match.1) is not there")
        guard parts.count == 2, place.pathExtension == "md" else { continue }
        let text = (try? String(contentsOf: place, encoding: .utf8)) ?? ""
        let anchors = text.split(separator: "\n").filter { $0.hasPrefix("#") }.map(Self.anchor)
        #expect(anchors.contains(parts[1]), "\(page.path):\(index + 1): there is no heading \(match.1)")
      }
    }
  }

  /// Code that a page names by its path is there, so that a move takes the pages along.
  @Test(arguments: pages)
  func pathsOfCodeAreThere(_ page: Repository.File) {
    // The changelog tells of what was.
    guard page.path != "CHANGELOG.md" else { return }
    for (index, line) in page.lines.enumerated() {
      for match in line.matches(of: /`((?:Sources|Tests|Scripts|docs|Examples|themes)\/[^`*<\s]*)`/) {
        let path = Repository.root.appendingPathComponent(String(match.1)).path
        #expect(FileManager.default.fileExists(atPath: path), "\(page.path):\(index + 1): \(match.1) is not there")
      }
    }
  }

  /// How a heading is named in links: lower case, spaces as hyphens, other marks left out.
  static func anchor(_ heading: Substring) -> String {
    heading.drop { $0 == "#" || $0 == " " }.lowercased()
      .filter { $0.isLetter || $0.isNumber || " -_".contains($0) }.replacingOccurrences(of: " ", with: "-")
  }

  @Test func headingsAreNamedAsLinksNameThem() {
    #expect(Self.anchor("## Coaching Pong: five seeds") == "coaching-pong-five-seeds")
    #expect(Self.anchor("## config.toml") == "configtoml")
  }
}
