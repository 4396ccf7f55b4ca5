package import Algorithms
package import RLCore
package import SessionStore
package import Threads

/// A run that goes on from a stored checkpoint of another one, as somebody asks for it: what `refine --from` and `:fork` do.
///
/// Without another seed or setting it is the other run bit for bit. What that one took up to there counts for it too.
package struct ForkOrder: Sendable {
  /// The run and the step that it goes on from.
  package let point: RunPoint
  /// Its name.
  package let name: RunName
  /// Environment steps in all, those of the other run and what guidance cost it included.
  private var steps: Int?
  private var seed: UInt64?
  private var alpha: Double?
  private var settings: [(key: String, value: String)] = []

  /// Reads `RUN[@STEP]`, a name, and changes as `key=value`: `steps`, `seed`, `alpha`, and settings of PPO and of guidance.
  package init(from point: String, as name: String, changes: [String] = []) throws {
    guard let read = RunPoint(point) else {
      throw InvalidSettingError(key: "from", value: point, valid: "a run and a step of it, for instance ultra-ra@3072")
    }
    self.point = read
    self.name = try Self.checked(name)
    for change in changes {
      let (key, value) = try SessionSettings.pair(change)
      switch key {
      case "steps":
        guard let number = WholeNumber.read(value), number > 0 else {
          throw InvalidSettingError(key: key, value: value, valid: "a whole number such as \(WholeNumber.examples)")
        }
        steps = number
      case "seed":
        guard let number = UInt64(value) else {
          throw InvalidSettingError(key: key, value: value, valid: "a whole number from 0")
        }
        seed = number
      case "alpha":
        guard let number = Double(value), AlphaSetting(number) != nil else {
          throw InvalidSettingError(key: key, value: value, valid: "a number from 0 to 1000 where a run is forked")
        }
        alpha = number
      default:
        guard !Self.fixed.contains(key), !key.hasPrefix("oracle.") else {
          throw InvalidSettingError(
            key: key, value: value,
            valid: "what it is in the run that is forked: a fork keeps network, environments, rollouts and table")
        }
        settings.append((key, value))
      }
    }
  }

  /// What a checkpoint was made for and no other setting can go on from.
  private static let fixed: Set<String> = [
    "environments", "stepsPerUpdate", "hidden", "pooling", "cellRate", "activation", "shareTrunk", "logStd",
    "normaliseObservations", "start.optimiser", "guidance.credit", "guidance.radius", "guidance.rounds",
    "guidance.roundShare",
  ]

  /// A name that is a file's too, and neither a method's nor one of a run that is kept.
  private static func checked(_ name: String) throws -> RunName {
    let isPlain = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) }
    guard (1...60).contains(name.count), isPlain, name.first != ".", name.first != "-" else {
      throw InvalidSettingError(key: "as", value: name, valid: "a name of letters, digits, '-', '_' and '.'")
    }
    guard name != RunName.base.rawValue, MethodCatalog.methods[name] == nil else {
      throw InvalidSettingError(key: "as", value: name, valid: "a name that is no method's, such as \(name)-2")
    }
    return RunName(name)
  }

  /// Begins the run, or gives the fork of that name as it was left. Nothing is trained here.
  ///
  /// - Parameter note: told where the run is there already and what is asked for changes nothing.
  package func begin(
    in store: SessionStore, entry: EnvironmentEntry, methods: RLCore.Catalog<RefinementMethod>, pool: WorkerPool,
    now: Double, note: (String) -> Void = { _ in }
  ) throws -> SessionStore.Run {
    if let there = try store.run(named: name), there.checkpoint != nil {
      guard let branch = try store.branches()[name], branch.kind == .fork else {
        throw CoachError.unusable("there is a run '\(name)' already, and it is no fork; choose another name")
      }
      note("'\(name)' was forked from \(branch.parent)@\(branch.step) and goes on by its own settings")
      return there
    }
    let record = try store.checkpoint(at: point)
    let checkpoint = try store.policy(of: record)
    guard let parent = try store.run(named: point.run) else { throw CoachError.noRun(point.run) }
    let configuration = try configuration(of: parent, at: checkpoint, charged: try store.charges(of: parent.name))
    let method = try methods.entry(parent.method)
    let job = try PPO.resume(
      checkpoint, entry: entry, methods: RLCore.Catalog("method", [method]), pool: pool, as: name.rawValue,
      by: configuration)
    if let seed { job.reseed(seed) }
    if let alpha {
      guard let adjustable = job.adjustable else {
        throw InvalidSettingError(
          key: "alpha", value: "\(alpha)", valid: "left out, as \(parent.method) uses none here")
      }
      adjustable.alpha = alpha
    }
    let bytes = job.checkpoint() ?? []
    var own = CheckpointRecord(run: name, step: job.step, file: "", digest: sha256Hex(bytes), time: now)
    own.file = try store.checkpointFile(of: name, step: own.step, digest: own.digest)
    try AtomicFile.write(bytes, to: store.checkpointDirectory + "/" + own.file)
    return try store.beginFork(
      SessionStore.Branch(run: name, parent: parent.name, step: job.step, kind: .fork, time: now),
      method: parent.method, seed: seed ?? parent.seed, configuration: Coach.json(job.configuration),
      totalSteps: job.totalSteps, checkpoint: own)
  }

  /// The settings of the run that is forked, with what is to be another one.
  private func configuration(
    of parent: SessionStore.Run, at checkpoint: PolicyCheckpoint, charged: [Stage: Int]
  ) throws -> PPOConfiguration {
    var configuration = try checkpoint.configuration
    for (key, value) in settings { try PPOConfiguration.fields.apply(key, value, to: &configuration) }
    if let alpha { (configuration.guidance.alpha, configuration.guidance.alphaChoice) = (alpha, .given) }
    let spent = charged.values.reduce(0, +)
    let total = steps.map { configuration.trainingSteps(of: $0, charged: spent) } ?? parent.totalSteps
    // As it was written, where nothing changes: its checkpoints are then those of the run that it is forked from.
    if total != configuration.roundedSteps { configuration.totalSteps = total }
    guard total > checkpoint.step else {
      throw CoachError.unusable(
        "'\(parent.name)' has nothing left to do at step \(checkpoint.step); name an earlier checkpoint, or more steps "
          + "than \(checkpoint.step + spent) in all")
    }
    return configuration
  }
}

extension ForkOrder {
  /// Begins the run, or takes it up, and trains it to its end.
  package func perform(by coach: Coach, note: (String) -> Void) throws -> SessionStore.Run {
    let run = try begin(
      in: coach.store, entry: coach.entry, methods: coach.catalogs.methods, pool: coach.pool, now: coach.now, note: note
    )
    return try coach.goOn(run.name, steps: steps)
  }
}

extension SessionStore {
  /// The forks that no other run took the place of, in the order in which they began.
  package func forks() throws -> [Run] {
    let branches = try branches()
    return try runs().filter {
      branches[$0.name]?.kind == .fork && $0.checkpoint != nil && !$0.name.isSuperseded
    }
  }
}
