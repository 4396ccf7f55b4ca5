package import Coaching
import Foundation
import Glibc
package import RLCore
import SessionStore
import WorkbenchUI

/// Whether the workbench holds more and more of the machine while training goes on and somebody works at it: what
/// `bench soak` prints.
package struct SoakMeasurement: Printable {
  /// What the process held at one time.
  package struct Row: Encodable, Sendable {
    /// Minutes since the beginning.
    package var minutes: Double
    /// Keys until then.
    package var keys: Int
    /// Environment steps that were trained until then.
    package var environmentSteps: Int
    /// What the process held; null where the system does not tell.
    @OrNull package var held: ProcessUsage?
  }

  /// The share at the beginning that does not count: caches fill, and pools of threads find their size.
  package static let warmUp = 0.25

  /// The seed of everything that was done.
  package let seed: UInt64
  /// For how long.
  package let minutes: Double
  /// A row a minute, or twelve where that is less.
  package private(set) var rows: [Row] = []
  /// How far memory, descriptors and threads went, each with its limit.
  package private(set) var drift: [BenchFigure] = []
  /// The errors that a person would have been told.
  package private(set) var errors: [ToldError] = []

  private enum CodingKeys: String, CodingKey { case seed, minutes, rows, drift, errors }

  /// Works for so many minutes at a session that trains on so many threads.
  ///
  /// - Parameter onRow: told of each row as a line.
  package init(minutes: Double, seed: UInt64, threads: Int, onRow: (String) -> Void = { _ in }) throws {
    (self.seed, self.minutes) = (seed, minutes)
    let directory = FileManager.default.temporaryDirectory.path + "/sidecoach-soak-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = try Self.session(in: directory, seed: seed)
    func open() throws -> ScreenlessWorkbench {
      try ScreenlessWorkbench(path, width: 120, height: 40, work: .init(stageThreads: threads, measures: true))
    }

    let clock = ContinuousClock()
    let start = clock.now
    let interval = min(60, minutes * 60 / 12)
    var person = RandomPerson(seed: seed, isCareful: true)
    var told: [String: Int] = [:]
    var desk = try open()
    var keys = 0
    while (clock.now - start).seconds < minutes * 60 {
      desk.takeArrivals()
      let seconds = (clock.now - start).seconds
      if desk.model.isAnimating { desk.take(.tick(seconds: seconds)) }
      desk.take(person.next(width: desk.model.width, height: desk.model.height))
      desk.draw()
      keys += 1
      if !desk.model.isRunning {
        told.merge(desk.errors, uniquingKeysWith: +)
        if let lost = desk.close() { throw lost }
        desk = try open()
      }
      if seconds >= interval * Double(rows.count + 1) {
        let row = Row(
          minutes: seconds / 60, keys: keys, environmentSteps: desk.trainedSteps, held: ProcessUsage.now())
        rows.append(row)
        onRow(Self.table([row]).lines.last ?? "")
      }
      // As fast as somebody who is in a hurry.
      usleep(100_000)
    }
    told.merge(desk.errors, uniquingKeysWith: +)
    if let lost = desk.close() { throw lost }
    errors = ToldError.list(told)
    drift = Self.figures(rows.compactMap(\.held))
  }

  /// A session that trains longer than anybody watches, with the example's episodes and suggestions to look at.
  private static func session(in directory: String, seed: UInt64) throws -> String {
    let example = directory + "/example"
    try ExampleSession.install(at: example)
    let source = try SessionStore.open(path: example)
    defer {
      source.close()
      try? FileManager.default.removeItem(atPath: example)
    }
    let settings = try SessionSettings(
      environment: "Pong", seed: seed, steps: 1_000_000_000_000,
      changes: ["environments=16", "stepsPerUpdate=256", "epochs=2", "minibatches=4", "hidden=32"])
    let path = directory + "/soak"
    let (store, _) = try SessionOpening.openOrCreate(path, in: directory, settings: settings)
    defer { store.close() }
    let now = Date().timeIntervalSince1970
    let episodes = try source.collectedEpisodes()
    let numbers = try store.addEpisodes(
      try episodes.compactMap { try source.episode($0) }, checkpoint: "example", now: now)
    let places = Dictionary(zip(episodes, numbers), uniquingKeysWith: { first, _ in first })
    let originals = try source.suggestions().filter { places[$0.episode] != nil }
    let copies = try store.addSuggestions(
      originals.map { original in
        var copy = original
        copy.episode = places[original.episode] ?? original.episode
        // The calls stay where they are.
        copy.call = nil
        return copy
      }, now: now)
    let evidence = try source.evidence()
    for (original, copy) in zip(originals, copies) {
      if let found = evidence[original.id] { try store.setEvidence(found, suggestion: copy.id, now: now) }
    }
    return path
  }

  /// How far each quantity went.
  private static func figures(_ held: [ProcessUsage]) -> [BenchFigure] {
    func drift(_ quantity: (ProcessUsage) -> Int) -> ProcessUsage.Drift? {
      ProcessUsage.drift(held.map { Double(quantity($0)) }, warmUp: warmUp)
    }
    func flat(_ name: String, _ quantity: (ProcessUsage) -> Int) -> BenchFigure {
      let went = drift(quantity)
      let words = went.map { " from \(Numerals.plain($0.first)) to \(Numerals.plain($0.last))" } ?? ""
      return BenchFigure(
        name: name + words, value: went.map { $0.last - $0.first } ?? .nan, unit: "more", limit: 0, against: "flat")
    }
    let memory = drift(\.residentBytes)
    return [
      BenchFigure(
        name: "resident memory", value: memory.map { 100 * ($0.last / $0.first - 1) } ?? .nan, unit: "%", limit: 2,
        against: "target, after a quarter of warming up"),
      flat("descriptors", \.descriptors), flat("threads", \.threads),
    ]
  }

  private static func table(_ rows: [Row]) -> TextTable {
    var table = TextTable([
      ("minutes", .trailing), ("keys", .trailing), ("steps", .trailing), ("resident", .trailing),
      ("descriptors", .trailing), ("threads", .trailing),
    ])
    table.rows = rows.map { row in
      [
        Numerals.fixed(row.minutes, 1), "\(row.keys)", Numerals.short(Double(row.environmentSteps)),
        row.held.map { Numerals.fixed(Double($0.residentBytes) / 1_048_576, 1) + " MiB" } ?? "-",
        row.held.map { "\($0.descriptors)" } ?? "-", row.held.map { "\($0.threads)" } ?? "-",
      ]
    }
    return table
  }

  package static var keys: String {
    """
    seed, minutes, rows (list of minutes, keys, environmentSteps, held (residentBytes, descriptors, threads)), drift \
    (list of name, value, unit, limit, ratio, against), errors (list of text, count)
    """
  }

  package var lines: [String] {
    ["seed \(seed)"] + Self.table(rows).lines + [""] + BenchFigure.table(drift).lines + errors.map(\.line)
  }
}
