package import Advisors
package import Algorithms
import Foundation
import Networks
package import RLCore
import Synchronization
package import Threads

/// A stand-in for a language model where no rule of thumb is at hand: it searches for better actions in the simulator.
///
/// It reads from the prompt which stretch of which episode is asked about, looks at evenly spaced steps there, and names
/// those at which the search gained most over the recorded action. It answers in the format that prompts ask for, and
/// its replies pass through the same parser. What it spends in the simulator counts towards the budget.
package final class PlanningAdvisor: Advisor {
  package static let catalogName = "planner"
  package static let catalogSummary =
    "Offline stand-in, not a language model: searches in the simulator for actions that beat the policy's."
  package let name = catalogName
  package let isStandIn = true
  package let summary = catalogSummary

  private let entry: EnvironmentEntry
  private let checkpoint: PolicyCheckpoint
  private let configuration: PlannerConfiguration
  private let seed: UInt64
  private let pool: WorkerPool
  private let episode: @Sendable (Int) throws -> Episode?
  private let spent = Mutex(0)
  private let known = Mutex([Place: Item]())

  /// Steps looked at for every critical state that is named.
  private static let candidatesPerState = 2

  /// Plans for the policy in `checkpoint`; `episode` gives recorded episodes by number.
  package init(
    checkpoint: PolicyCheckpoint, entry: EnvironmentEntry, configuration: PlannerConfiguration, seed: UInt64,
    pool: WorkerPool, episode: @escaping @Sendable (Int) throws -> Episode?
  ) {
    self.checkpoint = checkpoint
    self.entry = entry
    self.configuration = configuration
    self.seed = seed
    self.pool = pool
    self.episode = episode
  }

  package var environmentSteps: Int { spent.withLock { $0 } }

  private struct Place: Hashable {
    var episode: Int
    var step: Int
  }

  /// One item of a reply.
  private struct Item: Encodable, Sendable {
    enum Given: Encodable, Sendable {
      case name(String)
      case vector([Double])

      func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .name(let name): try container.encode(name)
        case .vector(let vector): try container.encode(vector)
        }
      }
    }
    var episode: Int
    var step: Int
    var rationale: String
    var action: Given
    var reward: Double
    var confidence: Double
  }

  private struct Answer: Encodable {
    var states: [Item]
    enum CodingKeys: String, CodingKey { case states = "critical_states" }
  }

  package func reply(to prompt: Prompt) async throws -> AdvisorReply {
    let clock = ContinuousClock()
    let start = clock.now
    let outline = PromptOutline(prompt.text)
    var text = "Offline stand-in, not a language model: a search in the simulator has no prose to offer."
    switch outline.kind {
    case .caseAnalysis: break
    case .action, .reward:
      let items = known.withLock { known in
        outline.listed.compactMap { known[Place(episode: $0.episode, step: $0.step)] }
      }
      text = try Self.encode(items)
    default: text = try Self.encode(try criticalStates(outline))
    }
    return AdvisorReply(text: text, seconds: (clock.now - start) / .seconds(1))
  }

  private static func encode(_ items: [Item]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(Answer(states: items)), as: UTF8.self)
  }

  /// The steps at which the search gained most, in order of time.
  private func criticalStates(_ outline: PromptOutline) throws -> [Item] {
    guard let episode = try episode(outline.episode) else { return [] }
    let steps = outline.steps.clamped(to: 0...max(0, episode.steps.count - 1))
    let count = min(outline.maximumStates * Self.candidatesPerState, steps.count)
    guard count > 0, !episode.steps.isEmpty else { return [] }
    let places = (0..<count).map { steps.lowerBound + ($0 * 2 + 1) * steps.count / (2 * count) }
    let planner = try ActionPlanner(checkpoint: checkpoint, entry: entry, configuration: configuration, seed: seed)
    let findings = Mutex([Int: Result<ActionPlanner.Finding, any Error>]())
    pool.run(count) { index in
      let step = places[index]
      let finding = Result {
        try planner.improve(
          episode.steps[step].action, at: episode.moment(before: step), number: episode.id * 1_000_003 + step)
      }
      findings.withLock { $0[step] = finding }
    }
    let found = try findings.withLock { try $0.mapValues { try $0.get() } }
    spent.withLock { $0 += found.values.reduce(0) { $0 + $1.environmentSteps } }
    let gains = found.filter { $0.value.gain > 0 }.sorted { ($1.value.gain, $0.key) < ($0.value.gain, $1.key) }
    let largest = gains.first?.value.gain ?? 1
    let items = gains.prefix(outline.maximumStates).map { step, finding in
      item(episode, step, finding, largest, outline.lines[step])
    }.sorted { $0.step < $1.step }
    known.withLock { known in
      for item in items { known[Place(episode: item.episode, step: item.step)] = item }
    }
    return items
  }

  private func item(
    _ episode: Episode, _ step: Int, _ finding: ActionPlanner.Finding, _ largest: Double, _ line: String?
  ) -> Item {
    let given: Item.Given =
      switch (finding.action, entry.spec.action) {
      case (.discrete(let index), .discrete(let names)): .name(names[index])
      default: .vector(finding.action.values.map { (Double($0) * 1_000).rounded() / 1_000 })
      }
    let share = finding.gain / largest
    let words = line.map { " \($0.prefix(160))" } ?? ""
    let recorded = episode.steps[step].action.name(in: entry.spec.action)
    return Item(
      episode: episode.id, step: step,
      rationale: "[planner, a search] Held for \(configuration.hold) steps instead of \(recorded), this gains "
        + "\(Numerals.fixed(finding.gain, 2)) over \(configuration.horizon) steps and the value after them."
        + words,
      action: given, reward: (max(0.1, share) * 100).rounded() / 100,
      confidence: ((0.5 + 0.45 * share) * 100).rounded() / 100)
  }
}
