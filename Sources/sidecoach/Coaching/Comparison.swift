import Foundation
import RLCore
import SessionStore
import WorkbenchUI

/// The rows that compare the base policy and the refined ones.
struct Comparison {
  /// One method's result.
  struct Row {
    var method: String
    var seed: UInt64
    var mean: Double
    var low: Double
    var high: Double
    var environmentSteps: Int
    var hitRate: Double?
    var digest: String
  }

  var environment: String
  var rows: [Row]

  /// Reads the evaluations of a session. Steps are those of the refinement, with collecting and evidence added where a
  /// method used guidance.
  init(store: SessionStore, plan: CoachPlan) throws {
    environment = store.info.environment
    let guidance = try store.guidanceSteps()
    let evaluations = try store.evaluations()
    rows = try (["base"] + plan.methods).compactMap { name in
      guard let run = try store.run(named: name),
        // All by the same number of games, whatever was evaluated by hand besides.
        let found = evaluations.last(where: { $0.run == name && $0.games == plan.games })
          ?? evaluations.last(where: { $0.run == name })
      else { return nil }
      let hits = try store.metrics(run: name, name: .hitRate).map(\.value)
      let isGuided = name != "base" && run.method != "ppo"
      return Row(
        method: name, seed: plan.seed, mean: found.mean, low: found.low, high: found.high,
        environmentSteps: run.step + (isGuided ? guidance : 0),
        hitRate: hits.isEmpty ? nil : hits.reduce(0, +) / Double(hits.count), digest: run.digest ?? "")
    }
  }

  /// For `--json`.
  var json: [String: Any] {
    [
      "environment": environment,
      "rows": rows.map { row in
        [
          "method": row.method, "seed": row.seed, "mean": Output.number(row.mean), "low": Output.number(row.low),
          "high": Output.number(row.high), "environmentSteps": row.environmentSteps,
          "hitRate": Output.number(row.hitRate), "checkpointDigest": row.digest,
        ] as [String: Any]
      },
      "checkpointDigest": rows.last?.digest ?? "",
    ]
  }

  /// As a table of plain text.
  var text: String {
    var lines = ["method      mean    95 % interval        steps  hit rate"]
    for row in rows {
      let interval = "[\(ProgressLine.fixed(row.low, 2)), \(ProgressLine.fixed(row.high, 2))]"
      let hits = row.hitRate.map { ProgressLine.fixed(100 * $0, 1) + " %" } ?? "-"
      lines.append(
        Self.pad(row.method, 9) + Self.pad(ProgressLine.fixed(row.mean, 2), -8) + "  " + Self.pad(interval, 18)
          + Self.pad("\(row.environmentSteps)", -9) + Self.pad(hits, -10))
    }
    return lines.joined(separator: "\n")
  }

  /// For the compare screen.
  var screenRows: [ComparisonRow] {
    rows.map {
      ComparisonRow(
        method: $0.method, mean: $0.mean, low: $0.low, high: $0.high, environmentSteps: $0.environmentSteps,
        hitRate: $0.hitRate, note: $0.method == "base" ? "before" : "")
    }
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    let space = String(repeating: " ", count: max(0, abs(width) - text.count))
    return width < 0 ? space + text : text + space
  }
}

extension SessionStore {
  /// Environment steps that the guidance cost: collecting, an advisor's search and evidence.
  func guidanceSteps() throws -> Int {
    let stages = [Stage.collect, .identify, .verify].map(\.rawValue)
    return try stepsSpent().filter { stages.contains($0.stage) }.reduce(0) { $0 + $1.steps }
  }
}
