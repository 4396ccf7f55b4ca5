import Canvas
import RLCore

/// The advisor calls, which of them is read and what is searched for.
struct PromptsState: FeatureState {
  /// What fills the screen.
  enum Mode: Sendable, Equatable {
    /// The list over the selected call's text.
    case list
    /// The selected call's text alone.
    case text
    /// The marked call beside the selected one.
    case compare
    /// How good the advice was.
    case quality
  }

  /// Which text of a call is shown.
  enum Side: String, Sendable {
    case prompt, reply

    var other: Side { self == .prompt ? .reply : .prompt }
  }

  private(set) var items: [CallItem] = []
  private(set) var found = 0
  private(set) var total = 0
  private(set) var selectedID: Int?
  private(set) var markedID: Int?
  /// Texts that arrived, by their calls; a few are kept.
  private(set) var texts = Latest<Int, CallText>(12)
  private(set) var requested: Set<Int> = []
  var mode = Mode.list
  var side = Side.prompt
  /// The first row in view of the text.
  var scroll = 0
  /// The match that the cursor is at, in the text shown.
  var match: Int?
  /// What is searched for; empty for nothing.
  private(set) var search = ""
  /// The search while it is typed.
  var field: TextField?
  var quality: [AdviceQuality] = []
  /// Calls were stored that the list does not hold, or it was never asked for.
  private(set) var isStale = true
  private(set) var isLoading = false

  var selectedIndex: Int? { items.firstIndex { $0.id == selectedID } }
  var selected: CallItem? { items.first { $0.id == selectedID } }
  var text: CallText? { selectedID.flatMap { texts[$0] } }
  var markedText: CallText? { markedID.flatMap { texts[$0] } }

  /// Takes a list unless something else is searched for by now.
  mutating func replace(_ list: CallList) -> [Effect] {
    guard list.search == search else { return [] }
    items = list.items
    found = list.found
    total = list.total
    let again = isLoading && isStale
    isLoading = false
    isStale = false
    // What was asked for and never came, because it could not be read, may be asked for again.
    requested = []
    if selected == nil { select(items.first?.id) }
    return (again ? load() : []) + requestTexts()
  }

  /// Keeps the texts of a call.
  mutating func take(_ text: CallText) {
    texts[text.call.id] = text
    requested.remove(text.call.id)
  }

  mutating func select(_ id: Int?) {
    guard id != selectedID else { return }
    selectedID = id
    scroll = 0
    match = nil
  }

  mutating func move(_ amount: Int) {
    guard !items.isEmpty else { return }
    select(items[min(items.count - 1, max(0, (selectedIndex ?? 0) + amount))].id)
  }

  /// Marks the selected call for comparing, or takes the mark off it.
  mutating func toggleMark() {
    markedID = markedID == selectedID ? nil : selectedID
  }

  /// Searches for `text`; empty shows every call again.
  mutating func find(_ text: String) -> [Effect] {
    field = nil
    guard text != search else { return [] }
    search = text
    match = nil
    return load()
  }

  /// Calls were stored; asks for them where the list is in view, otherwise when it comes into view.
  mutating func noteChange(isInView: Bool) -> [Effect] {
    guard isInView, !isLoading else {
      isStale = true
      return []
    }
    return load()
  }

  /// Asks for the list.
  mutating func load() -> [Effect] {
    isLoading = true
    isStale = false
    return [.feature(PromptsEffect.loadCalls(search: search))]
      + (mode == .quality ? [.feature(PromptsEffect.loadQuality)] : [])
  }

  /// Asks for the texts that are to be shown, unless they are there or on their way.
  mutating func requestTexts() -> [Effect] {
    let needed = [selectedID, mode == .compare ? markedID : nil].compactMap(\.self)
    let missing = needed.filter { id in !requested.contains(id) && texts[id] == nil }
    requested.formUnion(missing)
    return missing.map { .feature(PromptsEffect.loadCall($0)) }
  }
}

extension AppModel {
  var prompts: PromptsState {
    get { self[PromptsState.self] }
    _modify { yield &self[PromptsState.self] }
  }
}
