import Foundation
import RLCore
import Testing

@testable import Coaching

/// Logs of other programs, followed while they grow.
@Suite struct WatchedLogsTests {
  /// A folder of one test's own.
  private final class Folder {
    let path = NSTemporaryDirectory() + "sidecoach-watch-" + UUID().uuidString

    init() throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func put(_ text: String, _ name: String) throws { try put(Array(text.utf8), name) }

    func put(_ bytes: [UInt8], _ name: String) throws {
      let url = URL(fileURLWithPath: path + "/" + name)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: url)
    }

    func append(_ bytes: [UInt8], _ name: String) throws {
      let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path + "/" + name))
      defer { try? file.close() }
      try file.seekToEnd()
      try file.write(contentsOf: Data(bytes))
    }
  }

  private static func record(_ step: Int, _ values: [String: Double], time: Double = 100) -> [UInt8] {
    let scalars = values.sorted { $0.key < $1.key }.map { TensorBoardEvent.Scalar(tag: $0.key, value: $0.value) }
    return EventRecords.bytes(of: TensorBoardEvent(time: time, step: step, .scalars(scalars)))
  }

  private static func steps(_ run: WatchedRun?, _ metric: MetricName) -> [Double] {
    (run?.runCurves.points[metric] ?? []).map(\.moment.step)
  }

  private static func values(_ run: WatchedRun?, _ metric: MetricName) -> [Double] {
    (run?.runCurves.points[metric] ?? []).map(\.value)
  }

  @Test func eventFilesAreFollowedAsTheyGrow() throws {
    let folder = try Folder()
    var logs = try WatchedLogs(folder.path)
    #expect(!logs.look().isNew && logs.words.hasPrefix("No log in"))
    let name = "CartPole/events.out.tfevents.1.host"
    let version = EventRecords.bytes(of: TensorBoardEvent(time: 1, .version("brain.Event:2")))
    let first = Self.record(128, ["charts/episodic_return": 20, "losses/value_loss": 0.5, "odd": 1], time: 100)
    let second = Self.record(256, ["charts/episodic_return": 30], time: 104)
    try folder.put(version + first + second.prefix(20), name)
    var news = logs.look()
    #expect(news.isNew && !news.hasMore)
    #expect(news.records.map(\.record.step) == [128], "the torn record waits")
    #expect(news.lines == ["CartPole step=128 charts/episodic_return=20.0 losses/value_loss=0.5 odd=1.0"])
    try folder.append(Array(second.dropFirst(20)), name)
    news = logs.look()
    #expect(news.records.map(\.record.step) == [256])
    #expect(!logs.look().isNew)
    let run = try #require(logs.runs.first)
    #expect(run.name == "CartPole" && run.records == 2 && run.damaged == 0 && run.step == 256)
    #expect(Self.steps(run, .episodicReturn) == [128, 256] && Self.values(run, .episodicReturn) == [20, 30])
    #expect(run.runCurves.points[.episodicReturn]?.last?.moment.wallSeconds == 4)
    #expect(run.otherNames == ["odd"] && logs.words == "1 run; odd has no chart.")
    #expect(logs.latest == 0)
  }

  @Test func damagedRecordsAreCountedAndPassedOver() throws {
    let folder = try Folder()
    var damaged = Self.record(256, ["charts/SPS": 2])
    damaged[20] ^= 1
    try folder.put(
      Self.record(128, ["charts/SPS": 1]) + damaged + Self.record(384, ["charts/SPS": 3]), "events.out.tfevents.1.a")
    var logs = try WatchedLogs(folder.path)
    _ = logs.look()
    #expect(Self.values(logs.runs.first, .stepsPerSecond) == [1, 3])
    #expect(logs.runs.first?.damaged == 1 && logs.words.contains("1 damaged record passed over"))
    let report = WatchReport(&logs)
    #expect(report.lines.count == 1 && report.lines[0].contains("2 records, 1 damaged) step=384 charts/SPS=3.0"))
  }

  /// A run that is trained anew, or taken up, in a further file of its folder.
  @Test func aRunThatBeginsAnewLosesWhatWasBefore() throws {
    let folder = try Folder()
    func begun(_ step: Int) -> [UInt8] { EventRecords.bytes(of: TensorBoardEvent(time: 1, step: step, .begun)) }
    let old = Self.record(10, ["charts/SPS": 1]) + Self.record(20, ["charts/SPS": 2])
    try folder.put(begun(10) + old, "a/events.out.tfevents.1.x")
    try folder.put(
      begun(20) + Self.record(20, ["charts/SPS": 5]) + Self.record(30, ["charts/SPS": 6]), "a/events.out.tfevents.2.x")
    var logs = try WatchedLogs(folder.path)
    _ = logs.look()
    #expect(Self.values(logs.runs.first, .stepsPerSecond) == [1, 2, 5, 6], "taken up: what overlaps stays")
    try folder.put(begun(0) + Self.record(10, ["charts/SPS": 7]), "a/events.out.tfevents.3.x")
    _ = logs.look()
    #expect(Self.values(logs.runs.first, .stepsPerSecond) == [7])
  }

  /// Stable-Baselines3 writes its table anew where a column is added.
  @Test func aTableMayGetColumns() throws {
    let folder = try Folder()
    let name = "PPO_1/progress.csv"
    try folder.put("rollout/ep_rew_mean,time/fps,time/total_timesteps\n21.5,800,2048\n", name)
    var logs = try WatchedLogs(folder.path)
    #expect(logs.look().lines == ["PPO_1 step=2048 rollout/ep_rew_mean=21.5 time/fps=800.0"])
    try folder.put(
      """
      rollout/ep_rew_mean,time/fps,time/total_timesteps,train/entropy_loss,train/value_loss
      21.5,800,2048,,
      27.25,790,4096,-0.625,8.5
      29,1
      31,785,61
      """, name)
    var lines: [String] = []
    for _ in 1...3 { lines += logs.look().lines }
    #expect(
      lines == [
        "PPO_1 step=2048 rollout/ep_rew_mean=21.5 time/fps=800.0",
        "PPO_1 step=4096 rollout/ep_rew_mean=27.25 time/fps=790.0 train/entropy_loss=-0.625 train/value_loss=8.5",
      ], "the torn last row waits")
    try folder.append(Array("44,,\n".utf8), name)
    #expect(logs.look().records.map(\.record.step) == [6144])
    let run = logs.runs.first
    #expect(run?.damaged == 1, "a row of two fields")
    #expect(Self.values(run, .episodicReturn) == [21.5, 27.25, 31] && Self.values(run, .entropy) == [0.625])
    #expect(Self.steps(run, .stepsPerSecond) == [2048, 4096, 6144] && Self.values(run, .valueLoss) == [8.5])
  }

  @Test func episodesOfEnvironmentsSideBySideAreOneRun() throws {
    let folder = try Folder()
    let head = "#{\"t_start\": 1000.5, \"env_id\": \"CartPole-v1\"}\nr,l,t\n"
    try folder.put(head + "10.0,10,1.0\n30.0,30,4.0\n", "0.monitor.csv")
    try folder.put(head + "20.0,20,2.0\nno,1,3.0\n", "1.monitor.csv")
    var logs = try WatchedLogs(folder.path)
    #expect(logs.look().records.map(\.record.step) == [10, 30, 60])
    let run = try #require(logs.runs.first)
    #expect(Self.values(run, .episodicReturn) == [10, 15, 20] && Self.values(run, .episodicLength) == [10, 15, 20])
    #expect(run.damaged == 1)
    let last = try #require(run.runCurves.points[.episodicReturn]?.last?.moment)
    #expect(last.episodes == 3 && last.wallSeconds == 3)
  }

  @Test func theMostTellingLogOfAFolderCounts() throws {
    let folder = try Folder()
    try folder.put("step,a\n1,2\n", "run/progress.csv")
    try folder.put("r,l,t\n1,2,3\n", "run/monitor.csv")
    try folder.put("step,a\n1,2\n", "run/other.csv")
    var logs = try WatchedLogs(folder.path)
    _ = logs.look()
    #expect(logs.runs.map(\.source) == ["progress.csv"])
    try folder.put(Self.record(5, ["charts/SPS": 1]), "run/events.out.tfevents.9.x")
    _ = logs.look()
    #expect(logs.runs.map(\.source) == ["TensorBoard events"] && logs.runs.first?.step == 5)
  }

  @Test func aSingleTableIsFollowedByItsName() throws {
    let folder = try Folder()
    try folder.put("\"step\",\"a \"\"b\"\", c\"\r\n7,1.5\r\n", "mine.csv")
    var logs = try WatchedLogs(folder.path + "/mine.csv")
    #expect(logs.look().lines == ["mine.csv step=7 a \"b\", c=1.5"])
    #expect(throws: WatchError.nothingThere(folder.path + "/gone")) { try WatchedLogs(folder.path + "/gone") }
    try folder.put("x", "notes.txt")
    #expect(throws: WatchError.noLog(folder.path + "/notes.txt")) { try WatchedLogs(folder.path + "/notes.txt") }
  }

  @Test func namesFromOutsideReachNoTerminal() throws {
    let folder = try Folder()
    try folder.put(Self.record(5, ["a\u{1B}[31m\nb": 1]), "x\u{1B}y/events.out.tfevents.9.x")
    var logs = try WatchedLogs(folder.path)
    let lines = logs.look().lines
    #expect(lines.count == 1 && !lines[0].contains("\u{1B}") && !lines[0].contains("\n"))
    #expect(!WatchReport(&logs).lines.joined().contains("\u{1B}"))
  }

  /// The program's own files come back as they were written.
  @Test func ourOwnLogIsWatched() throws {
    let folder = try Folder()
    let log = try TensorBoardLog(directory: folder.path, session: "one")
    for step in 1...300 {
      log.record(
        .metrics(run: "base", step: step, values: ["charts/episodic_return": Double(step)]), time: Double(step))
    }
    log.close()
    var logs = try WatchedLogs(folder.path)
    while logs.look().hasMore {}
    let run = logs.runs.first
    #expect(run?.name == "one/base" && Self.values(run, .episodicReturn) == (1...300).map(Double.init))
  }

  @Test func longLinesAndWhatIsNoTextAreDamaged() {
    var lines = TextLines()
    lines.append([0xFF, 0x0A] + Array("a\n".utf8))
    #expect(lines.next() == .damaged && lines.next() == .line("a") && lines.next() == nil)
    lines.append([UInt8](repeating: 0x61, count: TextLines.longest + 1))
    #expect(lines.next() == nil)
    lines.append(Array("aa\nb\n".utf8))
    #expect(lines.next() == .damaged && lines.next() == .line("b"))
  }
}
