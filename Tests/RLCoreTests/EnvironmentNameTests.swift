@testable import RLCore
import Testing

/// Ids of environments as people type them.
@Suite struct EnvironmentNameTests {
  private static let names = [
    "Pong", "PongPoint", "Pendulum-v1", "Hopper-v5", "Hopper-v4", "Walker2d-v5", "HalfCheetah-v5", "HalfCheetah-v4",
    "Ant-v5",
  ]

  /// Makers of nothing: they are only looked up.
  private static let catalog = Catalog(
    "environment",
    names.map { name in
      EnvironmentMaker(name, "nothing", entry: { _ in throw UnknownNameError(kind: "test", name: name, valid: []) })
    })

  @Test(arguments: [
    ("hopper", "Hopper-v5", false), ("Hopper", "Hopper-v5", false), ("hopper-v4", "Hopper-v4", false),
    ("HOPER-V5", "Hopper-v5", false), ("HalfCheetah-v3", "HalfCheetah-v5", false), ("cheetah", "HalfCheetah-v5", false),
    ("walker", "Walker2d-v5", false), ("pong", "Pong", false), ("PongNoFrameskip-v4", "Pong", true),
    ("PongDeterministic-v0", "Pong", true), ("Pong-ram-v0", "Pong", true), ("ALE/Pong-v5", "Pong", true),
    ("Pong-v5", "Pong", false), ("CartPole-v1", nil, true), ("ALE/Breakout-v5", nil, true), ("zzzzzz", nil, false),
  ])
  func theOneThatIsMeantComesFirst(id: String, nearest: String?, needsPython: Bool) throws {
    let error = try #require(throws: UnknownNameError.self) { try Self.catalog.environment(id) }
    #expect(error.kind == "environment" && error.nearest == nearest)
    let guess = nearest.map { "; did you mean '\($0)'?" } ?? "."
    #expect(error.description.hasPrefix("unknown environment '\(id)'\(guess)"), "\(error)")
    #expect(error.description.contains("sidecoach bridge install") == needsPython, "\(error)")
    #expect(error.description.hasSuffix("Valid: \(Self.names.sorted().joined(separator: ", "))"), "\(error)")
  }

  @Test func oddIdsAreNames() {
    for id in ["", "/", "-v", "-v5", "v5", "a/b/c-v10", "NoFrameskip-v4", "-ram-v0"] {
      #expect(EnvironmentName(id).nearest(among: []) == nil)
    }
    #expect(EnvironmentName("a/b/Reach-v10").base == "reach" && EnvironmentName("a/b/Reach-v10").hasVersion)
    #expect(!EnvironmentName("v5").hasVersion && EnvironmentName("-v5").base.isEmpty)
  }
}
