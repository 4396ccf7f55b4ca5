import Glibc

/// How bubblewrap is called, and the script that is process 1 of a sandbox.
struct SandboxLaunch {
  /// The file of bubblewrap.
  let program: String
  let limits: SandboxLimits
  /// Variables of the command; there are no others.
  let environment: [(name: String, value: String)]

  /// The user that a sandbox belongs to where this process is root: for root the kernel holds no limit on processes.
  static let nobody: UInt32 = 65_534

  /// Directories of the system that are shown, read-only, where they are there; the first must be.
  private static let shown = ["/usr", "/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf"]
  /// Names at the root that lead into `/usr`, as this machine has them.
  private static let led = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"]
  /// Names at the root that are the system's: no part of a tree.
  static let systemNames = Set((led + ["usr", "proc", "dev", "sys"]).map { Array($0.utf8) })

  /// Where bubblewrap lies; nil where there is none. Only the system's own places are looked at: what stands between a
  /// command and the machine is not found by a path that anybody may set.
  static func find() -> String? {
    ["/usr/bin/bwrap", "/usr/local/bin/bwrap", "/bin/bwrap"].first { access($0, X_OK) == 0 }
  }

  /// The program and the arguments for a command that runs in `directory`, with a tree of `archiveBytes` on standard
  /// input.
  func words(_ command: [String], directory: String, archiveBytes: Int) -> [String] {
    // As root, by way of a program that becomes somebody else and then bubblewrap. A child that changes its user between
    // fork and exec can hang in the C library, which waits for threads that only its parent has.
    let user = "\(Self.nobody)"
    let somebody = ["/usr/bin/setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--"]
    var words = geteuid() == 0 ? somebody : []
    words += [
      program,
      // New namespaces of every kind, none of which the command may make again.
      "--unshare-all", "--unshare-user", "--disable-userns",
      // Root in name, so that files belong to root as in a container, without a single capability.
      "--uid", "0", "--gid", "0", "--cap-drop", "ALL",
      "--new-session", "--die-with-parent", "--as-pid-1", "--hostname", "sandbox",
      "--size", "\(limits.diskBytes)", "--tmpfs", "/",
    ]
    for place in Self.shown { words += [place == Self.shown[0] ? "--ro-bind" : "--ro-bind-try", place, place] }
    for name in Self.led {
      var target = [CChar](repeating: 0, count: Int(PATH_MAX))
      if readlink("/" + name, &target, target.count - 1) > 0 {
        let bytes = target.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        words += ["--symlink", String(decoding: bytes, as: UTF8.self), "/" + name]
      } else {
        words += ["--ro-bind-try", "/" + name, "/" + name]
      }
    }
    // Bubblewrap's /dev has room of its own; closed, so that nothing can be stored there.
    words += ["--proc", "/proc", "--dev", "/dev"]
    words += ["--size", "\(1 << 20)", "--tmpfs", "/dev/shm", "--remount-ro", "/dev"]
    words.append("--clearenv")
    for (name, value) in environment { words += ["--setenv", name, value] }
    words += ["--chdir", "/", "--", "/bin/bash", "--norc", "-c", script, "sandbox", "\(archiveBytes)", directory]
    return words + command
  }

  /// What process 1 does: unpack the tree, run the command, and wait until its files have been read from outside.
  ///
  /// It speaks on what was its standard error, a word a line: `ready`, `unpacked`, `exit N`, `drained` when nothing holds
  /// the output any more, and `quiet` when nothing but itself is left, and waits for a line on standard input before and
  /// after the last. Nothing that the command does to it leads out of the sandbox: it only speaks about files that the
  /// command may change anyway.
  private var script: String {
    """
    exec 9>&2 2>/dev/null
    echo ready >&9
    head -c "$1" | tar -x -p --no-same-owner --delay-directory-restore --warning=none -C / -f - && echo unpacked >&9
    directory=$2
    shift 2
    (
      (
        (
          cd -- "$directory" || { echo astray >&9; exit 126; }
          unset OLDPWD SHLVL PWD
          ulimit -c 0 -f \(max(1, limits.fileBytes >> 10)) -n \(limits.openFiles) -t \(limits.processorSeconds)
          ulimit -v \(max(1, limits.addressBytes >> 10)) -u \(limits.processes)
          exec "$@" </dev/null 2>&1 9>&-
        )
        echo "exit $?" >&9
      ) | cat
      echo drained >&9
    ) &
    exec 1>&-
    read -r word
    while kill -9 -1; do wait; done
    echo quiet >&9
    read -r word
    """
  }
}
