import Foundation
import RLCore
import TestSupport
import Testing
import TextEnvironments

/// Files and archives of games: where they are read from, and what is said of those that cannot be.
@Suite struct ALFWorldFileTests {
  private let entry: TextEnvironmentEntry
  private let folder = TaskFolder("alfworld", in: DataFolder(environment: ["SIDECOACH_DATA": "/nowhere"]))

  init() throws { entry = try TextEnvironmentCatalog.environments.entry("ALFWorld") }

  /// A folder of its own, which goes with the test.
  private func scratch(_ body: (String) async throws -> Void) async throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("households-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: path) }
    try await body(path)
  }

  private func house(_ seed: UInt64 = 1) throws -> GameFile { try House.random(HouseSettings(), seed: seed).file }

  private func write(_ text: String, _ path: String) throws {
    let folder = (path as NSString).deletingLastPathComponent
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  private func tar(_ arguments: [String], in path: String) async throws {
    let (status, errors) = try await onOwnThread {
      let tar = try Shell(["tar"] + arguments, in: URL(fileURLWithPath: path))
      return (tar.status, tar.errors)
    }
    try #require(status == 0, "\(errors)")
  }

  private func tasks(_ source: TextTaskSelection.Source) async throws -> TextTaskSet {
    try await onOwnThread { [entry, folder] in try entry.tasks(TextTaskSelection(source), folder: folder) }
  }

  @Test func gamesAreReadFromFoldersFilesAndArchives() async throws {
    try await scratch { path in
      var documents: [String: String] = [:]
      for seed in 1...3 as ClosedRange<UInt64> {
        let text = try house(seed).json
        documents["kind/trial-\(seed)"] = text
        try write(text, "\(path)/games/kind/trial-\(seed)/game.tw-pddl")
      }
      try write("nothing to do with it", "\(path)/games/kind/readme.txt")
      for (flag, name) in [("", "a.tar"), ("-z", "b.tar.gz"), ("-J", "c.tar.xz")] {
        try await tar((flag.isEmpty ? [] : [flag]) + ["-c", "-f", "\(path)/\(name)", "games"], in: path)
      }
      for place in ["games", "a.tar", "b.tar.gz", "c.tar.xz"] {
        let set = try await tasks(.sets(["\(path)/\(place)"]))
        #expect(set.byName.mapValues(\.document) == documents, "\(place)")
        #expect(set.groups.map(\.name) == [String(place.prefix(while: { $0 != "." }))])
      }
      let one = try await tasks(.problem("\(path)/games/kind/trial-2/game.tw-pddl")).members
      #expect(one.map(\.task.id) == ["kind/trial-2"])
      #expect(entry.isProblem("\(path)/games/kind/trial-2/game.tw-pddl", folder: folder))
    }
  }

  @Test func brokenArchivesAndEmptyPlacesAreErrors() async throws {
    try await scratch { path in
      for seed in 1...4 as ClosedRange<UInt64> { try write(try house(seed).json, "\(path)/g/\(seed)/game.tw-pddl") }
      try await tar(["-c", "-J", "-f", "\(path)/whole.tar.xz", "g"], in: path)
      let bytes = try Data(contentsOf: URL(fileURLWithPath: "\(path)/whole.tar.xz"))
      try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: "\(path)/half.tar.xz"))
      try write("no archive at all", "\(path)/text.tar")
      try write("a text", "\(path)/empty/readme.txt")
      try await tar(["-c", "-f", "\(path)/none.tar", "empty"], in: path)
      let expected = [
        ("half.tar.xz", "tar cannot read it"), ("text.tar", "tar cannot read it"), ("none.tar", "no file *.tw-pddl"),
        ("empty", "no file *.tw-pddl"),
      ]
      for (name, reason) in expected {
        let error = try await #require(throws: TextTaskError.self) { try await tasks(.sets(["\(path)/\(name)"])) }
        #expect(error.description.contains(name) && error.description.contains(reason), "\(error)")
      }
    }
  }

  /// A file with a hole takes no room, and would be unpacked to more than is read.
  @Test func archivesThatUnpackWithoutEndAreRefusedBeforehand() async throws {
    try await scratch { path in
      try write("", "\(path)/g/1/game.tw-pddl")
      let hole = try FileHandle(forWritingTo: URL(fileURLWithPath: "\(path)/g/1/game.tw-pddl"))
      try hole.truncate(atOffset: 1_200 << 20)
      try hole.close()
      try await tar(["-c", "--sparse", "-f", "\(path)/hole.tar", "g"], in: path)
      let error = try await #require(throws: TextTaskError.self) { try await tasks(.sets(["\(path)/hole.tar"])) }
      #expect(error.description.contains("1024 MiB"), "\(error)")
    }
  }

  @Test func aGameWithoutAPlanIsRefusedAndInASetLeftOut() async throws {
    try await scratch { path in
      var file = try house()
      try write(file.json, "\(path)/set/a.tw-pddl")
      file.solvable = false
      try write(file.json, "\(path)/set/b.tw-pddl")
      let error = try await #require(throws: TextTaskError.self) { try await tasks(.problem("\(path)/set/b.tw-pddl")) }
      #expect(error.description.contains("b.tw-pddl") && error.description.contains("solvable"), "\(error)")
      let set = try await tasks(.sets(["\(path)/set"]))
      #expect(set.members.map(\.task.id) == ["a"])
      #expect(set.notes.contains { $0.contains("1 of 2 games are left out") }, "\(set.notes)")
    }
  }

  /// What is replaced in a game's JSON, by what, and what the error says.
  static let damages: [(old: String, new: String, message: String)] = [
    ("{\"grammar\"", "[\"grammar\"", "not a game"),
    ("\"pddl_domain\"", "\"pddl_domian\"", "the key pddl_domain is missing"),
    ("\"pddl_problem\"", "\"problem\"", "the key pddl_problem is missing"),
    ("\"solvable\":true", "\"solvable\":\"yes\"", "solvable has another type"),
    ("(:action look", "(:durative-action look", "the section :durative-action"),
    (":effect (checked ?l)", ":effect (forall (?x) (checked ?x))", "(forall ...) is not supported in an effect"),
    (":precondition (atLocation ?a ?l)", ":precondition (atLocation ?a ?where)", "unknown variable ?where"),
    ("(:goal ", "(:aim ", "the section :aim is not supported"),
    ("(:init", "(:init (openable nothing)", "names 'nothing', which is no object"),
    ("(atLocation agent1 loc_bar_00)", "(atLocation agent1)", "terms in one place"),
    ("fridgeType - rtype", "", "'fridgetype'"),
    ("action look {", "action lok {", "there is no action 'look' in the grammar"),
    ("#room#", "#rom#", "there is no production 'rom'"),
    ("{o.name} from", "{o.nam} from", "is not supported"),
    ("inreceptacle(o:object, r:receptacle)}", "inreceptacle o r}", "is no query"),
    ("template :: \\\"look\\\";", "template :: \\\"look\\\"", "grammar:"),
    ("\\\"list_empty\\\"", "list_empty", "no JSON object of productions"),
  ]

  @Test(arguments: damages)
  func damagedGamesSayWhatIsWrongAndWhere(_ old: String, _ new: String, _ message: String) async throws {
    try await scratch { path in
      var settings = HouseSettings()
      settings.task = .cool
      let text = try House.random(settings, seed: 3).file.json
      let damaged = text.replacing(old, with: new)
      try #require(damaged != text)
      try write(damaged, "\(path)/bad.tw-pddl")
      let error = try await #require(throws: TextTaskError.self) { try await tasks(.problem("\(path)/bad.tw-pddl")) }
      #expect(error.description.contains("bad.tw-pddl") && error.description.contains(message), "\(error)")
    }
  }

  @Test func hostileTextsAreRefused() throws {
    var file = try house()
    file.problem = String(repeating: "(", count: 100_000)
    #expect(throws: GameError.self) { try HouseholdGame(file) }
    file = try house()
    file.grammar = file.grammar.replacing("\"rhs\": \"nothing\"", with: "\"rhs\": \"#list_empty#\"")
    // A production that calls itself ends where it is written.
    var world = ALFWorld(try HouseholdGame(file), id: "loop")
    for action in world.actions { _ = world.step(action) }
    // One that calls itself twice would be written more often than there is time.
    file = try house()
    let twice = file.grammar.replacing("\"rhs\": \"Your task", with: "\"rhs\": \"#task##task#Your task")
    try #require(twice != file.grammar)
    file.grammar = twice
    #expect(throws: GameError.self) { try HouseholdGame(file) }
    file = try house()
    let goal = try #require(file.problem.range(of: "(:goal "))
    let variables = (0..<65).map { "?v\($0) - object" }.joined(separator: " ")
    file.problem.replaceSubrange(goal.lowerBound..., with: "(:goal (exists (\(variables)) (holds agent1 ?v64))))")
    let error = try #require(throws: GameError.self) { try HouseholdGame(file) }
    #expect(error.description.contains("64 variables"), "\(error)")
    // Six objects of any kind are more actions than there is room for.
    file = try house()
    let places = (0..<6).map { "?p\($0) - object" }.joined(separator: " ")
    let boom = "(:action boom :parameters (\(places)) :precondition (not (checked ?p0)) :effect (checked ?p0))"
    let wide = file.domain.replacing("(:action look", with: boom + " (:action look")
    try #require(wide != file.domain)
    file.domain = wide
    file.grammar += "\naction boom {\n  template :: \"boom\";\n  feedback :: \"Boom.\";\n}\n"
    let many = try #require(throws: GameError.self) { try HouseholdGame(file) }
    #expect(many.description.contains("possible actions"), "\(many)")
    for text in ["", "  ", "define", "(define)", "())"] {
      file = try house()
      file.domain = text
      #expect(throws: GameError.self) { try HouseholdGame(file) }
    }
  }
}
