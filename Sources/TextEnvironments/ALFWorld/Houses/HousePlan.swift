import RLCore

/// A house in the making: what stands where, and what the task is about.
struct HousePlan {
  let task: HouseTask
  private(set) var receptacles: [House.Item] = []
  private(set) var things: [House.Item] = []
  /// The kind of thing that the task is about, and where it shall be.
  private(set) var target: HouseKinds.Thing
  private(set) var destination = ""
  private(set) var rooms: [HouseKinds.Room]

  init(_ task: HouseTask, rooms count: Int, _ generator: inout SeededGenerator) {
    self.task = task
    let first = task.rooms[generator.below(task.rooms.count)]
    var others = HouseKinds.Room.allCases.filter { $0 != first }
    rooms = [first]
    while rooms.count < count { rooms.append(others.remove(at: generator.below(others.count))) }
    var counts: [String: Int] = [:]
    for kind in HouseKinds.receptacles where rooms.contains(kind.room) {
      let count = kind.count.lowerBound + generator.below(kind.count.count)
      for _ in 0..<count {
        counts[kind.name, default: 0] += 1
        receptacles.append(
          House.Item(
            kind: kind.name, id: Self.id(kind.name, counts[kind.name] ?? 1), isOpenable: kind.isOpenable))
      }
    }
    let there = Set(receptacles.map(\.kind))
    // A thing that has a place to begin with and another one to end in.
    let candidates = HouseKinds.things.filter { thing in
      (task.tool == nil || thing.treatments.contains(task)) && !Self.ends(thing, task, there).isEmpty
    }
    target = candidates.isEmpty ? HouseKinds.things[0] : candidates[generator.below(candidates.count)]
    let ends = Self.ends(target, task, there)
    destination = ends.isEmpty ? "" : ends[generator.below(ends.count)]
  }

  /// Kinds of receptacles for a thing to end in, where it can begin in another; those that treat things are none.
  private static func ends(_ thing: HouseKinds.Thing, _ task: HouseTask, _ there: Set<String>) -> [String] {
    let places = thing.places.intersection(there)
    guard places.count > 1 else { return [] }
    return places.filter { $0 != task.tool }.sorted()
  }

  /// Ids that ALFWorld's way of naming gives the kind's name: what stands before the bar, with basins in the rest.
  private static func id(_ kind: String, _ number: Int) -> String {
    let digits = number < 10 ? "0\(number)" : "\(number)"
    return kind == HouseKinds.sink ? "sink_bar_\(digits)_bar_basin" : "\(kind)_bar_\(digits)"
  }

  private mutating func add(_ kind: String, treatments: Set<HouseTask>, place: Int) {
    let number = things.count { $0.kind == kind } + 1
    things.append(House.Item(kind: kind, id: Self.id(kind, number), place: place, treatments: treatments))
  }

  private func places(_ kinds: Set<String>) -> [Int] {
    receptacles.indices.filter { kinds.contains(receptacles[$0].kind) }
  }

  /// Puts the things of the task and others where they may lie.
  mutating func furnish(_ count: Int, _ generator: inout SeededGenerator) {
    let starts = places(target.places.subtracting([destination]))
    for _ in 0..<(task == .two ? 2 : 1) {
      add(target.name, treatments: target.treatments, place: starts[generator.below(starts.count)])
    }
    if task == .examine {
      let stands = places(HouseKinds.lampPlaces)
      add(HouseKinds.lamp, treatments: [], place: stands[generator.below(stands.count)])
    }
    let others = HouseKinds.things.filter { !places($0.places).isEmpty }
    while things.count < count {
      let thing = others[generator.below(others.count)]
      // More things of the task's kind, too, but none where they shall end.
      let spots = thing.name == target.name ? starts : places(thing.places)
      guard things.count(where: { $0.kind == thing.name }) < 4 else {
        // Houses of few kinds can be full of each.
        if others.allSatisfy({ other in things.count { $0.kind == other.name } >= 4 }) { break }
        continue
      }
      add(thing.name, treatments: thing.treatments, place: spots[generator.below(spots.count)])
    }
  }

  /// Gives everything the name that the texts will have for it.
  mutating func nameAll() {
    let ids = (receptacles + things).map(\.id).sorted()
    let names = ObjectTable.names(ids, isNamed: [Bool](repeating: true, count: ids.count))
    let byID = Dictionary(zip(ids, names.map { String(decoding: $0, as: UTF8.self) })) { first, _ in first }
    for place in receptacles.indices { receptacles[place].name = byID[receptacles[place].id] ?? "" }
    for place in things.indices { things[place].name = byID[things[place].id] ?? "" }
  }

  /// What is to be done, in words.
  var words: String {
    switch task {
    case .put: "put a \(target.name) in \(destination)"
    case .examine: "look at \(target.name) under the \(HouseKinds.lamp)"
    case .clean: "put a clean \(target.name) in \(destination)"
    case .heat: "put a hot \(target.name) in \(destination)"
    case .cool: "put a cool \(target.name) in \(destination)"
    case .two: "put two \(target.name) in \(destination)"
    }
  }

  /// A plan that does the task.
  var walkthrough: [String] {
    var walk = Walk(receptacles)
    let own = things.filter { $0.kind == target.name }.prefix(task == .two ? 2 : 1)
    for thing in own {
      walk.go(to: thing.place, opening: true)
      walk.steps.append("take \(thing.name) from \(receptacles[thing.place].name)")
      if task == .examine, let lamp = things.first(where: { $0.kind == HouseKinds.lamp }) {
        walk.go(to: lamp.place, opening: false)
        walk.steps.append("use \(lamp.name)")
        continue
      }
      if let tool = task.tool, let place = places([tool]).first {
        walk.go(to: place, opening: false)
        walk.steps.append("\(task.rawValue) \(thing.name) with \(receptacles[place].name)")
      }
      if let place = places([destination]).first {
        walk.go(to: place, opening: true)
        walk.steps.append("move \(thing.name) to \(receptacles[place].name)")
      }
    }
    return walk.steps
  }

  private struct Walk {
    let receptacles: [House.Item]
    var steps: [String] = []
    private var here = -1
    private var open: Set<Int> = []

    init(_ receptacles: [House.Item]) { self.receptacles = receptacles }

    mutating func go(to place: Int, opening: Bool) {
      if place != here { steps.append("go to \(receptacles[place].name)") }
      here = place
      if opening, receptacles[place].isOpenable, open.insert(place).inserted {
        steps.append("open \(receptacles[place].name)")
      }
    }
  }
}
