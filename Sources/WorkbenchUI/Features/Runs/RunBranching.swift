import Canvas
public import RLCore

/// What is asked of whoever keeps the runs of the session that is open.
public enum BranchingEffect: FeatureEffect {
  /// Begin a run called `name` that goes on from `point` of another one, with changes as `key=value`.
  case fork(from: RunPoint, name: String, changes: [String])

  /// Take a run back to one of its checkpoints.
  case rollBack(to: RunPoint)

  /// Both change the session.
  public var needsWrite: Bool { true }
}

/// What screens are told of it.
enum BranchingMessage: FeatureMessage {
  /// The session has other runs than before.
  case changed
}

extension AppMessage {
  /// A run of the session that is open was forked or rolled back.
  public static var runsChanged: AppMessage { .feature(BranchingMessage.changed) }
}

extension AppModel {
  /// The selected run, where it is one of the session that is open here.
  var ownRun: RunItem? {
    guard let row = runs.selected, row.session.use == .here else { return nil }
    return row.run
  }

  /// The checkpoints of the runs of the session that is open, as the command line takes them.
  var checkpointNames: [String] {
    let own = runs.list?.sessions.first { $0.use == .here }
    return (own?.runs ?? []).flatMap { run in run.checkpoints.map { "\(run.name)@\($0)" } }
  }
}

extension Screen {
  /// Commands that make runs of runs.
  static let branchingCommands = [
    Command(
      "fork", argument: "RUN[@STEP] NAME [key=value]",
      "another run NAME that goes on from a checkpoint of RUN; seed, alpha, steps and settings change what follows",
      needsWrite: true, choices: { $0.checkpointNames }
    ) { model, words in fork(words, &model) },
    Command(
      "rollback", argument: "RUN@STEP",
      "let RUN go on from an earlier checkpoint; what came after is kept as another run; asks first",
      needsWrite: true, choices: { $0.checkpointNames }
    ) { model, words in
      askToRollBack(words, &model)
      return []
    },
  ]
}

/// Types the command that forks the selected run, up to the name.
func beginFork(_ model: inout AppModel) {
  guard let run = model.ownRun else { return model.complain("select a run of the session that is open") }
  guard let latest = run.checkpoints.last else {
    return model.complain("\(sanitised(run.name)) has no checkpoint yet; C stores one while it trains")
  }
  var line = CommandLine()
  line.field = TextField("fork \(run.name)@\(run.checkpoints.dropLast().last ?? latest) ")
  model.commandLine = line
}

private func fork(_ words: [String], _ model: inout AppModel) -> [Effect] {
  guard !model.runs.isPicker else {
    model.complain("no session is open; Enter opens one")
    return []
  }
  guard words.count >= 2, let point = RunPoint(words[0]), words.dropFirst(2).allSatisfy({ $0.contains("=") }) else {
    model.complain("write :fork, a run, a name and what is to be otherwise, for instance :fork ppo@3072 later seed=7")
    return []
  }
  return [.feature(BranchingEffect.fork(from: point, name: words[1], changes: Array(words.dropFirst(2))))]
}

/// Types the command that takes the selected run back, to the checkpoint before its latest.
func beginRollback(_ model: inout AppModel) {
  guard let run = model.ownRun else { return model.complain("select a run of the session that is open") }
  guard let earlier = run.checkpoints.dropLast().last else {
    return model.complain(
      "\(sanitised(run.name)) has no earlier checkpoint; checkpoint.keep lets some stay, and C while it trains stores one"
    )
  }
  var line = CommandLine()
  line.field = TextField("rollback \(run.name)@\(earlier)")
  model.commandLine = line
}

/// The person wants a run to go on from an earlier checkpoint.
private struct RollingBack: Consequence {
  let point: RunPoint

  func carryOut(_ model: inout AppModel) -> [Effect] { [.feature(BranchingEffect.rollBack(to: point))] }
}

/// Asks whether to take a run back. One that is in training is paused first.
private func askToRollBack(_ words: [String], _ model: inout AppModel) {
  guard !model.runs.isPicker else { return model.complain("no session is open; Enter opens one") }
  guard words.count == 1, let point = RunPoint(words[0]), let step = point.step else {
    return model.complain("write :rollback, a run and the step of a checkpoint, for instance :rollback ppo@3072")
  }
  let name = sanitised(point.run.rawValue)
  let isInTraining = model.engine.activeRun == point.run.rawValue
  guard !isInTraining || model.engine.isPaused else {
    return model.complain("\(name) is in training; P pauses it, then it can be rolled back")
  }
  var lines = ["It goes on from step \(step). What it did after that is kept as another run, and can be forked."]
  if model.engine.isBusy {
    lines.append("What is under way stops for it at an update, and goes on from a checkpoint.")
  } else {
    lines.append("R goes on with it.")
  }
  model.confirmation = Confirmation(
    title: "Roll \(name) back?", lines: lines, consequence: RollingBack(point: point))
}
