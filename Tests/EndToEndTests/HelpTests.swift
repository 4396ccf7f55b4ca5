import Testing

extension EndToEnd {
  /// What a person is told who asks, or who asks wrongly.
  @Suite struct Help {
    private static let commands = [
      "open", "demo", "train", "collect", "identify", "verify", "review", "refine", "evaluate", "plan", "export",
      "bench",
      "doctor",
    ]

    @Test func everyCommandIsListed() throws {
      let result = try Program.run(["--help"], in: try Scratch())
      #expect(result.status == 0 && result.errors.isEmpty, "\(result.summary)")
      for command in Self.commands { #expect(result.output.contains("\n  \(command) "), "\(result.summary)") }
      // Whatever is listed has help of its own, so that a new command is checked without a change here.
      let listed = result.output.split(separator: "\n").drop { !$0.hasPrefix("SUBCOMMANDS") }.dropFirst()
        .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
        .compactMap { $0.split(separator: " ").first.map(String.init) }
      #expect(Set(listed).isSuperset(of: Self.commands))
      for command in listed { try expectHelp([command]) }
      for bench in ["environments", "kernels", "training", "learning", "planning"] { try expectHelp(["bench", bench]) }
    }

    private func expectHelp(_ words: [String]) throws {
      let result = try Program.run(words + ["--help"], in: try Scratch())
      #expect(result.status == 0 && result.errors.isEmpty && !result.hasEscape, "\(words): \(result.summary)")
      #expect(result.output.contains("OVERVIEW") && result.output.contains("USAGE: sidecoach"), "\(result.summary)")
    }

    @Test func theVersionIsPrinted() throws {
      let result = try Program.run(["--version"], in: try Scratch())
      #expect(result.status == 0 && result.output.contains("."))
    }

    @Test(arguments: [
      ["frobnicate"], ["train"], ["train", "Pong"], ["train", "Pong", "--session", "s", "--stepz", "5"],
      ["train", "Pong", "--session", "s", "--steps", "many"], ["refine", "s"], ["export", "s", "--format", "xml"],
      ["bench", "nothing"], ["bench", "training", "--seconds", "-1"], ["demo", "--color", "pink"],
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
