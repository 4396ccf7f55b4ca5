import Foundation
import RLCore
import TestSupport
import Testing

@testable import BridgedEnvironments

/// The Python that tests may use.
private enum GymnasiumHere {
  static let python = ProcessInfo.processInfo.environment["SIDECOACH_BRIDGE_PYTHON"].flatMap { $0.isEmpty ? nil : $0 }
  static let skipped: Comment = "name a Python with Gymnasium in SIDECOACH_BRIDGE_PYTHON"
}

/// The real package, where `$SIDECOACH_BRIDGE_PYTHON` names a Python that has it.
@Suite(.enabled(if: GymnasiumHere.python != nil, GymnasiumHere.skipped), .serialized)
struct GymnasiumTests {
  private func entry(_ id: String, _ settings: [String: String] = [:]) throws -> EnvironmentEntry {
    try BridgedCatalog.entry(id, python: try #require(GymnasiumHere.python), settings: settings)
  }

  @Test(arguments: ["CartPole-v1", "Acrobot-v1", "FrozenLake-v1", "LunarLander-v3"])
  func smallEnvironmentsKeepTheLaws(_ id: String) throws {
    #expect(brokenLaws(of: try entry(id), seed: 3) == [])
  }

  @Test func boxesDictsAndPicturesFindTheirForm() throws {
    #expect(try entry("Hopper-v5").spec.observation == .dense(dimension: 11))
    #expect(try entry("Blackjack-v1").spec.observation == .dense(dimension: 32 + 11 + 2))
    let pong = try entry("ALE/Pong-v5", ["wrappers": "pong80"])
    #expect(pong.spec.observation.dimension == 12_800)
    #expect(pong.spec.action.count == 6)
    #expect(pong.capabilities.contains(.restorable))
    #expect {
      try entry("ALE/Pong-v5")
    } throws: { error in
      "\(error)".contains("pong80")
    }
  }

  @Test func whatIsNotThereIsSaid() {
    #expect {
      try entry("CartPol-v1")
    } throws: { error in
      if case BridgeError.noEnvironment("CartPol-v1", _) = error { true } else { false }
    }
    #expect {
      try entry("no_such_module:Mine-v0")
    } throws: { error in
      "\(error)".contains("no_such_module")
    }
    #expect {
      try entry("CartPole-v1", ["wrappers": "FrameStak(4)"])
    } throws: { error in
      "\(error)".contains("FrameStackObservation")
    }
    #expect(throws: BridgeError.self) { try entry("CartPole-v1", ["kwargs": "{\"nonsense\": 1}"]) }
  }
}
