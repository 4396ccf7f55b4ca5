import Foundation
import RLCore
import TestSupport
import Testing

@testable import TextEnvironments

/// The shared data of InterCode-Bash, wherever it lies on this machine.
enum BashData {
  static let folder = TaskFolder(
    "intercode/bash",
    in: DataFolder(environment: ["SIDECOACH_DATA": PlanningData.folder.deletingLastPathComponent().path]))
  static let lists = folder.lists
  static let isThere = !lists.isEmpty && SandboxHere.works
  static let skipped: Comment =
    "skipped: no task lists (*.json) in \(folder.path), or no bubblewrap; set SIDECOACH_DATA"

  static func file(_ list: String) -> String { "\(folder.path)/\(list).json" }

  /// The root tree's archive of a list; nil where there is none.
  static func root(_ list: String) -> String? {
    let place = "\(folder.path)/\(list.replacing("nl2bash_", with: "")).tar.xz"
    return FileManager.default.fileExists(atPath: place) ? place : nil
  }

  /// The logs that speak of a list.
  static func logs(_ list: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/recorded")) ?? []
    return names.filter { $0.contains("_" + list.replacing("nl2bash_", with: "") + ".json") }.sorted()
  }
}

/// InterCode-Bash in play, on tasks of the program's own.
@Suite(.enabled(if: SandboxHere.works, SandboxHere.skipped)) struct InterCodeBashTests {
  private func task(_ number: Int, _ settings: [(key: String, value: String)] = []) throws -> InterCodeBash {
    let folder = TaskFolder("intercode/bash", in: DataFolder(environment: ["SIDECOACH_DATA": "/nowhere"]))
    let entry = try TextEnvironmentCatalog.environments.entry("InterCode-Bash")
    let set = try entry.tasks(TextTaskSelection(.problem("own/\(number)"), settings: settings), folder: folder)
    return try #require(set.members.first?.task as? InterCodeBash)
  }

  @Test(arguments: 0..<8)
  func ownGoldCommandsScoreOneAndTheOthersLess(_ number: Int) throws {
    let task = try task(number)
    #expect(try task.engine.goldRun().fault == nil)
    #expect(try task.verdict(on: [task.engine.task.gold, "submit"]) == .valid(steps: 2))
    for action in task.actions where action != task.engine.task.gold && action != "submit" {
      #expect(try task.verdict(on: [action]) == .goalMissed, "\(action)")
    }
  }

  @Test func aSearchReadsNothingOfTheRewardUnlessItIsAsked() throws {
    for (asks, share) in [("false", 0.0), ("true", 1.0)] {
      var task = try task(2, [("oracleReward", asks)])
      let outcome = try task.step(task.engine.task.gold)
      #expect(outcome.isLegal && outcome.reward == share && task.isSolved == (share == 1))
      // Without it, how many of those who are on record end like this; never all, which would say that the goal is reached.
      #expect(share == 1 ? task.goalShare == 1 : task.goalShare > 0 && task.goalShare < 1)
      #expect(try task.reward().total == 1)
      _ = try task.step("submit")
      #expect(task.isSolved == (share == 1) && task.actions.isEmpty)
    }
  }

  @Test func whatMostRunsEndWithCountsMost() throws {
    let tree = BashOwnTask.set[0].tree
    let runs = [
      ["echo one", "echo two"], ["echo 2 | sed s/2/two/"], ["touch /made", "echo two"], ["echo one", "submit"],
    ]
    let question = BashTask(name: "x/0", query: "?", gold: "echo two")
    var task = InterCodeBash(
      BashEngine(question, on: tree, in: try Sandbox(environment: BashSystem.environment)),
      proposals: BashProposals(runs), horizon: 4)
    #expect(task.goalShare == 0 && task.endWorth == 0)
    _ = try task.step("echo two")
    // Two of four runs end with these files and these words; a third has another file.
    #expect(task.goalShare == 0.5 * 0.9 && task.endWorth == task.goalShare && !task.isSolved)
    _ = try task.step("submit")
    #expect(task.goalShare == 0.5 * 0.99)
    try task.reset()
    _ = try task.step("echo one")
    #expect(task.goalShare == 0.25 * 0.9)
  }

  @Test func filesAndTheDirectoryStayBetweenCommandsAndVariablesDoNot() throws {
    var task = try task(0, [("anyCommand", "true")])
    for command in ["mkdir -p /w/in", "cd /w/in", "x=1; echo $x > f", "pwd; cat f; echo [$x]"] {
      #expect(try task.step(command).isLegal)
    }
    #expect(task.state.observation == "/w/in\n1\n[]\n" && task.state.directory == "/w/in")
    #expect(task.changedFiles == "?? w/\n")
    let place = task.state
    _ = try task.step("rm -r /w")
    #expect(task.changedFiles.isEmpty)
    try task.restore(place)
    _ = try task.step("ls")
    #expect(task.state.observation == "f\n")
    _ = try task.step("echo \"")
    #expect(task.state.observation == "Malformed command" && !task.state.isValid)
    _ = try task.step("printf '\\377'")
    #expect(task.state.observation == "\u{FFFD}" && task.state.answer == "Malformed command")
  }

  @Test func statesAreToldApartByTheWayToThem() throws {
    var task = try task(0, [("anyCommand", "true")])
    #expect(task.identity == task.observation)
    _ = try task.step("touch /made")
    _ = try task.step("true")
    let (words, identity) = (task.observation, task.identity)
    try task.reset()
    _ = try task.step("true")
    #expect(task.observation == words && task.identity != identity, "one of them has another file")
    try task.reset()
    for command in ["touch /made", "true"] { _ = try task.step(command) }
    #expect(task.identity == identity && identity.count == 16)
  }

  @Test func whatCameBackHasTheChangedFiles() throws {
    var task = try task(0, [("anyCommand", "true")])
    #expect(task.response == nil)
    _ = try task.step("echo hello; mkdir /w; touch /w/f; false")
    let response = try #require(task.response)
    #expect(response.text == "hello\n" && response.isFailure)
    #expect(response.changes == [TextResponse.Change(.added, path: "w/")] && response.changeCount == 1)
    _ = try task.step("submit")
    #expect(task.response?.changes == response.changes)
  }

  @Test func whatNobodyProposedIsLegalOnlyWhereThatIsAllowed() throws {
    var closed = try task(0)
    #expect(try !closed.step("echo hello").isLegal && closed.action(named: "echo hello") == nil)
    var open = try task(0, [("anyCommand", "true")])
    #expect(try open.step("echo hello").isLegal && open.action(named: " echo hello ") == "echo hello")
  }

  @Test func ownTasksAreNamedInEitherSpelling() throws {
    let folder = TaskFolder("intercode/bash", in: DataFolder(environment: ["SIDECOACH_DATA": "/nowhere"]))
    let entry = try TextEnvironmentCatalog.environments.entry("InterCode-Bash")
    for name in ["own/2", "own-2"] {
      #expect(try entry.tasks(TextTaskSelection(.problem(name)), folder: folder).members.map(\.task.id) == ["own/2"])
    }
    let error = try #require(throws: TextTaskError.self) {
      try entry.tasks(TextTaskSelection(.problem("own-8")), folder: folder)
    }
    #expect("\(error)".contains("own/0 to own/7"), "\(error)")
  }

  @Test func badFilesAreExplained() throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("bash-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let folder = TaskFolder("", in: DataFolder(environment: ["SIDECOACH_DATA": place.path]))
    func set(_ text: String, _ settings: [(key: String, value: String)] = []) throws -> TextTaskSet {
      try text.write(to: place.appendingPathComponent("list.json"), atomically: true, encoding: .utf8)
      let entry = try TextEnvironmentCatalog.environments.entry("InterCode-Bash")
      return try entry.tasks(TextTaskSelection(.sets(["list"]), settings: settings), folder: folder)
    }
    func message(_ text: String, _ settings: [(key: String, value: String)] = []) -> String {
      do { return "no error: \(try set(text, settings).notes)" } catch { return "\(error)" }
    }
    #expect(message("{}").contains("query and gold"))
    #expect(message(#"[{"query": "q", "gold": "ls /testbed"}]"#).contains("list.tar.xz"))
    #expect(message(#"[{"query": "q", "gold": "nosuchtool -x"}]"#).contains("no 'nosuchtool'"))
    #expect(message(#"[{"query": "q", "gold": "echo \""}]"#).contains("do not close"))
    #expect(message(#"[{"query": "q", "gold": "yes"}]"#).contains("without end"))
    try "not a tar".write(to: place.appendingPathComponent("bad.tar"), atomically: true, encoding: .utf8)
    #expect(message("[]", [("root", place.path + "/bad.tar")]).contains("not a tar archive"))
    #expect(message("[]", [("root", "/nowhere.tar")]).contains("/nowhere.tar"))
    #expect(message(#"[{"query": "q", "gold": "true"}]"#, [("proposals", "gpt-0")]).contains("gpt-0"))
    #expect(message(#"[{"query": "q", "gold": "SELECT 1", "db": "a"}]"#).contains("a list of InterCode-SQL"))
    let packed = try Shell(["sh", "-c", "mkdir t; echo in > t/f; tar -c -f other.tar t"], in: place)
    #expect(packed.status == 0, "\(packed.errors)")
    let other = message(#"[{"query": "q", "gold": "ls /testbed"}]"#, [("root", place.path + "/other.tar")])
    #expect(other.contains("holds no /testbed"), "\(other)")
    // A command that fails is taken for right, as in the reference, and said.
    let failing = try set(#"[{"query": "q", "gold": "ls /nonexistent"}, {"query": "p", "gold": "echo words; exit 3"}]"#)
    let note = try #require(failing.notes.first)
    #expect(failing.members.count == 2 && note.contains("list/0 (status 2: ls: cannot access"), "\(note)")
    #expect(note.contains("list/1 (status 3: words)"), "\(note)")
    let mixed = try set(#"[{"query": "q", "gold": "nosuchtool"}, {"query": "p", "gold": "echo words"}]"#)
    #expect(mixed.members.map(\.task.id) == ["list/1"] && mixed.notes.first?.contains("list/0") == true)
  }

  @Test func anArchiveCannotLeadOut() throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("tar-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place.appendingPathComponent("t"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let made = try Shell(
      [
        "sh", "-c",
        "ln -s /etc t/out; echo in > t/f; tar -c -f a.tar t; tar -r -f a.tar --transform 's,t/f,../../escaped,' -P t/f",
      ], in: place)
    #expect(made.status == 0, "\(made.errors)")
    let tree = try? BashTree.read(place.appendingPathComponent("a.tar").path)
    #expect(tree == nil || tree?["t/out"] == .link(Array("/etc".utf8)))
    #expect(
      !FileManager.default.fileExists(atPath: place.deletingLastPathComponent().appendingPathComponent("escaped").path))
  }
}

