import Canvas
import RLCore

/// The search or the bounds in view, what is selected and folded in it, and what a person decided about proposals.
struct PlanState: FeatureState {
  /// What the screen shows.
  enum Side: Sendable, Equatable {
    case tree, bounds
  }

  /// What fills the screen, if one pane does: the list or chart, or the detail or map.
  enum Zoom: Sendable, Equatable, CaseIterable {
    case none, first, second
  }

  /// What the pane beside the tree shows.
  enum Aspect: Sendable, Equatable, CaseIterable {
    case detail, proposals, transcript
  }

  private(set) var picture: PlanPicture?
  /// What is in force.
  private(set) var amendments = PlanAmendments()
  /// Decisions that are not on record yet, by their tickets; what was in force before each is told from the rest.
  private(set) var waiting: [(ticket: Int, decisions: [PlanDecision])] = []
  /// What is on record, oldest first.
  private var recorded: [PlanDecision] = []
  /// The tree as far as it is shown.
  private(set) var shown = SearchTree()
  /// Its rows.
  private(set) var rows: [PlanRow] = []
  /// The number, from 1, of the sub-goal that a node is.
  private(set) var subGoals: [Int: Int] = [:]
  private(set) var folded: Set<Int> = []
  private(set) var selected: PlanRow.Place?
  /// Nodes of the search that are shown; nil shows all of them and follows what comes.
  private(set) var step: Int?
  private(set) var isPlaying = false
  private(set) var speedIndex = 2
  var side = Side.tree
  var zoom = Zoom.none
  var aspect = Aspect.detail
  /// The first row in view of the detail or the proposals; rows from where a transcript begins by itself.
  var scroll = 0
  var form: PlanForm?
  var search = ListSearch()
  /// Which moment of the bounds is shown; nil shows the latest and follows what comes.
  private(set) var moment: Int?
  /// The selected cell of the map.
  var cell = (stage: 0, row: 0)
  /// The selection goes with the search until a person moves it.
  private var follows = true
  /// Where the selection was in the search before this one.
  private var formerPath: [String]?
  private var lastTick: Double?

  /// Nodes or moments a second at speed 1.
  private static let pace = 8.0
  static let speeds = [0.25, 0.5, 1, 2, 4, 8, 16, 64, 256]

  static func == (one: PlanState, other: PlanState) -> Bool {
    one.picture == other.picture && one.amendments == other.amendments
      && one.waiting.elementsEqual(other.waiting, by: { $0 == $1 }) && one.rows == other.rows
      && one.selected == other.selected && one.step == other.step && one.isPlaying == other.isPlaying
      && one.side == other.side && one.zoom == other.zoom && one.aspect == other.aspect && one.scroll == other.scroll
      && one.form == other.form
      && one.cell == other.cell && one.moment == other.moment && one.speedIndex == other.speedIndex
      && one.search == other.search
  }

  var selectedRow: Int? { rows.firstIndex { $0.place == selected } }

  /// The node that is selected, or at which the selected vetoed proposal would be.
  var selectedNode: Int? {
    switch selected {
    case .node(let index): shown.nodes.indices.contains(index) ? index : nil
    case .vetoed(let index, _): shown.nodes.indices.contains(index) ? index : nil
    case nil: nil
    }
  }

  /// The actions to what is selected.
  private var selectedPath: [String]? {
    let way = selectedNode.map { shown.actions(to: $0) }
    guard case .vetoed(_, let action) = selected else { return way }
    return way.map { $0 + [action] }
  }

  /// The decisions in force about proposals of the present task.
  var changes: [PlanDecision] { amendments.about(task: picture?.task ?? "").changes }

