import Algorithms
package import Dispatch
import Foundation
package import RLCore
import SessionStore
import Synchronization

/// Plans while somebody watches, and keeps what they decide on record; planning and keeping never wait for each other.
///
/// Any thread may call; what it says comes from threads of its own.
package final class PlanDesk: Sendable {
  /// What whoever watches is told.
  package enum News: Sendable, Equatable {
    /// How planning looks now; only the latest matters.
    case picture(PlanPicture)
    /// What was decided at other times, in order.
    case decisions([PlanDecision])
    /// What became of decisions that are to be put on record.
    case record(RecordKeeper.News)
    /// The legal actions at a node of the search.
    case choices(node: Int, actions: [String])
    /// A search in which a person took an action, and the node that it led to.
    case taken(PlanPicture, node: Int)
    /// Why an action was not taken.
    case notTaken(String)
    /// A sentence for a person.
    case notice(String, isError: Bool)
  }

  private let work: any PlanWork
  private let file: PlanDecisionFile
  private let directory: String
  private let now: @Sendable () -> Double
  private let tell: @Sendable (News) -> Void
  private let keeping: DispatchQueue
  private let keeper: RecordKeeper
  private let planning = DispatchQueue(label: "sidecoach.plan", qos: .utility)
  /// Environments take their time, and what is decided meanwhile is to be kept.
  private let taking = DispatchQueue(label: "sidecoach.plan.taking", qos: .userInitiated)
  /// The planning that was asked for last; the one under way ends when it is not that.
  private let latest = Mutex(0)
  private let search = Mutex<Finished?>(nil)
  /// Least time between pictures of one search.
  private static let interval = Duration.milliseconds(60)

  /// The search that was finished last.
  private struct Finished {
    var picture: PlanPicture
    var report: PlanReport
  }

  /// A planning that nobody waits for any more.
  private struct Superseded: Error {}

  /// Works on `work`; decisions are kept in `plan-decisions.jsonl` of `directory`, and what is saved goes there too.
  package init(
    work: any PlanWork, directory: String, retryingAfter pause: DispatchTimeInterval = .seconds(1),
    now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }, tell: @escaping @Sendable (News) -> Void
  ) {
    self.work = work
    self.directory = directory
    self.now = now
    self.tell = tell
    file = PlanDecisionFile(path: directory + "/plan-decisions.jsonl")
    keeping = DispatchQueue(label: "sidecoach.plan.keeping", qos: .userInitiated)
    keeper = RecordKeeper(on: keeping, retryingAfter: pause) { tell(.record($0)) }
  }

  /// Plans with what was decided at other times.
  package func begin() {
    keep { [self] in
      let decisions = try file.decisions().filter { $0.task == work.task }
      if !decisions.isEmpty { tell(.decisions(decisions)) }
      plan(PlanAmendments(decisions))
    } otherwise: { [self] in
      plan(PlanAmendments())
    }
  }

  /// Puts decisions on record, and tells under `ticket` once they are; what fails is tried again.
  package func amend(_ decisions: [PlanDecision], ticket: Int = 0) {
    let (file, time) = (file, now())
    let words = decisions.map { "\($0.verdict.rawValue) '\($0.action)'" }.joined(separator: ", ")
    keeper.keep(ticket: ticket, words) { try file.append(decisions, time: time) }
  }

  /// Tells what may be done in the state of a node, which actions from the start lead to.
  package func loadChoices(node: Int, after actions: [String]) {
    keep { [self] in tell(.choices(node: node, actions: try work.choices(after: actions))) }
  }

  /// Carries out an action at a node of the search that was finished last, which is that of `run`, and tells what came of
  /// it.
  package func take(_ action: String, at node: Int, run: Int) {
    taking.async { [self] in
      guard var finished = search.withLock({ $0 }), finished.picture.run == run else {
        return tell(.notTaken("the search is not over; take it once it is"))
      }
      do {
        let (tree, child) = try work.take(action, at: node, in: finished.picture.tree)
        finished.picture.tree = tree
        finished.report.tree = tree
        let next = finished
        search.withLock { if $0?.picture.run == run { $0 = next } }
        tell(.taken(next.picture, node: child))
      } catch { tell(.notTaken("\(error)")) }
    }
  }

  /// Has something saved by `write`, which is given the directory and says where it is.
  package func save(_ write: @escaping @Sendable (_ directory: String) throws -> String) {
    keep { [self] in
      try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
      let path = try write(directory)
      tell(.notice("saved \(path)", isError: false))
    }
  }

  /// Saves the search that was finished last in a new file of the directory.
  package func saveSearch() {
    keep { [self] in
      guard let report = search.withLock({ $0?.report }) else {
        return tell(.notice("the search is not over yet", isError: true))
      }
      let path = try place("plan", "json")
      try AtomicFile.write([UInt8](JSONEncoder.plans.encode(report)), to: path)
      tell(.notice("saved \(path); 'sidecoach plan \(path) --screen' shows it again", isError: false))
    }
  }

  /// Plans from the beginning; a planning under way ends.
  package func plan(_ amendments: PlanAmendments) {
    let run = latest.withLock { latest in
      latest += 1
      return latest
    }
    planning.async { [self] in
      do {
        let (picture, report) = try work.plan(run, amendments, show: pictures(of: run))
        guard latest.withLock({ $0 == run }) else { return }
        if let report { search.withLock { $0 = Finished(picture: picture, report: report) } }
        tell(.picture(picture))
      } catch is Superseded {
      } catch {
        tell(.notice("planning ended: \(error)", isError: true))
      }
    }
  }

  /// Takes a picture now and then, and ends a planning that nobody waits for.
  private func pictures(of run: Int) -> PlanWork.Show {
    let clock = ContinuousClock()
    let shown = Mutex(clock.now - .seconds(1))
    return { [self] picture in
      guard latest.withLock({ $0 == run }) else { throw Superseded() }
      let now = clock.now
      let isDue = shown.withLock { last in
        guard now - last >= Self.interval else { return false }
        last = now
        return true
      }
      if isDue { tell(.picture(picture())) }
    }
  }

  /// Ends the planning and waits until everything decided is on record.
  ///
  /// - Returns: what could not be put on record, and is lost.
  @discardableResult
  package func finish() -> LostEntries? {
    latest.withLock { $0 += 1 }
    work.stop()
    return LostEntries(keeper.finish())
  }

  /// A new name in the directory for what is saved.
  private func place(_ kind: String, _ suffix: String) throws -> String {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    let time = Int(now())
    for number in 0..<1_000 {
      let path = "\(directory)/\(kind)-\(time)\(number == 0 ? "" : "-\(number)").\(suffix)"
      if !FileManager.default.fileExists(atPath: path) { return path }
    }
    return "\(directory)/\(kind)-\(UUID().uuidString).\(suffix)"
  }

  private func keep(
    _ work: @escaping @Sendable () throws -> Void, otherwise: @escaping @Sendable () -> Void = {}
  ) {
    keeping.async { [tell] in
      do { try work() } catch {
        tell(.notice("\(error)", isError: true))
        otherwise()
      }
    }
  }
}
