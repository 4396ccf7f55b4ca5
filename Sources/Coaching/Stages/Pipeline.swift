import Advisors
import Algorithms
import Engine
import Foundation
import LanguageModels
package import RLCore
import SessionStore

/// The stages have come to where a person has to decide, and nobody is there.
package struct ReviewAwaited: Error, CustomStringConvertible {
  let session: String
  let pending: Int

  package var description: String {
    "\(pending) suggestions wait for a person: 'sidecoach review \(session)' shows them, and with --accept decides by a rule"
  }
}

/// All stages in order, each from where it was left: what `demo` runs, with and without a terminal.
package final class Pipeline {
  /// Who decides about suggestions.
  package enum Reviewer {
    /// A stated policy.
    case policy(AcceptancePolicy)
    /// A person; the pipeline waits until the gate opens.
    case person
    /// A person who is not there; the pipeline ends where one has to decide.
    case absent
  }

  package let coach: Coach
  private let reviewer: Reviewer
  private let gate: ReviewGate
  /// Runs that began with other decisions than the present ones are made anew; the earlier ones are kept under other names.
  private let renews: Bool
  private var stages = Stage.allCases.map { StageProgress(stage: $0) }
  private var current: Stage?
  private var lastReport = ContinuousClock.now
  /// The method that refines, and its place among all of them.
  private var method: (name: String, index: Int, count: Int)?
  /// The advisor could not be asked to the end.
  private var isAdviceMissing = false
  /// Told of everything that happens.
  package var observer: (PipelineEvent) -> Void = { _ in }
  /// How language models are asked.
  package var modelOptions = ModelOptions()

  /// Prepares the stages of `coach`'s plan; `gate` also carries the wish to stop.
  package init(coach: Coach, reviewer: Reviewer, gate: ReviewGate, renews: Bool = false) {
    self.coach = coach
    self.reviewer = reviewer
    self.gate = gate
    self.renews = renews
    coach.stopping = gate.stopping
    coach.notice = { [weak self] text in self?.observer(.notice(text, isError: false)) }
    if case .policy(let rule) = reviewer { coach.roundRule = rule } else { coach.roundRule = nil }
    coach.onRound = { [weak self] in self?.observer(.stored(.suggestions)) }
    coach.onRoundEpisodes = { [weak self, unowned coach] in
      self?.observer(.roundWaits(advisor: coach.settings.advisor))
    }
  }

  /// Takes a snapshot of the driver for the stage under way.
  package func observe(_ snapshot: EngineSnapshot) {
    guard let current, current != .compare, snapshot.totalSteps > 0 else { return }
    let now = ContinuousClock.now
    guard now - lastReport > .milliseconds(200) else { return }
    lastReport = now
    let share = Double(snapshot.step) / Double(snapshot.totalSteps)
    guard current == .refine else { return set(current, .running, fraction: share) }
    guard let method else { return }
    set(.refine, .running, fraction: (Double(method.index) + share) / Double(method.count), note: method.name)
  }

  /// Runs every stage.
  package func run() throws {
    do {
      try stage(.train) { _ = try coach.train() }
      try stage(.collect) { try coach.collect(coach.settings.episodes) }
      observer(.stored(.episodes))
      try stage(.identify) { try identify() }
      if isAdviceMissing { set(.identify, .failed) }
      observer(.stored(.suggestions))
      try stage(.verify) { try coach.verify() }
      observer(.stored(.suggestions))
      try review()
      try stage(.refine) { try refine() }
      try stage(.compare) { try compare() }
      // Runs that were forked meanwhile.
      while try coach.store.forks().contains(where: { $0.state != .finished }) {
        try stage(.refine) { try refine() }
        try stage(.compare) { try compare() }
      }
    } catch {
      if let current, !(error is EngineStopped), !(error is ReviewAwaited) { set(current, .failed, note: "\(error)") }
      throw error
    }
  }

  private func stage(_ stage: Stage, _ body: () throws -> Void) throws {
    current = stage
    set(stage, .running)
    try gate.check()
    try body()
    set(stage, .done, fraction: 1)
    current = nil
  }

  /// Asks the plan's advisor. With a person at the desk a failure is not the end: the review waits, and the person may
  /// ask again, ask somebody else, or go on with what there is.
  private func identify() throws {
    let found: (suggestions: Int, issues: Int, unread: Int, trouble: String?)
    let asked: Consultation
    do {
      asked = try coach.advice.consultation(pool: coach.pool, options: modelOptions)
      observer(.asking(advisor: asked.advisor.name))
      found = try coach.identify(
        asked,
        onCall: { [unowned self] made, planned in
          self.set(.identify, .running, fraction: Double(made) / Double(max(1, planned)))
          self.observer(.answered(made: made, planned: planned))
        }, onStored: { [unowned self] _ in self.observer(.stored(.suggestions)) })
      // Without any suggestion the stages to come have nothing to go by.
      if let trouble = found.trouble, try coach.store.suggestions().isEmpty {
        throw CoachError.nothingUsable(asked.advisor.name, trouble)
      }
      observer(.asked(pause: nil))
    } catch {
      observer(.asked(pause: error.isAdvisingPause ? "\(error)" : nil))
      guard case .person = reviewer, !(error is EngineStopped) else { throw error }
      isAdviceMissing = true
      observer(.notice("\(error); i asks again or somebody else, R goes on with what there is", isError: true))
      return
    }
    try gate.check()
    if found.suggestions > 0 {
      observer(.notice("\(found.suggestions) suggestions from the \(asked.label)", isError: false))
    }
  }

  private func review() throws {
    current = .review
    let verdicts = try coach.store.currentVerdicts()
    let pending = try coach.store.suggestions().filter { verdicts[$0.id] == nil }.count
    switch reviewer {
    case .policy(let policy):
      if pending > 0 {
        let counts = try coach.accept(by: policy)
        observer(
          .notice("\(counts.accepted) accepted, \(counts.rejected) rejected by '\(policy.name)'", isError: false))
      }
    case .person:
      if pending > 0 || isAdviceMissing, try coach.store.recall(.reviewFinished) != true {
        set(.review, .needsReview)
        observer(.stored(.suggestions))
        try gate.waitForPerson()
        // Whoever opened the gate has it on record, unless the review was ended by other means.
        if try coach.store.recall(.reviewFinished) != true { try coach.store.remember(true, as: .reviewFinished) }
      }
    case .absent:
      if pending > 0, try coach.store.recall(.reviewFinished) != true {
        set(.review, .needsReview)
        throw ReviewAwaited(session: coach.store.info.path, pending: pending)
      }
    }
    set(.review, .done, fraction: 1)
    observer(.stored(.suggestions))
  }

  private func refine() throws {
    let methods = try coach.settings.methods.map { try coach.catalogs.methods.entry($0) }
    let hasGuidance = try coach.store.currentVerdicts().values.contains(where: \.guides)
    let forks = try coach.store.forks()
    let count = methods.count + forks.count
    for (index, method) in methods.enumerated() {
      if method.needsGuidance, !hasGuidance {
        observer(.notice("\(method.name) left out: no suggestion is accepted", isError: true))
        continue
      }
      set(.refine, .running, fraction: Double(index) / Double(count), note: method.name)
      self.method = (method.name, index, count)
      if renews, method.needsGuidance { try renew(RunName(method.name)) }
      _ = try coach.refine(method)
    }
    for (index, fork) in forks.enumerated() where fork.state != .finished {
      let place = methods.count + index
      set(.refine, .running, fraction: Double(place) / Double(count), note: fork.name.rawValue)
      self.method = (fork.name.rawValue, place, count)
      _ = try coach.goOn(fork.name)
    }
  }

  /// Makes room for a run that present decisions have overtaken.
  private func renew(_ name: RunName) throws {
    guard let run = try coach.store.run(named: name), try coach.store.isOutdated(run),
      let kept = try coach.store.restartRun(named: name)
    else { return }
    observer(
      .notice(
        "\(name) was trained with other decisions and is trained anew; the earlier run is \(kept)", isError: false))
  }

  private func compare() throws {
    let methods = coach.settings.methods.map(RunName.init(_:))
    let forks = try coach.store.forks().map(\.name)
    let runs = try [.base] + methods.filter { try coach.store.run(named: $0) != nil } + forks
    for (index, run) in runs.enumerated() {
      set(.compare, .running, fraction: Double(index) / Double(runs.count), note: run.rawValue)
      _ = try coach.evaluate(run, games: coach.settings.games)
      observer(.stored(.evaluations))
    }
  }

  private func set(_ stage: Stage, _ state: StageProgress.State, fraction: Double = 0, note: String = "") {
    guard let index = stages.firstIndex(where: { $0.stage == stage }) else { return }
    stages[index] = StageProgress(stage: stage, state: state, fraction: fraction, note: note)
    observer(.stages(stages))
  }
}
