/// What stands in the houses that the program draws, and what lies there.
enum HouseKinds {
  /// A room, with what always stands in one.
  enum Room: String, CaseIterable, Sendable {
    case kitchen, bedroom, bathroom, livingroom
  }

  /// A receptacle.
  struct Receptacle: Sendable {
    var name: String
    var room: Room
    /// How many there are.
    var count: ClosedRange<Int>
    var isOpenable: Bool

    init(_ name: String, _ room: Room, _ count: ClosedRange<Int>, isOpenable: Bool = false) {
      self.name = name
      self.room = room
      self.count = count
      self.isOpenable = isOpenable
    }
  }

  /// Something that can be carried.
  struct Thing: Sendable {
    var name: String
    /// Kinds of receptacles that can hold it.
    var places: Set<String>
    var treatments: Set<HouseTask>

    init(_ name: String, _ places: Set<String>, _ treatments: Set<HouseTask> = []) {
      self.name = name
      self.places = places
      self.treatments = treatments
    }
  }

  static let sink = "sinkbasin"
  static let microwave = "microwave"
  static let fridge = "fridge"
  static let lamp = "desklamp"
  /// Where a lamp may stand.
  static let lampPlaces: Set = ["desk", "sidetable", "dresser"]

  static let receptacles = [
    Receptacle("cabinet", .kitchen, 3...6, isOpenable: true), Receptacle("countertop", .kitchen, 1...3),
    Receptacle("drawer", .kitchen, 2...4, isOpenable: true), Receptacle("diningtable", .kitchen, 1...1),
    Receptacle(fridge, .kitchen, 1...1, isOpenable: true), Receptacle(microwave, .kitchen, 1...1, isOpenable: true),
    Receptacle(sink, .kitchen, 1...1), Receptacle("stoveburner", .kitchen, 2...4),
    Receptacle("garbagecan", .kitchen, 1...1), Receptacle("coffeemachine", .kitchen, 1...1),
    Receptacle("bed", .bedroom, 1...1), Receptacle("desk", .bedroom, 1...2),
    Receptacle("sidetable", .bedroom, 1...2), Receptacle("dresser", .bedroom, 1...1),
    Receptacle("drawer", .bedroom, 2...5, isOpenable: true), Receptacle("shelf", .bedroom, 1...4),
    Receptacle("safe", .bedroom, 0...1, isOpenable: true), Receptacle("garbagecan", .bedroom, 1...1),
    Receptacle("toilet", .bathroom, 1...1), Receptacle(sink, .bathroom, 1...2),
    Receptacle("cabinet", .bathroom, 2...4, isOpenable: true), Receptacle("countertop", .bathroom, 1...1),
    Receptacle("handtowelholder", .bathroom, 1...2), Receptacle("shelf", .bathroom, 0...2),
    Receptacle("garbagecan", .bathroom, 1...1), Receptacle("sofa", .livingroom, 1...2),
    Receptacle("armchair", .livingroom, 1...2), Receptacle("coffeetable", .livingroom, 1...1),
    Receptacle("sidetable", .livingroom, 1...2), Receptacle("drawer", .livingroom, 1...3, isOpenable: true),
    Receptacle("shelf", .livingroom, 1...3), Receptacle("garbagecan", .livingroom, 1...1),
  ]

  private static let table: Set = ["countertop", "diningtable", "coffeetable", "sidetable", "desk", "dresser"]
  private static let kitchen: Set = ["countertop", "diningtable", "cabinet", sink]
  private static let small: Set = ["drawer", "shelf"]
  private static let seat: Set = ["bed", "sofa", "armchair"]
  private static let cold: Set = [fridge, microwave]

