internal import RLCore

/// The environments of a shard in one child, with the capabilities that a trial found.
final class BridgedShard: EnvironmentShard {
  private let inner: TypedShard<BridgedEnvironment>
  let restorable: (any RestorableShard)?
  let featured: (any FeaturedShard)?

  init(
    _ configuration: BridgedConfiguration, profile: BridgeProfile, spec: EnvironmentSpec, count: Int,
    features: (any FeaturedShard)?
  ) {
    let vector = BridgedVector(configuration, profile: profile, count: count)
    var place = 0
    inner = TypedShard(count: count) {
      defer { place += 1 }
      return BridgedEnvironment(vector, place: place, spec: spec)
    }
    restorable = profile.stateBytes > 0 ? inner.restorable : nil
    featured = features ?? inner.featured
  }

  var spec: EnvironmentSpec { inner.spec }
  var count: Int { inner.count }
  var viewable: (any ViewableShard)? { inner.viewable }
  func reset(_ index: Int, seed: UInt64?) { inner.reset(index, seed: seed) }
  func step(_ index: Int, action: UnsafePointer<Float>) -> StepOutcome { inner.step(index, action: action) }
  func observe(_ index: Int, into row: UnsafeMutableRawPointer) { inner.observe(index, into: row) }
  func failure(_ index: Int) -> (any Error)? { inner.failure(index) }
}
