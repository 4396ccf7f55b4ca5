import RLCore

extension TextEnvironmentEntry {
  /// Household games.
  static let alfWorld = TextEnvironmentEntry(
    "ALFWorld", "household games in words: find things, clean, heat or cool them, and put them in their place",
    usage:
      "A problem is a game.tw-pddl; a set is a folder of such files or a .tar, .tar.xz or .tar.gz of them, "
      + "or own for twelve games that come with the program.",
    folderName: "alfworld", settings: HouseSettings(), fields: HouseSettings.fields,
    speeds: { try ALFWorldSpeeds($0.compactMap { $0 as? ALFWorld }).all },
    learner: { try WalkthroughPrior(for: $0, in: $1, usesDrawn: $2) }, usualPrior: "learnt", usualPreset: "alfworld",
    owns: { name, folder in name.hasSuffix(GameArchive.suffix) && folder.games(name) != nil },
    named: { name, folder in
      // Plans on record are followed as far as they go; the horizon of a task is the planner's business.
      try folder.game(name).map { try TextTaskSet.Member($0, horizon: 1_000).task }
    },
    tasks: TextTaskSet.households)
}
