import RLCore
import Synchronization

/// The exact distances of one game: what a good adviser would know, who has seen every drawer.
final class ALFWorldOracle: PlanOracle {
  private let game: HouseholdGame
  private let search: HouseholdSearch
  private let known = Mutex<[ALFWorld.State: Set<String>]>([:])
  /// States that are tried before a search is given up.
  static let patience = 50_000

  init(_ game: HouseholdGame) {
    self.game = game
    search = HouseholdSearch(game)
  }

  func shortestPlan() -> [String]? {
    search.solve(game.table.initial, limit: Self.patience)?.plan
  }

  func goodActions(_ context: PlanningContext) -> Set<String> {
    var world = ALFWorld(game, id: context.id)
    for action in context.history { _ = world.step(action) }
    let state = world.state
    if let good = known.withLock({ $0[state] }) { return good }
    let found = search.solve(state.bits, limit: Self.patience)?.first ?? []
    let good = found.intersection(context.actions)
    known.withLock { $0[state] = good }
    return good
  }
}
