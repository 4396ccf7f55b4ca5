import Algorithms
import RLCore
import Testing

@Suite struct GuidanceMatcherTests {
  private let entry = ContextGame.entry()

  private func entry(_ features: [Float], id: Int, action: Action = .discrete(0), key: String = "") -> GuidanceEntry {
    var writer = ByteWriter()
    for value in features { writer.write(value) }
    return GuidanceEntry(
      suggestion: id, features: features, row: writer.bytes, key: key, action: action, reward: 1, state: [])
  }

  private func matcher(
    _ entries: [GuidanceEntry], _ rule: GuidanceConfiguration.Match, radius: Double = 0.1
  ) -> GuidanceMatcher {
    var configuration = GuidanceConfiguration()
    configuration.match = rule
    configuration.radius = radius
    return GuidanceMatcher(table: GuidanceTable(entries: entries), configuration: configuration, entry: entry)
  }

  private func match(_ matcher: GuidanceMatcher, _ row: [Float]) -> Int {
    var scratch = [Float](repeating: 0, count: 4)
    return row.withUnsafeBytes { bytes in
      bytes.baseAddress.map {
        matcher.match(row: $0, space: entry.spec.observation, shard: entry.makeShard(1), scratch: &scratch)
      } ?? -2
    }
  }

  @Test func exactMatchesTheSameBitsAlone() {
    let matcher = matcher([entry([1, 0, 0, 0], id: 1), entry([0.5, 0, 0, 0], id: 2)], .exact, radius: 100)
    #expect(match(matcher, [1, 0, 0, 0]) == 0)
    #expect(match(matcher, [0.5, 0, 0, 0]) == 1)
    #expect(match(matcher, [Float(0.5).nextUp, 0, 0, 0]) == -1)
    #expect(match(matcher, [0, 1, 0, 0]) == -1)
  }

  @Test func nearestTakesTheNearestWithinTheRadius() {
    let matcher = matcher([entry([0, 0, 0, 0], id: 1), entry([1, 0, 0, 0], id: 2)], .nearest, radius: 0.25)
    #expect(match(matcher, [0.1, 0, 0, 0]) == 0)
    #expect(match(matcher, [0.9, 0, 0, 0]) == 1)
    // The radius is a root mean square over four features: 0.25 stands for 0.5 in one of them.
    #expect(match(matcher, [-0.5, 0, 0, 0]) == 0)
    #expect(match(matcher, [-0.51, 0, 0, 0]) == -1)
    #expect(match(matcher, [0.25, 0.25, 0.25, 0.25]) == 0)
    #expect(match(matcher, [1.26, 0.26, 0.26, 0.26]) == -1)
  }

  @Test func equallyNearEntriesGiveTheFirst() {
    let entries = [entry([0, 0, 0, 0], id: 1), entry([0, 0, 0, 0], id: 2), entry([0.5, 0, 0, 0], id: 3)]
    #expect(match(matcher(entries, .nearest, radius: 1), [0.25, 0, 0, 0]) == 0)
    #expect(match(matcher(entries, .nearest, radius: 0), [0, 0, 0, 0]) == 0)
    #expect(match(matcher(entries, .nearest, radius: 0), [0, 0, 0, 0.01]) == -1)
  }

  @Test func nearestAgreesWithASearchOverAll() {
    var generator = SeededGenerator(seed: 9)
    func random() -> [Float] { (0..<4).map { _ in generator.uniformFloat() } }
    let entries = (0..<60).map { entry(random(), id: $0) }
    let matcher = matcher(entries, .nearest, radius: 0.15)
    var hits = 0
    for _ in 0..<500 {
      let row = random()
      let distances = entries.map { entry in zip(entry.features, row).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } }
      let best = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      let expected = distances[best] <= Float(0.15 * 0.15) * 4 ? best : -1
      #expect(match(matcher, row) == expected)
      if expected >= 0 { hits += 1 }
    }
    #expect(hits > 50 && hits < 450)
  }

  @Test func whatIsNotANumberMatchesNothing() {
    let matcher = matcher([entry([0, 0, 0, 0], id: 1)], .nearest, radius: 10)
    #expect(match(matcher, [.nan, 0, 0, 0]) == -1)
    #expect(match(matcher, [.infinity, 0, 0, 0]) == -1)
  }

  @Test func textMatchesTheWords() {
    let matcher = matcher([entry([9, 9, 9, 9], id: 1, key: "context 2")], .text)
    #expect(match(matcher, [0, 0, 1, 0]) == 0)
    #expect(match(matcher, [0, 1, 0, 0]) == -1)
  }

  @Test func anEmptyTableMatchesNothing() {
    for rule in GuidanceConfiguration.Match.allCases { #expect(match(matcher([], rule), [1, 0, 0, 0]) == -1) }
  }

  @Test func actionsAgreeWhenEqualOrNear() {
    let matcher = matcher(
      [entry([0, 0, 0, 0], id: 1, action: .discrete(2)), entry([0, 0, 0, 0], id: 2, action: .continuous([1, -1]))],
      .exact)
    #expect(matcher.agrees([2], with: 0, tolerance: 0))
    #expect(!matcher.agrees([1], with: 0, tolerance: 100))
    #expect(matcher.agrees([1.2, -0.8], with: 1, tolerance: 0.2001))
    #expect(!matcher.agrees([1.2, -0.8], with: 1, tolerance: 0.19))
  }

  @Test(arguments: GuidanceConfiguration.Match.allCases)
  func everyRuleFindsThePlainCaseInTraining(rule: GuidanceConfiguration.Match) throws {
    let run = try contextRun(
      .small {
        $0.guidance.overridesActions = true
        $0.guidance.match = rule
      }, table: [contextEntry(1, action: 1)])
    let metrics = try run.advance()
    #expect(metrics[.hitRate] == Double(run.contexts.count { $0 == 1 }) / 128)
  }

  @Test func tablesForAnotherEnvironmentAreRefused() throws {
    var wrong = contextEntry(1, action: 9)
    #expect(throws: InvalidSettingError.self) { try contextRun(.small(), table: [wrong]) }
    wrong = contextEntry(1, action: 1)
    wrong.features = [0, 0]
    let error = #expect(throws: InvalidSettingError.self) { try contextRun(.small(), table: [wrong]) }
    #expect(error?.description.contains("identify again") == true)
    wrong = contextEntry(1, action: 1)
    wrong.action = .continuous([0.5])
    #expect(throws: InvalidSettingError.self) { try contextRun(.small(), table: [wrong]) }
  }
}
