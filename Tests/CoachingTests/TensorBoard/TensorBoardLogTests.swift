import Engine
import Foundation
import RLCore
import SessionStore
import Synchronization
import TestSupport
import Testing

@testable import Coaching

/// Metrics as event files, while runs train and afterwards.
@Suite struct TensorBoardLogTests {
  /// The events of the files of a directory, in the order of their names, without their times.
  private func contents(of directory: String) throws -> [[String]] {
    try FileManager.default.contentsOfDirectory(atPath: directory).sorted().map { name in
      var records = EventRecords()
      records.append([UInt8](try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name))))
      var lines: [String] = []
      while let next = records.next() {
        guard case .event(let event) = next else {
          lines.append("damaged")
          continue
        }
        switch event.content {
        case .version(let version): lines.append(version)
        case .begun: lines.append("begun \(event.step)")
        case .scalars(let scalars):
          lines.append("\(event.step) " + scalars.map { "\($0.tag)=\($0.value)" }.joined(separator: " "))
        case .other: lines.append("other")
        }
      }
      return lines
    }
  }

  private func scratch() -> String { NSTemporaryDirectory() + "sidecoach-board-" + UUID().uuidString }

  @Test func everyRunHasADirectoryAndEveryBeginningAFile() throws {
    let directory = scratch()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let log = try TensorBoardLog(directory: directory, session: "one")
    log.record(.started(run: "base", step: 0), time: 10)
    log.record(.metrics(run: "base", step: 128, values: ["b": 2, "a": 0.5]), time: 11)
    log.record(.metrics(run: "base", step: 256, values: ["a": 1]), time: 12)
    log.record(.metrics(run: "ultra-ra", step: 64, values: ["a": 4]), time: 12)
    log.record(.rolledBack(run: "base", step: 128, from: 256, kept: "base~1", actor: "person"), time: 13)
    log.record(.metrics(run: "base", step: 200, values: ["a": 3]), time: 14)
    log.record(.checkpointed(run: "base", step: 200, file: "f", digest: "d"), time: 14)
    log.close()
    #expect(log.stopped == nil)
    #expect(
      try contents(of: directory + "/one/base") == [
        ["brain.Event:2", "begun 128", "128 a=0.5 b=2.0", "256 a=1.0"], ["brain.Event:2", "begun 200", "200 a=3.0"],
      ])
    #expect(try contents(of: directory + "/one/ultra-ra") == [["brain.Event:2", "begun 64", "64 a=4.0"]])
  }

  @Test func whereItCannotBeWrittenItEndsAndSaysSoOnce() throws {
    let directory = scratch()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let told = Mutex<[String]>([])
    let log = try TensorBoardLog(directory: directory, session: "one") { run, step, reason in
      told.withLock { $0.append("\(run) \(step) \(reason)") }
    }
    // Where the session's directory belongs there is a file.
    try Data().write(to: URL(fileURLWithPath: directory + "/one"))
    for step in [5, 6] { log.record(.metrics(run: "base", step: step, values: ["a": 1]), time: 1) }
    log.flush()
    log.record(.metrics(run: "base", step: 7, values: ["a": 1]), time: 1)
    log.close()
    let words = told.withLock { $0 }
    #expect(words.count == 1 && words[0].hasPrefix("base 5 cannot write \(directory)/one"), "\(words)")
    #expect(log.stopped != nil)
  }

  @Test(.enabled(if: SmallDisk.isAllowed, Comment(rawValue: SmallDisk.skipMessage)))
  func aFullDiskEndsTheLogAndLeavesWholeRecords() throws {
    let directory = scratch()
    let disk = try SmallDisk(at: directory, size: "256k")
    defer {
      disk.remove()
      try? FileManager.default.removeItem(atPath: directory)
    }
    let log = try TensorBoardLog(directory: directory, session: "one")
    log.record(.metrics(run: "base", step: 1, values: ["a": 1]), time: 1)
    log.flush()
    try disk.fill()
    let tag = String(repeating: "a", count: 8_192)
    for step in 2...40 { log.record(.metrics(run: "base", step: step, values: [tag: 1]), time: 1) }
    log.close()
    #expect(log.stopped != nil)
    let files = try contents(of: directory + "/one/base")
    #expect(files.count == 1 && !files[0].contains("damaged"))
    #expect(files[0].prefix(3) == ["brain.Event:2", "begun 1", "1 a=1.0"] && files[0].count < 42)
  }

  @Test func theEndOfTheLogIsAnEventOfTheRun() throws {
    let desk = try Desk()
    let directory = desk.directory + "/board"
    let log = try TensorBoardLog(directory: directory, of: desk.store, alertingBy: desk.writer)
    try Data().write(to: URL(fileURLWithPath: directory + "/one"))
    let writer = desk.writer
    let tapped = log.tapping(EnginePorts(record: { writer.record($0) }))
    tapped.record(.metrics(run: "base", step: 5, values: ["charts/SPS": 2]))
    log.close()
    desk.writer.flush()
    #expect(try desk.store.metrics(run: "base").map(\.value) == [2], "the session has it all the same")
    let alerts = try desk.store.events().compactMap { record -> String? in
      if case .alert("base", 5, let title, let detail) = record.event { title + ": " + detail } else { nil }
    }
    #expect(alerts.count == 1 && alerts[0].hasPrefix("TensorBoard log ended: cannot write"), "\(alerts)")
    #expect(alerts[0].contains("export S --format tensorboard"))
  }

  @Test func aPlaceThatCannotBeIsRefusedAtOnce() throws {
    let desk = try Desk()
    let file = desk.directory + "/file"
    try Data().write(to: URL(fileURLWithPath: file))
    #expect(throws: TensorBoardError.self) { try TensorBoardLog.check(file) }
    #expect(throws: TensorBoardError.self) { try TensorBoardLog.check(file + "/below") }
    try TensorBoardLog.check(nil)
  }

  @Test func aSessionIsExportedWithEveryRun() throws {
    let session = try ComparedSession.full()
    let place = session.desk.directory + "/board"
    for _ in 1...2 {
      let written = try #require(
        try ExportedFiles("one", in: session.desk.directory, as: "tensorboard", to: place) { Issue.record("\($0)") })
      #expect(written.remark == nil && written.words.hasPrefix("wrote 3 runs, "))
    }
    let base = try contents(of: place + "/one/base")
    #expect(base.count == 1, "the same file each time")
    #expect(base[0].first == "brain.Event:2" && base[0].dropFirst().map { $0.prefix { $0 != " " } } == ["500", "1000"])
    #expect(base[0][1].contains("charts/episodic_return=-20.0"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: place + "/one").sorted() == ["base", "ppo", "ultra-ra"])
  }

  @Test func anExportNamesWhatIsMissing() throws {
    let session = try ComparedSession()
    let place = session.desk.directory + "/board"
    func export(_ format: String, to path: String?) throws -> ExportedFiles? {
      try ExportedFiles("one", in: session.desk.directory, as: format, to: path) { Issue.record("\($0)") }
    }
    #expect(try export("csv", to: place) == nil)
    #expect(throws: InvalidSettingError.self) { try export("tensorboard", to: nil) }
    #expect(throws: ExportError.self) { try export("tensorboard", to: place) }
    try session.run(.base, "ppo", steps: 10, returns: [(10, 1)])
    try FileManager.default.createDirectory(atPath: place + "/one/base", withIntermediateDirectories: true)
    try Data().write(to: URL(fileURLWithPath: place + "/one/base/events.out.tfevents.1.2.3"))
    let error = try #require(throws: TensorBoardError.self) { try export("tensorboard", to: place) }
    #expect("\(error)".contains("--out"))
  }
}
