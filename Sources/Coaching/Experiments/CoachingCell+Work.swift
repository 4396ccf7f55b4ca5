import Algorithms
import Experiments
import Foundation
import RLCore
import SessionStore

/// How the cells of coaching are done, each in a session of its own that is taken up where it was left.
extension CoachingCell {
  /// Where it keeps its session.
  func session(in folder: ExperimentFolder) -> String {
    switch stage {
    case .base, .teacher: folder.session("bases", key)
    case .advice: folder.session("advice", key)
    case .refinement: folder.session("cells", key)
    }
  }

  /// Does the work.
  func outcome(in folder: ExperimentFolder, threads: Int) throws -> ExperimentOutcome {
    let begun = Date()
    var outcome: ExperimentOutcome
    switch stage {
    case .base, .teacher: outcome = try doBase(folder, threads)
    case .advice: outcome = try doAdvice(folder, threads)
    case .refinement: outcome = try doRefinement(folder, threads)
    }
    outcome.coaching?.seconds = Date().timeIntervalSince(begun)
    return outcome
  }

  /// Trains and evaluates, or evaluates what is there. Throws where a base that was to be on a plateau is not.
  private func doBase(_ folder: ExperimentFolder, _ threads: Int) throws -> ExperimentOutcome {
    let path = session(in: folder)
    var opening = HeadlessRun.Opening()
    if let source = base.path(seed) {
      try folder.adopt(source, to: path)
    } else {
      opening.settings = environment.settings(base, seed: seed, games: games)
    }
    return try work(path, threads, opening) { coach in
      let run = base.path(seed) == nil ? try coach.train() : try coach.run(.base)
      if let window = environment.window(base) {
        let test = try coach.testPlateau(window: window)
        guard test.isStuck else { throw CoachError.notStuck(test) }
      }
      let played = try coach.evaluate(.base, games: coach.settings.games)
      return ExperimentOutcome(coaching: try row(coach.store, run, played))
    }
  }

  /// Records episodes, asks, measures and accepts.
  private func doAdvice(_ folder: ExperimentFolder, _ threads: Int) throws -> ExperimentOutcome {
    guard let guidance else { throw CoachError.noGuidance }
    let path = session(in: folder)
    try folder.copy(baseCell.session(in: folder), to: path)
    return try work(path, threads) { coach in
      if let episodes = guidance.episodes { coach.settings.episodes = episodes }
      for (key, value) in guidance.evidence.sorted(by: { $0.key < $1.key }) {
        try EvidenceConfiguration.fields.apply(key, "\(value)", to: &coach.settings.evidence)
      }
      coach.settings.advisor = guidance.advisor
      coach.settings.identifier = guidance.identifier
      try coach.settings.applyIdentifying(guidance.set)
      coach.corruption = guidance.corruption(seed: seed)
      if let trouble = try advise(coach, by: guidance, folder) {
        throw CoachError.nothingUsable(guidance.advisor, trouble)
      }
      // Whoever was asked and had nothing to suggest is a result, and no failure: leaving the seed out would favour guidance.
      return ExperimentOutcome(advice: try AdviceSummary(coach.store))
    }
  }

  /// Fills the session of `coach` with what `guidance` says, measured and decided. Gives why nothing could be used, where
  /// nothing could.
  private func advise(_ coach: Coach, by guidance: GuidanceSpec, _ folder: ExperimentFolder) throws -> String? {
    var trouble: String?
    if let byHand = guidance.byHand {
      try byHand.give(to: coach, from: folder)
    } else {
      try coach.collect(coach.settings.episodes)
      if case .untilAccepted(_, let draws) = guidance.count {
        return try coach.drawStates(until: try aim(folder) ?? 0, draws: draws, by: guidance.accept)
      }
      trouble = try coach.identify(try coach.advice.consultation(pool: coach.pool)).trouble
    }
    guard try !coach.store.suggestions().isEmpty else { return trouble }
    try coach.verify()
    _ = try coach.accept(by: guidance.accept)
    return nil
  }

  /// How many suggestions are to be accepted, where that is as many as of other advice.
  private func aim(_ folder: ExperimentFolder) throws -> Int? {
    try modelCell.map { try folder.advice(in: $0.session(in: folder)).accepted }
  }

