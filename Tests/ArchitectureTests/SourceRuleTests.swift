import Foundation
import Testing

/// Rules for the text of the sources that neither the compiler nor the linter holds.
@Suite struct SourceRuleTests {
  /// Every use of an unchecked promise to the compiler; each must say above it why it holds.
  static let uncheckedPromises: [String: Int] = [
    "Sources/Coaching/Events/ForeignChanges.swift": 1,
    "Sources/Coaching/Events/InterruptWatch.swift": 1,
    "Sources/CurlTransport/TransferLoop.swift": 1,
    "Sources/MuJoCoEnvironments/Engine/MuJoCoModel.swift": 1,
    "Sources/Threads/Guarded.swift": 1,
    "Sources/Threads/WorkerPool.swift": 1,
    "Sources/Coaching/Stages/WaitFor.swift": 2,
  ]

  @Test func thereAreSources() {
    #expect(Repository.sources.count > 50)
  }

  @Test(
    arguments: Repository.files(in: "Sources", extensions: ["swift", "c", "h"])
      + Repository.files(in: "Tests", extensions: ["swift"]))
  func noFileIsLong(_ file: Repository.File) {
    #expect(file.lines.count <= 501, "\(file.path) has \(file.lines.count - 1) lines; 500 are the most, 250 the aim")
  }

  @Test(arguments: Repository.sources)
  func nothingTraps(_ file: Repository.File) {
    for (number, line) in file.code {
      for word in ["try!", "as!", "fatalError("] where line.contains(word) {
        Issue.record("\(file.path):\(number): \(word) ends the process; throw an error that says what to do next")
      }
    }
  }

  @Test func promisesToTheCompilerAreFewAndExplained() {
    var found: [String: Int] = [:]
    for file in Repository.sources {
      for (number, line) in file.code where line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)")
      {
        found[file.path, default: 0] += 1
        let above = file.lines[..<(number - 1)].last { !$0.drop(while: \.isWhitespace).hasPrefix("@") } ?? ""
        #expect(
          above.drop(while: \.isWhitespace).hasPrefix("//"),
          "\(file.path):\(number): say in a comment above why this is safe")
      }
    }
    #expect(found == Self.uncheckedPromises, "a new promise needs a line here, and a reason beside it")
  }

  @Test func noPathOfAMachine() {
    var files = Repository.files(in: "Sources") + Repository.files(in: "Scripts") + Repository.files(in: ".ci")
    files += Repository.files(in: "themes") + ["README.md", "Package.swift"].compactMap(Repository.file)
    #expect(files.count > 50)
    for file in files {
      for (index, line) in file.lines.enumerated() {
        for place in ["/work/", "/home/", "/tmp/", "/root/", "/Users/"] where line.contains(place) {
          Issue.record("\(file.path):\(index + 1): \(place) is a place on somebody's machine")
        }
      }
    }
  }
}
