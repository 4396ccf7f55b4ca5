import Coaching
import Foundation
import RLCore
import SessionStore
import WorkbenchUI

/// What the workbench makes of random keys, clicks and sizes: what `bench monkey` prints. A trap would end the process, so
/// that coming to an end is the result.
package struct MonkeyMeasurement: Printable {
  /// How often a screen was drawn.
  package struct Visit: Encodable, Sendable {
    /// The screen's name.
    package var name: String
    /// Pictures of it.
    package var pictures: Int
  }

  /// The seed of everything that was done.
  package let seed: UInt64
  /// For how long.
  package let minutes: Double
  /// Keys pressed and texts pasted.
  package private(set) var keys = 0
  /// Clicks, and turns of the wheel.
  package private(set) var clicks = 0
  /// Changes of the screen's size.
  package private(set) var resizes = 0
  /// Times that a session was opened, the first one included.
  package private(set) var openings = 0
  /// The screens that were in view.
  package private(set) var screens: [Visit] = []
  /// The errors that a person would have been told.
  package private(set) var errors: [ToldError] = []

  private var told: [String: Int] = [:]

  private enum CodingKeys: String, CodingKey {
    case seed, minutes, keys, clicks, resizes, openings, screens, errors
  }

  /// Presses keys for so many minutes, on a copy of the session at `source` or on the example.
  ///
  /// - Parameter onProgress: told the seed and how much was done, now and then.
  package init(minutes: Double, seed: UInt64, source: String?, onProgress: (String) -> Void = { _ in }) throws {
    (self.seed, self.minutes) = (seed, minutes)
    let directory = FileManager.default.temporaryDirectory.path + "/sidecoach-monkey-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let path = directory + "/copy"
    try Self.copy(source, to: path)
    // Something to open, to compare with and to delete.
    try ExampleSession.install(at: directory + "/other")
    onProgress("seed \(seed): begins")

    let clock = ContinuousClock()
    let start = clock.now
    var person = RandomPerson(seed: seed)
    var pictures: [String: Int] = [:]
    var desk = try open(path)
    var reported = start
    var done = 0
    while (clock.now - start).seconds < minutes * 60 {
      let message = person.next(width: desk.model.width, height: desk.model.height)
      count(message)
      done += 1
      desk.take(message)
      // Time goes by what is done, so that a seed leads to the same again.
      if desk.model.isAnimating { desk.take(.tick(seconds: Double(done) * 0.033)) }
      desk.draw()
      desk.settle()
      desk.draw()
      pictures[desk.model.screen, default: 0] += 1
      if !desk.model.isRunning {
        let wanted = desk.next ?? desk.store.info.path
        try close(desk)
        if !SessionStore.exists(path: wanted) { try Self.copy(source, to: path) }
        desk = try open(SessionStore.exists(path: wanted) ? wanted : path)
      }
      if (clock.now - reported).seconds >= 10 {
        reported = clock.now
        onProgress("seed \(seed): \(done) keys, clicks and sizes")
      }
    }
    try close(desk)
    screens = pictures.map { Visit(name: $0.key, pictures: $0.value) }.sorted { $0.name < $1.name }
    errors = ToldError.list(told)
  }

  private mutating func count(_ message: AppMessage) {
    switch message {
    case .key: keys += 1
    case .mouse: clicks += 1
    default: resizes += 1
    }
  }

  private mutating func open(_ path: String) throws -> ScreenlessWorkbench {
    openings += 1
    let desk = try ScreenlessWorkbench(path, width: 100, height: 30)
    desk.settle()
    return desk
  }

  private mutating func close(_ desk: ScreenlessWorkbench) throws {
    told.merge(desk.errors, uniquingKeysWith: +)
    if let lost = desk.close() { throw lost }
  }

  /// Puts a copy of a session in a place where nothing is.
  private static func copy(_ source: String?, to path: String) throws {
    guard let source else { return try ExampleSession.install(at: path) }
    let store = try SessionStore.open(path: source, readOnly: true)
    defer { store.close() }
    try store.copy(to: path, runs: Set(store.runs().map(\.name)))
  }

  package static var keys: String {
    """
    seed, minutes, keys, clicks, resizes, openings, screens (list of name, pictures), errors (list of text, count)
    """
  }

  package var lines: [String] {
    [
      "seed \(seed), \(Numerals.fixed(minutes, 1)) minutes: \(keys) keys, \(clicks) clicks, \(resizes) sizes, "
        + "\(openings) openings",
      "screens: " + screens.map { "\($0.name) \($0.pictures)" }.joined(separator: ", "),
    ] + (errors.isEmpty ? ["no error was told"] : errors.map(\.line))
  }
}
