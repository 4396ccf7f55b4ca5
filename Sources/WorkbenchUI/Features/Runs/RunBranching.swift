import Canvas
public import RLCore

/// What is asked of whoever keeps the runs of the session that is open.
public enum BranchingEffect: FeatureEffect {
  /// Begin a run called `name` that goes on from `point` of another one, with changes as `key=value`.
  case fork(from: RunPoint, name: String, changes: [String])

  /// A run is begun.
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
    ) { model, words in fork(words, &model) }
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
