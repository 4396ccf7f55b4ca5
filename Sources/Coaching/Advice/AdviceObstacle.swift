package import RLCore

extension AdviceEntry {
  /// Why it has nothing to say about an environment, as a person reads it before asking; nil where it has.
  package func obstacle(in entry: EnvironmentEntry) -> String? {
    if needs.contains(.rules), entry.standIn == nil {
      let known = EnvironmentsWithRules.names.joined(separator: ", ")
      return "knows \(known.isEmpty ? "no environment" : known + " only"); \(entry.spec.id) has no rules of thumb. "
        + "Choose planner, or a model"
    }
    guard needs.contains(.restorable) else { return nil }
    do {
      try entry.require(.restorable, for: "'\(name)' looks ahead from recorded states")
      return nil
    } catch {
      return "\(error)"
    }
  }
}

/// The environments that bring rules of thumb.
private enum EnvironmentsWithRules {
  static let names = Catalogs.standard.environments.entries.filter { (try? $0.entry())?.standIn != nil }.map(\.name)
}
