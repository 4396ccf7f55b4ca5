package import Algorithms
package import RLCore

/// What fidelity is to be measured of, and how.
package struct FidelityOrder: Sendable {
  /// Who is measured; empty: everybody who scores steps.
  package var identifiers: [String] = []
  /// How it is measured.
  package var configuration = FidelityConfiguration()
  /// How mask networks are trained.
  package var mask: MaskConfiguration
  /// The seed of episodes, scores and masks.
  package var seed: UInt64

  /// The order that stands in the settings of a session.
  package init(_ settings: SessionSettings) {
    mask = settings.mask
    seed = settings.seed
  }

  /// Every setting that can be given as text, those of masks included.
  package static var fields: [ConfigField<FidelityOrder>] {
    lifted(FidelityConfiguration.fields, \.configuration) + lifted(MaskConfiguration.fields, \.mask)
  }

  /// Applies `key=value` settings. Throws what is valid where one is not.
  package mutating func apply(_ settings: [String]) throws {
    for setting in settings {
      let (key, value) = try SessionSettings.pair(setting)
      try Self.fields.apply(key, value, to: &self)
    }
  }

  private static func lifted<Part>(
    _ fields: [ConfigField<Part>], _ path: any WritableKeyPath<FidelityOrder, Part> & Sendable
  ) -> [ConfigField<FidelityOrder>] {
    fields.map { field in
      .custom(
        field.key, field.summary, valid: field.valid, read: { field.read($0[keyPath: path]) },
        write: { field.write(&$0[keyPath: path], $1) })
    }
  }
}
