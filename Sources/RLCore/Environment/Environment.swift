/// How the cells of a sparse observation lie on a grid: plane by plane, each row-major.
public struct SparseGrid: Sendable, Equatable, Codable {
  /// Planes.
  public var planes: Int
  /// Rows of a plane.
  public var height: Int
  /// Columns of a plane.
  public var width: Int

  /// Describes a grid.
  public init(planes: Int, height: Int, width: Int) {
    self.planes = planes
    self.height = height
    self.width = width
  }
}

/// A block of cells of plane 0 that is lit as a whole and slides up and down, as a paddle does.
///
/// A row names its cells one after the other, row by row; whoever reads many rows may take them for one.
public struct SparseBar: Sendable, Equatable, Codable {
  /// The left column.
  public var column: Int
  /// Columns.
  public var width: Int
  /// Rows.
  public var height: Int

  /// Describes a bar.
  public init(column: Int, width: Int, height: Int) {
    self.column = column
    self.width = width
    self.height = height
  }
}

/// What is fixed about an environment: its id, spaces, limits and the words that describe it.
public struct EnvironmentSpec: Sendable, Equatable {
  /// Gymnasium's id where one exists.
  public var id: String
  /// What the policy sees.
  public var observation: ObservationSpace
  /// What the policy may do.
  public var action: ActionSpace
  /// Steps after which an episode is truncated.
  public var stepLimit: Int
  /// The least and the greatest return of an episode, where they are known.
  public var returnRange: ClosedRange<Double>?
  /// Length of the feature vector that `nearest` guidance compares, from `Environment.matchFeatures`.
  public var featureNames: [String]
  /// How a sparse observation lies on a grid, where it does.
  public var grid: SparseGrid?
  /// Blocks of that grid that are nearly always lit as a whole.
  public var bars: [SparseBar]

  /// Describes an environment.
  public init(
    id: String, observation: ObservationSpace, action: ActionSpace, stepLimit: Int,
    returnRange: ClosedRange<Double>?, featureNames: [String], grid: SparseGrid? = nil,
    bars: [SparseBar] = []
  ) {
    self.id = id
    self.observation = observation
    self.action = action
    self.stepLimit = stepLimit
    self.returnRange = returnRange
    self.featureNames = featureNames
    self.grid = grid
    self.bars = bars
  }
}

/// What one step led to. Truncated (a limit was reached) is not terminated (the episode is over by its own rules).
public struct StepOutcome: Sendable, Equatable {
  /// The environment's own reward, r_env.
  public var reward: Float
  /// The episode ended by its own rules; no value follows.
  public var terminated: Bool
  /// The episode was cut by its step limit; the value of the last observation still counts.
  public var truncated: Bool

  /// Makes an outcome.
  @inlinable
  public init(reward: Float, terminated: Bool, truncated: Bool) {
    self.reward = reward
    self.terminated = terminated
    self.truncated = truncated
  }

  /// The episode is over, for either reason.
  @inlinable
  public var isOver: Bool { terminated || truncated }
}

/// A world that a policy acts in, restorable exactly.
///
/// Law: after `restore(capture())` the same actions lead to the same observations, rewards and ends, random draws
/// included. `Tests/TestSupport/CheckEnvironment.swift` holds every catalog entry to it.
public protocol Environment {
  /// What is fixed about this environment.
  var spec: EnvironmentSpec { get }

  /// Starts an episode; with a seed, from that seed's randomness, otherwise from where the generator stands.
  mutating func reset(seed: UInt64?)

  /// Acts for one step. `action` points at `spec.action.width` numbers.
  mutating func step(_ action: UnsafePointer<Float>) -> StepOutcome

  /// Writes the present observation as one row of `spec.observation`.
  func observe(into row: UnsafeMutableRawPointer)

  /// Replaces the randomness of all later draws; the visible state stays as it is.
  mutating func reseed(_ seed: UInt64)

  /// The whole state, generator included, as bytes of a length that never changes.
  func capture() -> [UInt8]

  /// Takes up the state that `capture` gave. Throws `EnvironmentError.stateSize` when the bytes do not fit.
  mutating func restore(_ state: some Collection<UInt8>) throws

  /// Why the simulation stopped working, where it did; its rewards are NaN from then on, until a reset.
  var failure: (any Error)? { get }

  /// What the screen shows of the present state.
  func frame() -> Frame

  /// Writes `spec.featureNames.count` numbers, each of a scale near 1, read from an observation row alone.
  ///
  /// Guidance compares states by these; an environment with a dense observation gives the observation itself.
  /// A first feature of 1000 or more says that there is nothing to compare, and nothing matches.
  func matchFeatures(of row: UnsafeRawPointer, into features: UnsafeMutablePointer<Float>)
}

extension Environment {
  /// Nothing; most environments cannot fail.
  public var failure: (any Error)? { nil }
}

/// What can go wrong in an environment, with what to do next.
public enum EnvironmentError: Error, Equatable, CustomStringConvertible, Sendable {
  /// A saved state has the wrong number of bytes.
  case stateSize(expected: Int, found: Int)
  /// A saved state of the right size holds what the environment can never be in.
  case damagedState
  /// An observation, reward or state stopped being finite.
  case notFinite(quantity: String, step: Int)
  /// A suggestion points at a step that no recorded episode has.
  case missingState(episode: Int, step: Int)

  /// A sentence for a person.
  public var description: String {
    switch self {
    case .stateSize(let expected, let found):
      "a saved state has \(found) bytes where \(expected) were expected; it was recorded by another version or "
        + "environment, so collect the episodes again"
    case .damagedState:
      "a saved state is damaged; collect the episodes again, or go on from an earlier checkpoint"
    case .missingState(let episode, let step):
      "no recorded state for step \(step) of episode \(episode); collect the episodes again"
    case .notFinite(let quantity, let step):
      "\(quantity) stopped being finite at environment step \(step); the last good checkpoint is kept"
    }
  }
}
