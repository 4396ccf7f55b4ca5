import Environments
import RLCore
import Testing
import TestSupport

@Suite struct EnvironmentLawTests {
  @Test(arguments: EnvironmentCatalog.all.names) func everyEntryKeepsTheLaws(id: String) throws {
    for seed in [1, 2, 3] as [UInt64] {
      let broken = brokenLaws(of: try EnvironmentCatalog.entry(id), seed: seed)
      #expect(broken.isEmpty, "\(broken)")
    }
  }

  @Test(arguments: [
    ["scoring": "point"], ["actions": "atari6"], ["sticky": "0.25"], ["frameSkip": "1", "stepLimit": "150"],
    ["frameSkip": "16", "points": "3"], ["sticky": "1", "stepLimit": "40", "frameSkip": "3"],
  ])
  func pongKeepsTheLawsUnderEverySetting(settings: [String: String]) throws {
    let broken = brokenLaws(of: try EnvironmentCatalog.entry("Pong", settings: settings), seed: 5, episodes: 4)
    #expect(broken.isEmpty, "\(broken)")
  }

  @Test func anUnknownEnvironmentIsAnErrorThatListsTheValidOnes() throws {
    let error = #expect(throws: UnknownNameError.self) { try EnvironmentCatalog.entry("pnog") }
    #expect(error?.kind == "environment")
    #expect(error?.valid == EnvironmentCatalog.all.names)
    #expect(error?.nearest == "Pong")
  }

  /// A checker that finds nothing proves nothing: each fault breaks the law that is named for it.
  @Test(arguments: Fault.allCases) func theCheckerFindsEachFault(fault: Fault) {
    let entry = EnvironmentEntry(summary: "a walk", make: { FaultyWalk(fault: fault) })
    let broken = brokenLaws(of: entry, seed: 1)
    #expect(broken.contains(fault.rawValue) || (fault == .none && broken.isEmpty), "found \(broken)")
  }
}

/// What a faulty environment does wrong, by the law that it breaks.
enum Fault: String, CaseIterable, Sendable {
  case none
  case repeatsACell = "no cell comes twice in a row"
  case leavesTheObservation = "cells lie within the observation"
  case forgetsTheGenerator = "a restored state has the same future"
  case endsInBothWays = "an episode is terminated or truncated, not both"
  case neverEnds = "an episode ends at its step limit"
  case truncatesEarly = "an episode is truncated at its step limit alone"
  case paysInfinity = "no step fails"
  case standsStill = "the observation changes when the state changes"
  case countsLooks = "looking changes nothing"
  case readsAnything = "a state of another size is refused"
  case sharesRandomness = "one seed gives one trajectory"
}

/// A random walk on 40 cells that keeps every law but one.
struct FaultyWalk: Restorable, Viewable, Narrated, Featured, Sendable {
  let fault: Fault
  private var place = 20
  private var steps = 0
  private var generator = SeededGenerator(seed: 0)
  private let looks = Looks()

  /// Counts observations where nothing may be counted.
  final class Looks: @unchecked Sendable { var count = 0 }

  init(fault: Fault) { self.fault = fault }

  var spec: EnvironmentSpec {
    EnvironmentSpec(
      id: "Walk", observation: .sparse(dimension: 40, capacity: 3), action: .discrete(names: ["left", "right"]),
      stepLimit: 50, returnRange: nil)
  }

  var interpreter: any Interpreter { WalkWords() }
  var featureNames: [String] { ["place"] }

  mutating func reset(seed: UInt64?) {
    if let seed, fault != .sharesRandomness { generator = SeededGenerator(seed: seed) }
    place = 10 + generator.below(20)
    steps = 0
  }

  mutating func step(_ action: UnsafePointer<Float>) -> StepOutcome {
    let push = generator.below(3) - 1
    if fault != .standsStill { place = min(max(place + (action[0] == 0 ? -1 : 1) + push, 0), 39) }
    steps += 1
    let isOut = place == 0 || place == 39
    let isLate = steps >= (fault == .truncatesEarly ? 20 : 50)
    return StepOutcome(
      reward: fault == .paysInfinity && steps == 5 ? .infinity : 1,
      terminated: isOut && fault != .neverEnds || fault == .endsInBothWays && isLate,
      truncated: isLate && (!isOut || fault == .endsInBothWays) && fault != .neverEnds)
  }

  func observe(into row: UnsafeMutableRawPointer) {
    let words = row.assumingMemoryBound(to: UInt16.self)
    looks.count += 1
    words[0] = fault == .repeatsACell ? 2 : 1
    words[1] = UInt16(fault == .leavesTheObservation ? 40 + place : place)
    words[2] = words[1]
  }

  mutating func reseed(_ seed: UInt64) { generator = SeededGenerator(seed: seed) }

  func capture() -> [UInt8] {
    var writer = ByteWriter()
    writer.write(Int32(place))
    writer.write(Int32(steps))
    writer.write(generator)
    writer.write(UInt32(fault == .countsLooks ? looks.count : 0))
    return writer.bytes
  }

  mutating func restore(_ state: some Collection<UInt8>) throws {
    guard state.count == 44 || fault == .readsAnything else {
      throw EnvironmentError.stateSize(expected: 44, found: state.count)
    }
    var reader = ByteReader(state)
    place = Int(reader.read(Int32.self))
    steps = Int(reader.read(Int32.self))
    let saved = reader.readGenerator()
    if fault != .forgetsTheGenerator { generator = saved }
  }

  func frame() -> Frame {
    var frame = Frame(width: 40, height: 1)
    frame[place, 0] = .agent
    return frame
  }

  func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>) {
    features[0] = Float(row.load(fromByteOffset: 2, as: UInt16.self)) / 40
  }
}

/// Words for the walk.
struct WalkWords: Interpreter {
  var background: String { "a walk" }
  var rules: String { "left or right" }
  var criteria: String { "the ends" }
  func narrate(rows: [[UInt8]], steps: [EpisodeStep], first: Int) -> [String] {
    steps.indices.map { "t=\(first + $0) at \(rows[$0][2])" }
  }
  func key(row: [UInt8]) -> String { "at \(row[2])" }
}
