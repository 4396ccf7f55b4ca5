extension HousePlan {
  /// The type that a kind has in the game's file.
  private static func type(_ kind: String) -> String { kind + "Type" }

  /// The game, as a file holds it.
  func file(name: String) -> GameFile {
    GameFile(
      domain: HouseRules.domain, grammar: HouseRules.grammar(task: words), problem: problem(name), solvable: true,
      walkthrough: walkthrough)
  }

  private static func place(_ number: Int) -> String { number < 10 ? "loc_bar_0\(number)" : "loc_bar_\(number)" }

  private func problem(_ name: String) -> String {
    let things = things
    let kinds = Set(things.map(\.kind)).sorted()
    // The rules speak of what treats things, also in a house that has none.
    let receptacleKinds =
      Set(receptacles.map(\.kind)).union([HouseKinds.sink, HouseKinds.microwave, HouseKinds.fridge]).sorted()
    var objects = ["agent1 - agent"]
    objects += (0...receptacles.count).map { "\(Self.place($0)) - location" }
    objects += receptacles.map { "\($0.id) - receptacle" } + things.map { "\($0.id) - object" }
    objects += receptacleKinds.map { "\(Self.type($0)) - rtype" } + kinds.map { "\(Self.type($0)) - otype" }
    var facts = ["(atLocation agent1 \(Self.place(0)))"]
    for (number, receptacle) in receptacles.enumerated() {
      facts.append("(receptacleType \(receptacle.id) \(Self.type(receptacle.kind)))")
      facts.append("(receptacleAtLocation \(receptacle.id) \(Self.place(number + 1)))")
      if receptacle.isOpenable { facts.append("(openable \(receptacle.id))") }
    }
    for kind in HouseKinds.things where kinds.contains(kind.name) {
      for place in kind.places.intersection(receptacleKinds).sorted() {
        facts.append("(canContain \(Self.type(place)) \(Self.type(kind.name)))")
      }
    }
    for thing in things {
      facts.append("(objectType \(thing.id) \(Self.type(thing.kind)))")
      facts.append("(inReceptacle \(thing.id) \(receptacles[thing.place].id))")
      facts.append("(objectAtLocation \(thing.id) \(Self.place(thing.place + 1)))")
      facts.append(thing.kind == HouseKinds.lamp ? "(toggleable \(thing.id))" : "(pickupable \(thing.id))")
      for (task, word) in [(HouseTask.clean, "cleanable"), (.heat, "heatable"), (.cool, "coolable")]
      where thing.treatments.contains(task) {
        facts.append("(\(word) \(thing.id))")
      }
    }
    return """
      (define (problem \(name))
        (:domain household)
        (:objects
          \(objects.joined(separator: "\n    ")))
        (:init
          \(facts.joined(separator: "\n    ")))
        (:goal \(goal)))

      """
  }

  private var goal: String {
    let (kind, end) = (Self.type(target.name), Self.type(destination))
    func inPlace(_ thing: String) -> String {
      "(objectType \(thing) \(kind)) (receptacleType ?r \(end)) (inReceptacle \(thing) ?r)"
    }
    switch task {
    case .put: return "(exists (?o - object ?r - receptacle) (and \(inPlace("?o"))))"
    case .clean, .heat, .cool:
      let state = [HouseTask.clean: "isClean", .heat: "isHot", .cool: "isCool"][task] ?? ""
      return "(exists (?o - object ?r - receptacle) (and (\(state) ?o) \(inPlace("?o"))))"
    case .two:
      return "(exists (?o1 - object ?o2 - object ?r - receptacle) (and (not (= ?o1 ?o2)) \(inPlace("?o1")) "
        + "\(inPlace("?o2"))))"
    case .examine:
      return "(and (exists (?lamp - object ?r - receptacle ?a - agent ?l - location) (and "
        + "(objectType ?lamp \(Self.type(HouseKinds.lamp))) (isToggled ?lamp) (inReceptacle ?lamp ?r) "
        + "(receptacleAtLocation ?r ?l) (atLocation ?a ?l))) "
        + "(exists (?o - object ?a - agent) (and (objectType ?o \(kind)) (holds ?a ?o))))"
    }
  }
}
