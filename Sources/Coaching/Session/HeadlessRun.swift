import Algorithms
import Engine
import Experiments
import Glibc
import Logging
package import RLCore
package import SessionStore
import Synchronization
import Threads

/// A session at work on this thread, with a progress line: what commands and the cells of experiments do their work by.
package struct HeadlessRun {
  package let store: SessionStore
  package let coach: Coach
  package let writer: SessionWriter
  package let progress: ProgressLine
  package let log: SessionLog
  /// Carries an interrupt to what no command of the engine reaches.
  package let gate = ReviewGate()
  /// Tells whoever follows; nil where nobody can.
  private let live: LiveServer?
  /// Writes the metrics for TensorBoard too; nil where nobody asked for it.
  private let board: TensorBoardLog?

  /// How a session is opened.
  package struct Opening {
    /// Directory that holds the sessions.
    package var directory = "sessions"
    /// Threads to work on.
    package var threads = 1
    /// The session is made by these settings where it is not there.
    package var settings: SessionSettings?
    /// What only adds advice works beside another process that has the session open.
    package var contributes = false
    /// More steps are asked of a run than the session was made with.
    package var extends = false
    /// Told every line of the log as well.
    package var echo: (@Sendable (String) -> Void)?
    /// What is at work, for the log.
    package var title = ""
    /// The session is given to whoever asks for it at a screen.
    package var handsOver = false
    /// The directory that metrics go to as TensorBoard's event files; nil for nowhere.
    package var tensorBoard: String?

    package init() {}
  }

  /// Opens or makes the session and prepares its coach.
  package init(_ name: String, _ opening: Opening) throws {
    // What is refused leaves nothing behind.
    try TensorBoardLog.check(opening.tensorBoard)
    let opened =
      try opening.settings.map { try SessionOpening.openOrCreate(name, in: opening.directory, settings: $0) }
      ?? SessionOpening.open(name, in: opening.directory, contributes: opening.contributes)
    store = opened.0
    if let reason = store.readOnlyReason { throw CoachError.readOnly(reason) }
    log = SessionLog(directory: store.info.path, echo: opening.echo)
    let logger = log.logger
    logger.info("\(opening.title)", metadata: ["threads": "\(opening.threads)"])
    writer = try SessionWriter(store: store, log: logger)
    let commands = Mailbox<EngineCommand>()
    let gate = gate
    InterruptWatch.shared.onInterrupt {
      gate.stop()
      commands.send(.stop)
    }
    let host = LiveHost(process: getpid(), isDetached: opening.handsOver)
    let target = Mutex<AlphaTarget?>(nil)
    let obey: @Sendable (LiveOrder) -> String? = { [store, handsOver = opening.handsOver] order in
      switch order {
      case .handOver where handsOver, .command(.stop) where handsOver:
        gate.stop()
        commands.send(.stop)
        return nil
      case .handOver, .command(.stop): return "a command works on it; end that where it was given"
      case .command(let command):
        commands.send(command.fromAnotherWindow)
        if let alpha = command.askedAlpha {
          try? store.remember(requestedAlpha: alpha, of: target.withLock { $0 })
        }
        return nil
      }
    }
    // A session that another process hosts is followed there.
    let live = store.host == nil ? try? LiveServer(session: store.info.path, host: host, onOrder: obey) : nil
    self.live = live
    var ports = SessionOpening.ports(writer: writer, commands: commands)
    let record = ports.record
    ports.record = { event in
      record(event)
      if case .metrics = event { return }
      live?.post(.event(event))
    }
    if let place = opening.tensorBoard {
      let board = try TensorBoardLog(directory: place, of: store, alertingBy: writer)
      ports = board.tapping(ports)
      self.board = board
    } else {
      board = nil
    }
    coach = try Coach(
      store: store, settings: opened.1, threads: opening.threads, ports: ports, writer: writer, log: logger)
    coach.stopping = gate.stopping
    let line = ProgressLine()
    progress = line
    coach.driver.onProgress = { snapshot in
      target.withLock { $0 = snapshot.alphaTarget }
      line.show(snapshot)
      live?.post(snapshot)
    }
    coach.notice = { line.note($0) }
    if var wanted = opening.settings {
      // How many steps are asked for is then seen to by the run, which says what comes of it.
      if opening.extends { wanted.training.totalSteps = opened.1.training.totalSteps }
      if wanted != opened.1 { line.note(SessionOpening.keepsItsSettings) }
    }
    for notice in SessionOpening.notices(of: store) { line.note(notice) }
    if opening.settings != nil { for remark in coach.entry.remarks { line.note("warning: " + remark) } }
    if let host = store.host { line.note("\(host) has the session open; what is found appears there") }
  }

  /// Tells whoever follows how far the stages are.
  package func tell(_ stages: [StageProgress]) { live?.post(.stages(stages)) }

  /// What is said where somebody ends work that is taken up again.
  package static let stopped = "stopped; everything up to here is kept, and the same command goes on from it"

  /// Runs `body`, and always stores what is waiting and closes the session; `stopped` is said where somebody ends it.
  package func perform<Value>(stopped words: String = Self.stopped, _ body: (Coach) throws -> Value) throws -> Value {
    defer {
      // Before what it may have to say about itself is stored.
      board?.close()
      if let reason = board?.stopped { progress.note(TensorBoardLog.words(reason)) }
      writer.close()
      store.close()
      log.close()
      // At last: whoever waits for the session hears of the end by this.
      live?.close()
    }
    do {
      let value = try body(coach)
      try writer.check()
      return value
    } catch let stopped as EngineStopped {
      progress.note(words)
      throw stopped
    }
  }
}

extension Error {
  /// Whether it is somebody's wish that the work end, and no failure of it.
  package var isWishToStop: Bool { self is EngineStopped || self as? CellError == .stopped }
}
