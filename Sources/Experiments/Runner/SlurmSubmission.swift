/// A job array that was submitted, as the folder keeps it: which cells, and under which id.
struct SlurmSubmission: Codable, Equatable, Sendable {
  /// Its number in the folder.
  var number: Int
  /// The job's name, which no other one has: by it the job is found where the id was not kept any more.
  var name: String
  /// Keys of the cells, in the order of the tasks.
  var keys: [String]
  /// Records in the ledger when it was submitted.
  var records: Int
  /// Seconds since 1970.
  var time: Double
  /// Slurm's id; nil until `sbatch` has given it.
  var job: String?
  /// Whether nothing of it is left at work.
  var isOver = false
}

/// What is written for Slurm: how a job array is to be run.
public struct SlurmSettings: Sendable, Equatable {
  /// The program, by a path that the nodes see.
  public var program: String
  /// The experiment's folder, likewise.
  public var folder: String
  /// The experiment's file.
  public var file: String
  /// Threads of a cell.
  public var threads: Int
  /// Tasks at once; nil: as many as Slurm has room for.
  public var jobs: Int?
  /// Options of `sbatch`, such as `partition=short`.
  public var options: [String]

  /// Settings.
  public init(program: String, folder: String, file: String, threads: Int, jobs: Int?, options: [String]) {
    self.program = program
    self.folder = folder
    self.file = file
    self.threads = threads
    self.jobs = jobs
    self.options = options
  }

  /// Options that are the runner's own.
  private static let own: Set<String> = [
    "array", "chdir", "error", "job-name", "open-mode", "output", "parsable", "test-only", "wait", "wrap",
  ]

  /// Why `text` is no option that can be passed to `sbatch`; nil where it is one.
  public static func objection(to text: String) -> String? {
    let key = text.prefix { $0 != "=" }
    guard let first = key.first, first.isASCII, first.isLetter,
      key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    else { return "'\(text)' is no option of sbatch such as partition=short or time=2:00:00" }
    return own.contains(String(key)) ? "sidecoach sets sbatch's --\(key) itself" : nil
  }

  func path(_ number: Int, _ ending: String) -> String { "\(folder)/slurm/\(number).\(ending)" }

  /// What a task runs: the cell whose key is in the task's line of the list.
  func script(_ number: Int) -> String {
    """
    #!/bin/sh
    # Written by sidecoach: task N of this job array does the cell whose key is in line N + 1 of the list.
    program=\(Self.quoted(program))
    folder=\(Self.quoted(folder))
    key=$(sed -n "$((SLURM_ARRAY_TASK_ID + 1))p" "$folder/slurm/\(number).cells")
    end=$folder/slurm/\(number).$SLURM_ARRAY_TASK_ID.end
    rm -f "$end"
    # Whoever asks for the end asks the program too; how that ended is told all the same.
    trap : TERM INT
    if [ -x "$program" ]; then
      "$program" experiment \(Self.quoted(file)) --out "$folder" --cell "$key" --threads \(threads) \\
        </dev/null >>"$folder/logs/$key.log" 2>&1
      status=$?
    else
      echo "$(hostname) has no such program" >>"$folder/logs/$key.log"
      status=127
    fi
    echo "$status" >"$end"
    exit "$status"

    """
  }

  /// The words of the command that submits.
  func sbatch(_ submission: SlurmSubmission, slots: Int?) -> [String] {
    // A percent sign in a file's name would be a pattern.
    let log = path(submission.number, "").replacing("%", with: "%%") + "%a.log"
    let limit = slots.map { "%\($0)" } ?? ""
    return [
      "sbatch", "--parsable", "--job-name=\(submission.name)", "--array=0-\(submission.keys.count - 1)\(limit)",
      "--cpus-per-task=\(threads)", "--output=\(log)", "--open-mode=append", "--requeue",
    ] + options.map { "--" + $0 } + [path(submission.number, "sh")]
  }

  /// `text` as one word of the shell.
  static func quoted(_ text: String) -> String { "'" + text.replacing("'", with: #"'\''"#) + "'" }
}
