import Algorithms
import ArgumentParser
import Coaching
import Engine
import Logging
import RLCore
import SessionStore
import Threads

/// A command on one session, run on this thread, with a progress line.
struct HeadlessRun {
  let store: SessionStore
  let coach: Coach
  let writer: SessionWriter
  let progress: ProgressLine
  let log: SessionLog
  /// Carries an interrupt to what no command of the engine reaches.
  let gate = ReviewGate()

  /// Opens or makes the session and prepares its coach. What only adds advice `contributes` and works beside another
  /// process that has the session open. What `extends` a run asks for more steps than the session was made with.
  init(
    _ name: String, _ common: CommonOptions, create settings: SessionSettings? = nil, writes: Bool = true,
    contributes: Bool = false, extends: Bool = false
  ) throws {
    let opened =
      try settings.map { try SessionOpening.openOrCreate(name, in: common.directory, settings: $0) }
      ?? SessionOpening.open(name, in: common.directory, contributes: contributes)
    store = opened.0
    if writes, let reason = store.readOnlyReason { throw CoachError.readOnly(reason) }
    log = common.log(store)
    let logger = log.logger
    logger.info("\(CommandLine.arguments.dropFirst().first ?? "")", metadata: ["threads": "\(common.threadCount)"])
    writer = try SessionWriter(store: store, log: logger)
    let commands = Mailbox<EngineCommand>()
    let gate = gate
    InterruptWatch.shared.onInterrupt {
      gate.stop()
      commands.send(.stop)
    }
    let ports = SessionOpening.ports(writer: writer, commands: commands)
    coach = try Coach(
      store: store, settings: opened.1, threads: common.threadCount, ports: ports, writer: writer, log: logger)
    coach.stopping = gate.stopping
    let line = ProgressLine()
    progress = line
    coach.driver.onProgress = { line.show($0) }
    coach.notice = { line.note($0) }
    if var wanted = settings {
      // How many steps are asked for is then seen to by the run, which says what comes of it.
      if extends { wanted.training.totalSteps = opened.1.training.totalSteps }
      if wanted != opened.1 { line.note(SessionOpening.keepsItsSettings) }
    }
    for notice in SessionOpening.notices(of: store) { line.note(notice) }
    if settings != nil { for remark in coach.entry.remarks { line.note("warning: " + remark) } }
    if let host = store.host { line.note("\(host) has the session open; what is found appears there") }
  }

  /// Runs `body`, and always stores what is waiting and closes the session.
  func perform<Value>(_ body: (Coach) throws -> Value) throws -> Value {
    defer {
      writer.close()
      store.close()
      log.close()
    }
    do {
      let value = try body(coach)
      try writer.check()
      return value
    } catch is EngineStopped {
      progress.note("stopped; everything up to here is kept, and the same command goes on from it")
      throw ExitCode(130)
    } catch {
      throw Failure.exit(error)
    }
  }
}
