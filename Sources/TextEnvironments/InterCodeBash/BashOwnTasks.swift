import RLCore

/// Tasks that come with the program, each with a small tree of its own, the command that is right, and some that nearly are.
struct BashOwnTask: Sendable {
  var task: BashTask
  var tree: FileTree
  var proposals: BashProposals

  /// The kinds of question.
  static let kinds = 4

  /// A task whose kind, names and files follow from a seed.
  init(kind: Int, seed: UInt64, name: String) {
    var generator = SeededGenerator(seed: seed, stream: 11)
    let words = ["amber", "birch", "cedar", "delta", "ember", "fjord", "grove", "heath", "inlet", "juniper"]
    func word() -> String { words[generator.below(words.count)] }
    let (folder, needle) = (word() + "\(seed)", word())
    var tree = FileTree()
    for place in 0..<(5 + generator.below(4)) {
      let kind = ["txt", "log", "md"][generator.below(3)]
      let directory = ["", "notes/", "notes/old/", "logs/"][generator.below(4)]
      let lines = (0..<(1 + generator.below(4))).map { _ in "\(word()) \(word()) \(generator.below(100))\n" }.joined()
      tree.write(lines, at: TreePath("\(folder)/\(directory)\(word())\(place).\(kind)"))
    }
    // One file with the word lies outside the notes, so that looking there alone is not enough.
    tree.write("started\n", at: TreePath("\(folder)/logs/start.log"))
    tree.write("\(needle) 1\n", at: TreePath("\(folder)/notes/first.txt"))
    tree.write("\(needle) 2\n", at: TreePath("\(folder)/second.md"))
    let root = "/" + folder
    let (query, gold, others): (String, String, [String])
    switch kind % Self.kinds {
    case 0:
      query = "How many text files (.txt) are there under \(root)?"
      gold = "find \(root) -name '*.txt' -type f | wc -l"
      others = ["ls \(root)/*.txt", "find \(root) -type f | wc -l", "find \(root) -name '*.txt' -type f | sort"]
    case 1:
      query = "List the files under \(root) that hold the word \(needle), sorted by name"
      gold = "grep -rlw \(needle) \(root) | sort"
      others = ["grep -rw \(needle) \(root) | sort", "grep -rlw \(needle) \(root)/notes | sort", "ls -R \(root)"]
    case 2:
      query = "Copy all log files under \(root) into a new directory \(root)/saved and add an empty done.flag to it"
      gold = "mkdir \(root)/saved; touch \(root)/saved/done.flag; cp $(find \(root) -name '*.log') \(root)/saved"
      others = ["mkdir \(root)/saved", "touch \(root)/saved/done.flag", "touch \(root)/done.flag"]
    default:
      query = "Remove \(root)/notes/first.txt and print how many files are left under \(root)"
      gold = "rm \(root)/notes/first.txt && find \(root) -type f | wc -l"
      others = ["rm \(root)/notes/first.txt", "find \(root) -type f | wc -l", "rm -r \(root)/notes"]
    }
    task = BashTask(name: name, query: query, gold: gold)
    self.tree = tree
    proposals = BashProposals([others, [gold]])
  }

  /// The set: two tasks of each kind.
  static let set: [BashOwnTask] = (0..<2 * kinds).map { place in
    BashOwnTask(kind: place, seed: UInt64(place + 1), name: "own/\(place)")
  }
}
