import Experiments
import RLCore

/// What a comparison means, in sentences.
extension Comparison {
  /// The refinements beside what they are compared with, the furthest above it first.
  private var ranked: [GamesComparison] {
    rows.filter { $0.method != RunName.base.rawValue }.compactMap(\.difference)
      .filter { $0.difference.value != nil }
      .sorted { ($0.difference.value ?? 0) > ($1.difference.value ?? 0) }
  }

  /// What came out, in one sentence with a full stop; empty where nothing was evaluated.
  package var finding: String {
    guard let first = rows.first else { return "" }
    guard rows.count > 1 else {
      return "\(first.method) alone was evaluated: there is nothing to compare it with."
    }
    guard let best = ranked.first else {
      // The baseline alone was refined.
      return (gain?.sentence ?? "\(baseline) alone was refined: there is nothing to compare it with") + "."
    }
    let others = ranked.count > 1 ? "; the best of \(ranked.count)" : ""
    return best.sentence + others + "."
  }

  /// The method that the finding is about; nil where nothing was evaluated.
  package var foremost: String? { rows.count > 1 ? ranked.first?.method ?? baseline : rows.first?.method }

  /// What the baseline has over the base policy, where it is a refinement.
  private var gain: GamesComparison? {
    guard let base = rows.first(where: { $0.method == RunName.base.rawValue }),
      let own = rows.first(where: { $0.method == baseline }), base.method != own.method
    else { return nil }
    return GamesComparison(of: own.method, own.games, with: base.method, base.games)
  }

  /// What a person may do next, in one sentence with a full stop.
  package var advice: String {
    guard let first = rows.first else {
      return "Every method is evaluated after refine: 'sidecoach refine S --method ppo', then 'sidecoach evaluate S'."
    }
    if rows.count == 1 {
      return "Refine it, first without guidance: 'sidecoach refine S --method \(Self.continued)'."
    }
    if !rows.contains(where: { $0.method == Self.continued }), first.method == baseline {
      return "What guidance adds shows only beside the same steps without it: "
        + "'sidecoach refine S --method \(Self.continued)'."
    }
    if ranked.isEmpty { return "Refine it with guidance too: 'sidecoach refine S --method ultra-ra'." }
    // The interval is that of the games; training once more with another seed may differ by more.
    return "One seed says little: 'sidecoach experiment' tells with more."
  }

  /// What one row means, in one sentence with a full stop; of the foremost method that is the finding.
  package func meaning(of row: Row) -> String {
    if row.method == foremost { return finding }
    if let difference = row.difference { return difference.sentence + "." }
    let others = "The others are compared with \(row.method)."
    return gain.map { "\(others) \($0.sentence)." } ?? others
  }
}

extension Comparison.Row {
  /// A few words beside its numbers: what it is, its α, and what guided it.
  package var note: String {
    if method == RunName.base.rawValue { return "before" }
    var words = origin.map { ["from \($0)"] } ?? []
    if let alpha, alpha.first != 0 || alpha.last != 0 {
      let (first, last) = (Numerals.fixed(alpha.first, 2), Numerals.fixed(alpha.last, 2))
      words.append("α " + (first == last ? first : "\(first) to \(last)") + (alpha.isTurned ? ", turned by hand" : ""))
    }
    if let accepted { words.append("\(accepted.count) accepted") }
    return words.joined(separator: ", ")
  }
}
