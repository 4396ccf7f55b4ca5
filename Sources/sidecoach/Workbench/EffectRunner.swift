import Coaching
import Dispatch
import Engine
import Foundation
import RLCore
import SessionStore
import Synchronization
import Threads
import WorkbenchUI

/// Carries out what the workbench asks for, off the screen's thread and in order; results come back as messages.
final class EffectRunner: Sendable {
  private let reader: SessionReader
  private let commands: Mailbox<EngineCommand>
  private let gate: ReviewGate
  private let rerun: CallRerun
  private let desk: BackgroundAdvising
  private let followed = Mutex<Followed?>(nil)
  private let post: @Sendable (AppMessage) -> Void
  private let queue = DispatchQueue(label: "sidecoach.effects", qos: .userInitiated)
  // A model may take minutes to answer; nothing that a person decides meanwhile waits for it.
  private let asking = DispatchQueue(label: "sidecoach.asking", qos: .utility)

  /// Works on `reader`'s session; `rerun` asks prompts again, `post` takes messages for the screen.
  init(
    reader: SessionReader, commands: Mailbox<EngineCommand>, gate: ReviewGate, rerun: CallRerun,
    advice: AdviceStage, watch: AdvisingProgress, post: @escaping @Sendable (AppMessage) -> Void
  ) {
    self.reader = reader
    self.commands = commands
    self.gate = gate
    self.rerun = rerun
    desk = BackgroundAdvising(
      stage: advice, watch: watch,
      tell: { [queue] event in
        if let message = AppMessage(event) { post(message) } else { Self.reload(reader, on: queue, post) }
      })
    self.post = post
  }

  /// Who serves what the screens of a session ask for, one for each type of effect.
  var servers: [EffectServer] {
    [
      EffectServer { [self] (effect: ReviewEffect) in run(effect) },
      EffectServer { [self] (effect: EpisodesEffect) in run(effect) },
      EffectServer { [self] (effect: PromptsEffect) in run(effect) },
      EffectServer { [self] (effect: AdvisorsEffect) in run(effect) },
    ]
  }

  /// Gives the engine a command.
  func send(_ command: EngineCommand) {
    if command == .stop { gate.stop() }
    commands.send(command)
  }

  private func run(_ effect: ReviewEffect) {
    switch effect {
    case .decide(let decisions):
      enqueue { [self] in try reader.store.decide(decisions, now: Date().timeIntervalSince1970) }
    case .loadDetail(let suggestion):
      enqueue { [self] in
        if let detail = try reader.reviewDetail(suggestion) { post(.reviewDetail(detail)) }
      }
    case .finish: queue.async { [self] in gate.open() }
    }
  }

  private func run(_ effect: EpisodesEffect) {
    switch effect {
    case .load(let number):
      enqueue { [self] in
        if let detail = try reader.episode(number) {
          post(.episode(detail))
        } else {
          post(.notice("episode \(number) is not in this session", isError: true))
        }
      }
    }
  }

  private func run(_ effect: PromptsEffect) {
    switch effect {
    case .loadCalls(let search):
      enqueue { [self] in
        post(.calls(try reader.calls(matching: search)))
        post(.adviceQuality(try reader.adviceQuality()))
      }
    case .loadCall(let id):
      enqueue { [self] in
        if let text = try reader.callText(id) {
          post(.callText(text))
        } else {
          post(.notice("call \(id) is not in this session", isError: true))
        }
      }
    case .rerun(let id): ask(again: id)
    }
  }

  private func run(_ effect: AdvisorsEffect) {
    switch effect {
    case .loadOffers: enqueue { [self] in post(.advisors(desk.offers())) }
    case .loadModels(let advisor): desk.loadModels(of: advisor)
    case .ask(let advisor): DispatchQueue.global(qos: .utility).async { [self] in desk.ask(advisor) }
    case .stopAsking: desk.stop()
    }
  }

  /// Shows what other processes add to the session, as they do; from now on until `finish`.
  func followOthers() {
    let timer = DispatchSource.makeTimerSource(queue: queue)
    var last = try? reader.store.foreignChanges()
    timer.schedule(deadline: .now() + 0.5, repeating: 0.5, leeway: .milliseconds(100))
    timer.setEventHandler { [self] in
      guard let now = try? reader.store.foreignChanges(), now != last else { return }
      last = now
      reload()
    }
    timer.resume()
    followed.withLock { $0 = Followed(timer: timer) }
  }

  /// Reads everything that screens show from the session.
  func reload() { Self.reload(reader, on: queue, post) }

  private static func reload(
    _ reader: SessionReader, on queue: DispatchQueue, _ post: @escaping @Sendable (AppMessage) -> Void
  ) {
    enqueue(on: queue, post) {
      let records = try reader.records()
      post(.episodes(records.episodes))
      post(.reviewItems(records.reviewItems))
      post(.callsChanged)
    }
  }

  /// Shows what the session has behind it; where no stage runs, also how far they are.
  func recall(_ history: SessionHistory, isRunning: Bool) {
    enqueue { [self] in
      for event in try history.events() { post(.event(event)) }
      if let snapshot = try history.snapshot() { post(.snapshot(snapshot)) }
      if !isRunning { post(.stages(try history.stages())) }
    }
  }

  /// Saves text in the session's export directory.
  func save(_ text: String) {
    enqueue { [self] in
      let path = reader.store.exportDirectory + "/screen-\(Int(Date().timeIntervalSince1970)).txt"
      try AtomicFile.write(Array(text.utf8), to: path)
      post(.notice("saved \(path)", isError: false))
    }
  }

  /// Waits until everything asked for is done, so that no decision is lost.
  func finish() {
    desk.finish()
    followed.withLock { held in
      held?.timer.cancel()
      held = nil
    }
    queue.sync {}
  }

  /// Keeps a dispatch source alive; it is made once and cancelled once.
  private struct Followed: @unchecked Sendable {
    let timer: any DispatchSourceTimer
  }

  private func ask(again id: Int) {
    asking.async { [rerun, post] in
      do {
        let number = try rerun.ask(id)
        post(.notice("call \(id) was asked again: call \(number); m and c compare the two", isError: false))
      } catch {
        post(.notice("\(error)", isError: true))
      }
      // A model's call is recorded even when it fails.
      post(.callsChanged)
    }
  }

  private func enqueue(_ work: @escaping @Sendable () throws -> Void) { Self.enqueue(on: queue, post, work) }

  private static func enqueue(
    on queue: DispatchQueue, _ post: @escaping @Sendable (AppMessage) -> Void,
    _ work: @escaping @Sendable () throws -> Void
  ) {
    queue.async {
      do { try work() } catch { post(.notice("\(error)", isError: true)) }
    }
  }
}

extension AppMessage {
  /// What screens are told of advising; nil for what they have to read from the session.
  init?(_ event: AdvisingEvent) {
    switch event {
    case .progress(let progress): self = .advisorProgress(progress)
    case .models(let offers): self = .models(offers)
    case .notice(let text, let isError): self = .notice(text, isError: isError)
    case .called: self = .callsChanged
    case .stored: return nil
    }
  }
}