/// InterCode's own tasks and runs.
@Suite(.enabled(if: BashData.isThere, BashData.skipped)) struct BashDataTests {
  @Test(arguments: BashData.lists)
  func everyGoldCommandScoresOneAgainstItself(_ list: String) throws {
    let tree = try BashData.root(list).map { try BashTree.read($0) } ?? FileTree()
    let sandbox = try Sandbox(environment: BashSystem.environment)
    var lower: [String] = []
    let tasks = try BashTask.read(file: BashData.file(list))
    for task in tasks {
      let engine = BashEngine(task, on: tree, in: sandbox)
      let gold = try engine.goldRun()
      let again = try BashGold(task.gold, on: engine.start, in: sandbox)
      let reward = BashReward(agent: again.trace, gold: gold.trace, start: engine.start)
      // The clock, the load and a full table of processes may say something else a moment later.
      if reward.total < 1 { lower.append("\(task.name): \(reward.total) \(task.gold)") }
      #expect(reward.changes == 0.33 || gold.fault != nil, "\(task.name)")
    }
    #expect(lower.count <= 1 + tasks.count / 25, "\(lower)")
  }

  /// The first tasks of a log; all of them take minutes.
  @Test(arguments: BashData.lists.flatMap { list in BashData.logs(list).map { (list, $0) } })
  func recordedRewardsComeAgain(_ list: String, log: String) throws {
    let tree = try BashData.root(list).map { try BashTree.read($0) } ?? FileTree()
    let sandbox = try Sandbox(environment: BashSystem.environment)
    let tasks = try BashTask.read(file: BashData.file(list))
    var replay = BashReplay()
    for record in try BashRecord.read(BashData.folder.path + "/recorded/" + log).prefix(5)
    where tasks.indices.contains(record.place) {
      try replay.play(record, with: BashEngine(tasks[record.place], on: tree, in: sandbox))
    }
    let unexplained = replay.differences.filter { $0.cause == .other }
    #expect(replay.compared > 0 && unexplained.count * 20 <= replay.compared, "\(unexplained)")
  }
}
