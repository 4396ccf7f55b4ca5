/// A few environments of one kind, stepped by one thread at a time.
///
/// This is the border between algorithms, which know no environment by name, and environments, which know no algorithm.
/// One dynamic call a step costs a few nanoseconds; the environment inside stays statically typed.
public protocol EnvironmentShard: AnyObject {
  /// What is fixed about these environments.
  var spec: EnvironmentSpec { get }
  /// How many there are.
  var count: Int { get }
  /// Starts an episode in environment `index`.
  func reset(_ index: Int, seed: UInt64?)
  /// Acts in environment `index`.
  func step(_ index: Int, action: UnsafePointer<Float>) -> StepOutcome
  /// Writes the observation of environment `index`.
  func observe(_ index: Int, into row: UnsafeMutableRawPointer)
  /// Replaces the randomness of environment `index`.
  func reseed(_ index: Int, seed: UInt64)
  /// The whole state of environment `index`.
  func capture(_ index: Int) -> [UInt8]
  /// Takes up a captured state in environment `index`.
  func restore(_ index: Int, state: ArraySlice<UInt8>) throws
  /// Why the simulation of environment `index` stopped working, where it did.
  func failure(_ index: Int) -> (any Error)?
  /// A picture of environment `index`.
  func frame(_ index: Int) -> Frame
  /// The features that guidance compares, from an observation row.
  func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>)
}

/// The shard that holds environments of type `E`.
public final class TypedShard<E: Environment>: EnvironmentShard {
  private let environments: UnsafeMutablePointer<E>
  /// How many environments there are.
  public let count: Int
  /// What is fixed about them.
  public let spec: EnvironmentSpec

  /// Makes `count` environments.
  public init(count: Int, make: () -> E) {
    self.count = count
    environments = .allocate(capacity: count)
    for index in 0..<count {
      (environments + index).initialize(to: make())
    }
    spec = environments[0].spec
  }

  deinit {
    environments.deinitialize(count: count)
    environments.deallocate()
  }

  /// Starts an episode in environment `index`.
  public func reset(_ index: Int, seed: UInt64?) { environments[index].reset(seed: seed) }

  /// Acts in environment `index`.
  public func step(_ index: Int, action: UnsafePointer<Float>) -> StepOutcome { environments[index].step(action) }

  /// Writes the observation of environment `index`.
  public func observe(_ index: Int, into row: UnsafeMutableRawPointer) { environments[index].observe(into: row) }

  /// Replaces the randomness of environment `index`.
  public func reseed(_ index: Int, seed: UInt64) { environments[index].reseed(seed) }

  /// The whole state of environment `index`.
  public func capture(_ index: Int) -> [UInt8] { environments[index].capture() }

  /// Takes up a captured state in environment `index`.
  public func restore(_ index: Int, state: ArraySlice<UInt8>) throws { try environments[index].restore(state) }

  /// Why the simulation of environment `index` stopped working, where it did.
  public func failure(_ index: Int) -> (any Error)? { environments[index].failure }

  /// A picture of environment `index`.
  public func frame(_ index: Int) -> Frame { environments[index].frame() }

  /// The features that guidance compares, from an observation row.
  public func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>) {
    environments[0].matchFeatures(of: row, into: features)
  }
}

/// One line of the environment catalog: how to make an environment and how to put it into words.
public struct EnvironmentEntry: Sendable {
  /// What is fixed about it.
  public var spec: EnvironmentSpec
  /// One sentence for help.
  public var summary: String
  /// Puts episodes into words.
  public var interpreter: any Interpreter
  /// Makes a shard of `count` environments, on the thread that will step them.
  public var makeShard: @Sendable (_ count: Int) -> any EnvironmentShard

  /// Makes an entry for an environment type.
  public init<E: Environment & SendableMetatype>(
    summary: String, interpreter: any Interpreter, make: @escaping @Sendable () -> E
  ) {
    spec = make().spec
    self.summary = summary
    self.interpreter = interpreter
    makeShard = { TypedShard(count: $0, make: make) }
  }
}
