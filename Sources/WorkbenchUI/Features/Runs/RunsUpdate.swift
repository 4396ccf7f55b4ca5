import Canvas
import RLCore

/// Takes what concerns the sessions of the directory.
func takeRuns(_ message: AppMessage, _ model: inout AppModel) -> [Effect] {
  switch message {
  case .feature(RunsMessage.sessions(var list)):
    list.directory = sanitised(list.directory)
    list.sessions = list.sessions.map(\.safe)
    model.runs.take(list)
    let own = list.sessions.first { $0.use == .here }?.runs ?? []
    model.runColours.add(own.map { sanitised($0.name) })
  case .event(.started), .event(.finished), .event(.failed):
    // What is listed of the open session is not what it was.
    return model.isInView(.runs) ? model.runs.load() : []
  case .feature(BranchingMessage.changed): return model.isInView(.runs) ? model.runs.load() : []
  default: break
  }
  return []
}

/// Opens the selected session in place of the one that is open; asks first where a run is under way.
func openSelected(_ model: inout AppModel) -> [Effect] {
  guard let session = model.runs.selected?.session else {
    model.complain("no session is selected")
    return []
  }
  if let problem = session.problem {
    model.complain("\(session.name) cannot be opened: \(problem)")
    return []
  }
  guard session.use != .here else {
    model.say("\(session.name) is the session that is open")
    return show("dashboard", &model)
  }
  guard model.unstored.entries.isEmpty else {
    model.complain("\(model.unstored.count) not stored yet; open \(session.name) once it is")
    return []
  }
  let opening = Opening(path: session.path)
  guard model.engine.isBusy, !model.isReadOnly else { return opening.carryOut(&model) }
  let run = sanitised(model.engine.activeRun.map { "The run \($0)" } ?? "A stage")
  model.confirmation = Confirmation(
    title: "Open \(session.name)?",
    lines: [
      "\(run) is under way here. It is checkpointed when you leave.",
      "Open this session again later, and it goes on from there.",
    ], consequence: opening)
  return []
}

/// Another session is opened in place of this one.
struct Opening: Consequence {
  let path: String

  func carryOut(_ model: inout AppModel) -> [Effect] {
    [.feature(RunsEffect.openSession(path: path))] + leave(&model)
  }
}

/// Begins to type the note of the selected row.
func beginNote(_ model: inout AppModel) {
  guard let row = model.runs.selected else { return model.complain("no session is selected") }
  if let obstacle = obstacle(row.session) { return model.complain("no note on \(row.name): \(obstacle)") }
  model.runs.note = RunsState.NoteLine(row: row.id, field: TextField(row.note))
}

/// Stores the note that was typed.
func keepNote(_ model: inout AppModel) -> [Effect] {
  guard let note = model.runs.note else { return [] }
  model.runs.note = nil
  let text = note.field.text
  model.runs.note(text, on: note.row)
  let effect = RunsEffect.setNote(path: note.row.path, run: note.row.run, text: text)
  return [keep(effect, "the note", said: text.isEmpty ? "the note is gone" : "noted", &model)]
}

/// Asks whether to delete the selected session, and says what would be lost.
func askToDelete(_ model: inout AppModel) {
  guard let session = model.runs.selected?.session else { return model.complain("no session is selected") }
  guard session.use != .here else {
    return model.complain("\(session.name) is open here; open another one before you delete it")
  }
  if case .elsewhere(let who) = session.use {
    return model.complain("\(session.name) is in use: \(who) has it open")
  }
  model.confirmation = Confirmation(
    title: "Delete \(session.name)?",
    lines: [
      lost(session),
      "\(byteCount(session.bytes)) in \(sanitised(session.path)) are deleted for good.",
    ], consequence: Deletion(path: session.path, name: session.name))
}

/// A count with its word, in the plural where it is one.
func counted(_ count: Int, _ one: String) -> String { "\(count) \(one)\(count == 1 ? "" : "s")" }

/// What goes with a session.
private func lost(_ session: SessionItem) -> String {
  guard session.problem == nil else { return "It cannot be read, so that nobody can say what is in it." }
  let steps = session.runs.isEmpty ? "" : " of \(abbreviated(Double(session.steps))) steps"
  let parts = [
    counted(session.runs.count, "run") + steps, counted(session.episodes, "episode"),
    counted(session.suggestions, "suggestion"), counted(session.decisions, "decision"),
  ]
  return "Lost would be \(parts.dropLast().joined(separator: ", ")) and \(parts.last ?? "")."
}

/// A session is deleted.
struct Deletion: Consequence {
  let path: String
  let name: String

  func carryOut(_ model: inout AppModel) -> [Effect] {
    model.say("deleting \(name)")
    return [.feature(RunsEffect.delete(path: path))]
  }
}

/// Why nothing can be written to a session; nil where it can.
private func obstacle(_ session: SessionItem) -> String? {
  if session.problem != nil { return "it cannot be read" }
  if case .elsewhere(let who) = session.use { return "\(who) has it open" }
  return nil
}

/// Shows what differs between the settings of what is marked.
func compareMarked(_ model: inout AppModel) {
  guard model.runs.compared.count > 1 else {
    return model.complain("mark two or more with Space, then press d")
  }
  model.runs.difference = DifferenceState()
}

/// Moves within the difference.
func moveDifference(_ amount: Int, columns: Int = 0, _ model: inout AppModel) {
  guard var state = model.runs.difference else { return }
  let difference = SettingsDifference(model.runs.compared)
  state.selected = min(max(0, difference.rows.count - 1), max(0, state.selected + amount))
  state.column = min(max(0, difference.names.count - 1), max(0, state.column + columns))
  model.runs.difference = state
}