  /// Refines and evaluates.
  private func doRefinement(_ folder: ExperimentFolder, _ threads: Int) throws -> ExperimentOutcome {
    guard let refiner else { throw CoachError.noGuidance }
    let path = session(in: folder)
    try folder.removeThinned(path)
    try folder.copy((adviceCell ?? baseCell).session(in: folder), to: path)
    return try work(path, threads) { coach in
      try setting.apply(to: &coach.settings)
      if let guidance {
        coach.terms = guidance.terms
        coach.terms.mayBeEmpty = true
        coach.roundRule = guidance.accept
        coach.corruption = guidance.corruption(seed: seed)
        (coach.settings.advisor, coach.settings.identifier) = (guidance.advisor, guidance.identifier)
        // Rounds ask as was asked before.
        try coach.settings.applyIdentifying(guidance.set)
      }
      if let teacherCell { coach.settings.refinement.oracle.teacher = teacherCell.session(in: folder) }
      if refiner.method.needsEpisodes { try coach.collect(coach.settings.episodes) }
      let run = try coach.refine(refiner.method, seed: RefinerSpec.seed(seed, replicate: replicate))
      let played = try coach.evaluate(run.name, games: coach.settings.games)
      var outcome = try row(coach.store, run, played)
      outcome.wanted = try aim(folder)
      return ExperimentOutcome(coaching: outcome)
    }
  }

  /// Opens the session at `path` with this cell's settings, and works on it.
  func work(
    _ path: String, _ threads: Int, _ opening: HeadlessRun.Opening = HeadlessRun.Opening(),
    _ body: (Coach) throws -> ExperimentOutcome
  ) throws -> ExperimentOutcome {
    var opening = opening
    opening.threads = threads
    if opening.title.isEmpty { opening.title = "experiment \(label)" }
    return try HeadlessRun(path, opening).perform { coach in
      var settings = environment.settings(base, seed: seed, games: games)
      if base.path(seed) != nil {
        // The network and the world are those that the policy has.
        settings.training = coach.settings.training
        settings.environmentSettings = coach.settings.environmentSettings
      }
      coach.settings = settings
      return try body(coach)
    }
  }

  private func row(
    _ store: SessionStore, _ run: SessionStore.Run, _ played: SessionStore.Evaluation
  ) throws -> CoachingOutcome {
    func curve(_ name: MetricName) throws -> [CurvePoint] {
      try store.metrics(run: run.name, name: name).map { CurvePoint(step: Double($0.step), value: $0.value) }
    }
    func mean(_ points: [CurvePoint]) -> Double? {
      points.isEmpty ? nil : points.reduce(0) { $0 + $1.value } / Double(points.count)
    }
    let charged = try store.charges(of: run.name).values.reduce(0, +)
    var row = CoachingOutcome(
      seed: seed, method: method, environment: environment.id, base: base.name, mean: played.mean, low: played.low,
      high: played.high, returns: played.returns, environmentSteps: run.step + charged,
      checkpointDigest: run.digest ?? "")
    row.learningCurve = try curve(.episodicReturn)
    row.setting = setting.name
    row.replicate = replicate
    row.guidanceSteps = charged
    guard let guidance, stage == .refinement else { return row }
    row.identifier = guidance.identifier
    row.advisor = guidance.advisor
    row.control = guidance.terms.control.name
    row.hitRateCurve = try curve(.hitRate)
    row.hitRate = mean(row.hitRateCurve)
    if let shaped = mean(try curve(.shapedRewardSize)), let paid = mean(try curve(.environmentRewardSize)), paid > 0 {
      row.shapedShare = shaped / paid
    }
    let advice = try AdviceSummary(store)
    row.accepted = advice.accepted
    row.acceptedMeanEvidence = advice.acceptedMeanEvidence
    row.acceptedVerifiedShare = advice.acceptedVerifiedShare
    return row
  }

  /// Lets go of the checkpoints that others have, or nobody goes on from.
  func thin(in folder: ExperimentFolder) throws {
    guard stage == .refinement, let refiner else { return }
    let store = try SessionStore.open(path: session(in: folder))
    defer { store.close() }
    try store.removeCheckpoints(except: [RunName(refiner.method.name)])
  }
}

extension Coach {
  /// A run that has to be there.
  fileprivate func run(_ name: RunName) throws -> SessionStore.Run {
    guard let run = try store.run(named: name) else { throw CoachError.noRun(name) }
    return run
  }
}
