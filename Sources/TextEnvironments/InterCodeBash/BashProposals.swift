/// The commands that are known for one task: what a search may choose from, since a shell's own commands have no list.
///
/// They come from runs on record, or with the task. A command is the more to the point the longer its run went the way
/// that was taken; so those that followed exactly the same commands in some run come first, then all others by their turn.
struct BashProposals: Sendable {
  /// The commands of each run, in order.
  let runs: [[String]]
  /// All of them once, the earliest turns first.
  let all: [String]
  private let known: Set<String>

  init(_ runs: [[String]]) {
    self.runs = runs
    var seen: Set<String> = []
    var all: [String] = []
    for turn in 0..<(runs.map(\.count).max() ?? 0) {
      for run in runs where turn < run.count && run[turn] != BashEngine.submit && !run[turn].isEmpty {
        if seen.insert(run[turn]).inserted { all.append(run[turn]) }
      }
    }
    self.all = all
    known = seen
  }

  /// Whether it is one of them.
  func contains(_ command: String) -> Bool { known.contains(command) }

  /// All of them, those first that followed `history` in a run.
  func commands(after history: [String]) -> [String] {
    var seen: Set<String> = []
    let following = runs.compactMap { run in
      run.count > history.count && run.starts(with: history) && known.contains(run[history.count])
        ? run[history.count] : nil
    }
    return (following + all).filter { seen.insert($0).inserted }
  }
}
