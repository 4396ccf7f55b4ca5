package import Advisors
package import Algorithms
import LanguageModels
import Networks
package import RLCore
package import Threads

/// What a session lends to whoever is asked about it.
package struct AdviceResources: Sendable {
  /// The environment.
  package var entry: EnvironmentEntry
  /// The session's seed.
  package var seed: UInt64
  /// How a search in the simulator for one action goes about it.
  package var actionSearch: ActionSearchConfiguration
  /// What is searched for, and how a search for sequences goes about it.
  package var search: SearchConfiguration
  /// What searches for sequences may take.
  package var allowance: SearchAllowance
  /// The threads of a search.
  package var pool: WorkerPool
  /// The templates of prompts.
  package var library: PromptLibrary
  /// The base policy; throws where there is none yet.
  package var policy: @Sendable () throws -> PolicyCheckpoint
  /// Where calls to models are recorded.
  package var recorder: ModelCallRecorder
  /// How models are asked.
  package var options: ModelOptions
  /// How mask networks are trained.
  package var mask = MaskConfiguration()
}

/// What an identifier or an advisor needs of the session or its environment.
package enum AdviceNeed: String, Sendable, CaseIterable {
  /// The base policy.
  case policy
  /// Recorded states that can be reached again.
  case restorable
  /// The environment's own rules of thumb.
  case rules
}

/// One identifier or advisor that can be chosen by name.
package struct AdviceEntry<Made: Sendable>: CatalogEntry {
  /// Its name on the command line.
  package let name: String
  /// One sentence about it.
  package let summary: String
  /// Whether it stands in for a language model.
  package let isStandIn: Bool
  /// What it needs.
  package let needs: Set<AdviceNeed>
  private let maker: @Sendable (AdviceResources) throws -> Made?

  /// An entry that makes one from what it needs; nil where the environment lacks it.
  package init(
    _ name: String, _ summary: String, isStandIn: Bool = false, needs: Set<AdviceNeed> = [],
    make: @escaping @Sendable (AdviceResources) throws -> Made?
  ) {
    self.name = name
    self.summary = summary
    self.isStandIn = isStandIn
    self.needs = needs
    maker = make
  }

  /// Makes one. Throws what is missing, in words.
  package func make(_ resources: AdviceResources) throws -> Made {
    if needs.contains(.restorable) {
      try resources.entry.require(.restorable, for: "'\(name)' looks ahead from recorded states")
    }
    guard let made = try maker(resources) else {
      throw CoachError.unusable(
        "\(resources.entry.spec.id) has no rules of thumb for '\(name)'; choose another, for instance planner")
    }
    return made
  }
}

/// An identifier that can be chosen by name.
package typealias IdentifierEntry = AdviceEntry<any Identifier>
/// An advisor that can be chosen by name.
package typealias AdvisorEntry = AdviceEntry<any Advisor>

/// Language models of one kind.
package struct LanguageModelEntry: CatalogEntry {
  /// What the kind is called.
  package let name: String
  /// One sentence about it.
  package let summary: String
  /// The names of its models, with `MODEL` where anything may stand.
  package let names: @Sendable () throws -> [String]
  /// The model called `name`; nil where it is none of this kind.
  package let make: @Sendable (_ name: String, AdviceResources) throws -> (any LanguageModel)?

  /// Describes a kind.
  package init(
    _ name: String, _ summary: String, names: @escaping @Sendable () throws -> [String],
    make: @escaping @Sendable (_ name: String, AdviceResources) throws -> (any LanguageModel)?
  ) {
    self.name = name
    self.summary = summary
    self.names = names
    self.make = make
  }
}

/// Who names critical states, who proposes what to do there, and which language models can do both: a line each.
extension Catalogs {
  static let standardIdentifiers = Catalog(
    "identifier",
    [
      IdentifierEntry("offline", rules, isStandIn: true, needs: [.rules]) { $0.entry.standIn },
      IdentifierEntry("planner", SearchAdvisor.catalogSummary, isStandIn: true, needs: [.policy, .restorable]) {
        try search($0)
      },
      IdentifierEntry("random", RandomIdentifier.catalogSummary) { RandomIdentifier(seed: $0.seed) },
      IdentifierEntry(ValueDropIdentifier.catalogName, ValueDropIdentifier.catalogSummary, needs: [.policy]) {
        ValueDropIdentifier(values: try RecordedValues($0.policy()))
      },
      IdentifierEntry(AdvantageIdentifier.catalogName, AdvantageIdentifier.catalogSummary, needs: [.policy]) {
        AdvantageIdentifier(values: try RecordedValues($0.policy()))
      },
      IdentifierEntry(RewardWindowIdentifier.catalogName, RewardWindowIdentifier.catalogSummary) { _ in
        RewardWindowIdentifier()
      },
      IdentifierEntry(EndingIdentifier.catalogName, EndingIdentifier.catalogSummary) { _ in EndingIdentifier() },
      mask(.rice),
      mask(.stateMask),
    ])

  static let standardAdvisors = Catalog(
    "advisor",
    [
      AdvisorEntry("offline", rules, isStandIn: true, needs: [.rules]) { $0.entry.standIn },
      AdvisorEntry("planner", SearchAdvisor.catalogSummary, isStandIn: true, needs: [.policy, .restorable]) {
        try search($0)
      },
    ])

  static let standardModels = Catalog("language model", [ModelEndpoints.entry])

  private static let rules =
    "Offline rule-based stand-in, not a language model: the environment's own rules of thumb; Pong has some."

  private static func search(_ resources: AdviceResources) throws -> any Identifier & Advisor {
    switch resources.search.form {
    case .action:
      SearchAdvisor(
        checkpoint: try resources.policy(), entry: resources.entry, configuration: resources.actionSearch,
        seed: resources.seed, pool: resources.pool)
    case .segments:
      try SegmentAdvisor(
        checkpoint: try resources.policy(), entry: resources.entry, configuration: resources.search,
        allowance: resources.allowance, seed: resources.seed, pool: resources.pool)
    }
  }

  private static func mask(_ objective: MaskConfiguration.Objective) -> IdentifierEntry {
    IdentifierEntry(
      MaskIdentifier.catalogName(objective), MaskIdentifier.catalogSummary(objective), needs: [.policy, .restorable]
    ) { resources in
      var configuration = resources.mask
      configuration.objective = objective
      return MaskIdentifier(
        checkpoint: try resources.policy(), entry: resources.entry, configuration: configuration,
        seed: resources.seed, pool: resources.pool)
    }
  }

  /// The language model called `name`, or nil.
  func model(_ name: String, _ resources: AdviceResources) throws -> (any LanguageModel)? {
    for kind in models.entries { if let model = try kind.make(name, resources) { return model } }
    return nil
  }

  /// The names of language models.
  func modelNames() throws -> [String] { try models.entries.flatMap { try $0.names() } }
}
