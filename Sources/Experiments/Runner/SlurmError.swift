/// Why the jobs of an experiment cannot be run by Slurm, with what to do next.
public enum SlurmError: Error, Equatable, CustomStringConvertible, Sendable {
  /// A command of Slurm's is not found: its name.
  case noCommand(String)
  /// `sbatch` took no job: its words.
  case refused(String)
  /// Slurm does not say what became of jobs that were submitted: its words.
  case noAnswer(String)
  /// Another process submits the jobs of this folder: which.
  case busy(String)
  /// Tasks leave nothing in the folder.
  case notShared(String)
  /// The nodes cannot run the program: its path, the task's words.
  case noProgram(String, String)

  /// A sentence.
  public var description: String {
    switch self {
    case .noCommand(let name):
      "\(name) is not found: call this where Slurm's commands are, perhaps after loading their module, or use --on local"
    case .refused(let words):
      "sbatch refused the jobs: \(words); --slurm KEY=VALUE passes its options, such as partition, time, mem and account"
    case .noAnswer(let words):
      "Slurm does not answer: \(words); jobs of this folder may be at work still, so none is submitted: try again "
        + "when it does"
    case .busy(let holder):
      "\(holder) submits the jobs of this folder already, and tells how far they are; a second one would add nothing"
    case .notShared(let folder):
      "tasks ended without a record and without a log: \(folder) must be on storage that the nodes share; give such a "
        + "folder with --out"
    case .noProgram(let path, let words):
      "the nodes cannot run \(path): \(words); unpack a bundle in a directory that they share, and call the program there"
    }
  }
}
