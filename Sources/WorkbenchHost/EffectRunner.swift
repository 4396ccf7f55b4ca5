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
  private let stages: StagesBehind
  private let advice: AdviceStage
  private let rerun: CallRerun
  private let desk: BackgroundAdvising
  private let measuring: BackgroundMeasuring
  private let keeper: RecordKeeper
  private let followed = Mutex<ForeignChanges?>(nil)
  /// What the screens were shown last, so that nothing is read a second time that is as it was.
  private let shown = ShownRecords()
  private let post: @Sendable (AppMessage) -> Void
  private let queue: DispatchQueue
  // A model may take minutes to answer; nothing that a person decides meanwhile waits for it.
  private let asking = DispatchQueue(label: "sidecoach.asking", qos: .utility)

  /// Works on `reader`'s session; `rerun` asks prompts again, `post` takes messages for the screen.
  init(
    reader: SessionReader, commands: Mailbox<EngineCommand>, stages: StagesBehind, rerun: CallRerun,
    advice: AdviceStage, watch: AdvisingProgress, post: @escaping @Sendable (AppMessage) -> Void
  ) {
    self.reader = reader
    self.commands = commands
    self.stages = stages
    self.advice = advice
    self.rerun = rerun
    let queue = DispatchQueue(label: "sidecoach.effects", qos: .userInitiated)
    self.queue = queue
    let shown = shown
    keeper = RecordKeeper(on: queue) { post(AppMessage($0)) }
    measuring = BackgroundMeasuring(stage: advice)
    desk = BackgroundAdvising(
      stage: advice, watch: watch,
      tell: { event in
        if let message = AppMessage(event) { post(message) } else { Self.reload(reader, shown, on: queue, post) }
      })
    self.post = post
  }

  /// The session.
  var store: SessionStore { reader.store }

  /// Who serves what the screens of a session ask for, one for each type of effect.
  var servers: [EffectServer] {
    [
      EffectServer { [self] (effect: ReviewEffect, ticket) in run(effect, ticket: ticket ?? 0) },
      EffectServer { [self] (effect: SteeringEffect, ticket) in run(effect, ticket: ticket ?? 0) },
      EffectServer { [self] (effect: EpisodesEffect, ticket) in run(effect, ticket: ticket ?? 0) },
      EffectServer { [self] (effect: PromptsEffect) in run(effect) },
      EffectServer { [self] (effect: AdvisorsEffect) in run(effect) },
      EffectServer { [self] (effect: StagesEffect) in run(effect) },
    ]
  }

  /// Gives the engine a command.
  func send(_ command: EngineCommand) {
    if command == .stop { stages.stop() }
    commands.send(command)
  }

  private func run(_ effect: ReviewEffect, ticket: Int) {
    switch effect {
    case .decide(let decisions, let sense):
      let (store, space, time) = (reader.store, reader.entry.spec.action, Date().timeIntervalSince1970)
      let (words, post) = (Self.words(decisions), post)
      keeper.keep(ticket: ticket, words) {
        try store.decide(decisions, sense: sense, in: space, now: time)
        post(.decided("\(words), by hand"))
      }
    case .measure(let suggestion, let action):
      measuring.measure(suggestion, action) { [self] problem in
        // The evidence is in view before it is said to be there.
        reload()
        queue.async { [post] in post(.measured(suggestion: suggestion, action: action, problem: problem)) }
      }
    case .loadDetail(let suggestion):
      enqueue { [self] in
        if let detail = try reader.reviewDetail(suggestion, by: advice) { post(.reviewDetail(detail)) }
      }
    case .loadRollouts(let suggestion, let action):
      enqueue { [self] in
        do {
          if let message = try reader.rollouts(suggestion, action, by: advice) { post(message) }
        } catch {
          post(.rollouts(suggestion: suggestion, did: [], should: []))
          throw error
        }
      }
    case .flag(let suggestions):
      let store = reader.store
      keeper.keep(ticket: ticket, "the flags") { try store.remember(suggestions, as: .flaggedSuggestions) }
    case .finish:
      // Behind every decision: refining begins with all of them or not at all.
      let (store, stages) = (reader.store, stages)
      keeper.keep(ticket: ticket, "the end of the review") {
        try store.remember(true, as: .reviewFinished)
        try stages.go(renews: true)
      }
    }
  }

  private func run(_ effect: StagesEffect) {
    switch effect {
    case .run: enqueue { [stages] in try stages.start(renews: false) }
    }
  }

  private func run(_ effect: SteeringEffect, ticket: Int) {
    switch effect {
    case .rememberAlpha(let alpha, let target): remember(alpha, target, ticket: ticket)
    }
  }

  private func remember(_ alpha: Double, _ target: AlphaTarget?, ticket: Int) {
    let store = reader.store
    keeper.keep(ticket: ticket, "alpha \(alpha)") { try store.remember(requestedAlpha: alpha, of: target) }
  }

  /// Does what somebody asks who follows the session from another process.
  func obey(_ command: EngineCommand, of target: AlphaTarget?) {
    send(command.fromAnotherWindow)
    // Nobody here waits for its ticket; it is stored as one that was entered here.
    guard let alpha = command.askedAlpha else { return }
    post(.wishedAlpha(alpha, of: target))
    remember(alpha, target, ticket: 0)
  }

  private static func words(_ decisions: [Decision]) -> String {
    decisions.map { decision in
      let why = decision.reason.map { " (\($0))" } ?? ""
      return "suggestion \(decision.suggestion) \(decision.verdict?.name ?? "pending again")\(why)"
    }.joined(separator: ", ")
  }

  private func run(_ effect: EpisodesEffect, ticket: Int) {
    switch effect {
    case .suggest(let suggestion):
      let (reader, shown, queue, post) = (reader, shown, queue, post)
      keeper.keep(ticket: ticket, "the suggestion for step \(suggestion.step) of episode \(suggestion.episode)") {
        try reader.add(suggestion)
        Self.reload(reader, shown, on: queue, post)
      }
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
      enqueue { [self] in post(.calls(try reader.calls(matching: search))) }
    case .loadQuality: enqueue { [self] in post(.adviceQuality(try reader.adviceQuality())) }
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
    case .ask(let advisor): ask(advisor)
    case .stopAsking: desk.stop()
    }
  }

  /// Asks an advisor beside training.
  func ask(_ advisor: String) { DispatchQueue.global(qos: .utility).async { [self] in desk.ask(advisor) } }

  /// Shows what other processes add to the session, as they do; from now on until `finish`.
  func followOthers() {
    followed.withLock {
      $0 = ForeignChanges(of: reader.store, on: queue) { [weak self] in
        self?.reload()
        // Of what is evaluated elsewhere nobody tells a process that only looks on.
        if self?.store.isReadOnly == true { self?.compare() }
      }
    }
  }

  /// Reads what was decided before, so that it can be taken back; once, and before the review queue.
  func recallDecisions() {
    enqueue { [self] in
      post(.decisionTrail(try reader.store.decisionTrail()))
      post(.flags(Set(try reader.store.recall(.flaggedSuggestions) ?? [])))
    }
  }

  /// Compares the methods by what is on record, where that is not what the screen shows.
  func compare() {
    enqueue { [self] in
      let store = reader.store
      let evaluations = try store.evaluations().count
      guard evaluations > 0, shown.isNews(evaluations: evaluations) else { return }
      let settings = try SessionOpening.settings(of: store)
      // Of a session that is damaged the rest is shown all the same.
      guard let comparison = try? Comparison.whole(store, settings: settings), !comparison.rows.isEmpty else { return }
      post(comparison.message(of: store))
    }
  }

  /// Reads everything that screens show from the session, where anything of it is new.
  func reload() { Self.reload(reader, shown, on: queue, post) }

  private static func reload(
    _ reader: SessionReader, _ shown: ShownRecords, on queue: DispatchQueue,
    _ post: @escaping @Sendable (AppMessage) -> Void
  ) {
    enqueue(on: queue, post) {
      guard shown.isNews(try RecordsStamp(reader.store)) else { return }
      let records = try reader.records()
      post(.episodes(records.episodes))
      post(.reviewItems(records.reviewItems))
      post(.callsChanged)
    }
  }

  /// Does something once what was asked for before is done.
  func afterwards(_ work: @escaping @Sendable () throws -> Void) { enqueue(work) }

  /// Shows what the session has behind it; where no stage runs, also how far they are.
  func recall(_ history: SessionHistory, isRunning: Bool) {
    enqueue { [self] in
      let clock = WallClock.formatter()
      post(
        .pastEvents(
          try history.events().compactMap { record in
            record.event.map {
              PastEvent(time: clock.string(from: Date(timeIntervalSince1970: record.time)), event: $0)
            }
          }))
      post(.storedEvents(try reader.store.eventCount()))
      let runs = try history.runs()
      post(.runCurves(runs.curves))
      if var snapshot = runs.last {
        // No run keeps its picture; one of the recorded episodes is better than none.
        snapshot.frame = try? reader.recordedPicture()
        post(.pastSnapshot(snapshot))
      }
      if !isRunning { post(.stages(try history.stages())) }
      if let alpha = try reader.store.recall(.requestedAlpha) {
        post(.wishedAlpha(alpha, of: try reader.store.recall(.requestedTarget)))
      }
    }
  }

  /// Saves a picture of the screen, in the session's export directory unless its file says where.
  func save(_ picture: ScreenPicture) {
    enqueue { [self] in
      let path = try picture.write(default: reader.store.exportDirectory)
      post(.notice("saved \(path)", isError: false))
    }
  }

  /// Whether something that a person entered is not stored yet.
  var isWaiting: Bool { keeper.isWaiting }

  /// Waits until everything asked for is done.
  ///
  /// - Returns: what a person entered and could not be stored, which is lost.
  func finish() -> LostEntries? {
    desk.finish()
    measuring.finish()
    followed.withLock { $0 }?.stop()
    return LostEntries(keeper.finish())
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
  /// What screens are told of something that a person entered.
  init(_ news: RecordKeeper.News) {
    switch news {
    case .stored(let ticket): self = .stored(ticket: ticket)
    case .late(let ticket): self = .lateToStore(ticket: ticket)
    case .waiting(let reason): self = .waitingToStore(reason: reason)
    case .refused(let ticket, let reason): self = .refused(ticket: ticket, reason: reason)
    }
  }

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