  /// Takes a picture: of the same run, grown, or of another.
  mutating func take(_ next: PlanPicture) {
    let isOther = next.run != picture?.run
    if isOther {
      formerPath = picture == nil ? nil : selectedPath
      folded = []
      step = nil
      moment = nil
      isPlaying = false
      follows = picture == nil
      scroll = 0
    }
    let isFirst = picture == nil
    picture = next
    if isFirst, next.bounds != nil { side = .bounds }
    refresh()
    if let formerPath, let place = find(formerPath) { select(place) }
    let isOver = next.state != .running
    if follows, step == nil, !shown.nodes.isEmpty {
      // What is finished is read from the top.
      show(isOver ? 0 : shown.nodes.count - 1)
    }
    if isOver {
      formerPath = nil
      follows = false
    }
    if let bounds = next.bounds {
      cell = (min(cell.stage, max(0, bounds.horizon - 1)), min(cell.row, max(0, bounds.rows - 1)))
    }
  }

  /// Puts decisions in force that are on record.
  mutating func amend(_ decisions: [PlanDecision]) {
    recorded += decisions
    for decision in decisions { amendments.take(decision) }
    refresh()
  }

  /// Puts decisions in force that are to be put on record under a ticket.
  mutating func amend(_ decisions: [PlanDecision], ticket: Int) {
    waiting.append((ticket, decisions))
    for decision in decisions { amendments.take(decision) }
    refresh()
  }

  /// Decisions are on record.
  mutating func settle(_ ticket: Int) {
    guard let index = waiting.firstIndex(where: { $0.ticket == ticket }) else { return }
    recorded += waiting.remove(at: index).decisions
  }

  /// Decisions can never be put on record: they were not made.
  mutating func revoke(_ ticket: Int) {
    guard waiting.contains(where: { $0.ticket == ticket }) else { return }
    waiting.removeAll { $0.ticket == ticket }
    amendments = PlanAmendments(recorded + waiting.flatMap(\.decisions))
    refresh()
  }

  /// Whether a decision in force is not on record yet.
  func isUnstored(_ decision: PlanDecision) -> Bool {
    waiting.contains { $0.decisions.contains { $0.concernsSame(as: decision) } }
  }

  /// Moves the selection by rows.
  mutating func move(_ amount: Int) {
    guard !rows.isEmpty else { return }
    follow(false)
    select(rows[min(rows.count - 1, max(0, (selectedRow ?? 0) + amount))].place)
  }

  /// Folds the selected node, or goes to the one above where there is nothing to fold.
  mutating func collapse() {
    follow(false)
    guard let row = selectedRow else { return }
    if case .node(let index) = rows[row].place, rows[row].hasChildren, !rows[row].isFolded {
      folded.insert(index)
      refresh()
    } else if case .node(let index) = rows[row].place, let parent = shown.nodes[index].parent {
      select(.node(parent))
    } else if case .vetoed(let index, _) = rows[row].place {
      select(.node(index))
    }
  }

  /// Unfolds the selected node, or goes to the first one below it.
  mutating func expand() {
    follow(false)
    guard let row = selectedRow, rows[row].hasChildren, case .node(let index) = rows[row].place else { return }
    if folded.remove(index) != nil {
      refresh()
    } else if rows.indices.contains(row + 1) {
      select(rows[row + 1].place)
    }
  }

  mutating func toggleFold() {
    guard let row = selectedRow, rows[row].hasChildren, case .node(let index) = rows[row].place else { return }
    follow(false)
    if folded.remove(index) == nil { folded.insert(index) }
    refresh()
  }

  /// Folds every branch that is not on a chosen way, or unfolds everything where that is so already.
  mutating func toggleBranches() {
    follow(false)
    let branches = Set(
      shown.nodes.indices.filter { index in
        let node = shown.nodes[index]
        return node.parent != nil && !node.isChosen && !node.isExecuted
      })
    folded = folded == branches ? [] : branches
    refresh()
  }

  /// What the search of a person looks through: the proposal, what became of it, and the state that it led to.
  private func texts(_ place: PlanRow.Place) -> [String] {
    switch place {
    case .node(let index):
      guard shown.nodes.indices.contains(index) else { return [] }
      return [shown.nodes[index].action, mark(index, .unicode).word, shown.nodes[index].observation]
    case .vetoed(_, let action): return [action, PlanMark.vetoed(.unicode).word]
    }
  }

