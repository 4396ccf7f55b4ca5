/// An environment that says by which numbers its states are to be compared.
///
/// A dense observation needs none of this: it is compared as it is.
public protocol Featured: Environment {
  /// Names of the features, in order.
  var featureNames: [String] { get }

  /// Writes `featureNames.count` numbers, each of a scale near 1, read from an observation row alone.
  ///
  /// Guidance compares states by these. A first feature of 1000 or more says that there is nothing to compare, and
  /// nothing matches.
  func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>)
}

/// What reads features from the rows of a shard's environments.
public protocol FeaturedShard: AnyObject {
  /// The features that guidance compares, from an observation row.
  func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>)
}

final class FeaturedCells<E: Featured>: FeaturedShard {
  private let cells: Cells<E>

  init(_ cells: Cells<E>) { self.cells = cells }

  func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>) {
    cells.environments[0].matchFeatures(of: row, into: features)
  }
}

/// A dense observation as its own features.
final class DenseFeatures: FeaturedShard {
  private let dimension: Int

  init(dimension: Int) { self.dimension = dimension }

  func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>) {
    features.update(from: row.assumingMemoryBound(to: Float.self), count: dimension)
  }
}
