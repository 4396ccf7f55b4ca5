import Algorithms
import Coaching
import Foundation
import RLCore
import SessionStore
import Testing

/// A checkpoint is the file that was stored, or it is refused.
@Suite struct CheckpointDamageTests {
  /// Copies of `bytes` with a bit flipped, cut off or with something added, at places drawn by a seed.
  private static func damaged(_ bytes: [UInt8], count: Int) -> [[UInt8]] {
    var generator = SeededGenerator(seed: 41)
    return (0..<count).map { index in
      var copy = bytes
      switch index % 5 {
      case 3: copy = Array(bytes.prefix(generator.below(bytes.count)))
      case 4: copy += (0...generator.below(9)).map { _ in UInt8(truncatingIfNeeded: generator.below(256)) }
      default: copy[generator.below(bytes.count)] ^= 1 << UInt8(generator.below(8))
      }
      return copy
    }
  }

  @Test func everyDamagedCopyIsRefused() throws {
    let desk = try Desk()
    let run = try desk.coach.train()
    let file = try #require(run.checkpoint)
    let path = desk.store.checkpointDirectory + "/" + file
    let whole = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    #expect(run.digest == sha256Hex(whole), "what is printed is the file's")
    for (index, bytes) in Self.damaged(whole, count: 150).enumerated() {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      let error = #expect(throws: CoachError.self, "copy \(index)") { try desk.store.policy(of: .base) }
      let text = error.map { "\($0)" } ?? ""
      #expect(text.contains(path) && text.contains("backup") && text.contains("--repair"), "copy \(index): \(text)")
    }
    // Neither does a stage take one, nor is a finished run told to be as it was.
    #expect(throws: CoachError.self) { try desk.coach.train() }
    #expect(throws: CoachError.self) { try desk.coach.collect(1) }
    #expect(throws: CoachError.self) { try desk.coach.evaluate(.base, games: 2) }
    #expect(try desk.store.episodeSummaries().isEmpty)
    try Data(whole).write(to: URL(fileURLWithPath: path))
    #expect(try desk.coach.train().digest == run.digest)
  }

  /// What no stage takes, the doctor names too: here the digest is that of the file.
  @Test func aWeightThatIsNoNumberIsNamed() throws {
    let desk = try Desk()
    let run = try desk.coach.train()
    let file = try #require(run.checkpoint)
    let path = desk.store.checkpointDirectory + "/" + file
    var bytes = [UInt8](try #require(FileManager.default.contents(atPath: path)))
    let header = 8 + bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let found = try #require(
      JSONSerialization.jsonObject(with: Data(bytes[8..<header])) as? [String: Any], "the header is JSON")
    let places = found.values.compactMap { tensor -> Int? in
      guard let tensor = tensor as? [String: Any], tensor["dtype"] as? String == "F32" else { return nil }
      return (tensor["data_offsets"] as? [Int])?.first
    }
    let place = header + (try #require(places.min()))
    bytes.replaceSubrange(place..<place + 4, with: [0, 0, 0xC0, 0x7F])
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    try desk.store.advanceRun(.base, to: run.step, checkpoint: (file, sha256Hex(bytes)), now: 1)
    let error = #expect(throws: CoachError.self) { try desk.store.policy(of: .base) }
    #expect(error.map { "\($0)".contains(path) } == true)
    let terminal = DoctorFindings.Terminal(
      term: "xterm", isInteractive: false, colors: 8, codeset: "UTF-8", supportsUnicode: true, noColor: false,
      problem: nil)
    let findings = try DoctorFindings(sessions: desk.directory, session: "one", terminal: terminal)
    #expect(!findings.isHealthy && findings.damage.count == 1)
    #expect(findings.damage.first?.hasPrefix("checkpoint \(file) of run base: ") == true, "\(findings.damage)")
  }

  @Test func aRepairLetsTheRunBeTrainedAgain() throws {
    let desk = try Desk()
    let run = try desk.coach.train()
    let path = desk.store.checkpointDirectory + "/" + (run.checkpoint ?? "")
    try Data([1, 2, 3]).write(to: URL(fileURLWithPath: path))
    let repair = try #require(try desk.store.repair(now: 1))
    #expect(repair.setAside.count == 1 && repair.left.isEmpty)
    let again = try desk.coach.train()
    #expect(again.digest == run.digest)
    #expect(try desk.store.stepsSpent() == [.train: run.step], "the steps were counted once already")
  }
}
