import Foundation
import RLCore
import SessionStore
import WorkbenchUI

/// Reads every session of a directory for the list of them.
struct SessionsReader: Sendable {
  /// The directory, as the person named it.
  let directory: String
  /// The session that is open here.
  let open: SessionStore?
  /// Points of a curve that the list shows.
  private static let curveBudget = 256

  /// The sessions, those that cannot be read included.
  func list() throws -> SessionList {
    let listing = try SessionStore.listing(directory: directory)
    let clock = WallClock.formatter(seconds: false)
    var items = listing.sessions.map { item($0, clock) }
    items += listing.unreadable.map { unreadable in
      var item = blank(unreadable.path, environment: "", seed: "", clock)
      item.problem = unreadable.reason
      return item
    }
    return SessionList(directory: directory, sessions: items)
  }

  private func item(_ info: SessionInfo, _ clock: DateFormatter) -> SessionItem {
    var item = blank(info.path, environment: info.environment, seed: "\(info.seed)", clock)
    item.configuration = Self.flattened(info.configuration)
    do {
      if let open, open.info.path == info.path {
        item.use = .here
        try fill(&item, open, clock)
      } else {
        if let writer = SessionStore.writer(path: info.path) { item.use = .elsewhere(writer) }
        let store = try SessionStore.open(path: info.path, readOnly: true)
        defer { store.close() }
        try fill(&item, store, clock)
      }
    } catch {
      item.problem = "\(error)"
    }
    return item
  }

  /// What the session's files say of it.
  private func blank(_ path: String, environment: String, seed: String, _ clock: DateFormatter) -> SessionItem {
    let files = Self.files(path)
    return SessionItem(
      path: path, name: URL(fileURLWithPath: path).lastPathComponent, environment: environment, seed: seed,
      bytes: files.bytes, changedAt: files.changed.timeIntervalSince1970, changed: clock.string(from: files.changed))
  }

  private func fill(_ item: inout SessionItem, _ store: SessionStore, _ clock: DateFormatter) throws {
    let notes = try store.notes()
    item.note = notes[""] ?? ""
    let counts = try store.counts()
    (item.episodes, item.suggestions, item.decisions) = (counts.episodes, counts.suggestions, counts.decided)
    let evaluations = Dictionary(try store.evaluations().map { ($0.run, $0) }, uniquingKeysWith: { $1 })
    let turned = try store.turnedRuns()
    let branches = try store.branches()
    // Of the session that is open here the screen knows itself what goes on.
    let isRunning = if case .elsewhere = item.use { true } else { false }
    item.runs = try store.runs().map { run in
      var shown = RunItem(
        name: run.name.rawValue, method: run.method, seed: "\(run.seed)",
        state: Self.state(run.state, isRunning: isRunning), step: run.step, totalSteps: run.totalSteps,
        changedAt: run.updatedAt, changed: clock.string(from: Date(timeIntervalSince1970: run.updatedAt)))
      shown.evaluation = evaluations[run.name].map {
        MeasuredReturn(mean: $0.mean, low: $0.low, high: $0.high, games: $0.games)
      }
      shown.isTurned = turned.contains(run.name)
      shown.branch = branches[run.name].map {
        RunBranch(from: RunPoint(run: $0.parent, step: $0.step), isFork: $0.kind == .fork)
      }
      shown.checkpoints = try store.checkpoints(of: run.name).map(\.step)
      var curve = Curve(budget: Self.curveBudget)
      let returns = try store.series(MetricName.episodicReturn.rawValue, of: run.name)
      for (step, value) in zip(returns.steps, returns.values) { curve.append(step: Double(step), value: value) }
      shown.trainingReturn = returns.values.last
      shown.curve = curve.points
      shown.configuration = Self.flattened(run.configuration)
      shown.note = notes[run.name.rawValue] ?? ""
      return shown
    }
    if let latest = item.runs.max(by: { $0.changedAt < $1.changedAt }), latest.changedAt > item.changedAt {
      (item.changedAt, item.changed) = (latest.changedAt, latest.changed)
    }
  }

  private static func state(_ state: SessionStore.Run.State, isRunning: Bool) -> RunItem.State {
    switch state {
    case .running: isRunning ? .running : .interrupted
    case .finished: .finished
    case .failed: .failed
    }
  }

  /// What the files of a directory take, and when the last of them was written.
  private static func files(_ path: String) -> (bytes: Int, changed: Date) {
    var bytes = 0
    var changed = Date.distantPast
    let keys: [URLResourceKey] = [.fileSizeKey, .contentModificationDateKey]
    let found = FileManager.default.enumerator(at: URL(fileURLWithPath: path), includingPropertiesForKeys: keys)
    while let file = found?.nextObject() as? URL {
      guard let values = try? file.resourceValues(forKeys: Set(keys)) else { continue }
      bytes += values.fileSize ?? 0
      // Looking at a session touches these; what is in the log is told by the runs.
      let isTouched = ["session.lock", "session.sqlite-wal", "session.sqlite-shm"].contains(file.lastPathComponent)
      if !isTouched, let date = values.contentModificationDate { changed = max(changed, date) }
    }
    return (bytes, changed)
  }

  /// The members of a JSON object by their paths, such as `guidance.radius`, as text.
  static func flattened(_ json: String) -> [String: String] {
    guard let value = try? JSONSerialization.jsonObject(with: Data(json.utf8)) else { return [:] }
    var settings: [String: String] = [:]
    func add(_ value: Any, _ path: String) {
      switch value {
      case let members as [String: Any]:
        for (key, member) in members { add(member, path.isEmpty ? key : path + "." + key) }
      case let list as [Any]:
        // Members of one size: a list of records is compared as a whole, in one order of its keys.
        let isPlain = !list.contains { $0 is [String: Any] || $0 is [Any] }
        let data = try? JSONSerialization.data(withJSONObject: list, options: [.sortedKeys])
        settings[path] =
          isPlain ? list.map { "\($0)" }.joined(separator: ",") : data.map { String(decoding: $0, as: UTF8.self) } ?? ""
      case let number as NSNumber: settings[path] = "\(number)"
      case is NSNull: settings[path] = "none"
      default: settings[path] = "\(value)"
      }
    }
    add(value, "")
    return settings
  }
}
