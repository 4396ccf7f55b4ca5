import Experiments
import RLCore
import SessionStore

/// A session as a page in Markdown: what it began with, what was collected, advised and decided, and what each method came
/// to. The same records give the same page.
struct SessionPage {
  private let store: SessionStore
  private let leaveOut: LeaveOut

  /// A page of `store`; `leaveOut` is told of what cannot be read.
  init(_ store: SessionStore, leavingOut leaveOut: @escaping LeaveOut) {
    self.store = store
    self.leaveOut = leaveOut
  }

  /// The page.
  var markdown: String {
    let settings = try? SessionOpening.settings(of: store)
    let comparison = read("the evaluations") {
      try Comparison(store: store, methods: settings?.methods ?? [], games: settings?.games ?? 0, includingOthers: true)
    }
    let title = [store.info.name, store.info.environment].filter { !$0.isEmpty }.joined(separator: ": ")
    var blocks = ["# \(title.escapedForMarkdown)"]
    if let comparison {
      let finding = comparison.finding.isEmpty ? "Nothing was evaluated yet." : comparison.finding
      blocks += ["**\(finding.escapedForMarkdown)**", comparison.advice.escapedForMarkdown]
    }
    let facts = [begun, base(comparison), collected, advised, decided, charged].compactMap(\.self)
    blocks += ["## Session", facts.map { "- " + $0.escapedForMarkdown }.joined(separator: "\n")]
    if let comparison, !comparison.rows.isEmpty {
      blocks += ["## Methods", table(comparison), legend(comparison)]
    }
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func read<Value>(_ what: String, _ body: () throws -> Value) -> Value? {
    do { return try body() } catch {
      leaveOut("\(what): \(error)")
      return nil
    }
  }

  private var begun: String? { "Environment \(store.info.environment), seed \(store.info.seed)" }

  private func base(_ comparison: Comparison?) -> String? {
    read("the base policy") {
      guard let run = try store.run(named: .base) else { return "Base policy: none yet" }
      let played = comparison?.rows.first { $0.method == RunName.base.rawValue }
      let result = played.map { row in
        ", mean return \(Self.text(row.mean, row.low, row.high)) over \(row.games.returns.count) games"
      }
      return "Base policy: \(run.step) steps of \(run.method)" + (result ?? ", not evaluated")
    }
  }

  private var collected: String? {
    read("the episodes") {
      let episodes = try store.episodeSummaries()
      guard !episodes.isEmpty else { return "Collected: nothing" }
      let (mean, low, high) = meanInterval(episodes.map(\.environmentReturn))
      let steps = episodes.reduce(0) { $0 + $1.length }
      return "Collected: \(Self.count(episodes.count, "episode")), \(steps) steps, mean return "
        + Self.text(mean, low, high)
    }
  }

  private var advised: String? {
    read("the suggestions") {
      let suggestions = try store.suggestions()
      guard !suggestions.isEmpty else { return "Advised: nothing" }
      let evidence = try store.evidence()
      let measured = suggestions.compactMap { evidence[$0.id] }
      let calls = try store.callCount()
      return "Advised: \(Self.count(suggestions.count, "suggestion")) (\(Self.tally(suggestions.map(\.advisor)))) in "
        + "\(Self.count(calls, "call")); \(measured.count) measured, \(measured.count(where: \.isPositive)) of them "
        + "positive with 95 % confidence"
    }
  }

  private var decided: String? {
    read("the decisions") {
      let verdicts = try store.currentVerdicts()
      let suggestions = try store.suggestions()
      guard !suggestions.isEmpty else { return nil }
      let names = ["accepted", "edited", "rejected", "skipped"]
      let found = suggestions.compactMap { verdicts[$0.id]?.name }
      let counts = names.map { name in "\(found.count { $0 == name }) \(name)" }
      // Who decided what holds now: the last decision on each suggestion.
      let last = Dictionary(
        try store.decisions().map { ($0.decision.suggestion, $0.decision.actor) }, uniquingKeysWith: { $1 })
      let actors = Self.tally(suggestions.compactMap { verdicts[$0.id] == nil ? nil : last[$0.id] })
      return "Decided: \(counts.joined(separator: ", ")), \(suggestions.count - found.count) pending"
        + (actors.isEmpty ? "" : "; by \(actors)")
    } ?? nil
  }

  private var charged: String? {
    read("the steps") {
      let steps = try store.guidanceCharges()
      let parts = [Stage.collect, .identify, .verify].map { "\($0.rawValue) \(steps[$0] ?? 0)" }
      return "Steps for guidance: \(parts.joined(separator: ", "))"
    }
  }

  private func table(_ comparison: Comparison) -> String {
    let rows = comparison.rows
    let decimals = rows.compactMap(\.difference).map(\.difference.decimals).min() ?? 2
    let columns: [ResultTable<Comparison.Row>.Column] = [
      .words("method") { $0.method == comparison.baseline ? "\($0.method) (baseline)" : $0.method },
      .number("mean", decimals: 2) { $0.mean },
      .interval("95 % interval", decimals: 2, low: { $0.low }, high: { $0.high }),
      .words("over \(comparison.baseline)", key: "difference") { row in
        row.difference.map { Self.text($0.difference.value, $0.difference.low, $0.difference.high, decimals) } ?? "-"
      },
      .whole("steps", key: "environmentSteps") { $0.environmentSteps },
      .percent("for guidance", key: "guidanceShare", decimals: 1) { $0.guidanceShare },
      .percent("hit rate", key: "hitRate", decimals: 2) { $0.hitRate },
      .number("|α r_LLM| / |r_env|", key: "shapedShare", decimals: 3, missing: "-") { $0.shapedShare },
      .number("accepted", decimals: 0, missing: "-") { $0.accepted.map { Double($0.count) } },
      .number("its evidence", key: "acceptedDifference", decimals: 2, missing: "-") { $0.accepted?.meanDifference },
      .percent("verified", key: "acceptedVerified", decimals: 0) { $0.accepted?.verified },
      .words("note") { $0.note },
    ]
    var table = ResultTable(rows, columns: columns).table
    table.heads = table.heads.map(\.escapedForMarkdown)
    table.rows = table.rows.map { $0.map(\.escapedForMarkdown) }
    return table.markdown
  }

  private func legend(_ comparison: Comparison) -> String {
    "Environment return with guidance off. Numbers in brackets are 95 % intervals over games"
      + (comparison.rows.compactMap(\.difference).contains(where: \.isPaired)
        ? "; a difference is over games in pairs, which start alike and have the same luck" : "")
      + ". Steps count the refinement and what its guidance cost. Evidence is the mean measured difference in return of "
      + "the suggestions in force now, verified the share of them that is positive with 95 % confidence."
  }

  private static func text(_ mean: Double?, _ low: Double?, _ high: Double?, _ decimals: Int = 2) -> String {
    Estimate(value: mean ?? .nan, low: low ?? .nan, high: high ?? .nan, count: 1).text(decimals)
  }

  private static func count(_ number: Int, _ what: String) -> String { "\(number) \(what)" + (number == 1 ? "" : "s") }

  private static func tally(_ names: [String]) -> String {
    Dictionary(grouping: names, by: \.self).sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.count)" }
      .joined(separator: ", ")
  }
}
