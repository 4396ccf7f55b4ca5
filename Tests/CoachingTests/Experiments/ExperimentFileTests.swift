import Coaching
import Foundation
import Testing

/// Whatever is wrong with an experiment's file is said before anything runs.
@Suite struct ExperimentFileTests {
  static let whole = """
    name = "tiny"
    seeds = "1-2"
    games = 4
    baseline = "ppo"
    primary = "ultra-ra"
    [[environment]]
    id = "Pong"
    bases = ["steps:1024", "preset"]
    budget = 2048
    [[guidance]]
    advisor = "offline"
    accept = "all"
    [[refiner]]
    method = "ppo"
    replicates = 2
    [[refiner]]
    method = "ultra-ra"
    settings = [{ name = "alpha 0.05", alpha = 0.05, set = ["guidance.radius=0.1"] }]
    """

  private func file(_ text: String) throws -> ExperimentFile {
    try ExperimentFile(Array(text.utf8), name: "tiny.toml")
  }

  @Test func aWholeFileIsTaken() throws { #expect(try file(Self.whole).name == "tiny") }

  /// What is replaced, by what, and what the error says.
  @Test(arguments: [
    ("seeds = \"1-2\"", "seed = 3", "did you mean 'seeds'?"),
    ("seeds = \"1-2\"", "", "'seeds' is missing"),
    ("seeds = \"1-2\"", "seeds = \"4-2\"", "seeds such as"),
    ("seeds = \"1-2\"", "seeds = []", "empty"),
    ("seeds = \"1-2\"", "seeds = [1, 1]", "each once"),
    ("name = \"tiny\"", "", "'name' is missing"),
    ("name = \"tiny\"", "name = \"../up\"", "a folder's name"),
    ("games = 4", "games = 1", "a whole number from 2"),
    ("baseline = \"ppo\"", "baseline = \"pop\"", "did you mean 'ppo'?"),
    ("primary = \"ultra-ra\"", "primary = \"ppo\"", "another method than the baseline"),
    ("id = \"Pong\"", "id = \"Pnog\"", "did you mean 'Pong'?"),
    ("id = \"Pong\"", "", "'id' is missing"),
    ("id = \"Pong\"", "id = \"Pong\"\nset = [\"hiden=3\"]", "did you mean 'hidden'?"),
    ("\"steps:1024\", \"preset\"", "", "no bases"),
    ("steps:1024", "steps:many", "steps:N, plateau:N, preset or session:PATH"),
    ("steps:1024", "plateau:0", "steps:N, plateau:N, preset or session:PATH"),
    ("steps:1024", "steps:9223372036854775807", "with N from 1 to 1000000000000"),
    ("steps:1024", "plateau:1000000000001", "with N from 1 to 1000000000000"),
    (
      "[[guidance]]", "[[environment]]\nid = \"Pong\"\nbases = [\"steps:1024\"]\nbudget = 4096\n[[guidance]]",
      "two cells are called 'ppo on Pong steps:1024, seed 1'"
    ),
    ("budget = 2048", "oracle = \"step:9\"", "'oracle' has to be steps:N, plateau:N, preset or session:PATH"),
    ("budget = 2048", "orcale = \"steps:9\"", "did you mean 'oracle'?"),
    ("budget = 2048", "oracelSeed = 2", "did you mean 'oracleSeed'?"),
    ("budget = 2048", "oracleSeed = -1", "a whole number from 0"),
    ("budget = 2048", "plateauWindow = 0", "a whole number from 1"),
    ("budget = 2048", "target = \"high\"", "'target' has to be a number"),
    ("seeds = \"1-2\"", "seeds = \"1-2\"\neffect = 0", "a difference above 0"),
    ("primary = \"ultra-ra\"", "primaryBase = \"preset\"", "left out where no 'primary' is named"),
    ("\"steps:1024\", \"preset\"", "\"steps:8192\", \"steps:16384\"", "are one policy, of 16384 steps"),
    ("games = 4", "gamse = 4", "did you mean 'games'?"),
    ("id = \"Pong\"", "idd = \"Pong\"", "tiny.toml, [[environment]]"),
    ("budget = 2048", "plateauWindows = 9", "did you mean 'plateauWindow'?"),
    (
      "replicates = 2", "[[refiner]]\nmethod = \"oracle-actions\"",
      "[[environment]]: the key 'oracle' is missing, and 'oracle-actions' asks"
    ),
    (
      "budget = 2048", "oracle = \"steps:9\"\nrefine = [\"oracle.teacher=a/b\"]",
      "the environment's key 'oracle' says whom oracles ask"
    ),
    ("budget = 2048", "budget = 0", "a whole number from 1"),
    ("advisor = \"offline\"", "advisor = \"ofline\"", "did you mean 'offline'?"),
    ("advisor = \"offline\"", "advisor = \"offline\"\nidentifier = \"radnom\"", "did you mean 'random'?"),
    ("accept = \"all\"", "accept = \"some\"", "unknown acceptance policy"),
    ("accept = \"all\"", "control = \"random-state\"", "did you mean 'random-states'?"),
    ("accept = \"all\"", "control = \"corrupted:2\"", "unknown control"),
    ("accept = \"all\"", "acept = \"all\"", "did you mean 'accept'?"),
    ("accept = \"all\"", "set = [\"mask.step=5\"]", "did you mean 'mask.steps'?"),
    ("accept = \"all\"", "set = [\"learningRate=0.1\"]", "mask.steps"),
    ("accept = \"all\"", "set = [\"mask.steps=0\"]", "a whole number from 1"),
    ("method = \"ppo\"", "method = \"poo\"", "did you mean 'ppo'?"),
    ("replicates = 2", "replicates = \"two\"", "a whole number from 1"),
    ("alpha = 0.05", "alpha = -1", "a number from 0"),
    ("guidance.radius=0.1", "guidance.radios=0.1", "guidance.radius"),
    ("name = \"alpha 0.05\"", "nam = \"x\"", "did you mean 'name'?"),
    ("[[guidance]]\nadvisor = \"offline\"\naccept = \"all\"", "", "has no [[guidance]]"),
    ("replicates = 2", "guidance = [\"offline\"]", "'ppo' uses no guidance"),
    ("method = \"ultra-ra\"", "method = \"ultra-ra\"\nguidance = [\"ofline\"]", "did you mean 'offline'?"),
    ("method = \"ultra-ra\"", "method = \"ultra-ra\"\nguidance = []", "one of offline"),
    ("seeds = \"1-2\"", "seeds = \"1-2\"\nkind = \"cooking\"", "\"planning\""),
    ("id = \"Pong\"", "id = \"Hopper-v5\"", "no rules of thumb"),
  ])
  func whatIsWrongIsSaid(_ old: String, _ new: String, _ words: String) throws {
    let text = Self.whole.replacing(old, with: new)
    #expect(text != Self.whole)
    do {
      _ = try file(text)
      Issue.record("\(new) is taken")
    } catch { #expect("\(error)".contains(words), "\(error)") }
  }

  /// Two bases make two tasks, and a primary comparison is one.
  @Test func aPrimaryComparisonHasToNameItsPlace() throws {
    let error = try #require(throws: ExperimentFileError.self) { try file(Self.whole).checkPrimary() }
    #expect("\(error)".contains("on 2 tasks") && "\(error)".contains("'primaryBase'"), "\(error)")
    func named(_ base: String) throws {
      let key = "primary = \"ultra-ra\"\nprimaryBase = \"\(base)\""
      try file(Self.whole.replacing("primary = \"ultra-ra\"", with: key)).checkPrimary()
    }
    try named("steps:1024")
    let none = try #require(throws: ExperimentFileError.self) { try named("steps:9") }
    #expect("\(none)".contains("on none of its tasks"))
  }

  @Test(arguments: ["[[environment]]", "[[refiner]]"])
  func anEmptyGridIsAnError(_ head: String) throws {
    let lines = Self.whole.components(separatedBy: "\n")
    // Without every table of that name.
    var kept: [String] = []
    var isInside = false
    for line in lines {
      if line.hasPrefix("[[") { isInside = line == head }
      if !isInside { kept.append(line) }
    }
    let error = try #require(throws: (any Error).self) { try file(kept.joined(separator: "\n")) }
    #expect("\(error)".contains("the experiment is empty") && "\(error)".contains(head), "\(error)")
  }

  @Test func aFileThatIsNoTOMLSaysWhere() throws {
    let error = try #require(throws: (any Error).self) { try file(Self.whole + "\n[[[a") }
    #expect("\(error)".hasPrefix("tiny.toml:"))
  }

  @Test func aPlanningFileIsTaken() throws {
    let text = """
      name = "plans"
      kind = "planning"
      seeds = [1, 2]
      priors = ["synthetic:0.3"]
      transitions = 50
      [[environment]]
      id = "BlocksWorld"
      set = ["blocks=4"]
      [[planner]]
      method = "slinvit"
      settings = [{ name = "k 2", set = ["k=2"] }, { name = "k 3", set = ["k=3"] }]
      [[planner]]
      method = "bfs"
      """
    #expect(try file(text).name == "plans")
    for (old, new, words) in [
      ("slinvit", "slinvitt", "did you mean 'slinvit'?"), ("BlocksWorld", "BlockWorld", "BlocksWorld"),
      ("synthetic:0.3", "sinthetic", "prior"), ("k=2", "kk=2", "unknown setting"),
      ("transitions", "transition", "did you"),
      (
        "[[planner]]\nmethod = \"bfs\"",
        "[[environment]]\nid = \"BlocksWorld\"\nset = [\"blocks=3\"]\n[[planner]]\nmethod = \"bfs\"",
        "two cells are called 'slinvit k 2 on BlocksWorld"
      ),
    ] {
      // Priors are made before anything is run, and not for each cell's process.
      let error = try #require(throws: (any Error).self) { try file(text.replacing(old, with: new)).checkBases() }
      #expect("\(error)".contains(words), "\(error)")
    }
    try file(text).checkBases()
  }
}