  /// Goes to the next row that holds what is searched for, or to the one before, and unfolds what hides it; false where
  /// there is none.
  mutating func seek(_ direction: Int) -> Bool {
    let all = PlanRow.rows(of: shown, folded: [], vetoes: changes.filter { $0.verdict == .veto }).map(\.place)
    let now = all.firstIndex { $0 == selected } ?? 0
    let (search, matches) = (search, all.map { self.search.finds(texts($0)) })
    guard let next = search.next(after: now, direction, of: all.count, { matches[$0] }) else { return false }
    follow(false)
    switch all[next] {
    case .node(let index): show(index)
    case .vetoed(let index, _):
      show(index)
      if folded.remove(index) != nil { refresh() }
      select(all[next])
    }
    return true
  }

  /// Goes to the first row that holds what is searched for, the selected one or one after it; false where there is none.
  mutating func settle() -> Bool {
    guard search.isOn, let selected, !search.finds(texts(selected)) else { return true }
    return seek(1)
  }

  /// Shows the search as it was `amount` nodes later or, where it is negative, earlier.
  mutating func stepSearch(_ amount: Int) {
    guard let count = picture?.tree.nodes.count, count > 0 else { return }
    show(upTo: (step ?? count) + amount)
  }

  /// Goes to the next sub-goal, or the one before; while the search is stepped through, to the time of its choice.
  mutating func jump(_ direction: Int) {
    guard let tree = picture?.tree else { return }
    let ends = tree.subGoals.compactMap { subGoal in
      subGoal.leaf.flatMap { leaf in subGoal.ended.map { (leaf: leaf, ended: $0) } }
    }
    if let step {
      let next = direction > 0 ? ends.first { $0.ended > step } : ends.last { $0.ended < step }
      guard let next else { return show(upTo: direction > 0 ? tree.nodes.count : 1) }
      show(upTo: next.ended)
      return show(next.leaf)
    }
    let here = selectedNode.flatMap { subGoals[$0] }
    let place: Int
    if let here {
      place = here - 1 + direction
    } else {
      // From between sub-goals, by the order in which the search made them.
      let node = selectedNode ?? 0
      place =
        direction > 0 ? ends.firstIndex { $0.leaf > node } ?? ends.count : ends.lastIndex { $0.leaf < node } ?? -1
    }
    follow(false)
    if ends.indices.contains(place) { show(ends[place].leaf) }
  }

  /// Goes to a node that a person made, with all of the search in view.
  mutating func reveal(_ node: Int) {
    follow(false)
    isPlaying = false
    step = nil
    refresh()
    show(node)
  }

  /// Shows the bounds as they were `amount` moments later or, where it is negative, earlier.
  mutating func stepBounds(_ amount: Int) {
    guard let count = picture?.bounds?.moments.count, count > 0 else { return }
    let next = min(count - 1, max(0, (moment ?? count - 1) + amount))
    moment = next == count - 1 ? nil : next
    isPlaying = false
  }

  /// The tables in view.
  var tables: ValueBounds.Moment? {
    guard let moments = picture?.bounds?.moments else { return nil }
    return moment.flatMap { moments.indices.contains($0) ? moments[$0] : nil } ?? moments.last
  }

  /// Begins or ends playing what is shown, from its beginning where all of it is shown.
  mutating func togglePlaying() {
    let count = side == .tree ? picture?.tree.nodes.count : picture?.bounds?.moments.count
    guard let count, count > 1 else { return }
    let begins = !isPlaying
    lastTick = nil
    if begins, side == .tree, step == nil { show(upTo: 1) }
    if begins, side == .bounds, moment == nil { moment = 0 }
    isPlaying = begins
  }

  /// Plays on; whether anything changed.
  mutating func advance(to seconds: Double) -> Bool {
    guard isPlaying else { return false }
    guard let last = lastTick else {
      lastTick = seconds
      return false
    }
    let pace = Self.pace * speed
    let due = ((seconds - last) * pace).rounded(.down)
    guard due >= 1 else { return false }
    lastTick = last + due / pace
    let wasPlaying = isPlaying
    let amount = Int(min(due, 1_000))
    side == .tree ? stepSearch(amount) : stepBounds(amount)
    isPlaying = wasPlaying && (side == .tree ? step : moment) != nil
    return true
  }

