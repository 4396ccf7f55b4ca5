import Coaching
import Foundation
import Logging
import RLCore
import SessionStore
import Synchronization
import Testing

@Suite struct SessionLogTests {
  private func lines(_ directory: String) -> [String] {
    let data = FileManager.default.contents(atPath: directory + "/" + SessionLog.fileName) ?? Data()
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func place() throws -> String {
    let path = NSTemporaryDirectory() + "sidecoach-log-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }

  @Test func linesHaveTimeLevelWordsAndWhatBelongsToThem() throws {
    let directory = try place()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let echoed = Mutex<[String]>([])
    let log = SessionLog(directory: directory, echo: { line in echoed.withLock { $0.append(line) } })
    var logger = log.logger
    logger[metadataKey: "run"] = "base"
    logger.info("checkpoint", metadata: ["step": "8"])
    logger.error("it\nbroke\u{1B}[31m")
    log.close()
    let found = lines(directory)
    #expect(found.count == 2)
    let form = /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z (.*)/
    #expect(
      try found.map { String(try #require(try form.wholeMatch(in: $0)).1) } == [
        "info checkpoint run=base step=8", "error it broke [31m run=base",
      ])
    #expect(echoed.withLock { $0 } == found.map { $0 + "\n" })
    let mode = try FileManager.default.attributesOfItem(atPath: directory + "/" + SessionLog.fileName)[
      .posixPermissions]
    #expect(mode as? Int == 0o600)
  }

  @Test func aLogThatCannotBeWrittenIsDoneWithout() {
    let log = SessionLog(directory: NSTemporaryDirectory() + UUID().uuidString + "/none")
    log.logger.info("lost")
    log.close()
    SessionLog(directory: nil).logger.info("nowhere")
  }

  @Test func workIsTimed() throws {
    struct Broken: Error, CustomStringConvertible { let description = "out of luck" }
    let directory = try place()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let log = SessionLog(directory: directory)
    #expect(try log.logger.timing("verify", ["count": "3"]) { 7 } == 7)
    #expect(throws: Broken.self) { try log.logger.timing("refine") { throw Broken() } }
    log.close()
    let words = lines(directory).map { $0.split(separator: " ").dropFirst().joined(separator: " ") }
    #expect(
      words == [
        "info verify begins count=3", "info verify done count=3 seconds=0.0", "info refine begins",
        "error refine ended by: out of luck seconds=0.0",
      ])
  }

  @Test func stagesCheckpointsAndCallsAreLogged() async throws {
    let directory = try place()
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let log = SessionLog(directory: directory)
    let desk = try Desk(log: log.logger)
    let run = try desk.coach.train()
    try desk.coach.collect(2)
    let asked = try desk.coach.advice.consultation(pool: desk.coach.pool, options: ModelOptions())
    _ = try await onThread { try desk.coach.identify(asked) }
    try desk.coach.verify()
    desk.close()
    log.close()
    let found = lines(directory)
    for words in [
      "info train begins method=ppo run=base step=0", "info train done", "info collect done episodes=2",
      "info identify done", "info verify done", "file=\(try #require(run.checkpoint)) run=base",
      "info call: ", "advisor=offline", "status=answered",
    ] {
      #expect(found.contains { $0.contains(words) }, "\(words) in \(found)")
    }
    // What was asked stays in the session's records.
    #expect(!found.contains { $0.contains("Task:") } && found.allSatisfy { $0.count < 400 })
  }
}
