import Canvas
import RLCore

/// The card's text as rows, in the order in which a person decides: what, how much it is worth, why, what else.
struct CardText {
  let review: ReviewState
  let item: ReviewItem
  let glyphs: GlyphSet
  let width: Int

  private var detail: ReviewDetail? { review.detail }
  private var reveals: Bool { review.reveals(item) }

  var rows: [CardRow] {
    let verdict = [state] + because
    return verdict + actions + numbers + worth + reasons + surroundings + history
  }

  /// The verdict, who gave it and when.
  private var state: CardRow {
    guard review.isStored(item.id) else {
      let mark = VerdictMark.unstored
      return .words(mark.glyph(glyphs), [TableCell("not stored yet: \(item.verdict?.name ?? "pending")", mark.style)])
    }
    let mark = VerdictMark.of(item)
    var cells = [TableCell(mark.name, mark.style)]
    if let last = detail?.history.last, last.verdict == (item.verdict?.name ?? "pending"), item.verdict != nil {
      cells.append(TableCell(" by \(last.actor), \(last.time)", .muted))
    }
    if review.flagged.contains(item.id) { cells.append(TableCell("  \(glyphs.pick("⚑ ", "! "))flagged", .mark)) }
    return .words(mark.glyph(glyphs), cells)
  }

  /// Why the person decided so.
  private var because: [CardRow] { item.reason.map { lines("because", $0) } ?? [] }

  // MARK: what

  private var actions: [CardRow] {
    if case .continuous(let vector) = item.action { return parts(vector) }
    guard let detail, !detail.probabilities.isEmpty else {
      return [
        .words("did", [TableCell(item.recordedName, .title)]),
        .words("should", [TableCell(item.actionName, .title)] + proposedNote),
      ]
    }
    return probabilities(detail.probabilities)
  }

  private var proposedNote: [TableCell] {
    item.action == item.suggestion.action ? [] : [TableCell("  proposed was \(item.suggestedName)", .muted)]
  }

  /// A bar an action: what was done and what counts in any case, of the others the likeliest.
  private func probabilities(_ pairs: [ActionProbability]) -> [CardRow] {
    func label(_ name: String) -> String {
      switch (name == item.recordedAction, name == item.actionName) {
      case (true, true): "both"
      case (true, false): "did"
      case (false, true): "should"
      case (false, false): ""
      }
    }
    let named = pairs.filter { !label($0.name).isEmpty }
    let others = pairs.filter { label($0.name).isEmpty }.sorted { $0.probability > $1.probability }
    let shown = named.sorted { label($0.name) < label($1.name) } + others.prefix(4)
    let nameWidth = min(12, shown.map { columnWidth(of: $0.name) }.max() ?? 0)
    var rows = shown.map { pair in
      let label = label(pair.name)
      let style: StyleToken = label == "did" ? .rejected : label.isEmpty ? .muted : .accepted
      return CardRow.probability(
        label: label, name: pair.name, share: pair.probability, nameWidth: nameWidth, style: style)
    }
    if others.count > 4 { rows.append(.words("", [TableCell("and \(others.count - 4) more actions", .muted)])) }
    if !proposedNote.isEmpty { rows.append(.words("was", [TableCell("proposed \(item.suggestedName)", .muted)])) }
    return rows
  }

