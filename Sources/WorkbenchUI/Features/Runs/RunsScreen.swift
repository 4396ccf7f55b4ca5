import Canvas
import RLCore

extension Screen {
  /// Every session of the directory, with its runs.
  static let runs = Screen(
    name: "runs", title: "Runs", summary: "Every session of the directory with its runs: open, compare, note, delete.",
    contexts: [listContext, differenceContext, searchContext, noteContext],
    context: { model in
      if model.runs.note != nil { return noteContext }
      if model.runs.search.field != nil { return searchContext }
      return model.runs.difference == nil ? listContext : differenceContext
    },
    enter: { $0.runs.load() }, handle: { takeRuns($1, &$0) }, commands: branchingCommands,
    draw: { model, grid in
      if let state = model.runs.difference {
        DifferenceView(model, state).draw(on: &grid)
      } else {
        RunsView(model).draw(on: &grid)
      }
    })

  private static let hasRow: @Sendable (AppModel) -> Bool = { $0.runs.selectedID != nil }
  private static let hasRun: @Sendable (AppModel) -> Bool = { $0.ownRun != nil }
  private static let hasMarks: @Sendable (AppModel) -> Bool = { !$0.runs.compared.dropFirst().isEmpty }

  private static let listContext = BindingContext(
    "Runs",
    [
      Binding([.enter], hint: "open", "open the session in place of the one that is open", when: hasRow) {
        model, _ in openSelected(&model)
      },
      .move([.character(" ")], hint: "mark", "mark the session or run, or take the mark off it", when: hasRow) {
        $0.runs.toggleMark()
        $0.runs.move(1)
      },
      .move(
        [.character("d")], hint: "difference", "what differs between the settings of what is marked", when: hasMarks
      ) {
        compareMarked(&$0)
      },
      Binding([.character("n")], hint: "note", "write a note on the session or run", needsWrite: true, when: hasRow) {
        model, _ in
        beginNote(&model)
        return []
      },
      Binding(
        [.character("f")], hint: "fork", "another run that goes on from a checkpoint of this one; types the command",
        needsWrite: true, when: hasRun
      ) { model, _ in
        beginFork(&model)
        return []
      },
      Binding(
        [.character("b")], hint: "roll back", "let this run go on from an earlier checkpoint; types the command",
        needsWrite: true, when: hasRun
      ) { model, _ in
        beginRollback(&model)
        return []
      },
    ]
      + Binding.search(\.runs.search, "list only what holds the words; several may stand in any order") {
        $0.runs.keepSelection()
      } + [
        .move([.character("o")], hint: "order", "by newest, name, environment, return, or size on disk", when: hasRow) {
          $0.runs.order = $0.runs.order.next
        },
        Binding(
          [.character("D")], hint: "delete", "delete the session with everything in it; asks first", needsWrite: true,
          when: hasRow
        ) { model, _ in
          askToDelete(&model)
          return []
        },
        .move([.character("j"), .down], "next row") { $0.runs.move(1) },
        .move([.character("k"), .up], "previous row") { $0.runs.move(-1) },
        .move([.character("l"), .right], "list the session's runs") { $0.runs.fold(false) },
        .move([.character("h"), .left], "leave the session's runs out") { $0.runs.fold(true) },
        .move([.character("g"), .home], "the first row") { $0.runs.move(-1_000_000) },
        .move([.character("G"), .end], "the last row") { $0.runs.move(1_000_000) },
        .move([.pageDown], "a page down") { $0.runs.move($0.height / 2) },
        .move([.pageUp], "a page up") { $0.runs.move(-$0.height / 2) },
        .move([.character("u")], "take all marks off", when: { !$0.runs.marked.isEmpty }) { $0.runs.removeMarks() },
        Binding([.character("r")], "read the directory again") { model, _ in model.runs.load() },
      ])

  private static let differenceContext = BindingContext(
    "Difference",
    [
      .move([.escape, .character("d"), .enter], hint: "list", "back to the list") { $0.runs.difference = nil },
      .move([.character("j"), .down], hint: "down", "next setting") { moveDifference(1, &$0) },
      .move([.character("k"), .up], hint: "up", "previous setting") { moveDifference(-1, &$0) },
      .move([.character("l"), .right], hint: "columns", "columns further to the right") {
        moveDifference(0, columns: 1, &$0)
      },
      .move([.character("h"), .left], "columns further to the left") { moveDifference(0, columns: -1, &$0) },
      .move([.character("g"), .home], "the first setting") { moveDifference(-1_000_000, &$0) },
      .move([.character("G"), .end], "the last setting") { moveDifference(1_000_000, &$0) },
    ])

  private static let searchContext = BindingContext.typingSearch("Search runs", \.runs.search) {
    $0.runs.keepSelection()
  }

  private static let noteContext = BindingContext(
    "Note", isModal: true, line: { $0.runs.note.map { TypedLine(mark: "note: ", field: $0.field) } },
    typing: { model, key in _ = model.runs.note?.field.handle(key) },
    [
      Binding([.enter], hint: "store", "store the note; empty takes it away", needsWrite: true) { model, _ in
        keepNote(&model)
      },
      .move([.escape], hint: "cancel", "leave the note as it was") { $0.runs.note = nil },
    ])
}
