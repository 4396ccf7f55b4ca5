import RLCore

extension TextEnvironmentEntry {
  /// InterCode-Bash.
  static let interCodeBash = TextEnvironmentEntry(
    "InterCode-Bash", "questions about the files of a small system, answered by Bash commands in a sandbox",
    usage: "A set is a list of InterCode-Bash such as nl2bash_fs_1.json, with its root tree fs_1.tar.xz beside it, or "
      + "own for eight tasks that come with the program; a problem is a list and a place, such as nl2bash_fs_1/0.",
    folderName: "intercode/bash", settings: BashSettings(), fields: BashSettings.fields,
    speeds: { BashSpeeds($0.compactMap { $0 as? InterCodeBash }).all },
    obstacle: { Sandbox.obstacle?.description },
    recordings: Recordings(
      names: BashRecordings.names(in:), plans: { try BashRecordings.plans(of: $0, in: $1) },
      replay: BashRecordings.replay), usualPrior: "uniform",
    usualPreset: "intercode",
    owns: { name, folder in
      BashMaker.place(name, folder) != nil || BashOwnTask.set.contains { $0.task.name == name }
    },
    named: { name, folder in
      guard BashMaker.place(name, folder) != nil else { return nil }
      var settings = BashSettings()
      settings.checkGold = false
      let selection = TextTaskSelection(.problem(name), horizon: 1_000)
      return try TextTaskSet.bash(settings, selection, folder).members.first?.task
    },
    tasks: { settings, selection, folder in
      try TextTaskSet.bash(settings, selection, folder).labelled(readsGold: settings.oracleReward)
    })
}
