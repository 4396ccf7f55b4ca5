import Canvas
import RLCore

/// The sessions of the directory, which of them is selected and which are marked.
struct RunsState: FeatureState {
  /// A note while it is typed.
  struct NoteLine: Sendable, Equatable {
    var row: RunRow.ID
    var field: TextField
  }

  /// Nil until the directory was read.
  private(set) var list: SessionList?
  private(set) var isLoading = false
  var order = SessionOrder.newest
  var search = ListSearch()
  private(set) var selectedID: RunRow.ID?
  /// In the order in which they were marked.
  private(set) var marked: [RunRow.ID] = []
  /// The sessions whose runs are not listed.
  private(set) var folded: Set<String> = []
  var note: NoteLine?
  /// The settings that are compared, while they are.
  var difference: DifferenceState?
  /// The list is all there is: no session is open yet.
  var isPicker = false

  /// What is listed, in its order.
  var rows: [RunRow] {
    let sessions = (list?.sessions ?? []).sorted(by: order.isBefore)
    return sessions.flatMap { session -> [RunRow] in
      let own = RunRow(session: session)
      let runs = session.runs.map { RunRow(session: session, run: $0) }
      // Of a session that is found all runs are listed; else those that are found, with the session they belong to.
      let found = search.finds(own.texts) ? runs : runs.filter { search.finds($0.texts) }
      guard !found.isEmpty || search.finds(own.texts) else { return [] }
      return folded.contains(session.path) && !search.isOn ? [own] : [own] + found
    }
  }

  /// The selected row, and its place among `rows`.
  var selected: RunRow? { rows.first { $0.id == selectedID } }

  func index(in rows: [RunRow]) -> Int? { rows.firstIndex { $0.id == selectedID } }

  mutating func load() -> [Effect] {
    guard !isLoading else { return [] }
    isLoading = true
    return [.feature(RunsEffect.load)]
  }

  mutating func take(_ next: SessionList) {
    isLoading = false
    list = next
    let known = Set(
      next.sessions.flatMap { item in
        [RunRow.ID(path: item.path)]
          + item.runs.map { run in
            RunRow.ID(path: item.path, run: run.name)
          }
      })
    marked.removeAll { !known.contains($0) }
    if difference != nil, marked.count < 2 { difference = nil }
    if let note, !known.contains(note.row) { self.note = nil }
    keepSelection()
  }

  /// Selects something that is listed: what was selected, else its session, else the one that is open, else the first.
  mutating func keepSelection() {
    let rows = rows
    guard index(in: rows) == nil else { return }
    let session = rows.first { $0.id.path == selectedID?.path } ?? rows.first { $0.session.use == .here }
    selectedID = (session ?? rows.first)?.id
  }

  mutating func move(_ amount: Int) {
    let rows = rows
    guard !rows.isEmpty else { return }
    selectedID = rows[min(rows.count - 1, max(0, (index(in: rows) ?? 0) + amount))].id
  }

  mutating func toggleMark() {
    guard let selectedID else { return }
    if let index = marked.firstIndex(of: selectedID) {
      marked.remove(at: index)
    } else {
      marked.append(selectedID)
    }
  }

  mutating func removeMarks() { marked = [] }

  /// Lists the runs of the selected session, or leaves them out.
  mutating func fold(_ isFolded: Bool) {
    guard let path = selectedID?.path else { return }
    if isFolded {
      folded.insert(path)
      selectedID = RunRow.ID(path: path)
    } else {
      folded.remove(path)
    }
  }

  /// The marked rows as they are now; a single one is joined by the one that is selected.
  var compared: [RunRow] {
    var ids = marked
    if ids.count == 1, let selectedID, selectedID != ids[0] { ids.append(selectedID) }
    return ids.compactMap(row)
  }

  private func row(_ id: RunRow.ID) -> RunRow? {
    guard let session = list?.sessions.first(where: { $0.path == id.path }) else { return nil }
    guard let name = id.run else { return RunRow(session: session) }
    return session.runs.first { $0.name == name }.map { RunRow(session: session, run: $0) }
  }

  /// Puts a note in its place before the directory is read again.
  mutating func note(_ text: String, on id: RunRow.ID) {
    guard let index = list?.sessions.firstIndex(where: { $0.path == id.path }) else { return }
    guard let name = id.run else {
      list?.sessions[index].note = text
      return
    }
    guard let place = list?.sessions[index].runs.firstIndex(where: { $0.name == name }) else { return }
    list?.sessions[index].runs[place].note = text
  }
}

extension AppModel {
  var runs: RunsState {
    get { self[RunsState.self] }
    _modify { yield &self[RunsState.self] }
  }
}
