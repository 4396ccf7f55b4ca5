import Algorithms
import Coaching
import Dispatch
import Engine
import Foundation
import RLCore
import SessionStore
import Synchronization
import Threads
import WorkbenchUI

/// Plans behind the screen, and keeps what a person decides on record; planning and keeping never wait for each other.
final class PlanRunner: Sendable {
  private let work: any PlanWork
  private let file: PlanDecisionFile
  private let directory: String
  private let pictures: LatestValue<PlanPicture>
  private let post: @Sendable (AppMessage) -> Void
  private let wake: @Sendable () -> Void
  private let keeping = DispatchQueue(label: "sidecoach.plan.keeping", qos: .userInitiated)
  private let planning = DispatchQueue(label: "sidecoach.plan", qos: .utility)
  /// The planning that was asked for last; the one under way ends when it is not that.
  private let latest = Mutex(0)
  private let search = Mutex<PlanReport?>(nil)
  /// Least time between pictures of one search.
  private static let interval = Duration.milliseconds(60)

  /// A planning that nobody waits for any more.
  private struct Superseded: Error {}

  /// Works on `work`; decisions are kept in `file`, and what is saved goes to `directory`.
  init(
    work: any PlanWork, file: PlanDecisionFile, directory: String, pictures: LatestValue<PlanPicture>,
    post: @escaping @Sendable (AppMessage) -> Void, wake: @escaping @Sendable () -> Void
  ) {
    self.work = work
    self.file = file
    self.directory = directory
    self.pictures = pictures
    self.post = post
    self.wake = wake
  }

  /// Plans with what was decided at other times.
  func begin() {
    keep { [self] in
      let decisions = try file.decisions().filter { $0.task == work.task }
      if !decisions.isEmpty { post(.planDecisions(decisions)) }
      plan(PlanAmendments(decisions))
    } otherwise: { [self] in
      plan(PlanAmendments())
    }
  }

  /// Serves what the planning screen asks for.
  var server: EffectServer { EffectServer { [self] (effect: PlanEffect) in run(effect) } }

  private func run(_ effect: PlanEffect) {
    switch effect {
    case .amend(let decisions):
      keep { [self] in try file.append(decisions, time: Date().timeIntervalSince1970) }
    case .replan(let amendments): plan(amendments)
    case .loadChoices(let node, let actions):
      keep { [self] in post(.planChoices(node: node, actions: try work.choices(after: actions))) }
    case .save: keep { [self] in try saveSearch() }
    }
  }

  /// Saves text in the directory.
  func save(_ text: String) {
    keep { [self] in
      let path = try place("screen", "txt")
      try AtomicFile.write(Array(text.utf8), to: path)
      post(.notice("saved \(path)", isError: false))
    }
  }

  /// Ends the planning and waits until everything decided is on record.
  func finish() {
    latest.withLock { $0 += 1 }
    work.stop()
    keeping.sync {}
  }

  private func plan(_ amendments: PlanAmendments) {
    let run = latest.withLock { latest in
      latest += 1
      return latest
    }
    planning.async { [self] in
      let clock = ContinuousClock()
      let shown = Mutex(clock.now - .seconds(1))
      do {
        let (picture, report) = try work.plan(run, amendments) { [self] picture in
          guard latest.withLock({ $0 == run }) else { throw Superseded() }
          let now = clock.now
          let isDue = shown.withLock { last in
            guard now - last >= Self.interval else { return false }
            last = now
            return true
          }
          if isDue { show(picture()) }
        }
        guard latest.withLock({ $0 == run }) else { return }
        if let report { search.withLock { $0 = report } }
        show(picture)
      } catch is Superseded {
      } catch {
        post(.notice("planning ended: \(error)", isError: true))
      }
    }
  }

  private func show(_ picture: PlanPicture) {
    pictures.put(picture)
    wake()
  }

  private func saveSearch() throws {
    guard let report = search.withLock({ $0 }) else {
      return post(.notice("the search is not over yet", isError: true))
    }
    let path = try place("plan", "json")
    try AtomicFile.write([UInt8](JSONEncoder.plans.encode(report)), to: path)
    post(.notice("saved \(path); 'sidecoach plan \(path) --screen' shows it again", isError: false))
  }

  /// A new name in the directory for what is saved.
  private func place(_ kind: String, _ suffix: String) throws -> String {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let time = Int(Date().timeIntervalSince1970)
    for number in 0..<1_000 {
      let path = "\(directory)/\(kind)-\(time)\(number == 0 ? "" : "-\(number)").\(suffix)"
      if !FileManager.default.fileExists(atPath: path) { return path }
    }
    return "\(directory)/\(kind)-\(UUID().uuidString).\(suffix)"
  }

  private func keep(
    _ work: @escaping @Sendable () throws -> Void, otherwise: @escaping @Sendable () -> Void = {}
  ) {
    keeping.async { [post] in
      do { try work() } catch {
        post(.notice("\(error)", isError: true))
        otherwise()
      }
    }
  }
}
