public import RLCore

/// A stretch of a narrated episode that fits a prompt.
public struct NarrationWindow: Sendable, Equatable {
  /// The lines shown, in time order.
  public var lines: [String]
  /// The first step shown.
  public var firstStep: Int
  /// The last step shown.
  public var lastStep: Int
  /// What was left out, in words; empty when nothing was.
  public var cut: String

  /// Makes a window.
  public init(lines: [String], firstStep: Int, lastStep: Int, cut: String = "") {
    self.lines = lines
    self.firstStep = firstStep
    self.lastStep = lastStep
    self.cut = cut
  }
}

/// Cuts long narrations into windows of whole parts, such as a game's rallies.
///
/// Works on any interpreter's lines: the interpreter says which line ends a part and how, and a line that ends in
/// `(quiet)` may be folded.
public struct NarrationWindows {
  /// The parts that the narration falls into.
  public let parts: NarrationParts

  /// Cuts narrations that fall into `parts`.
  public init(_ parts: NarrationParts = NarrationParts()) {
    self.parts = parts
  }

  /// Quiet lines in a row from which they are folded; the first and the last stay.
  static let leastFold = 4

  /// Divides a narration into at most `count` windows of at most `maximumCharacters` each.
  ///
  /// Neighbouring parts share a window. Where a window's parts do not all fit, those that were lost stay first, then
  /// unfinished ones, then won ones, each from the last to the first; a part that does not fit alone keeps its end. What was left out is stated.
  public func split(
    _ narration: [String], first: Int = 0, count: Int, maximumCharacters: Int
  ) -> [NarrationWindow] {
    let all = cut(narration, first: first)
    let total = all.reduce(0) { $0 + $1.characters }
    guard total > 0, count > 0 else { return [] }
    var groups = [[Part]](repeating: [], count: count)
    var passed = 0
    for part in all {
      groups[min((passed + part.characters / 2) * count / total, count - 1)].append(part)
      passed += part.characters
    }
    return groups.filter { !$0.isEmpty }.map { fit($0, maximumCharacters) }
  }

  /// The lines around given steps: `before` earlier and `after` later ones, with gaps marked, cut at the end to
  /// `maximumCharacters`.
  public static func excerpt(
    _ narration: [String], first: Int, around steps: [Int], before: Int = 6, after: Int = 3, maximumCharacters: Int
  ) -> NarrationWindow {
    var shown: Set<Int> = []
    for step in steps {
      let low = max(step - before - first, 0)
      let high = min(step + after - first, narration.count - 1)
      if low <= high { shown.formUnion(low...high) }
    }
    var lines: [String] = []
    var used = 0
    var last: Int?
    var dropped = 0
    for index in shown.sorted() {
      let gap = last.map { $0 + 1 < index } ?? false
      guard used + narration[index].count + 1 + (gap ? 4 : 0) <= maximumCharacters else {
        dropped += 1
        continue
      }
      if gap { lines.append("...") }
      lines.append(narration[index])
      used += narration[index].count + 1 + (gap ? 4 : 0)
      last = index
    }
    let cut =
      dropped > 0
      ? "steps far from the critical ones, and \(dropped) lines that did not fit" : "steps far from the critical ones"
    return NarrationWindow(
      lines: lines, firstStep: first + (shown.min() ?? 0), lastStep: first + (shown.max() ?? 0), cut: cut)
  }

  /// Replaces the middle of each run of quiet lines by one line that states how many there were.
  public static func folded(_ lines: [String], first: Int = 0) -> [String] {
    var result: [String] = []
    var index = 0
    while index < lines.count {
      var end = index
      while end < lines.count, lines[end].hasSuffix("(quiet)") { end += 1 }
      if end - index >= leastFold {
        result.append(lines[index])
        result.append("t=\(first + index + 1)-\(first + end - 2) (\(end - index - 2) quiet steps left out)")
        result.append(lines[end - 1])
        index = end
      } else {
        let stop = max(end, index + 1)
        result += lines[index..<stop]
        index = stop
      }
    }
    return result
  }

  struct Part: Sendable {
    var lines: [String]
    var firstStep: Int
    var lastStep: Int
    var ending: NarrationParts.Ending
    var characters: Int
  }

  /// The parts of a narration, folded.
  func cut(_ narration: [String], first: Int) -> [Part] {
    var all: [Part] = []
    var start = 0
    for (index, line) in narration.enumerated() {
      let ending = parts.ending(line)
      guard ending != nil || index == narration.count - 1 else { continue }
      let lines = Self.folded(Array(narration[start...index]), first: first + start)
      all.append(
        Part(
          lines: lines, firstStep: first + start, lastStep: first + index, ending: ending ?? .open,
          characters: lines.reduce(0) { $0 + $1.count + 1 }))
      start = index + 1
    }
    return all
  }

  private func fit(_ all: [Part], _ maximumCharacters: Int) -> NarrationWindow {
    let order = all.indices.sorted {
      let (left, right) = (all[$0].ending.rawValue, all[$1].ending.rawValue)
      return left != right ? left < right : $0 > $1
    }
    var kept: [Int] = []
    var used = 0
    for index in order where used + all[index].characters + 4 <= maximumCharacters {
      kept.append(index)
      used += all[index].characters + 4
    }
    guard !kept.isEmpty else { return end(of: all[order[0]], others: all.count - 1, maximumCharacters) }
    kept.sort()
    var lines: [String] = []
    for (place, index) in kept.enumerated() {
      if place > 0, kept[place - 1] + 1 < index { lines.append("...") }
      lines += all[index].lines
    }
    let dropped = all.indices.filter { !kept.contains($0) }.map { all[$0].ending }
    return NarrationWindow(
      lines: lines, firstStep: all[kept[0]].firstStep, lastStep: all[kept[kept.count - 1]].lastStep,
      cut: statement(dropped, of: all.count))
  }

  private func statement(_ dropped: [NarrationParts.Ending], of total: Int) -> String {
    guard !dropped.isEmpty else { return "" }
    let lost = dropped.count { $0 == .lost }
    let won = dropped.count { $0 == .won }
    return
      "\(dropped.count) of \(total) \(parts.plural) (\(lost) lost, \(won) won, \(dropped.count - lost - won) unfinished), "
      + "marked by ..."
  }

  /// The last lines of a part that is too long by itself.
  private func end(of part: Part, others: Int, _ maximumCharacters: Int) -> NarrationWindow {
    var lines: [String] = []
    var used = 0
    for line in part.lines.reversed() {
      guard used + line.count + 1 <= maximumCharacters else { break }
      lines.append(line)
      used += line.count + 1
    }
    lines.reverse()
    let shownFrom = lines.first.flatMap(Self.step(of:)) ?? part.lastStep
    var cut = "the beginning of this \(parts.name) (steps \(part.firstStep) to \(max(shownFrom - 1, part.firstStep)))"
    if others > 0 { cut += " and \(others) other \(parts.plural)" }
    return NarrationWindow(lines: lines, firstStep: shownFrom, lastStep: part.lastStep, cut: cut)
  }

  /// The step that a line begins with.
  static func step(of line: String) -> Int? {
    guard line.hasPrefix("t=") else { return nil }
    return Int(line.dropFirst(2).prefix { $0.isNumber })
  }
}