  private func parts(_ vector: [Float]) -> [CardRow] {
    guard case .box(let low, let high) = item.space, low.count == vector.count else { return [] }
    var recorded: [Float]?
    if case .continuous(let values) = item.recorded, values.count == vector.count { recorded = values }
    let spreads = detail?.spreads ?? []
    let names = vector.indices.map(item.control)
    let nameWidth = min(max(6, width / 4), names.map { columnWidth(of: $0) }.max() ?? 6)
    let key = spreads.count == vector.count ? ", \(glyphs.pick("━", "=")) policy's mean ± deviation" : ""
    var rows = [CardRow.words("action", [TableCell("d did, s should" + key, .muted)])]
    // Of many parts, those that change most; the form of `e` has all of them.
    let changes = vector.indices.map { index in recorded.map { Double(abs($0[index] - vector[index])) } ?? 0 }
    let most = vector.indices.sorted { changes[$0] == changes[$1] ? $0 < $1 : changes[$0] > changes[$1] }
    let shown = vector.count > 8 ? most.prefix(6).sorted() : Array(vector.indices)
    rows += shown.map { index in
      .part(
        CardPart(
          name: names[index], nameWidth: nameWidth, low: Double(low[index]), high: Double(high[index]),
          did: recorded.map { Double($0[index]) }, should: Double(vector[index]),
          spread: spreads.count == vector.count ? spreads[index] : nil))
    }
    if shown.count < vector.count {
      rows.append(.words("", [TableCell("and \(vector.count - shown.count) parts that change less", .muted)]))
    }
    if !proposedNote.isEmpty { rows.append(.words("was", [TableCell("proposed \(item.suggestedName)", .muted)])) }
    return rows
  }

  // MARK: how much

  private var numbers: [CardRow] {
    var cells = [TableCell("\(signed(item.reward, 2))", .text)]
    if let blame = item.suggestion.blame { cells.append(TableCell("  did \(signed(blame, 2))", .muted)) }
    let sure = reveals ? fixed(item.suggestion.confidence, 2) : "hidden"
    cells.append(TableCell("  confidence \(sure)", .muted))
    return [.words("r_LLM", cells)]
  }

  private var worth: [CardRow] {
    guard reveals else { return [.words("worth", [TableCell("hidden until you decide; b shows it", .muted)])] }
    guard let evidence = item.evidence else {
      let place = MeasuredPlace(suggestion: item.id, action: item.action)
      let text = review.measuring.contains(place) ? "being measured" : "not measured: m measures it"
      return [.words("worth", [TableCell(text, .pending)])]
    }
    let unit = detail?.unit ?? "return"
    let sum = "\(signed(evidence.difference, 2)) \(unit) per \(evidence.horizon) steps"
    let mark = evidence.isPositive ? glyphs.check + " " : ""
    let interval = "\(mark)\(evidence.verdict), 95 % \(signed(evidence.low, 2)) to \(signed(evidence.high, 2))"
    let more =
      ", \(evidence.rollouts) pairs in all" + (evidence.isPositive ? "" : "; m adds more")
    return [
      .interval(
        IntervalBar(low: evidence.low, mean: evidence.difference, high: evidence.high), evidence.style)
    ] + lines("", sum, evidence.style) + lines("", interval + more, evidence.style)
  }

  // MARK: why and what else

  private var reasons: [CardRow] { lines("why", item.suggestion.rationale) }

  private var surroundings: [CardRow] {
    guard let detail else { return [] }
    var rows: [CardRow] = []
    let index = detail.criticalIndex + review.playhead
    if detail.narration.indices.contains(index) { rows += lines("seen", detail.narration[index], .muted) }
    rows += lines("expects", "\(fixed(detail.value, 2)) \(detail.unit) from here on, as the policy values it", .muted)
    if let reach = detail.reach, reach.steps > 0 {
      let share = fixed(Double(reach.matched) / Double(reach.steps) * 100, 1)
      rows += lines(
        "reach", "would act at \(reach.matched) of the episode's \(reach.steps) steps (\(share) %)", .muted)
    }
    return rows
  }

  private var history: [CardRow] {
    guard let decisions = detail?.history, !decisions.isEmpty else { return [] }
    return decisions.reversed().enumerated().flatMap { index, line in
      lines(index == 0 ? "log" : "", words(line), .muted)
    }
  }

  private func words(_ line: DecisionLine) -> String {
    "\(line.verdict) by \(line.actor), \(line.time)" + (line.reason.map { ": \($0)" } ?? "")
  }

  private func lines(_ label: String, _ text: String, _ style: StyleToken = .text) -> [CardRow] {
    wrapped(text, to: max(8, width - CardRow.margin)).enumerated().map { index, line in
      .words(index == 0 ? label : "", [TableCell(line, style)])
    }
  }
}
