internal import RLCore

/// What a child says of the environment that it made, and what came out when its states were tried out.
struct BridgeProfile: Decodable, Equatable, Sendable {
  /// A piece of a flat observation.
  struct Part: Decodable, Equatable, Sendable {
    /// What its numbers are.
    enum Kind: String, Decodable, Sendable {
      /// Numbers of their own.
      case number
      /// One of `count`, as a one among zeros.
      case choice
      /// Zeros and ones.
      case flag
    }

    /// Its key in a Dict or Tuple; empty where there is only one piece.
    var name: String
    var kind: Kind
    /// Numbers.
    var count: Int
  }

  /// How sparse rows lie, where a wrapper gives cells.
  struct Cells: Decodable, Equatable, Sendable {
    var planes: Int
    var height: Int
    var width: Int
    /// Cells in a row at most.
    var capacity: Int
  }

  /// Cells, where observations are sparse.
  var cells: Cells?
  /// The pieces of a dense observation.
  var parts: [Part]
  /// Names of discrete actions; empty for a Box.
  var actionNames: [String]
  /// The bounds of a Box.
  var low: [Float]
  var high: [Float]
  /// Steps after which an episode is truncated.
  var stepLimit: Int
  /// Gymnasium's version.
  var gymnasium: String
  /// One seed and one row of actions gave one episode.
  var replays: Bool
  /// Bytes that a state is kept in; 0 where none can be.
  var stateBytes: Int
  /// By what states are kept.
  var keptBy: String
  /// Why none can be kept, where none can.
  var unkept: String

  /// Numbers of a dense observation.
  var dimension: Int { parts.reduce(0) { $0 + $1.count } }

  /// The same as the vocabulary has it.
  func spec(id: String) -> EnvironmentSpec {
    let observation: ObservationSpace =
      if let cells {
        .sparse(
          SparseLayout(
            dimension: cells.planes * cells.height * cells.width, capacity: cells.capacity,
            grid: SparseGrid(planes: cells.planes, height: cells.height, width: cells.width)))
      } else {
        .dense(dimension: dimension)
      }
    return EnvironmentSpec(
      id: id, observation: observation,
      action: actionNames.isEmpty ? .box(low: low, high: high) : .discrete(names: actionNames),
      stepLimit: stepLimit, isDeterministic: replays)
  }

  /// Throws `BridgeError.garbled` where these numbers describe nothing that a row could hold.
  func check() throws(BridgeError) {
    let sizes = parts.map(\.count) + [cells?.planes, cells?.height, cells?.width, cells?.capacity].compactMap(\.self)
    guard sizes.allSatisfy({ (1...1_000_000).contains($0) }), dimension <= 1_000_000 else {
      throw .garbled("an observation of impossible size")
    }
    guard cells != nil || dimension > 0, low.count == high.count, !(actionNames.isEmpty && low.isEmpty),
      (0...BridgeFrame.longestPayload).contains(stateBytes), stepLimit > 0
    else { throw .garbled("a description without actions, observations or a limit") }
    if let cells, cells.planes * cells.height * cells.width > 0x7FFF { throw .garbled("cells beyond 15 bits") }
  }
}
