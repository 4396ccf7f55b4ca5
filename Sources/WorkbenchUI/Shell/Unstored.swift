import Canvas
import RLCore

/// What a person entered and the disk does not have yet: decisions, changes of a plan, an α. Nothing of it is shown as done
/// until it is stored; every screen says how much waits, and leaving asks.
struct Unstored: FeatureState {
  /// One thing that was entered.
  struct Entry: Sendable, Equatable {
    var ticket: Int
    /// What it is, for instance "suggestion 3 accepted".
    var words: String
    /// What is said once it is stored; nil where nothing is.
    var said: String?
  }

  /// Oldest first.
  private(set) var entries: [Entry] = []
  /// Why the last try to store failed; nil where it did not, or none was made yet.
  private(set) var problem: String?
  /// Something takes longer than a moment.
  private(set) var isLate = false
  /// Why records of training wait for the disk.
  private(set) var trainingProblem: String?
  /// The person wants to leave and waits for the disk.
  var isLeaving = false
  private var lastTicket = 0

  /// Takes something that was entered; gives the ticket by which the world tells of it.
  mutating func add(_ words: String, said: String?) -> Int {
    lastTicket += 1
    entries.append(Entry(ticket: lastTicket, words: words, said: said))
    return lastTicket
  }

  /// It is stored, or will never be; gives what it was.
  mutating func remove(_ ticket: Int) -> Entry? {
    problem = nil
    let entry = entries.firstIndex { $0.ticket == ticket }.map { entries.remove(at: $0) }
    if entries.isEmpty { isLate = false }
    return entry
  }

  /// Something that waits still takes longer than a moment.
  mutating func wait(for ticket: Int) {
    if entries.contains(where: { $0.ticket == ticket }) { isLate = true }
  }

  /// Whether the person has to know that something waits: it is not just on its way.
  var isHeldUp: Bool { !entries.isEmpty && (isLate || problem != nil) }

  /// Storing failed and is tried again; whether the person should hear of it, which is so once for each reason.
  mutating func fail(_ reason: String) -> Bool {
    defer { problem = reason }
    return problem != reason
  }

  /// As `fail`, for what training records; nil once that can be stored again.
  mutating func failTraining(_ reason: String?) -> Bool {
    defer { trainingProblem = reason }
    return trainingProblem != reason
  }

  /// What waits, in words that end a sentence: the first few by name.
  var words: String {
    let few = entries.prefix(3).map(\.words).joined(separator: "; ")
    return entries.count > 3 ? few + "; and \(entries.count - 3) more" : few
  }

  var count: String { entries.count == 1 ? "1 entry is" : "\(entries.count) entries are" }
}

/// What the workbench is told of what it asked to be stored.
enum RecordMessage: FeatureMessage {
  case stored(ticket: Int)
  case late(ticket: Int)
  case waiting(reason: String)
  case refused(ticket: Int, reason: String)
  case training(reason: String?)
}

extension AppMessage {
  /// What was entered under that ticket is stored.
  public static func stored(ticket: Int) -> AppMessage { .feature(RecordMessage.stored(ticket: ticket)) }

  /// Storing what was entered under that ticket takes longer than a moment.
  public static func lateToStore(ticket: Int) -> AppMessage { .feature(RecordMessage.late(ticket: ticket)) }

  /// What was entered is not stored yet, for this reason; it is tried again.
  public static func waitingToStore(reason: String) -> AppMessage { .feature(RecordMessage.waiting(reason: reason)) }

  /// What was entered under that ticket can never be stored, for this reason.
  public static func refused(ticket: Int, reason: String) -> AppMessage {
    .feature(RecordMessage.refused(ticket: ticket, reason: reason))
  }

  /// What training records is not stored, for this reason, and is tried again; nil once it is.
  public static func trainingUnstored(reason: String?) -> AppMessage {
    .feature(RecordMessage.training(reason: reason))
  }
}

/// Asks for something that a person entered to be stored: `words` name it, `said` is told once it is stored.
func keep(
  _ effect: any FeatureEffect, _ words: String, said: String? = nil, _ model: inout AppModel
) -> Effect {
  let ticket = model.unstored.add(sanitised(words), said: said)
  if said != nil { model.say("storing" + model.glyphs.pick("…", "...")) }
  return .keep(ticket: ticket, effect)
}

extension Layer {
  /// Says what is not stored yet; it never has the keys.
  static let unstored = Layer(
    name: "unstored", summary: "Says what a person entered that is not stored yet.", contexts: [],
    context: { _ in nil }, handle: { takeRecord($1, &$0) }, status: unstoredStatus, draw: { _, _ in })
}

private func unstoredStatus(_ model: AppModel, _ isShort: Bool) -> [TableCell] {
  let unstored = model.unstored
  guard unstored.isHeldUp || unstored.trainingProblem != nil else { return [] }
  let what = unstored.isHeldUp ? "\(unstored.entries.count) not stored yet" : "training is not stored"
  let why = unstored.problem ?? unstored.trainingProblem
  let more = why.map { ": \(sanitised($0)); tried again every second" } ?? ": " + unstored.words
  return [TableCell("! " + what + (isShort ? "" : more), .critical)]
}

/// Takes what became of something that was to be stored.
private func takeRecord(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  guard case .feature(let message as RecordMessage) = message else { return [] }
  switch message {
  case .stored(let ticket):
    if let said = model.unstored.remove(ticket)?.said { model.say(said) }
    return leaveOnceStored(&model)
  case .late(let ticket):
    model.unstored.wait(for: ticket)
    guard model.unstored.isHeldUp, model.unstored.isLeaving else { return [] }
    model.unstored.isLeaving = false
    return askToLeave(&model)
  case .waiting(let reason):
    guard model.unstored.fail(reason) else { return [] }
    model.complain("not stored yet: \(model.unstored.words). \(reason)")
    guard model.unstored.isLeaving else { return [] }
    model.unstored.isLeaving = false
    return askToLeave(&model)
  case .refused(let ticket, let reason):
    let entry = model.unstored.remove(ticket)
    model.unstored.isLeaving = false
    model.complain("\(entry?.words ?? "it") cannot be stored and does not hold: \(reason)")
  case .training(let reason):
    guard model.unstored.failTraining(reason) else { return [] }
    if let reason {
      model.complain("records of training are not stored yet and kept in memory: \(reason)")
    } else {
      model.say("records of training are stored again")
      return leaveOnceStored(&model)
    }
  }
  return []
}

/// Everything is stored: whoever wanted to leave leaves, and the question about losing something is no question any more.
private func leaveOnceStored(_ model: inout AppModel) -> [Effect] {
  guard model.unstored.entries.isEmpty else { return [] }
  if model.unstored.isLeaving {
    model.unstored.isLeaving = false
    return askToLeave(&model)
  }
  if (model.confirmation?.consequence as? Leaving)?.loses == true, model.unstored.trainingProblem == nil {
    model.confirmation = nil
    model.say("everything is stored now")
  }
  return []
}

extension AppModel {
  var unstored: Unstored {
    get { self[Unstored.self] }
    _modify { yield &self[Unstored.self] }
  }
}