  static let things = [
    Thing("mug", kitchen.union(cold).union(["desk", "coffeemachine", "shelf"]), [.clean, .heat, .cool]),
    Thing("cup", kitchen.union(cold).union(["shelf", "coffeetable"]), [.clean, .heat, .cool]),
    Thing("plate", kitchen.union(cold).union(["shelf", "coffeetable"]), [.clean, .heat, .cool]),
    Thing("bowl", kitchen.union(cold).union(["shelf", "dresser"]), [.clean, .cool]),
    Thing("fork", ["countertop", "diningtable", "drawer", sink], [.clean]),
    Thing("spoon", ["countertop", "diningtable", "drawer", sink], [.clean]),
    Thing("spatula", ["countertop", "diningtable", "drawer", sink], [.clean]),
    Thing("pan", kitchen.union(["stoveburner", fridge]), [.clean, .cool]),
    Thing("pot", kitchen.union(["stoveburner", fridge]), [.clean, .cool]),
    Thing("apple", ["countertop", "diningtable", "garbagecan", fridge, microwave, sink], [.clean, .heat, .cool]),
    Thing("tomato", ["countertop", "diningtable", "garbagecan", fridge, microwave, sink], [.clean, .heat, .cool]),
    Thing("potato", ["countertop", "diningtable", "garbagecan", fridge, microwave, sink], [.clean, .heat, .cool]),
    Thing("egg", ["countertop", "diningtable", "garbagecan", fridge, microwave, sink], [.clean, .heat, .cool]),
    Thing("lettuce", ["countertop", "diningtable", "garbagecan", fridge, sink], [.clean, .cool]),
    Thing("bread", ["countertop", "diningtable", "garbagecan", fridge, microwave], [.heat, .cool]),
    Thing("saltshaker", table.union(small).union(["cabinet"])),
    Thing("book", table.union(small).union(seat)), Thing("pen", table.union(small).union(["garbagecan"])),
    Thing("pencil", table.union(small).union(["garbagecan"])),
    Thing("cd", table.union(small).union(["garbagecan", "safe"])),
    Thing("cellphone", table.union(small).union(seat).union(["safe"])),
    Thing("keychain", table.union(small).union(seat).union(["safe"])),
    Thing("laptop", table.union(seat)), Thing("pillow", seat), Thing("alarmclock", table.union(["shelf"])),
    Thing("watch", table.union(small).union(["safe", "sofa"])),
    Thing("soapbar", ["countertop", "cabinet", "drawer", "toilet", "garbagecan", sink], [.clean]),
    Thing("soapbottle", ["countertop", "cabinet", "drawer", "toilet", "garbagecan", "shelf"]),
    Thing("spraybottle", ["countertop", "cabinet", "drawer", "toilet", "garbagecan", "shelf"]),
    Thing("toiletpaper", ["countertop", "cabinet", "drawer", "toilet", "garbagecan", "shelf"]),
    Thing("cloth", ["countertop", "cabinet", "drawer", "toilet", sink], [.clean]),
    Thing("handtowel", ["handtowelholder", "countertop", "cabinet", sink]),
    Thing("candle", table.union(small).union(["toilet", "cabinet"])),
    Thing("newspaper", table.union(small).union(seat).union(["garbagecan"])),
    Thing("remotecontrol", table.union(small).union(seat)),
    Thing("creditcard", table.union(small).union(seat)), Thing("vase", table.union(["shelf", "safe"])),
    Thing("tissuebox", table.union(small).union(["toilet", "cabinet", "garbagecan"])),
  ]
}

/// The six kinds of tasks in a house.
public enum HouseTask: String, CaseIterable, Sendable, Codable {
  /// Put one thing in a place.
  case put
  /// Look at one thing in the light of a lamp.
  case examine
  /// Clean, heat or cool a thing and put it in a place.
  case clean, heat, cool
  /// Put two things of a kind in one place.
  case two

  /// The receptacle that treats things.
  var tool: String? {
    switch self {
    case .clean: HouseKinds.sink
    case .heat: HouseKinds.microwave
    case .cool: HouseKinds.fridge
    case .put, .examine, .two: nil
    }
  }

  /// Rooms in which it can be done.
  var rooms: [HouseKinds.Room] {
    switch self {
    case .heat, .cool: [.kitchen]
    case .clean: [.kitchen, .bathroom]
    case .examine: [.bedroom, .livingroom]
    case .put, .two: HouseKinds.Room.allCases
    }
  }
}
