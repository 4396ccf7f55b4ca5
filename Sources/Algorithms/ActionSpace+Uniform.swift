package import RLCore

extension ActionSpace {
  /// A legal action, each as likely as any other; a continuous one is uniform within its bounds, component by component.
  package func uniform(_ generator: inout SeededGenerator) -> Action {
    switch self {
    case .discrete(let names): .discrete(generator.below(names.count))
    case .box(let low, let high):
      .continuous(zip(low, high).map { min($0 + ($1 - $0) * generator.uniformFloat(), $1) })
    }
  }
}
