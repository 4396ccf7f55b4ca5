import RLCore

extension TextEnvironmentEntry {
  /// The blocks world.
  static let blocksWorld = TextEnvironmentEntry(
    "BlocksWorld", "blocks on a table and one hand that moves them",
    usage:
      "A problem is a PDDL file of the blocks world with four operators, in either common spelling; a set is a JSON list with instance and optimal_plan, "
      + "or own for sixty tasks that come with the program.",
    folderName: "blocksworld", settings: BlocksTaskSettings(), fields: BlocksTaskSettings.fields,
    process: TabularEntry("Blocks", "a blocks world of three blocks, every state listed") { _ in try .towerReversal() },
    speeds: { try BlocksSpeeds($0.compactMap { $0 as? BlocksWorld }).all },
    // Its first search ends without a plan, and the wider one after it finds one.
    showpiece: Showpiece(settings: [(key: "blocks", value: "6")], seed: 6),
    owns: { name, folder in
      // Games of other environments lie at paths, too, and say by their ending what they are.
      if name.hasSuffix(GameArchive.suffix) { return false }
      return name.contains("/") || name.hasSuffix(".pddl") || folder.file(name, in: "instances", suffix: ".pddl") != nil
    },
    // Plans on record are followed as far as they go; the horizon of a task is the planner's business.
    named: { name, folder in try BlocksInstance.recorded(name, folder: folder).map { BlocksWorld($0, horizon: 1_000) }
    },
    tasks: TextTaskSet.blocks)
}
