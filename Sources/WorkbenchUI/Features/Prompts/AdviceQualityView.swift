import Canvas
import RLCore

/// How good the advice was: a row for each advisor and version of its prompt, and one for all versions together.
struct AdviceQualityView {
  let rows: [AdviceQuality]
  let scroll: Int
  let glyphs: GlyphSet

  func draw(on grid: inout Grid) {
    let isRoomy = grid.height >= 18
    let detailHeight = rows.isEmpty ? 0 : isRoomy ? 6 : 5
    let list = Rect(x: 0, y: 0, width: grid.width, height: grid.height - detailHeight)
    let selected = rows.isEmpty ? nil : min(scroll, rows.count - 1)
    let title = "Advice quality  \(listPosition(selected, of: rows.count))"
    grid.pane(list, title: title, focused: true, glyphs: glyphs) { drawTable(selected, on: &$0) }
    guard let selected else { return }
    let below = Rect(x: 0, y: list.height, width: grid.width, height: detailHeight)
    grid.pane(below, title: name(rows[selected]), glyphs: glyphs) { part in
      for (y, line) in sentences(rows[selected]).prefix(part.height).enumerated() {
        part.write(truncated(line, to: part.width - 2, ellipsis: glyphs.ellipsis), x: 1, y: y)
      }
    }
  }

  private func drawTable(_ selected: Int?, on part: inout Grid) {
    let isWide = part.width >= 76
    var numbers = [
      TableColumn("valid", width: 6, .trailing), TableColumn("taken", width: 6, .trailing),
      TableColumn("helps", width: 6, .trailing), TableColumn("gain", width: 6, .trailing),
    ]
    if isWide {
      numbers += [TableColumn("alike", width: 9, .trailing), TableColumn("cost/taken", width: 10, .trailing)]
    }
    let room = max(8, part.width - 2 - numbers.reduce(0) { $0 + $1.width + 1 })
    let version = isWide ? min(14, room / 3) : min(11, room / 2)
    let columns = [TableColumn("advisor", width: room - version - 1), TableColumn("prompt", width: version)] + numbers
    let cells = rows.map { row in
      var cells = [
        TableCell(row.advisor), TableCell(row.promptVersion ?? "all", row.promptVersion == nil ? .title : .muted),
        TableCell("\(row.valid)"), TableCell(share(row.accepted, row.decided)),
        TableCell(share(row.positive, row.measured)),
        TableCell(row.meanEvidence.map { signed($0, 2) } ?? "-", evidenceStyle(row.meanEvidence)),
      ]
      if isWide {
        let isAlike = row.commonestActionShare ?? 0 > 0.9 && row.valid > 2
        let alike = row.commonestActionShare.map { (isAlike ? "! " : "") + "\(fixed($0 * 100, 0))%" } ?? "-"
        cells.append(TableCell(alike, isAlike ? .critical : .text))
        cells.append(TableCell(row.costPerAccepted.map(compact) ?? "-"))
      }
      return cells
    }
    Table(
      columns: columns, rows: cells, selected: selected,
      emptyText: "Nothing to judge yet. Advice is counted when it comes, is decided on and is measured: see the stages "
        + "identify, review and verify.", glyphs: glyphs
    ).draw(on: &part)
  }

  private func sentences(_ row: AdviceQuality) -> [String] {
    let tokens = row.tokens > 0 ? ", \(abbreviated(Double(row.tokens))) tokens" : ""
    let cost = row.cost.map { ", cost \(compact($0))" } ?? ""
    let per = row.costPerAccepted.map { ", \(compact($0)) per accepted one" } ?? ""
    let same = row.commonestActionShare.map { "; alike: \(fixed($0 * 100, 0))% propose the same action" } ?? ""
    let mean = row.meanEvidence.map { ", mean gain \(signed($0, 3))" } ?? ""
    return [
      "\(row.calls) calls\(tokens)\(cost)\(per)",
      "\(row.valid) suggestions were valid, \(row.rejectedItems) items dropped\(same)",
      "\(row.accepted) of \(row.decided) decided were taken, \(row.positive) of \(row.measured) measured help the return"
        + mean,
    ]
  }

  private func name(_ row: AdviceQuality) -> String {
    "\(row.advisor), \(row.promptVersion.map { "prompt \($0)" } ?? "all prompts")"
  }

  private func share(_ part: Int, _ whole: Int) -> String { whole > 0 ? "\(part)/\(whole)" : "-" }

  private func evidenceStyle(_ value: Double?) -> StyleToken {
    guard let value else { return .muted }
    return value > 0 ? .accepted : value < 0 ? .rejected : .text
  }
}
