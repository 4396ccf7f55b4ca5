public import RLCore

/// The text environments of this module.
public enum TextEnvironmentCatalog {
  /// Small tasks of theirs with every state listed, for planners of tabular processes.
  public static let processes: [TabularEntry] = [
    TabularEntry("Blocks", "a blocks world of three blocks, every state listed") { _ in try .towerReversal() }
  ]
}
