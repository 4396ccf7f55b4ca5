import Foundation
import Testing

extension EndToEnd {
  /// What a person is told who asks, or who asks wrongly.
  @Suite struct Help {
    private static let commands = [
      "open", "attach", "demo", "train", "import", "collect", "identify", "verify", "review", "refine", "rollback",
      "evaluate",
      "fidelity",
      "plan",
      "export", "watch", "bench", "doctor",
    ]

    @Test func everyCommandIsListed() throws {
      let result = try Program.run(["--help"], in: try Scratch())
      #expect(result.status == 0 && result.errors.isEmpty, "\(result.summary)")
      for command in Self.commands { #expect(result.output.contains("\n  \(command) "), "\(result.summary)") }
      // Whatever is listed has help of its own, so that a new command is checked without a change here.
      let listed = result.output.components(separatedBy: "\n").drop { !$0.hasPrefix("SUBCOMMANDS") }.dropFirst()
        .prefix { !$0.isEmpty }
        .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
        .compactMap { $0.split(separator: " ").first.map(String.init) }
      #expect(Set(listed).isSuperset(of: Self.commands))
      for command in listed { try expectHelp([command]) }
      let benches = [
        "environments", "kernels", "training", "learning", "planning", "replay", "workbench", "soak", "monkey",
      ]
      for bench in benches { try expectHelp(["bench", bench]) }
    }

    private func expectHelp(_ words: [String]) throws {
      let result = try Program.run(words + ["--help"], in: try Scratch())
      #expect(result.status == 0 && result.errors.isEmpty && !result.hasEscape, "\(words): \(result.summary)")
      #expect(result.output.contains("OVERVIEW") && result.output.contains("USAGE: sidecoach"), "\(result.summary)")
    }

    /// Every command line that a page shows names a command and options that its help has.
    @Test func documentedCommandsAreThere() throws {
      let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      let names = try FileManager.default.subpathsOfDirectory(atPath: root.path + "/docs").map { "docs/" + $0 }
      let pages = ["README.md", "CONTRIBUTING.md", "Examples/README.md"] + names.filter { $0.hasSuffix(".md") }
      let scratch = try Scratch()
      var helps: [[String]: String] = [:]
      var count = 0
      for page in pages {
        let text = try String(contentsOf: root.appendingPathComponent(page), encoding: .utf8)
          .replacingOccurrences(of: "\\\n", with: " ")
        for match in text.matches(of: /(?:^|`|release )sidecoach ([^`\n]*)/.anchorsMatchLineEndings()) {
          let line = match.1.prefix { !"|>#&".contains($0) }
          let words = line.split(separator: " ").map(String.init)
          guard let first = words.first, !first.hasPrefix("-"), first.first?.isLowercase == true else { continue }
          let command =
            ["bench", "model"].contains(first)
            ? Array(words.prefix(2)).filter { $0.first?.isLowercase == true } : [first]
          let known = try helps[command] ?? Program.run(command + ["--help"], in: scratch).output
          helps[command] = known
          #expect(known.contains("USAGE: sidecoach \(command.joined(separator: " "))"), "\(page): sidecoach \(line)")
          for word in words where word.hasPrefix("--") {
            let option = word.prefix { $0 != "=" }
            #expect(
              [" ", "\n", ","].contains { known.contains(option + $0) }, "\(page): sidecoach \(line): \(option)")
          }
          count += 1
        }
      }
      #expect(count > 40)
    }

    @Test func theVersionIsPrinted() throws {
      let result = try Program.run(["--version"], in: try Scratch())
      #expect(result.status == 0 && result.output.contains("."))
    }

    @Test(arguments: [
      ["frobnicate"], ["train"], ["train", "Pong"], ["train", "Pong", "--session", "s", "--stepz", "5"],
      ["train", "Pong", "--session", "s", "--steps", "many"], ["refine", "s"], ["export", "s", "--format", "xml"],
      ["bench", "nothing"], ["bench", "training", "--seconds", "-1"], ["bench", "soak", "--minutes", "0"],
      ["demo", "--color", "pink"],
      ["demo", "--seeds", "0"], ["demo", "--seed", "18446744073709551615", "--seeds", "2"], ["demo", "--threads", "0"],
    ])
    func wrongArgumentsAreUsageErrors(words: [String]) throws {
      let result = try Program.run(words, in: try Scratch())
      #expect(result.status == 2, "\(words): \(result.summary)")
      #expect(result.output.isEmpty && result.errors.contains("Error:"), "\(result.summary)")
      #expect(!result.hasEscape)
    }
  }
}
