package import RLCore
package import TextEnvironments

/// A prior, ready for the tasks that it was made for.
package struct PlanPrior {
  /// What proposes.
  package var prior: any ActionPrior
  /// The language model behind it, where one is asked.
  package var live: ModelPrior?
  /// What a person should know about it.
  package var notes: [String] = []

  /// A prior.
  package init(_ prior: any ActionPrior, live: ModelPrior? = nil, notes: [String] = []) {
    self.prior = prior
    self.live = live
    self.notes = notes
  }
}

/// What a prior is made for.
package struct PriorSituation {
  /// The tasks that are planned.
  package var tasks: TextTaskSet
  /// Where they come from.
  package var environment: TextEnvironmentEntry
  /// The data set.
  package var folder: TaskFolder
  /// The seed of what is random.
  package var seed: UInt64
}

/// A kind of prior: what it is called, what is written after that, and how it is made.
package struct PriorEntry: CatalogEntry {
  /// The first word of `--prior`.
  package let name: String
  /// One sentence for help.
  package let summary: String
  /// How `--prior` names one, for help and errors.
  package let form: String
  /// How many parts may follow the name, with colons before them.
  package let parts: ClosedRange<Int>
  private let make: @Sendable (_ parts: [String], _ situation: PriorSituation) throws -> PlanPrior

  /// A kind of prior.
  package init(
    _ name: String, _ summary: String, form: String, parts: ClosedRange<Int>,
    make: @escaping @Sendable (_ parts: [String], _ situation: PriorSituation) throws -> PlanPrior
  ) {
    self.name = name
    self.summary = summary
    self.form = form
    self.parts = parts
    self.make = make
  }

  /// The prior that the parts after the name describe.
  ///
  /// - Throws: `UnknownNameError` or `InvalidSettingError` that list what is valid, `TextTaskError` where data are missing.
  package func prior(_ parts: [String], _ situation: PriorSituation) throws -> PlanPrior { try make(parts, situation) }
}

/// The priors that need no language model.
package enum PriorCatalog {
  /// Every kind, one line each.
  package static let priors = RLCore.Catalog<PriorEntry>(
    "prior", [.recorded, .learnt, .synthetic, .policy, .rules, .uniform])
}

extension RLCore.Catalog<PriorEntry> {
  /// What `--prior` takes beside the names of the configuration file, for help and errors.
  package var forms: [String] { entries.map(\.form) + ["openai:MODEL", "a name of the configuration file"] }

  /// The prior that `text` names; a name of none of these kinds is a language model's.
  package func prior(_ text: String, _ situation: PriorSituation, options: ModelOptions) throws -> PlanPrior {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    if let entry = self[parts[0]], entry.parts.contains(parts.count - 1) {
      return try entry.prior(Array(parts.dropFirst()), situation)
    }
    guard let live = try ModelPrior(named: text, tasks: situation.tasks, options: options) else {
      throw UnknownNameError(kind: kind, name: text, valid: forms + (try ModelEndpoints.offered()))
    }
    return PlanPrior(live, live: live)
  }
}
