import Foundation
import FuzzTargets
import RLCore
import Testing

/// Every reader of outside data keeps its promises on the files of `Tests/Fixtures/fuzz`, each a case that was found or
/// thought of, and on mutations of them. `Scripts/fuzz` goes on from the same files with libFuzzer.
@Suite struct FuzzTests {
  /// A file of a target.
  struct Seed: Sendable, CustomTestStringConvertible {
    let target: FuzzTarget
    let name: String
    let bytes: [UInt8]

    var testDescription: String { "\(target.name)/\(name)" }
  }

  private static let folder = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Fixtures/fuzz")

  static let seeds: [Seed] = FuzzTarget.all.flatMap { target -> [Seed] in
    let place = folder.appendingPathComponent(target.name)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
    return names.sorted().compactMap { name in
      (try? Data(contentsOf: place.appendingPathComponent(name))).map {
        Seed(target: target, name: name, bytes: [UInt8]($0))
      }
    }
  }

  @Test func everyTargetHasFiles() {
    for target in FuzzTarget.all {
      #expect(
        Self.seeds.contains { $0.target.name == target.name }, "write a file into Tests/Fixtures/fuzz/\(target.name)")
    }
  }

  @Test(.timeLimit(.minutes(2)), arguments: seeds)
  func filesAndTheirMutationsKeepThePromises(_ seed: Seed) throws {
    try seed.target.run(seed.bytes)
    var generator = SeededGenerator(seed: UInt64(seed.bytes.count), stream: 9_001)
    for _ in 0..<40 {
      var bytes = seed.bytes
      for _ in 0...generator.below(4) { Self.mutate(&bytes, &generator) }
      do { try seed.target.run(bytes) } catch {
        Issue.record("\(seed.testDescription): \(error), for the bytes \(Data(bytes).base64EncodedString())")
      }
    }
  }

  /// Words that readers are known to stumble over.
  private static let words = [
    "9223372036854775807", "-9223372036854775808", "18446744073709551616", "1e999", "-1e-999", "nan", "inf", "null",
    "\u{0}",
    "[[[", "}}}", "((", "\\u", "\"", "\u{301}\u{301}\u{301}", "-", "é", "\r",
  ].map { Array($0.utf8) }

  private static func mutate(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
    let place = generator.below(bytes.count + 1)
    switch generator.below(6) {
    case 0: if place < bytes.count { bytes[place] ^= 1 << UInt8(generator.below(8)) }
    case 1: bytes.insert(UInt8(generator.below(256)), at: place)
    case 2: bytes.removeSubrange(place..<min(bytes.count, place + generator.below(16)))
    case 3: bytes.insert(contentsOf: words[generator.below(words.count)], at: place)
    case 4: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + generator.below(64))], at: place)
    default: bytes.removeSubrange(place...)
    }
  }
}
