import Engine
package import Logging
package import RLCore
package import SessionStore
package import Threads

/// The stages of a session on a thread of their own, behind a screen.
package final class BackgroundPipeline: Sendable {
  /// What is told of them, from that thread.
  package enum News: Sendable {
    /// Something that was recorded; metrics come in snapshots.
    case event(EngineEvent)
    /// Training cannot be stored, and why; nil once it can again.
    case unstored(String?)
    /// How far the stages are.
    case stages([StageProgress])
    /// A sentence for a person.
    case notice(String, isError: Bool)
    /// A model's call is on record.
    case called
    /// Episodes or suggestions were stored.
    case stored
    /// The methods were compared.
    case compared(Comparison)
    /// An advisor is to be asked beside training.
    case wanted(advisor: String)
    /// All of them are done.
    case done
    /// They have ended, whatever ended them; nothing is told after it.
    case ended
  }

  /// What the pipeline works with.
  package struct Parts: Sendable {
    var store: SessionStore
    var settings: SessionSettings
    var threads: Int
    var snapshots: LatestValue<EngineSnapshot>
    var commands: Mailbox<EngineCommand>
    var gate: ReviewGate
    var watch: AdvisingProgress
    var unsaved: UnsavedWork
    var log: Logger
    /// Runs that present decisions have overtaken are made anew.
    package var renews = false
    /// The directory that metrics go to as TensorBoard's event files; nil for nowhere.
    package var tensorBoard: String?

    /// Puts them together.
    package init(
      store: SessionStore, settings: SessionSettings, threads: Int, snapshots: LatestValue<EngineSnapshot>,
      commands: Mailbox<EngineCommand>, gate: ReviewGate, watch: AdvisingProgress, unsaved: UnsavedWork, log: Logger
    ) {
      self.store = store
      self.settings = settings
      self.threads = threads
      self.snapshots = snapshots
      self.commands = commands
      self.gate = gate
      self.watch = watch
      self.unsaved = unsaved
      self.log = log
    }
  }

  private let parts: Parts
  private let thread: OwnedThread
  private let writer: SessionWriter
  private let board: TensorBoardLog?

  /// Starts the stages; `wake` is called for a new snapshot.
  package init(_ parts: Parts, wake: @escaping @Sendable () -> Void, tell: @escaping @Sendable (News) -> Void) throws {
    self.parts = parts
    let store = parts.store
    let writer = try SessionWriter(
      store: store, log: parts.log,
      onEvent: { event in
        // Metrics reach the screen in snapshots; everything else is shown as it happens.
        if case .metrics = event { return }
        tell(.event(event))
      }, onFailure: { error in tell(.unstored(error.map { "\($0)" })) })
    self.writer = writer
    let board = try parts.tensorBoard.map { try TensorBoardLog(directory: $0, of: store, alertingBy: writer) }
    self.board = board
    thread = try OwnedThread {
      do {
        var ports = SessionOpening.ports(
          writer: writer, snapshots: parts.snapshots, commands: parts.commands, wake: wake)
        if let board { ports = board.tapping(ports) }
        let coach = try Coach(
          store: store, settings: parts.settings, threads: parts.threads, ports: ports, writer: writer, log: parts.log)
        let pipeline = Pipeline(coach: coach, reviewer: .person, gate: parts.gate, renews: parts.renews)
        try coach.takeRequestedAlpha()
        coach.driver.onProgress = { [unowned pipeline] in pipeline.observe($0) }
        pipeline.modelOptions.onProgress = { parts.watch.hear($0) }
        pipeline.observer = { Self.tell($0, parts, tell) }
        try pipeline.run()
        tell(.done)
      } catch is EngineStopped {
      } catch {
        parts.unsaved.add(error)
        tell(.notice("\(error)", isError: true))
      }
      tell(.ended)
    }
  }

  private static func tell(_ event: PipelineEvent, _ parts: Parts, _ tell: (News) -> Void) {
    switch event {
    case .stages(let stages): tell(.stages(stages))
    case .notice(let text, let isError): tell(.notice(text, isError: isError))
    case .asking(let advisor): _ = parts.watch.begin(advisor, configuredAs: parts.settings.advisor)
    case .answered(let made, let planned):
      parts.watch.made(made, of: planned, store: parts.store)
      tell(.called)
    case .asked(let pause): parts.watch.end(pause: pause)
    case .roundWaits(let advisor): tell(.wanted(advisor: advisor))
    case .stored(.episodes), .stored(.suggestions): tell(.stored)
    case .stored(.evaluations):
      if let comparison = try? Comparison.whole(parts.store, settings: parts.settings) { tell(.compared(comparison)) }
    }
  }

  /// Stops the stages, waits for them and for what they store; what could not be stored is in `Parts.unsaved`.
  package func finish() {
    parts.gate.stop()
    parts.commands.send(.stop)
    close()
  }

  /// Stops the stages as `finish` does, and leaves nothing behind that would stop those that are started next.
  package func halt() {
    finish()
    _ = parts.commands.takeAll()
  }

  /// Waits for stages that have ended by themselves, and for what they store.
  package func close() {
    thread.join()
    board?.close()
    // Not before: what training could not store is tried again for as long as the workbench is open.
    parts.unsaved.add(records: writer.close())
  }
}
