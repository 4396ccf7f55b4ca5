public import RLCore

/// The tabular processes of this module.
public enum TabularCatalog {
  /// Every process, one line each.
  public static let processes = Catalog(
    "tabular process",
    [
      TabularEntry("Chain", "six states in a row; only going right all the way pays") { _ in
        try .chain(length: 6, horizon: 6)
      },
      TabularEntry("RandomMDP", "random transitions and rewards, drawn from the seed") { seed in
        try .random(states: 8, actions: 4, horizon: 6, seed: seed)
      },
      TabularEntry("RiverSwim", "swimming up a river against the current, little pay for drifting") { _ in
        try .riverSwim(length: 6, horizon: 12)
      },
      TabularEntry("TrapGrid", "a slippery grid with a goal in the far corner and traps on the way") { _ in
        try .trapGrid(width: 4, height: 4, horizon: 10)
      },
    ])
}
