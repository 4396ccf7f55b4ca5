import Canvas

/// The list of settings, group by group, over what there is to know of the selected one.
struct SettingsView {
  private let model: AppModel
  private let glyphs: GlyphSet

  init(_ model: AppModel) {
    self.model = model
    glyphs = model.glyphs
  }

  func draw(on grid: inout Grid) {
    let selected = model.selectedSetting
    let lines = selected.map { detail($0, width: grid.width - 4) } ?? []
    let height = grid.height >= 10 ? min(max(grid.height >= 18 ? 6 : 5, lines.count + 2), grid.height - 4) : 0
    let list = Rect(x: 0, y: 0, width: grid.width, height: grid.height - height)
    let rows = model.settingsRows
    grid.pane(list, title: title, focused: true, glyphs: glyphs) { drawList(rows, selected, on: &$0) }
    guard height > 0 else { return }
    let below = Rect(x: 0, y: list.height, width: grid.width, height: height)
    grid.pane(below, title: selected.map { "\($0.group): \($0.key)" } ?? "Setting", glyphs: glyphs) { part in
      for (y, line) in lines.enumerated() { part.write(line.text, x: 1, y: y, style: line.style) }
    }
  }

  private var title: String {
    let listed = model.listedSettings
    let place = listPosition(listed.firstIndex { $0.id == model.selectedSetting?.id }, of: listed.count)
    let filter = model.settings.showsChangedOnly ? "  changed only" : ""
    let search = model.settings.search.text
    return "Settings  \(place)\(filter)"
      + (search.isEmpty ? "" : "  with \"\(truncated(search, to: 24, ellipsis: glyphs.ellipsis))\"")
  }

  private func drawList(_ rows: [SettingsState.Row], _ selected: SettingItem?, on part: inout Grid) {
    guard !rows.isEmpty else {
      let text =
        model.settings.search.isOn
        ? "No setting holds these words; Esc ends the search." : "Nothing was set; f lists every setting."
      part.write(truncated(text, to: part.width - 2, ellipsis: glyphs.ellipsis), x: 1, y: 0, style: .muted)
      return
    }
    let place = rows.firstIndex { row in
      if case .setting(let item) = row { item.id == selected?.id } else { false }
    }
    let shown = visibleRows(count: rows.count, selected: place ?? 0, height: part.height)
    // Headings are passed over.
    let isSetting = rows.map { if case .setting = $0 { true } else { false } }
    let selectedCount = isSetting.prefix(place ?? 0).count(where: \.self)
    var count = isSetting.prefix(shown.lowerBound).count(where: \.self)
    for (y, index) in shown.enumerated() {
      switch rows[index] {
      case .heading(let group, let count): drawHeading(group, count, y: y, on: &part)
      case .setting(let item):
        part.mark("list", Rect(x: 0, y: y, width: part.width, height: 1), place: count - selectedCount)
        count += 1
        drawSetting(item, y: y, on: &part)
        if index == place {
          part.restyle(Rect(x: 0, y: y, width: part.width, height: 1), style: .selection)
          part.put(glyphs.pointer, width: 1, x: 0, y: y, style: .selection)
        }
        model.settings.search.mark(on: &part, y: y)
      }
    }
  }

  private func drawHeading(_ group: String, _ count: Int, y: Int, on part: inout Grid) {
    let after = part.write(group + " ", x: 1, y: y, style: .title)
    let words = " \(count)"
    let line = String(repeating: glyphs.pick("─", "-"), count: max(0, part.width - after - words.count - 2))
    part.write(line, x: after, y: y, style: .border)
    part.write(words, x: part.width - words.count - 1, y: y, style: .muted)
  }

  private func drawSetting(_ item: SettingItem, y: Int, on part: inout Grid) {
    let keyWidth = min(32, max(22, part.width / 4))
    let valueWidth = min(28, max(12, part.width / 6))
    let pending = model.settings.pending[item.id]
    let mark = pending != nil ? glyphs.ellipsis : item.isChanged ? glyphs.pick("●", "*") : " "
    part.write(mark, x: 2, y: y, style: pending != nil ? .pending : .mark)
    func write(_ text: String, x: Int, width: Int, _ style: StyleToken) {
      part.write(truncated(text, to: width, ellipsis: glyphs.ellipsis), x: x, y: y, style: style)
    }
    write(item.key, x: 4, width: keyWidth - 1, item.locked == nil ? .text : .muted)
    let style: StyleToken = pending != nil ? .pending : item.isChanged ? .mark : item.locked == nil ? .text : .muted
    write(pending ?? item.value, x: 4 + keyWidth, width: valueWidth - 1, style)
    var x = 4 + keyWidth + valueWidth
    let usualWidth = min(28, part.width - x)
    if usualWidth >= 8 { write(item.isChanged ? "default \(item.usual)" : "", x: x, width: usualWidth - 1, .muted) }
    x += 22
    if part.width - x >= 20 { write(item.summary, x: x, width: part.width - x - 1, .muted) }
  }

  /// What there is to know of a setting, broken to a width.
  private func detail(_ item: SettingItem, width: Int) -> [TableCell] {
    let value = model.settings.pending[item.id].map { "\($0), being stored" } ?? item.value
    var lines = [TableCell(item.summary)]
    lines.append(TableCell("now \(value); default \(item.usual); valid: \(item.valid)", .muted))
    if let locked = item.locked {
      lines.append(TableCell("cannot be changed: \(locked)", .pending))
    } else {
      let how = item.choices.isEmpty ? "Enter types another value" : "Space takes the next value"
      lines.append(TableCell("\(how); it holds \(item.holds)", .accepted))
    }
    return lines.flatMap { line in wrapped(line.text, to: width).map { TableCell($0, line.style) } }
  }
}
