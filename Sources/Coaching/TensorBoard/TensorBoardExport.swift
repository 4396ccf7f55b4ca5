import Foundation
import Glibc
import RLCore
import SessionStore

/// The metrics of a session as TensorBoard's event files, one for each run.
struct TensorBoardExport {
  /// The directory below which a directory of the session's name is made.
  let directory: String

  /// Events that go into one write.
  private static let batch = 256

  /// Writes every run of `store` that measured anything, one after the other; memory does not grow with the session.
  ///
  /// A run's file is there as a whole or not at all, and takes the place of the one that an earlier export made.
  /// - Returns: what was written, for a person.
  /// - Throws: `TensorBoardError`, also where event files of the run's training lie in its directory.
  func write(_ store: SessionStore, leavingOut leaveOut: @escaping LeaveOut) throws -> String {
    let begun = Dictionary(try store.runs().map { ($0.name, $0.startedAt) }, uniquingKeysWith: { $1 })
    var current: OpenRun?
    defer { current?.abandon() }
    // Where a page is damaged, rows that can still be read come behind the others, and a run more than once.
    var parts: [RunName: Int] = [:]
    var events = 0
    func finish() throws {
      guard let run = current else { return }
      current = nil
      events += try run.finish()
    }
    try store.eachMetric(leavingOut: leaveOut) { metric, _ in
      if current?.name != metric.run {
        try finish()
        let place = TensorBoardDirectory.path(directory, session: store.info.name, run: metric.run.rawValue)
        parts[metric.run, default: 0] += 1
        current = try OpenRun(
          metric.run, in: place, time: begun[metric.run] ?? metric.time, part: parts[metric.run] ?? 1)
      }
      try current?.add(metric)
    }
    try finish()
    let runs = parts.count
    guard runs > 0 else { throw ExportError.nothingTrained(store.info.path) }
    return "wrote \(runs) \(runs == 1 ? "run" : "runs"), \(events) steps with metrics, below \(directory)"
  }

  /// A run whose file is being written, beside its place.
  private final class OpenRun {
    let name: RunName
    private let place: String
    private var file: EventFile
    private var events: [TensorBoardEvent] = []
    private var count = 0

    init(_ name: RunName, in directory: String, time: Double, part: Int) throws {
      self.name = name
      let there = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
      guard !there.contains(where: TensorBoardDirectory.isOfTraining) else {
        throw TensorBoardError.holdsOthers(directory)
      }
      place = directory + "/" + TensorBoardDirectory.exportName(time: time, part: part)
      // Under a name that TensorBoard does not look for.
      let unfinished = directory + "/.partial-\(getpid())"
      unlink(unfinished)
      file = try EventFile(unfinished, time: time)
    }

    /// Takes a metric; those of one step go into one event.
    func add(_ metric: MetricRecord) throws {
      let scalar = TensorBoardEvent.Scalar(tag: metric.name, value: metric.value)
      if let last = events.indices.last, events[last].step == metric.step,
        case .scalars(let scalars) = events[last].content
      {
        events[last].content = .scalars(scalars + [scalar])
        events[last].time = max(events[last].time, metric.time)
        return
      }
      if events.count == TensorBoardExport.batch { try write() }
      events.append(TensorBoardEvent(time: metric.time, step: metric.step, .scalars([scalar])))
    }

    /// Puts the file in its place; gives how many steps are in it.
    func finish() throws -> Int {
      do { try write() } catch {
        abandon()
        throw error
      }
      file.close()
      guard rename(file.path, place) == 0 else {
        let reason = String(cString: strerror(errno))
        unlink(file.path)
        throw TensorBoardError.cannotWrite(place, reason)
      }
      return count
    }

    /// Removes what was written, where it has not been put in its place.
    func abandon() {
      file.close()
      unlink(file.path)
    }

    private func write() throws {
      try file.append(events)
      count += events.count
      events.removeAll(keepingCapacity: true)
    }
  }
}
