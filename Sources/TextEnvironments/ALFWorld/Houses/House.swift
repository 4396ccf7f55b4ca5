import RLCore

/// What a house that is drawn shall have.
public struct HouseSettings: Sendable {
  /// What is to be done; nil: drawn too.
  public var task: HouseTask?
  /// Rooms of the house.
  public var rooms = 1
  /// Things that lie about, those of the task included.
  public var things = 18
  /// Games that are taken of a set, the first in order; 0: all.
  public var games = 0

  /// The usual settings.
  public init() {}

  static let fields: [ConfigField<HouseSettings>] = [
    .custom(
      "task", "what is to be done in a house that is drawn",
      valid: "any, \(HouseTask.allCases.map(\.rawValue).joined(separator: ", "))",
      read: { $0.task?.rawValue ?? "any" },
      write: { settings, text in
        settings.task = HouseTask(rawValue: text)
        return settings.task != nil || text == "any"
      }),
    .integer("rooms", \.rooms, 1...4, "rooms of a house that is drawn"),
    .integer("things", \.things, 4...60, "things that lie about in a house that is drawn"),
    .integer("games", \.games, 0...20_000, "games that are taken of a set, the first in order; 0 for all"),
  ]
}

/// A house that was drawn, with a task and a plan for it.
public struct House: Sendable {
  /// What the game is called.
  public let name: String
  /// The game, as a file holds it.
  public let file: GameFile

  /// A receptacle or a thing that stands or lies somewhere.
  struct Item: Sendable {
    var kind: String
    /// As the game's file names it.
    var id: String
    /// As the texts name it.
    var name = ""
    /// The receptacle that a thing is in.
    var place = -1
    var isOpenable = false
    var treatments: Set<HouseTask> = []
  }

  /// Draws a house with a task that can be done in it.
  ///
  /// The thing of the task lies anywhere but in its place; all else lies where such things may. The plan goes to the thing,
  /// to what treats it, and to its place, and opens what is closed on the way.
  /// - Throws: `InvalidSettingError` where no such house exists.
  public static func random(_ settings: HouseSettings, seed: UInt64) throws -> House {
    try requireSize("rooms", settings.rooms, 1...HouseKinds.Room.allCases.count)
    try requireSize("things", settings.things, 4...60)
    var generator = SeededGenerator(seed: seed, stream: 88_001)
    let task = settings.task ?? HouseTask.allCases[generator.below(HouseTask.allCases.count)]
    var plan = HousePlan(task, rooms: settings.rooms, &generator)
    plan.furnish(settings.things, &generator)
    plan.nameAll()
    return House(name: "house-\(task.rawValue)-\(seed)", file: plan.file(name: "house-\(task.rawValue)-\(seed)"))
  }
}
