import Algorithms
import Foundation
import RLCore
import Testing

/// Settings that an earlier version stored, without what came later.
@Suite struct TolerantDecodingTests {
  private func without(_ keys: [String], _ configuration: PPOConfiguration) throws -> Data {
    var object = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(configuration)) as? [String: Any])
    for key in keys {
      if key.hasPrefix("guidance.") {
        var inner = try #require(object["guidance"] as? [String: Any])
        #expect(inner.removeValue(forKey: String(key.dropFirst("guidance.".count))) != nil)
        object["guidance"] = inner
      } else {
        #expect(object.removeValue(forKey: key) != nil)
      }
    }
    return try JSONSerialization.data(withJSONObject: object)
  }

  @Test func whatIsLeftOutIsTheDefault() throws {
    let stored = PPOConfiguration.small {
      $0.recomputesAdvantages = true
      $0.guidance.radius = 7
      $0.guidance.alpha = 0.25
    }
    let read = try decode(
      PPOConfiguration.self,
      from: try without(["recomputesAdvantages", "initialLogDeviation", "guidance.radius"], stored),
      over: PPOConfiguration())
    var expected = stored
    expected.recomputesAdvantages = PPOConfiguration().recomputesAdvantages
    expected.initialLogDeviation = PPOConfiguration().initialLogDeviation
    expected.guidance.radius = GuidanceConfiguration().radius
    #expect(read == expected)
  }

  @Test func everythingThatIsThereIsKept() throws {
    for stored in [PPOConfiguration(), .small(), .smallPong()] {
      #expect(try decode(PPOConfiguration.self, from: JSONEncoder().encode(stored), over: PPOConfiguration()) == stored)
    }
  }

  @Test func largeNumbersStayWhole() throws {
    for seed in [UInt64.max, 1 << 63, 9_007_199_254_740_993] {
      let stored = SeededGenerator(seed: seed)
      #expect(
        try decode(SeededGenerator.self, from: JSONEncoder().encode(stored), over: SeededGenerator(seed: 0)) == stored)
    }
  }

  @Test func whatDoesNotFitIsStillAnError() {
    #expect(throws: (any Error).self) {
      try decode(PPOConfiguration.self, from: Data(#"{"epochs": "many"}"#.utf8), over: PPOConfiguration())
    }
    #expect(throws: (any Error).self) {
      try decode(PPOConfiguration.self, from: Data("{".utf8), over: PPOConfiguration())
    }
  }
}
