/// What can stand in the way of an export, with what to do next.
package enum ExportError: Error, CustomStringConvertible {
  /// A form that is a file, or more than one, and has no place to go: its name.
  case needsFile(String)
  /// A session without a learning curve: its path.
  case nothingTrained(String)
  /// A session without an episode: its path.
  case nothingCollected(String)
  /// No experiment is in the folder: its path, and the experiments that there are.
  case noSuchExperiment(String, known: [String])
  /// A folder with a ledger and without the experiment's file: its path.
  case noExperiment(String)
  /// A folder of an experiment of which no cell ever ended: its path.
  case noLedger(String)
  /// An experiment of which no cell finished, so that there is nothing to draw: its path.
  case nothingFinished(String)

  package var description: String {
    switch self {
    case .needsFile(let format):
      "\(format) is no text that a terminal shows, or more than one file; name where it goes with --out FILE"
    case .nothingTrained(let path):
      "\(path) has no learning curve to draw yet; 'sidecoach train ENV --session S' makes one"
    case .nothingCollected(let path):
      "\(path) has no episode yet; 'sidecoach collect \(path) --episodes N' records some"
    case .noSuchExperiment(let path, let known):
      "there is no experiment in \(path); "
        + (known.isEmpty
          ? "'sidecoach experiment FILE.toml' makes one" : "known are \(known.joined(separator: ", "))")
    case .noExperiment(let path):
      "\(path) has a ledger.jsonl and no experiment.toml, which says what its cells are; copy the experiment's file there"
    case .noLedger(let path):
      "no cell of the experiment in \(path) has ended yet: there is no ledger.jsonl; "
        + "'sidecoach experiment \(path)/experiment.toml --out \(path)' does its cells"
    case .nothingFinished(let path):
      "no cell of the experiment in \(path) has finished, so that there is nothing to draw; --format markdown lists why"
    }
  }
}
