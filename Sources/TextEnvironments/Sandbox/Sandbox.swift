import Glibc
import Synchronization

/// Runs commands that nobody vouches for: a program of this machine, on files of its own, with nothing else in reach.
///
/// Each command runs in a sandbox that bubblewrap makes for it alone: no network, namespaces of its own for processes,
/// messages, users, mounts and the host's name, no capability, the system's programs read-only, an empty environment, and
/// a file system in memory whose size is the limit on disk. The tree goes in before the command and is read afterwards,
/// when every process of the sandbox but its first is dead; so a run is a function from a tree to a tree, snapshots are
/// copies of a value, and nothing is left behind on any disk. Where this process is root, the sandbox belongs to another
/// user, since for root the kernel holds no limit on processes.
///
/// What one process may take is limited by the kernel; what all take together is looked at twenty times a second, which a
/// command can outrun for that long. Memory that belongs to no process, such as System V segments, is bounded by the
/// time only.
///
/// Complexity: some 10 ms for making and ending a sandbox, and time linear in the tree, whose bytes go in and come out.
public struct Sandbox: Sendable {
  /// What a command may use.
  public let limits: SandboxLimits
  /// The variables that a command finds, and no others.
  public let environment: [(name: String, value: String)]
  /// Seconds since 1970 for what is recent in a tree and was there before the first command; command n changed things n
  /// seconds later.
  public let epoch: Int64
  private let program: String

  /// A sandbox on this machine.
  ///
  /// - Throws: `SandboxError` where there cannot be one, after trying once.
  public init(
    limits: SandboxLimits = SandboxLimits(),
    environment: [(name: String, value: String)] = [("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")]
  ) throws {
    guard let program = SandboxLaunch.find() else { throw SandboxError.notInstalled }
    self.init(limits: limits, environment: environment, program: program)
    if let fault = Self.fault.withLock({ $0[program] }) ?? nil { throw fault }
    if Self.fault.withLock({ $0[program] }) == nil {
      let fault = probe()
      Self.fault.withLock { $0[program] = .some(fault) }
      if let fault { throw fault }
    }
  }

  /// With the bubblewrap at `program`, which is not tried.
  init(limits: SandboxLimits, environment: [(name: String, value: String)], program: String) {
    self.limits = limits
    self.environment = environment
    self.program = program
    // Whole steps of ten minutes, so that listings of one tree made one after the other show one time.
    epoch = Int64(Glibc.time(nil)) / 600 * 600 - 600
  }

  /// Why there can be no sandbox, by the program that was tried; what worked once is not tried again.
  private static let fault = Mutex<[String: SandboxError?]>([:])

  /// Why there can be no sandbox on this machine; nil where there can.
  public static var obstacle: SandboxError? {
    do {
      _ = try Sandbox()
      return nil
    } catch let error as SandboxError {
      return error
    } catch {
      return .broken("\(error)")
    }
  }

  private func probe() -> SandboxError? {
    do {
      let run = try run(["/bin/bash", "-c", "echo sandboxed"], in: FileTree())
      return run.text == "sandboxed\n" ? nil : .broken("a first command printed '\(run.text)'")
    } catch let error as SandboxError {
      return error
    } catch {
      return .broken("\(error)")
    }
  }

  /// Runs a command on a tree.
  ///
  /// Processes that go on in the background are waited for as long as they hold the command's output, and killed after.
  ///
  /// - Parameters:
  ///   - command: a program's path and its arguments; the program is one of this machine.
  ///   - directory: where it runs.
  ///   - number: how many commands the files have seen, this one counted: the date of what it changes.
  /// - Throws: `SandboxError`. A command that fails, or that a limit stops, is no error.
  public func run(
    _ command: [String], in tree: FileTree, at directory: String = "/", number: Int = 1
  ) throws -> SandboxRun {
    if let fault = unfitness(command, tree, directory) { throw SandboxError.unfit(fault) }
    return try start(command, tree, directory, number)
  }

  /// Why a command or a tree cannot go into a sandbox.
  private func unfitness(_ command: [String], _ tree: FileTree, _ directory: String) -> String? {
    guard !(command + [directory]).contains(where: { $0.utf8.contains(0) }) else {
      return "a command holds a zero byte, which no argument may"
    }
    // The kernel's own bound on one argument is 128 KiB.
    guard command.allSatisfy({ $0.utf8.count < 120_000 }) else {
      return "a command has more than 120,000 bytes, which is more than the system takes; put it into a file"
    }
    guard tree.entries.count <= limits.entries else {
      return "a tree has \(tree.entries.count) entries, and a sandbox \(limits.entries) at most"
    }
    return nil
  }

  private func start(
    _ command: [String], _ tree: FileTree, _ directory: String, _ number: Int
  ) throws -> SandboxRun {
    let archive = tree.tar(seconds: seconds)
    let launch = SandboxLaunch(program: program, limits: limits, environment: environment)
    let words = launch.words(command, directory: directory, archiveBytes: archive.count)
    let channel = try SandboxChannel()
    defer { channel.close() }
    let process: SandboxProcess
    do {
      defer { channel.closeChild() }
      process = try SandboxProcess(words, streams: channel.child)
    }
    defer { process.wait() }
    do {
      return try talk(channel, archive, tree, number, Int(process.id))
    } catch {
      // Whatever state it is in, nothing of it goes on; its other processes end with its first.
      process.kill()
      throw error
    }
  }

  private func talk(
    _ channel: SandboxChannel, _ archive: [UInt8], _ tree: FileTree, _ number: Int, _ process: Int
  ) throws -> SandboxRun {
    var conversation = SandboxConversation(channel, archive: archive, limits: limits, bubblewrap: process)
    var reading = TreeReading(limits: limits, skipped: SandboxLaunch.systemNames, before: tree) { path, now, fraction in
      self.time(of: tree[path], now, fraction, number)
    }
    var isTooLarge = false
    let outcome = try conversation.run { watch in
      do {
        try reading.read(watch.root)
      } catch TreeFault.tooLarge {
        isTooLarge = true
      } catch TreeFault.unreadable(let reason) {
        throw SandboxError.broken("its files cannot be read: \(reason)")
      }
    }
    let keeps = !isTooLarge && outcome.end != .outOfDisk
    return SandboxRun(
      end: keeps ? outcome.end : .outOfDisk, output: outcome.output, isCut: outcome.isCut,
      tree: keeps ? reading.tree : tree, leftOut: reading.leftOut)
  }

  private func seconds(_ time: FileTime) -> Int64 {
    switch time {
    case .recent(let number): epoch + Int64(number)
    case .at(let seconds): seconds
    }
  }

  /// The time of something that bore `old` before the command of that number.
  private func time(of old: FileTree.Entry?, _ now: Int64, _ fraction: Int64, _ number: Int) -> FileTime {
    if fraction == 0 {
      if let time = old?.time, seconds(time) == now { return time }
      // Copies keep the time of what they were made from.
      if (epoch..<epoch + Int64(number)).contains(now) { return .recent(Int(now - epoch)) }
    }
    let margin: Int64 = 5
    let present = Int64(Glibc.time(nil))
    let started = present - Int64(limits.seconds) - 60
    return (started...present + margin).contains(now) ? .recent(number) : .at(now)
  }
}
