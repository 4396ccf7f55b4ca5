public import RLCore

/// The text environments of this module.
public enum TextEnvironmentCatalog {
  /// Every environment, one line each.
  public static let environments = Catalog(
    "text environment",
    [
      TextEnvironmentEntry.blocksWorld,
      .alfWorld,
      .interCodeSQL,
      .interCodeBash,
    ])

  /// Their small tasks with every state listed.
  public static let processes = environments.entries.compactMap(\.process)
}
