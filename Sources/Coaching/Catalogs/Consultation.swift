package import Advisors
import LanguageModels
package import RLCore
package import SessionStore

/// Who is asked about a session: one or two, who may be the same.
package struct Consultation: Sendable {
  /// Names critical states.
  package var identifier: any Identifier
  /// Proposes what to do there.
  package var advisor: any Advisor

  /// Puts them together.
  package init(identifier: any Identifier, advisor: any Advisor) {
    self.identifier = identifier
    self.advisor = advisor
  }

  /// Environment steps spent by both.
  package var environmentSteps: Int {
    advisor.environmentSteps + (isOne ? 0 : identifier.environmentSteps)
  }

  /// Whether nobody is asked in words: both answer at once and alike.
  package var isStandIn: Bool { identifier.promptDigest.isEmpty && advisor.promptDigest.isEmpty }

  /// Whether one does both.
  package var isOne: Bool { identifier.name == advisor.name }

  /// The mark of the episodes about which these were asked, told in this form. Other prompts are another question; who
  /// goes by none is asked the same, whatever they say.
  package func mark(_ narration: NarrationForm) -> AskedMark {
    var digests = Set([identifier.promptDigest, advisor.promptDigest]).subtracting([""]).sorted()
    if narration != .told { digests.append(narration.rawValue) }
    return AskedMark(identifier: identifier.name, advisor: advisor.name, prompts: digests.joined(separator: "+"))
  }

  /// The advisor's label, with the identifier's where that is another.
  package var label: String { isOne ? advisor.label : "\(advisor.label) at the states of \(identifier.label)" }
}

extension Catalogs {
  /// The advisor called `advisor` and the identifier called `identifier`, which is the advisor itself where none is named.
  ///
  /// - Throws: `UnknownNameError` with the valid names, or `CoachError` where the session lacks what one of them needs.
  package func consultation(
    advisor name: String, identifier: String?, _ resources: AdviceResources
  ) throws -> Consultation {
    let advisor: any Advisor
    if let model = try model(name, resources) {
      advisor = try self.advisor(model, resources)
    } else {
      advisor = try advisors.entry(name, or: try modelNames()).make(resources)
    }
    guard let identifier, identifier != name else {
      guard let both = advisor as? any Identifier else { throw Self.needsIdentifier(name) }
      return Consultation(identifier: both, advisor: advisor)
    }
    if let model = try model(identifier, resources) {
      guard let other = try self.advisor(model, resources) as? any Identifier else {
        throw Self.needsIdentifier(identifier)
      }
      return Consultation(identifier: other, advisor: advisor)
    }
    return Consultation(
      identifier: try identifiers.entry(identifier, or: try modelNames()).make(resources), advisor: advisor)
  }

  /// Throws `UnknownNameError` with the valid names where one of the given names is nobody's.
  ///
  /// - Parameter others: names that stand for an advisor where this is asked, and are none of the catalogs'.
  package func check(advisor: String?, identifier: String?, besides others: [String] = []) throws {
    func isModel(_ name: String) throws -> Bool {
      // Models have their names from outside; one that is there says in time what it lacks.
      let kinds = try modelNames().compactMap { $0.split(separator: ":").first }
      return kinds.contains { name == $0 || name.hasPrefix($0 + ":") }
    }
    if let advisor, try !isModel(advisor) { _ = try advisors.entry(advisor, or: try modelNames() + others) }
    if let identifier, try !isModel(identifier) { _ = try identifiers.entry(identifier, or: try modelNames()) }
  }

  private static func needsIdentifier(_ name: String) -> CoachError {
    CoachError.unusable(
      "'\(name)' names no critical states itself; choose who does with --identifier, for instance random, planner or "
        + "offline")
  }

  private func advisor(_ model: any LanguageModel, _ resources: AdviceResources) throws -> any Advisor {
    if let endpoint = model as? ChatEndpoint, endpoint.adviceForm == .choice {
      let policy = ModelPolicy(endpoint, samples: resources.options.samples, orders: 4)
      return ChoiceAdvisor(
        model.name, summary: model.summary,
        interpreter: try resources.entry.words(for: "a choice is asked for in words"),
        form: policy.mark, parallelCalls: model.parallelCalls
      ) { try await policy.estimate($0, in: $1) }
    }
    let advisor = LanguageModelAdvisor(model, library: resources.library)
    let samples = resources.options.samples
    return samples > 1 ? try SelfConsistentAdvisor(advisor, samples: samples) : advisor
  }
}
