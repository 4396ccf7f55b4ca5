import Foundation
import RLCore

extension TextTaskSet {
  /// The set of games that come with the program.
  private static let ownSet = "own"

  /// The games of a selection.
  static func households(
    _ settings: HouseSettings, _ selection: TextTaskSelection, _ folder: TaskFolder
  ) throws -> TextTaskSet {
    let horizon = selection.horizon ?? ALFWorld.usualHorizon
    switch selection.source {
    case .drawn:
      let house = try House.random(settings, seed: selection.seed)
      return TextTaskSet([Group(house.name, [try Member(house, horizon: horizon)])])
    case .problem(let name):
      guard let place = folder.games(name) else {
        throw TextTaskError.unreadable(
          "no game '\(name)' here or in \(folder.path); name a game.tw-pddl, or set SIDECOACH_DATA")
      }
      let entries = try GameArchive(place).entries
      guard let entry = entries.first, entries.count == 1 else {
        throw TextTaskError.unreadable(
          "\(place): \(entries.count) games lie there and one was asked for; name it as a set")
      }
      return TextTaskSet([Group(entry.name, [try Member(entry, horizon: horizon)])])
    case .sets(let names): return try sets(names, folder, horizon: horizon, most: settings.games)
    }
  }

  private static func sets(
    _ names: [String], _ folder: TaskFolder, horizon: Int, most: Int
  ) throws -> TextTaskSet {
    var set = TextTaskSet([])
    for name in names {
      if name == ownSet {
        set.groups += try own(horizon: horizon)
        continue
      }
      guard let place = folder.games(name) else {
        throw TextTaskError.unknownSet(name, folder: folder, own: [ownSet])
      }
      let all = try GameArchive(place).entries
      let entries = most > 0 ? Array(all.prefix(most)) : all
      var members: [Member] = []
      var unsolvable = 0
      for entry in entries {
        do { members.append(try Member(entry, horizon: horizon)) } catch TextTaskError.unsolvable { unsolvable += 1 }
      }
      guard !members.isEmpty else { throw TextTaskError.emptySet(place) }
      let title = (GameArchive.stem(place) as NSString).lastPathComponent
      set.groups.append(Group(title, members))
      if unsolvable > 0 {
        set.notes.append(
          "\(title): \(unsolvable) of \(entries.count) games are left out: their files say that no plan is known.")
      }
      if entries.count < all.count { set.notes.append("\(title): the first \(entries.count) of \(all.count) games.") }
    }
    return set
  }

  /// Games that come with the program: two for each kind of task, drawn from fixed seeds.
  private static func own(horizon: Int) throws -> [Group] {
    try HouseTask.allCases.map { task in
      let members = try (1...2).map { seed in
        var settings = HouseSettings()
        settings.task = task
        return try Member(House.random(settings, seed: UInt64(seed)), horizon: horizon)
      }
      return Group("own_\(task.rawValue)", members)
    }
  }
}

extension TextTaskSet.Member {
  /// The game of a file.
  ///
  /// - Throws: `TextTaskError`, with the file's place.
  init(_ entry: GameArchive.Entry, horizon: Int) throws {
    do {
      let file = try GameFile(entry.bytes)
      guard file.solvable else {
        throw TextTaskError.unsolvable(
          task: entry.place, reason: "its file says that no plan is known (solvable is false)")
      }
      self.init(ALFWorld(try HouseholdGame(file), id: entry.name, horizon: horizon), shortest: nil)
    } catch let error as GameError {
      throw TextTaskError.unreadable("\(entry.place): \(error)")
    }
  }

  /// A game that was drawn; its walkthrough is a plan and need not be a shortest one.
  fileprivate init(_ house: House, horizon: Int) throws {
    self.init(ALFWorld(try HouseholdGame(house.file), id: house.name, horizon: horizon), shortest: nil)
  }
}

extension TaskFolder {
  /// A folder, an archive or a game at `name` itself, else in the data set's folder, with or without its ending.
  func games(_ name: String) -> String? {
    let inside = path + "/" + name
    let endings = GameArchive.archiveSuffixes + [GameArchive.suffix]
    let candidates = [name, inside] + endings.map { inside + $0 }
    return candidates.first { !$0.isEmpty && FileManager.default.fileExists(atPath: $0) }
  }

  /// The game that records call `name`, in whatever archive or folder of the data set it lies; nil where there is none.
  func game(_ name: String) throws -> GameArchive.Entry? {
    guard isThere, name.contains("/") else { return nil }
    return try gamePlaces.lazy.compactMap { place in
      (try? GameArchive(place))?.entries.first { $0.name == name }
    }.first
  }

  /// The archives and folders of the data set, in order of their names.
  var gamePlaces: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { path + "/" + $0 }.filter { place in
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: place, isDirectory: &isFolder)
        return isFolder.boolValue || GameArchive.archiveSuffixes.contains(where: place.hasSuffix)
      }
    }
  }
}
