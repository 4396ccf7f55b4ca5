import Experiments
import Foundation

/// Shell scripts that stand in for Slurm's commands and run the tasks of job arrays as processes, and for the program.
///
/// What becomes of a task is told by lines of `fates` (`JOB INDEX STATE|REASON`, or `GONE`), and of a cell's process by
/// lines of `statuses` (`KEY STATUS`). While there is a file `hold`, the program waits.
final class FakeSlurm: Sendable {
  let path: String

  init(fates: String = "", statuses: String = "") throws {
    path = NSTemporaryDirectory() + "sidecoach fake's slurm-" + UUID().uuidString
    for folder in ["bin", "tasks", "names"] {
      try FileManager.default.createDirectory(atPath: path + "/" + folder, withIntermediateDirectories: true)
    }
    for (name, text) in ["fates": fates, "statuses": statuses, "count": "0"] { try write(name, text + "\n") }
    for (name, text) in Self.scripts { try write("bin/\(name).text", "#!/bin/sh\nfake=$(dirname \"$0\")/..\n" + text) }
    // A child makes the programs: a process that is started meanwhile would keep a file of ours open for writing, and
    // such a file cannot be run.
    let copy = #"cd "$0" && for text in *.text; do cp "$text" "${text%.text}" && chmod +x "${text%.text}"; done"#
    let answer = try SlurmCommands.process(["sh", "-c", copy, path + "/bin"])
    if let failure = answer.failure { throw ToyError(description: failure) }
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The commands.
  var commands: SlurmCommands {
    let bin = path + "/bin"
    return SlurmCommands { try SlurmCommands.process($0, path: bin) }
  }

  func write(_ name: String, _ text: String) throws {
    try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
  }

  func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path + "/" + name) }

  /// The lines of a file.
  func lines(_ name: String) -> [String] {
    ((try? String(contentsOfFile: path + "/" + name, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
  }

  private static let scripts = [
    "sbatch": #"""
    for word; do
      case $word in
      --version) echo "slurm 0"; exit ;;
      --array=*) last=${word#--array=0-}; last=${last%\%*} ;;
      --output=*) output=${word#--output=} ;;
      --job-name=*) name=${word#--job-name=} ;;
      esac
      script=$word
    done
    if [ -f "$fake/refusal" ]; then cat "$fake/refusal" >&2; exit 1; fi
    id=$(($(cat "$fake/count") + 1))
    echo "$id" >"$fake/count"
    echo "$name" >"$fake/names/$id"
    echo "$*" >>"$fake/submitted"
    index=0
    while [ "$index" -le "$last" ]; do
      fate=$(sed -n "s/^$id $index //p" "$fake/fates")
      task=$fake/tasks/${id}_$index
      case $fate in
      '')
        log=$(echo "$output" | sed "s/%a/$index/; s/%%/%/g")
        echo "RUNNING|None" >"$task"
        SLURM_ARRAY_TASK_ID=$index setsid sh "$fake/bin/task" "$script" "$task" >>"$log" 2>&1 </dev/null &
        echo $! >"$task.pid"
        ;;
      GONE) ;;
      *) echo "$fate" >"$task" ;;
      esac
      index=$((index + 1))
    done
    echo "sbatch: a word of warning" >&2
    echo "$id"
    """#,
    "task": """
    if sh "$1"; then end="COMPLETED|None"; else end="FAILED|NonZeroExitCode"; fi
    grep -q CANCELLED "$2" || echo "$end" >"$2"
    """,
    "squeue": #"""
    while [ $# -gt 0 ]; do
      case $1 in
      -j) jobs=$(echo "$2" | tr , ' ') ;;
      -n) for id in "$fake"/names/*; do [ "$(cat "$id")" = "$2" ] && basename "$id"; done; exit 0 ;;
      esac
      shift
    done
    [ -f "$fake/silence" ] && { echo "slurm_load_jobs error: Unable to contact slurm controller" >&2; exit 1; }
    for job in $jobs; do
      for task in "$fake/tasks/${job}"_*; do
        case $task in *.pid|*'*') continue ;; esac
        echo "$job|${task##*_}|$(cat "$task")"
      done
    done
    """#,
    "sacct": "echo 'Slurm accounting storage is disabled' >&2; exit 1\n",
    "scancel": #"""
    echo "$*" >>"$fake/cancelled"
    for job; do
      for task in "$fake/tasks/${job}"_*.pid; do
        [ -f "$task" ] || continue
        grep -q RUNNING "${task%.pid}" && echo "CANCELLED|None" >"${task%.pid}" && kill -KILL -- "-$(cat "$task")"
      done
    done
    exit 0
    """#,
    "sidecoach": #"""
    while [ $# -gt 0 ]; do
      case $1 in
      --cell) key=$2 ;;
      --out) out=$2 ;;
      esac
      shift
    done
    echo "$key" >>"$fake/begun"
    while [ -f "$fake/hold" ]; do sleep 0.02; done
    status=$(sed -n "s/^$key //p" "$fake/statuses")
    if [ -n "$status" ]; then echo "boom"; exit "$status"; fi
    echo "{\"key\":\"$key\",\"outcome\":7,\"seconds\":1,\"time\":2}" >>"$out/ledger.jsonl"
    """#,
  ]
}
