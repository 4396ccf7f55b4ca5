import Foundation
import TestSupport
import Testing

@testable import TextEnvironments

/// What a command may try to get out of its sandbox or to take more than it may; all of it is contained.
@Suite(.enabled(if: SandboxHere.works, SandboxHere.skipped), .serialized) struct SandboxEscapeTests {
  private static let limits = SandboxLimits(seconds: 10, memoryBytes: 128 << 20, diskBytes: 8 << 20, entries: 4_000)

  private func run(_ command: String, in tree: FileTree = FileTree(), limits: SandboxLimits = limits) throws
    -> SandboxRun
  {
    try Sandbox(limits: limits).run(["/bin/bash", "-c", command], in: tree)
  }

  /// A try that prints `out` where it succeeds.
  struct Attempt: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var command: String
  }

  private static func attempt(_ name: String, _ command: String) -> Attempt {
    Attempt(testDescription: name, command: command)
  }

  static let attempts = [
    attempt("mounting", "mkdir /m; mount -t tmpfs none /m && echo out; mount --bind /proc /m && echo out"),
    attempt("remounting", "mount -o remount,rw /usr && echo out; mount -o remount,rw / /usr && echo out"),
    attempt(
      "namespaces of its own",
      "unshare -U true && echo out; unshare -r -m true && echo out; unshare -p true && echo out"),
    attempt("capabilities", "grep -E '^Cap(Prm|Eff|Bnd|Amb)' /proc/self/status | grep -v 0000000000000000 && echo out"),
    attempt(
      "writing to the system",
      "touch /usr/x && echo out; echo x >> /usr/bin/env && echo out; rm -f /usr/bin/env; [ -e /usr/bin/env ] || echo out"
    ),
    attempt(
      "writing to devices",
      "touch /dev/x && echo out; head -c 2M /dev/zero > /dev/shm/x && echo out; [ -e /dev/sda ] && echo out"),
    attempt("device nodes", "mknod /d b 8 0 && echo out; mknod /c c 1 1 && echo out"),
    attempt(
      "the kernel's settings",
      "{ echo x > /proc/sys/kernel/hostname; } 2>/dev/null && echo out; { echo b > /proc/sysrq-trigger; } 2>/dev/null && echo out; { echo 1 > /proc/sys/vm/drop_caches; } 2>/dev/null && echo out"
    ),
    attempt("the kernel's memory", "head -c 1 /proc/kcore && echo out; head -c 1 /dev/mem && echo out"),
    attempt(
      "setuid programs",
      "cp /usr/bin/id /i && chmod 4755 /i; for p in /i $(find /usr/bin -perm -4000 | head -3); do [ -u $p ]; done; su -c 'echo out' nobody </dev/null; grep -q 'NoNewPrivs:.1' /proc/self/status || echo out"
    ),
    attempt(
      "the first process's root", "ls /proc/1/root/etc/shadow && echo out; ls /proc/1/cwd/../../home/* && echo out"),
    attempt(
      "links out", "ln -s /etc/shadow s; cat s && echo out; ln -s /proc/1/root/../.. r; ls r/etc/passwd && echo out"),
    attempt(
      "the net",
      "exec 3<>/dev/tcp/127.0.0.1/22 && echo out; exec 3<>/dev/tcp/1.1.1.1/53 && echo out; exec 3<>/dev/udp/10.0.0.1/9 && echo x >&3 && echo out"
    ),
    attempt("network devices", "tail -n +3 /proc/net/dev | grep -v '^ *lo:' && echo out"),
    attempt("killing its first process", "kill -9 1; kill -STOP 1; sleep 0.1; kill -0 1 || echo out"),
    attempt(
      "raising limits",
      "ulimit -u 100000 2>/dev/null && echo out; ulimit -v unlimited 2>/dev/null && echo out; ulimit -f unlimited 2>/dev/null && echo out"
    ),
    attempt("other users", "chown 1 /tmp 2>/dev/null && echo out; setpriv --reuid 1 true && echo out"),
    attempt("another root", "mkdir /r; chroot /r true && echo out; pivot_root . . && echo out"),
  ]

  @Test(arguments: attempts)
  func contains(_ attempt: Attempt) throws {
    let run = try run("mkdir -p /tmp; " + attempt.command + "; echo end")
    let lines = run.text.split(separator: "\n")
    #expect(!lines.contains("out"), "\(run.text)")
    #expect(lines.last == "end", "the attempt was made to its end: \(run.text)")
  }

  @Test func nothingOfTheHostsFilesIsSeen() throws {
    let mark = FileManager.default.temporaryDirectory.appendingPathComponent("mark-\(UUID().uuidString)")
    try "secret".write(to: mark, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: mark) }
    let run = try run("cat \(mark.path); ls /home /root /var /tmp /sys; find / -xdev -name 'mark-*'")
    #expect(!run.text.contains("secret"))
    #expect(!run.text.split(separator: "\n").contains { $0.hasPrefix("/") }, "\(run.text)")
  }

  @Test func processesOutsideAreNeitherSeenNorReached() throws {
    let run = try run(
      "ls /proc | grep -c '^[0-9]'; for p in \(getpid()) \(getppid()) 2000 3000; do kill -9 $p; done; echo end")
    let processes = try #require(Int(run.text.split(separator: "\n")[0]))
    #expect(processes < 12 && run.text.hasSuffix("end\n"), "this process is still there to say so")
  }

  @Test func tracingLeadsNowhereOutside() throws {
    // The worst that a command can do to the sandbox's own process is to end the sandbox.
    let script = "import ctypes\\nl=ctypes.CDLL(None)\\nprint([l.ptrace(16,p,0,0) for p in (\(getpid()),\(getppid()))])"
    let run = try run("printf \"\(script)\" > t.py; python3 t.py || echo '[-1, -1]'")
    #expect(run.text.contains("[-1, -1]"), "\(run.text)")
  }

  @Test func aForkBombIsHeld() throws {
    let run = try run(
      ":() { : | : & }; : ; sleep 0.3; ls /proc | grep -c '^[0-9]'; sleep 1000",
      limits: SandboxLimits(seconds: 1.5, processes: 32))
    #expect(run.end == .outOfTime)
    let counts = run.text.split(separator: "\n").compactMap { Int($0) }
    #expect(counts.allSatisfy { $0 <= 40 }, "\(counts)")
    #expect(try self.run("echo alive").text == "alive\n", "the next sandbox finds room")
  }

  @Test func aFullDiskIsTheSandboxsAlone() throws {
    let run = try run("for i in 1 2 3 4; do head -c 3M /dev/zero > f$i; done; df --output=avail / | tail -1")
    #expect(run.text.contains("No space left on device"), "\(run.text)")
    let stored = run.tree.entries.values.reduce(0) { sum, entry in
      if case .file(let content, _, _) = entry { sum + content.bytes.count } else { sum }
    }
    #expect(stored <= 8 << 20 && run.end == .exited(0))
  }

  @Test func tooManyFilesStopTheCommandAndLeaveTheTree() throws {
    var tree = FileTree()
    tree.write("kept\n", at: "kept")
    let run = try run("rm kept; for i in $(seq 100000); do : > f$i; done; sleep 5", in: tree)
    #expect(run.end == .outOfDisk && run.tree == tree && run.text.contains("too much room"))
  }

  @Test func hugeSparseFilesTakeNoRoom() throws {
    let run = try run("truncate -s 1T a; truncate -s 15M b; truncate -s 15M c; echo end")
    #expect(run.end == .outOfDisk && run.tree == FileTree())
    #expect(try self.run("truncate -s 1T a").end == .exited(153), "a signal says that a file is too long")
  }

  @Test func deepDirectoriesAreBounded() throws {
    let run = try run("for i in $(seq 200); do mkdir d && cd d || break; done; echo end")
    #expect(run.end == .outOfDisk && run.tree == FileTree() && run.text.hasPrefix("end\n"))
    #expect(try self.run("mkdir -p a/b/c/d/e/f").tree["a/b/c/d/e/f"] != nil)
  }

  @Test func memoryIsBounded() throws {
    let one = try run(
      "head -c 3G /dev/zero | tail -c 2G | wc -c", limits: SandboxLimits(seconds: 20, addressBytes: 256 << 20))
    #expect(one.text.contains("memory") && one.end == .exited(0), "\(one.end) \(one.text)")
    let hungry =
      "for i in $(seq 40); do (read -r -d '' x < <(head -c 30M /dev/zero | tr '\\0' x); sleep 30) & done; wait"
    let many = try run(hungry, limits: SandboxLimits(seconds: 20, memoryBytes: 100 << 20))
    #expect(many.end == .outOfMemory, "\(many.end) \(many.text.prefix(200))")
  }

  @Test func nothingOutlivesItsCommand() throws {
    let mark = "sleep 31415\(Int.random(in: 100...999))"
    let run = try run(
      "(setsid nohup \(mark) >/dev/null 2>&1 &); (trap '' TERM; \(mark)) >/dev/null 2>&1 & disown; echo started")
    #expect(run.text.hasPrefix("started") && run.end == .exited(0))
    let left = try Shell(["pgrep", "-f", "^\(mark)"], in: FileManager.default.temporaryDirectory)
    #expect(left.output.isEmpty, "\(left.output)")
  }

  @Test func linksAreReadAsLinksAndNeverFollowed() throws {
    let run = try run(
      "ln -s /etc/passwd a; ln -s ../../../etc b; ln -s /proc/self/environ c; ln -s a d; mkfifo p; echo end")
    #expect(run.tree["a"] == .link(Array("/etc/passwd".utf8)) && run.tree["b"] == .link(Array("../../../etc".utf8)))
    #expect(run.tree["c"] == .link(Array("/proc/self/environ".utf8)) && run.tree["b/passwd"] == nil)
    #expect(run.tree["p"] == nil && run.leftOut == 1, "a pipe is left out and counted")
  }

  @Test func filesThatForbidReadingAreReadAllTheSame() throws {
    let run = try run("mkdir d; echo x > d/f; chmod 0 d/f; chmod 0 d")
    #expect(run.tree["d/f"] == .file(FileContent(Array("x\n".utf8)), mode: 0, .recent(1)))
  }

  @Test func wordsOfTheFirstProcessCanOnlyBeFakedForOnesOwnRun() throws {
    let run = try run(
      "for fd in 2 9; do echo 'exit 0' > /proc/1/fd/$fd; echo quiet > /proc/1/fd/$fd; done 2>/dev/null; touch made; exit 7"
    )
    #expect(run.tree["made"] != nil || run.end != .exited(7), "\(run.end)")
    #expect(try self.run("exit 5").end == .exited(5))
  }

  /// The same attempts once more in a process of another user, where this one is root.
  @Test(.enabled(if: geteuid() == 0, "this user is already an ordinary one"))
  func anOrdinaryUserIsHeldTheSame() throws {
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let words = ["setpriv", "--reuid", "61234", "--regid", "61234", "--clear-groups", program]
    let place = FileManager.default.temporaryDirectory
    let options = ["--testing-library", "swift-testing", "--filter", "SandboxEscapeTests"]
    let run = try Shell(words + options, in: place, environment: ["HOME": place.path])
    #expect(run.status == 0, "\(run.output.suffix(3_000)) \(run.errors.suffix(1_000))")
    #expect((run.output + run.errors).contains("passed"), "\(run.output.suffix(2_000)) \(run.errors.suffix(1_000))")
  }
}
