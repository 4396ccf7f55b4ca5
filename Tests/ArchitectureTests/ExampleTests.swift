import Advisors
import Coaching
import Foundation
import OwnEnvironment
import RLCore
import TestSupport
import Testing

/// What lies in `Examples/` is what the program takes.
@Suite struct ExampleTests {
  private static func path(_ name: String) -> String { Repository.root.appendingPathComponent("Examples/" + name).path }

  @Test func theTaskIsAnEnvironment() throws {
    let entry = try Catalogs.standard.environment(Self.path("own-task/crawler.toml"))
    #expect(entry.spec.id == "Crawler-v0")
    #expect(entry.spec.stepLimit == 500)
    #expect(entry.spec.action == .box(low: [-1, -1], high: [1, 1]))
    let shard = entry.makeShard(1)
    shard.reset(0, seed: 1)
    for _ in 0..<20 {
      let outcome = shard.step(0, action: [0, 0])
      #expect(outcome.reward.isFinite && !outcome.isOver, "at rest the box lies where it is")
    }
  }

  @Test func theEnvironmentKeepsTheLaws() throws {
    let maker = EnvironmentMaker("Lander-v0", "a lander that should come down gently") { _ in { Lander() } }
    let entry = try maker.entry()
    #expect(entry.capabilities == [.restorable, .narrated])
    #expect(brokenLaws(of: entry) == [])
    let line = "EnvironmentMaker(\"Lander-v0\", \"a lander that should come down gently\") { _ in { Lander() } },"
    let page = try #require(Repository.file("Examples/own-environment/README.md"))
    #expect(page.lines.contains { $0.contains(line) }, "its README shows another line for the catalog")
  }

  @Test func thePromptIsRead() throws {
    let library = try PromptLibrary(overrideDirectories: [Self.path("own-prompts")])
    let own = library.sources.filter { $0.path != nil }
    #expect(own.map(\.kind) == [.identify])
    #expect(own.first?.version.hasPrefix("identify-small-1+") == true)
  }

  @Test func theExperimentIsTaken() throws {
    #expect(try ExperimentFile(path: Self.path("experiment/pong.toml")).name == "pong-example")
    for name in ["plan-control", "blocksworld-rollouts"] {
      #expect(try ExperimentFile(path: Self.path("experiment/\(name).toml")).name == name)
    }
  }

  /// Names, planners and settings are looked up; that takes no data set, and for shells the sandbox.
  @Test(arguments: ["intercode-sql", "plan-alfworld", "plan-blocksworld", "plan-intercode-bash"])
  func experimentsOfPlannersAreTaken(_ name: String) throws {
    let text = try #require(Repository.file("Examples/experiment/\(name).toml")).lines
    #expect(text.contains { $0 == "kind = \"planning\"" } && text.contains { $0 == "baseline = \"prior\"" })
    do {
      let file = try ExperimentFile(path: Self.path("experiment/\(name).toml"))
      #expect(file.name == name)
    } catch let error where "\(error)".contains("bubblewrap") {
      print("\(name): skipped: \(error)")
    }
  }

  @Test(arguments: Repository.directories(in: "Examples"))
  func everyExampleIsExplained(_ folder: String) throws {
    let page = try #require(Repository.file("Examples/README.md"), "Examples/README.md is missing")
    #expect(page.lines.contains { $0.contains("(\(folder)") }, "Examples/README.md says nothing of \(folder)")
  }
}
