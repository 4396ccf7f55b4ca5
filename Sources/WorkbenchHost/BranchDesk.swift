import Algorithms
import Coaching
import Dispatch
import Foundation
import RLCore
import SessionStore
import Threads
import WorkbenchUI

/// Makes runs of the runs of the session that is open, off the screen's thread.
final class BranchDesk: Sendable {
  private let store: SessionStore
  private let entry: EnvironmentEntry
  private let stages: StagesBehind
  private let post: @Sendable (AppMessage) -> Void
  private let queue = DispatchQueue(label: "sidecoach.branches", qos: .userInitiated)

  /// Works on `store`, whose environment is `entry` and whose stages are `stages`; `post` takes messages for the screen.
  init(
    store: SessionStore, entry: EnvironmentEntry, stages: StagesBehind, post: @escaping @Sendable (AppMessage) -> Void
  ) {
    self.store = store
    self.entry = entry
    self.stages = stages
    self.post = post
  }

  /// Who serves what screens ask for.
  var servers: [EffectServer] { [EffectServer { [self] (effect: BranchingEffect) in run(effect) }] }

  /// Waits until everything asked for is done.
  func finish() { queue.sync {} }

  private func run(_ effect: BranchingEffect) {
    queue.async { [self] in
      do {
        switch effect {
        case .fork(let point, let name, let changes): try fork(point, name, changes)
        case .rollBack(let point): try rollBack(point)
        }
      } catch {
        post(.notice("\(error)", isError: true))
      }
    }
  }

  private func fork(_ point: RunPoint, _ name: String, _ changes: [String]) throws {
    let order = try ForkOrder(from: "\(point)", as: name, changes: changes)
    let run = try order.begin(
      in: store, entry: entry, methods: Catalogs.standard.methods, pool: WorkerPool(threads: 1),
      now: Date().timeIntervalSince1970, note: { post(.notice($0, isError: false)) })
    let who = stages.areUnderWay ? "the stages train it when they come to it" : "R trains it"
    post(.notice("\(run.name) stands at step \(run.step) of \(run.totalSteps); \(who)", isError: false))
    if !stages.areUnderWay { post(.stages(try history().stages())) }
    post(.runsChanged)
  }

  /// Stages that work are stopped meanwhile: a run is taken back between two updates.
  private func rollBack(_ point: RunPoint) throws {
    let checkpoint = try store.checkpoint(at: point)
    // The one that is written on stopping must not push it out.
    try store.keepCheckpoint(checkpoint)
    let goesOn = stages.halt()
    do {
      let order = RollbackOrder(point.run, to: checkpoint.step)
      let outcome = try order.perform(in: store, actor: "a person", now: Date().timeIntervalSince1970)
      post(.event(outcome.event))
      try show(isRunning: goesOn)
      post(
        .notice(
          "\(point.run) goes on from step \(outcome.run.step); what it did up to step \(outcome.from) is \(outcome.kept)",
          isError: false))
    } catch {
      if goesOn { try stages.start(renews: false) }
      throw error
    }
    if goesOn { try stages.start(renews: false) }
  }

  /// Shows the runs as they are now in the place of what screens know of them.
  private func show(isRunning: Bool) throws {
    let history = try history()
    let runs = try history.runs()
    post(.replacedCurves(runs.curves))
    if !isRunning {
      if let last = runs.last { post(.pastSnapshot(last)) }
      post(.stages(try history.stages()))
    }
    if let comparison = try? Comparison.whole(store, settings: history.settings), !comparison.rows.isEmpty {
      post(comparison.message(of: store))
    }
    post(.runsChanged)
  }

  private func history() throws -> SessionHistory {
    SessionHistory(store: store, settings: try SessionOpening.settings(of: store))
  }
}
