import Glibc

/// What this process and process 1 of a sandbox say to each other, from the tree that goes in to the tree that comes out.
struct SandboxConversation {
  private let channel: SandboxChannel
  private let limits: SandboxLimits
  private let bubblewrap: Int
  private var archive: ArraySlice<UInt8>
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)
  private var output: [UInt8] = []
  private var printed = 0
  private var said: [UInt8] = []
  /// Lines that are none of process 1's words: bubblewrap's complaints.
  private var complaints: [String] = []
  private var heard: Set<String> = []
  private var status: Int?
  private var (outputEnded, wordsEnded) = (false, false)
  /// Seconds that a sandbox may take to be set up and to end.
  private static let patience = 20.0

  /// What came of it.
  struct Outcome {
    var end: SandboxRun.End
    var output: [UInt8]
    var isCut: Bool
  }

  /// With the sandbox that the process `bubblewrap` makes.
  init(_ channel: SandboxChannel, archive: [UInt8], limits: SandboxLimits, bubblewrap: Int) {
    self.channel = channel
    self.archive = archive[...]
    self.limits = limits
    self.bubblewrap = bubblewrap
  }

  /// Talks until the command has ended and nothing of it is left; `look` sees the files while the sandbox still holds them.
  ///
  /// - Throws: `SandboxError`, and what `look` throws. The sandbox has ended, or does so as soon as the channel is closed.
  mutating func run(_ look: (SandboxWatch) throws -> Void) throws -> Outcome {
    try listen(until: "unpacked", for: Self.patience)
    guard let watch = SandboxWatch(childOf: bubblewrap) else { throw broken("its first process is gone") }
    let stop = try listenToCommand(watch)
    say()
    try listen(until: "quiet", for: Self.patience)
    while !outputEnded, hear() {}
    try look(watch)
    say()
    return Outcome(end: end(stop), output: output, isCut: printed > output.count)
  }

  private func end(_ stop: SandboxRun.End?) -> SandboxRun.End {
    if let stop { return stop }
    if heard.contains("astray") { return .noDirectory }
    return .exited(status ?? 137)
  }

  /// Listens while the command runs; the limit that stopped it, or nil.
  private mutating func listenToCommand(_ watch: SandboxWatch) throws -> SandboxRun.End? {
    let start = Self.now
    var nextLook = start + 0.05
    while !heard.contains("drained") {
      if wordsEnded { throw broken("its first process ended") }
      if printed > 16 * limits.outputBytes { return .outOfOutput }
      let now = Self.now
      if now - start > limits.seconds { return .outOfTime }
      if now >= nextLook {
        if watch.residentBytes > limits.memoryBytes { return .outOfMemory }
        if watch.entries > limits.entries + 1_000 { return .outOfDisk }
        nextLook = now + 0.05
      }
      channel.wait(
        writing: false, hearsOutput: !outputEnded, milliseconds: Int32(1 + max(0, nextLook - now) * 1_000))
      hear()
    }
    return nil
  }

  /// Listens, and sends what is left of the archive, until process 1 says `word`.
  private mutating func listen(until word: String, for seconds: Double) throws {
    let end = Self.now + seconds
    while !heard.contains(word) {
      if wordsEnded { throw broken("no '\(word)'") }
      guard Self.now < end else { throw broken("no '\(word)' within \(Int(seconds)) seconds") }
      if !archive.isEmpty {
        guard let count = channel.send(archive.prefix(256 << 10)) else {
          archive = []
          continue
        }
        archive = archive.dropFirst(count)
      }
      channel.wait(writing: !archive.isEmpty, hearsOutput: !outputEnded, milliseconds: 100)
      hear()
    }
  }

  private func say() { _ = channel.send(Array("go on\n".utf8)[...]) }

  /// Takes in what there is; whether there was anything.
  @discardableResult
  private mutating func hear() -> Bool {
    var any = false
    if !outputEnded {
      if let count = channel.receive(channel.output, into: &buffer) {
        printed += count
        output += buffer[..<min(count, max(0, limits.outputBytes - output.count))]
        any = count > 0
      } else {
        outputEnded = true
      }
    }
    guard !wordsEnded else { return any }
    guard let count = channel.receive(channel.words, into: &buffer) else {
      wordsEnded = true
      return any
    }
    said += buffer[..<count]
    while let end = said.firstIndex(of: UInt8(ascii: "\n")) {
      take(String(decoding: said[..<end], as: UTF8.self))
      said.removeSubrange(...end)
    }
    // A line without an end is no word of process 1.
    if said.count > 4096 { said = [] }
    return any || count > 0
  }

  private mutating func take(_ line: String) {
    switch line {
    case "ready", "unpacked", "astray", "drained", "quiet": heard.insert(line)
    case _ where line.hasPrefix("exit "): status = status ?? Int(line.dropFirst(5))
    default: if complaints.count < 8 { complaints.append(line) }
    }
  }

  /// The error for a sandbox that did not do as it should: one that never began could not be made.
  private func broken(_ what: String) -> SandboxError {
    let reason = complaints.isEmpty ? what : complaints.joined(separator: "; ")
    return heard.contains("ready") ? .broken(reason) : .notAllowed(reason)
  }

  private static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
