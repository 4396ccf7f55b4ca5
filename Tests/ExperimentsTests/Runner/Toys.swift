import Experiments
import Foundation
import Synchronization

/// A folder of one test's own, removed with its last reference.
final class RunnerScratch: Sendable {
  let path = NSTemporaryDirectory() + "sidecoach-runner-" + UUID().uuidString

  func ledger(append: CellLedger<Int>.Append? = nil) throws -> CellLedger<Int> {
    try CellLedger<Int>(directory: path, append: append)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// What toy cells do, by key; 7 where nothing is said.
final class ToyWork: Sendable {
  /// What a cell comes to.
  enum Result {
    case outcome(Int)
    case error(String)
    /// The process ends like this and records nothing.
    case end(CellEnd)
  }

  private let results: Mutex<[String: Result]>
  private let seen = Mutex<[String]>([])

  init(_ results: [String: Result] = [:]) { self.results = Mutex(results) }

  /// Cells that were done, in order.
  var done: [String] { seen.withLock { $0 } }

  subscript(key: String) -> Result {
    get { results.withLock { $0[key] } ?? .outcome(7) }
    set { results.withLock { $0[key] = newValue } }
  }

  /// Begins a cell that ends after so many looks.
  func start(_ cell: PlannedCell, _ ledger: CellLedger<Int>, looks: Int = 1) -> ToyProcess {
    ToyProcess(looks: looks) { [self] in
      if case .end(let end) = self[cell.key] { return end }
      do {
        return try ledger.perform(cell) {
          seen.withLock { $0.append(cell.key) }
          switch self[cell.key] {
          case .outcome(let value): return value
          case .error(let reason): throw ToyError(description: reason)
          case .end: throw CellError.stopped
          }
        }
      } catch { return .failed("\(error)") }
    }
  }
}

struct ToyError: Error, CustomStringConvertible {
  let description: String
}

/// A process that does its work when it is looked at for the last time.
final class ToyProcess: CellProcess {
  private var looks: Int
  private let work: () -> CellEnd
  private var ended: CellEnd?
  private(set) var isStopped = false

  init(looks: Int, work: @escaping () -> CellEnd) {
    self.looks = looks
    self.work = work
  }

  func end() -> CellEnd? {
    if isStopped { return .stopped }
    looks -= 1
    guard looks <= 0 else { return nil }
    if ended == nil { ended = work() }
    return ended
  }

  func stop() { isStopped = true }
}

extension CellPlan {
  /// Two bases and two cells on each.
  static let toy = CellPlan([
    Phase(name: "bases", cells: ["a", "b"].map { PlannedCell(key: $0, label: $0, steps: 10) }),
    Phase(
      name: "cells",
      cells: ["a", "b"].flatMap { base in
        (1...2).map { PlannedCell(key: "\(base)\($0)", label: "\(base)\($0)", steps: 100, needs: [base]) }
      }),
  ])
}