  var speed: Double { Self.speeds[speedIndex] }

  /// The speed in words where it is not the usual one.
  var speedWords: String {
    speed == 1 ? "" : speed < 1 ? " 1/\(fixed(1 / speed, 0))x" : " \(fixed(speed, 0))x"
  }

  /// Plays faster or slower; what has passed of a node or a moment counts at the new speed.
  mutating func changeSpeed(_ amount: Int) {
    speedIndex = min(Self.speeds.count - 1, max(0, speedIndex + amount))
  }

  /// The blocks that the task is about; none where it is about something else.
  var blockCount: Int {
    guard let picture, let start = picture.tree.nodes.first, let towers = BlockTowers(start.observation)
    else { return 0 }
    let count = Set(towers.blocks + (BlockTowers(picture.goal)?.blocks ?? [])).count
    // More than that no screen shows side by side.
    return count <= 24 ? count : 0
  }

  /// Moves the selected cell of the map.
  mutating func moveCell(stages: Int, rows: Int) {
    guard let bounds = picture?.bounds else { return }
    cell.stage = min(max(0, bounds.horizon - 1), max(0, cell.stage + stages))
    cell.row = min(max(0, bounds.rows - 1), max(0, cell.row + rows))
  }

  private mutating func show(upTo count: Int) {
    guard let total = picture?.tree.nodes.count else { return }
    follow(false)
    isPlaying = false
    let next = min(total, max(1, count))
    step = next == total ? nil : next
    refresh()
    show(next - 1)
  }

  /// Selects a node and unfolds what hides it.
  private mutating func show(_ node: Int) {
    guard shown.nodes.indices.contains(node) else { return }
    var current = shown.nodes[node].parent
    var isHidden = false
    while let index = current {
      if folded.remove(index) != nil { isHidden = true }
      current = shown.nodes[index].parent
    }
    if isHidden { refresh() }
    select(.node(node))
  }

  private mutating func follow(_ value: Bool) {
    follows = value
    formerPath = nil
  }

  private mutating func select(_ place: PlanRow.Place) {
    if place != selected { scroll = 0 }
    selected = place
  }

  /// The node at the end of `path`, or of as much of it as there is.
  private func find(_ path: [String]) -> PlanRow.Place? {
    guard !shown.nodes.isEmpty else { return nil }
    var children: [Int: [Int]] = [:]
    for (index, node) in shown.nodes.enumerated() {
      if let parent = node.parent { children[parent, default: []].append(index) }
    }
    var current = 0
    for action in path {
      guard let next = children[current]?.first(where: { shown.nodes[$0].action == action }) else {
        let vetoed = PlanRow.Place.vetoed(at: current, action)
        return rows.contains { $0.place == vetoed } ? vetoed : .node(current)
      }
      current = next
    }
    return .node(current)
  }

  /// Computes what is shown anew.
  private mutating func refresh() {
    let tree = picture?.tree ?? SearchTree()
    shown = step.map(tree.prefix) ?? tree
    let vetoes = changes.filter { $0.verdict == .veto }
    rows = PlanRow.rows(of: shown, folded: folded, vetoes: vetoes)
    subGoals = [:]
    for (number, subGoal) in shown.subGoals.enumerated() {
      if let leaf = subGoal.leaf { subGoals[leaf] = number + 1 }
    }
    keepSelection()
  }

  /// Keeps the selection on a row: what is folded away gives it to the nearest node above.
  private mutating func keepSelection() {
    let places = Set(rows.map(\.place))
    var current = selectedNode
    if let selected, places.contains(selected) { return }
    while let index = current, !places.contains(.node(index)) {
      current = shown.nodes[index].parent
    }
    selected = current.map { .node($0) } ?? rows.first?.place
  }
}

extension AppModel {
  var plan: PlanState {
    get { self[PlanState.self] }
    _modify { yield &self[PlanState.self] }
  }
}
