import Foundation
import Glibc

/// A Slurm of one node on the loopback: munged, slurmctld and slurmd of Debian's slurm-wlm and munge, with everything that
/// they keep in a scratch directory. Ends with its last reference.
final class SlurmCluster {
  private static let programs = ["munged", "slurmctld", "slurmd", "sbatch", "squeue", "scancel", "sinfo"]
  private static let path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

  /// Whether one can be started here.
  static var isAvailable: Bool { getuid() == 0 && missing.isEmpty }
  static var skipMessage: String {
    getuid() == 0
      ? "no \(missing.joined(separator: ", ")): apt-get install slurm-wlm munge" : "slurmd and munged need root"
  }
  private static var missing: [String] { programs.filter { find($0) == nil } }

  private let directory: String
  private var daemons: [pid_t] = []

  /// What commands need to find it.
  var environment: [String: String?] { ["SLURM_CONF": directory + "/slurm.conf", "PATH": Self.path] }

  /// Starts the daemons in `scratch` and waits until the node is idle.
  init(in scratch: Scratch) throws {
    directory = scratch.path + "/slurm"
    for folder in ["munge", "state", "spool"] {
      try FileManager.default.createDirectory(atPath: directory + "/" + folder, withIntermediateDirectories: true)
    }
    let key = Data((0..<128).map { _ in UInt8.random(in: 0...255) })
    try key.write(to: URL(fileURLWithPath: directory + "/munge.key"))
    chmod(directory + "/munge.key", 0o400)
    try configuration().write(toFile: directory + "/slurm.conf", atomically: true, encoding: .utf8)
    let munge = directory + "/munge/"
    try start(
      "munged", "--foreground", "--force", "--key-file=\(directory)/munge.key", "--socket=\(munge)socket",
      "--pid-file=\(munge)pid", "--log-file=\(munge)log", "--seed-file=\(munge)seed")
    try wait("munged opens no socket") { FileManager.default.fileExists(atPath: munge + "socket") }
    try start("slurmctld", "-D")
    try start("slurmd", "-D")
    try wait("the node is not idle") { try command("sinfo", "-h", "-o", "%T") == "idle" }
  }

  deinit {
    for daemon in daemons.reversed() { kill(daemon, SIGTERM) }
    let deadline = ContinuousClock.now + .seconds(5)
    for daemon in daemons {
      while waitpid(daemon, nil, WNOHANG) == 0 {
        if ContinuousClock.now > deadline { kill(daemon, SIGKILL) }
        usleep(10_000)
      }
    }
  }

  /// Runs one of Slurm's commands and gives what it prints.
  func command(_ words: String...) throws -> String {
    let output = directory + "/" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: output) }
    waitpid(try spawn(words, output: output), nil, 0)
    return String(decoding: FileManager.default.contents(atPath: output) ?? Data(), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private func start(_ words: String...) throws {
    daemons.append(try spawn(words, output: "\(directory)/\(words[0]).out"))
  }

  private func spawn(_ words: [String], output: String) throws -> pid_t {
    guard let name = words.first, let program = Self.find(name) else {
      throw Program.Failure(description: "\(words) is not there")
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output, O_WRONLY | O_CREAT, 0o600)
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    for descriptor in Int32(3)..<256 { posix_spawn_file_actions_addclose(&actions, descriptor) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The test runner's threads block signals, and what is started inherits that.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var arguments = ([program] + words.dropFirst()).map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0)=\($1 ?? "")") } + [nil]
    defer { for pointer in arguments + variables { free(pointer) } }
    var child: pid_t = 0
    let problem = posix_spawn(&child, program, &actions, &attributes, &arguments, &variables)
    guard problem == 0 else { throw Program.Failure(description: "\(program): \(String(cString: strerror(problem)))") }
    return child
  }

  private func wait(_ what: String, until isSo: () throws -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(60)
    while try !isSo() {
      guard ContinuousClock.now < deadline else {
        let logs = ["munged.out", "slurmctld.out", "slurmd.out"].map {
          String(
            decoding: (FileManager.default.contents(atPath: directory + "/" + $0) ?? Data()).suffix(800), as: UTF8.self)
        }
        throw Program.Failure(description: "\(what)\n\(logs.joined(separator: "\n---\n"))")
      }
      usleep(50_000)
    }
  }

  private func configuration() -> String {
    var host = [CChar](repeating: 0, count: 256)
    gethostname(&host, host.count - 1)
    let full = String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let name = full.prefix { $0 != "." }
    // Two clusters at once would want other ports.
    let port = 20_000 + 2 * Int(getpid() % 10_000)
    return """
      ClusterName=sidecoach
      SlurmctldHost=\(name)(127.0.0.1)
      SlurmUser=root
      SlurmdUser=root
      SlurmctldPort=\(port)
      SlurmdPort=\(port + 1)
      AuthType=auth/munge
      AuthInfo=socket=\(directory)/munge/socket
      StateSaveLocation=\(directory)/state
      SlurmdSpoolDir=\(directory)/spool
      SlurmctldPidFile=\(directory)/slurmctld.pid
      SlurmdPidFile=\(directory)/slurmd.pid
      SlurmctldLogFile=\(directory)/slurmctld.log
      SlurmdLogFile=\(directory)/slurmd.log
      ProctrackType=proctrack/linuxproc
      TaskPlugin=task/none
      SelectType=select/cons_tres
      SelectTypeParameters=CR_Core
      JobAcctGatherType=jobacct_gather/none
      AccountingStorageType=accounting_storage/none
      SchedulerParameters=sched_interval=1
      MpiDefault=none
      ReturnToService=2
      KillWait=10
      NodeName=\(name) NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
      PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP

      """
  }

  private static func find(_ name: String) -> String? {
    path.split(separator: ":").map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
  }
}
