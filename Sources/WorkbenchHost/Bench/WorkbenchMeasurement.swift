import Canvas
package import Coaching
import Foundation
import RLCore
package import SessionStore
import WorkbenchUI

/// What a long session costs a person who looks at it: what `bench workbench` prints.
package struct WorkbenchMeasurement: Printable {
  /// Values of metrics in the session.
  package let points: Int
  /// Its episodes.
  package let episodes: Int
  /// Its suggestions.
  package let suggestions: Int
  /// Columns of the screen.
  package let width: Int
  /// Its rows.
  package let height: Int
  /// What was measured, each with its limit where it has one.
  package private(set) var rows: [BenchFigure] = []

  private enum CodingKeys: String, CodingKey { case points, episodes, suggestions, width, height, rows }

  /// What is measured.
  package struct Order: Sendable {
    /// How much the session is to have at least.
    package var extent: SessionExtent
    /// Where it is made; nil for a place of its own.
    package var path: String?
    /// It stays where it was made.
    package var isKept = false
    /// About so many seconds for each walk over a screen.
    package var seconds = 5.0

    /// An order for a session that has so much.
    package init(_ extent: SessionExtent) { self.extent = extent }
  }

  /// Makes the session and measures what looking at it costs.
  ///
  /// - Parameter onProgress: told what is done.
  package init(_ order: Order, onProgress: (String) -> Void = { _ in }) throws {
    let session = try LongSession(at: order.path, extent: order.extent, isKept: order.isKept, onProgress: onProgress)
    defer { session.remove() }
    (points, episodes) = (session.extent.points, session.extent.episodes)
    suggestions = session.extent.suggestions
    (width, height) = (120, 40)
    let desk = try open(session)
    onProgress("every screen is drawn")
    for walk in KeyWalk.all(on: Self.screens(of: desk)) {
      add(walk, walk.times(on: desk, seconds: order.seconds))
      onProgress(walk.name)
    }
    if let usage = ProcessUsage.now() {
      let mebibytes = Double(usage.residentBytes) / 1_048_576
      rows.append(BenchFigure(name: "memory afterwards", value: mebibytes, unit: "MiB", limit: nil, against: "-"))
    }
    if let lost = desk.close() { throw lost }
  }

  /// Opens the session until every screen was drawn once with what belongs on it.
  private mutating func open(_ session: LongSession) throws -> ScreenlessWorkbench {
    let clock = ContinuousClock()
    let start = clock.now
    let desk = try ScreenlessWorkbench(session.path, width: width, height: height)
    desk.draw()
    add("opening, an empty screen", since: start, limit: nil)
    desk.settle()
    desk.draw()
    add("opening, the first screen with all that is read", since: start, limit: nil)
    let first = desk.model.screen
    repeat {
      let entered = clock.now
      desk.take(.key(.tab))
      desk.settle()
      desk.draw()
      add("opening, \(desk.model.screen) alone", since: entered, limit: nil)
      // A screen that kept Tab to itself would be the last one.
    } while desk.model.screen != first && rows.count < 40
    add("opening, every screen", since: start, limit: 1)
    return desk
  }

  /// The names of the screens, in the order of their numbers.
  private static func screens(of desk: ScreenlessWorkbench) -> [String] {
    var names: [String] = []
    while !names.contains(desk.model.screen) {
      names.append(desk.model.screen)
      desk.take(.key(.tab))
      desk.settle()
    }
    return names
  }

  private mutating func add(_ name: String, since start: ContinuousClock.Instant, limit: Double?) {
    rows.append(
      BenchFigure(
        name: name, value: (ContinuousClock.now - start).seconds, unit: "s", limit: limit,
        against: limit == nil ? "-" : "target"))
  }

  private mutating func add(_ walk: KeyWalk, _ times: KeyWalk.Times) {
    func add(_ what: String, _ share: Double, _ values: [Double], limit: Double?) {
      rows.append(
        BenchFigure(
          name: "\(walk.name): \(what)", value: KeyWalk.Times.quantile(share, of: values), unit: "ms", limit: limit,
          against: limit == nil ? "-" : "target"))
    }
    add("key to picture, median", 0.5, times.shown, limit: 30)
    add("key to picture, 99th percentile", 0.99, times.shown, limit: 30)
    add("with what it loads, median", 0.5, times.settled, limit: nil)
  }

  package static var keys: String {
    "points, episodes, suggestions, width, height, rows (name, value, unit, limit, ratio, against)"
  }

  package var lines: [String] {
    [
      "\(points) metric points, \(episodes) episodes, \(suggestions) suggestions; a screen of \(width)x\(height) "
        + "in memory"
    ] + BenchFigure.table(rows).lines
  }
}
