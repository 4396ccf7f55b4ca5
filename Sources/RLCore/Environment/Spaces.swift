/// What an environment shows a policy at each step, and how one row of it lies in memory.
public enum ObservationSpace: Sendable, Equatable {
  /// `dimension` single-precision numbers.
  case dense(dimension: Int)
  /// A vector of cells that are -1, 0 or +1, of which few are not zero.
  ///
  /// A row is `UInt16` words: the count, then one word per non-zero cell; the top bit marks -1.
  case sparse(SparseLayout)

  /// A sparse vector of `dimension` cells, of which at most `capacity` are not zero.
  public static func sparse(dimension: Int, capacity: Int) -> ObservationSpace {
    .sparse(SparseLayout(dimension: dimension, capacity: capacity))
  }

  /// The length of the vector that the policy sees.
  public var dimension: Int {
    switch self {
    case .dense(let dimension): dimension
    case .sparse(let layout): layout.dimension
    }
  }

  /// Bytes from one row to the next; a multiple of 16.
  public var rowBytes: Int {
    switch self {
    case .dense(let dimension): (dimension * 4 + 15) & ~15
    case .sparse(let layout): ((layout.capacity + 1) * 2 + 15) & ~15
    }
  }

  /// The same rows without what is known of where their cells lie: what a policy file holds, and what has to be equal
  /// for a policy to fit.
  public var plain: ObservationSpace {
    switch self {
    case .dense: self
    case .sparse(let layout): .sparse(dimension: layout.dimension, capacity: layout.capacity)
    }
  }

  /// How cells lie, where the observation is sparse.
  public var layout: SparseLayout? {
    if case .sparse(let layout) = self { layout } else { nil }
  }
}

/// Read and written as `{"dense":{"dimension":11}}` or `{"sparse":{"capacity":144,"dimension":12800}}`, the latter with
/// `grid` and `bars` where they are known.
extension ObservationSpace: Codable {
  private enum Kind: String, CodingKey {
    case dense, sparse
  }

  private enum Size: String, CodingKey {
    case dimension
  }

  /// Reads either form.
  public init(from decoder: any Decoder) throws {
    let kinds = try decoder.container(keyedBy: Kind.self)
    if kinds.contains(.sparse) {
      self = .sparse(try kinds.decode(SparseLayout.self, forKey: .sparse))
    } else {
      let size = try kinds.nestedContainer(keyedBy: Size.self, forKey: .dense)
      self = .dense(dimension: try size.decode(Int.self, forKey: .dimension))
    }
  }

  /// Writes one form.
  public func encode(to encoder: any Encoder) throws {
    var kinds = encoder.container(keyedBy: Kind.self)
    switch self {
    case .dense(let dimension):
      var size = kinds.nestedContainer(keyedBy: Size.self, forKey: .dense)
      try size.encode(dimension, forKey: .dimension)
    case .sparse(let layout): try kinds.encode(layout, forKey: .sparse)
    }
  }
}

/// The bit of a sparse row's word that marks a cell of value -1.
public let sparseNegativeBit: UInt16 = 0x8000

/// What a policy may do.
public enum ActionSpace: Sendable, Equatable, Codable {
  /// One of several named actions.
  case discrete(names: [String])
  /// A vector within bounds, in the environment's own units.
  case box(low: [Float], high: [Float])

  /// Numbers per action in a buffer: 1 for a discrete action (its index), the vector's length otherwise.
  public var width: Int {
    switch self {
    case .discrete: 1
    case .box(let low, _): low.count
    }
  }

  /// The number of discrete actions, or 0.
  public var count: Int {
    switch self {
    case .discrete(let names): names.count
    case .box: 0
    }
  }
}

extension ActionSpace {
  /// Why `action` cannot be taken here, in words that end a sentence; nil where it can.
  public func problem(with action: Action) -> String? {
    switch (self, action) {
    case (.discrete(let names), .discrete(let index)):
      return names.indices.contains(index) ? nil : "there are actions 0 to \(names.count - 1) and not \(index)"
    case (.box(let low, let high), .continuous(let vector)):
      guard vector.count == low.count else { return "it takes \(low.count) numbers and not \(vector.count)" }
      for (index, value) in vector.enumerated() where !(low[index] <= value && value <= high[index]) {
        let place = vector.count == 1 ? "the number" : "number \(index + 1)"
        return "\(place) must be from \(Self.text(low[index])) to \(Self.text(high[index])) and is \(Self.text(value))"
      }
      return nil
    case (.discrete(let names), .continuous): return "it takes one of \(names.joined(separator: ", ")) and no numbers"
    case (.box(let low, _), .discrete): return "it takes \(low.count) numbers"
    }
  }

  /// The bounds in words: one pair where all numbers have the same; empty where actions have names.
  public var bounds: String {
    guard case .box(let low, let high) = self, let first = zip(low, high).first(where: { _ in true }) else { return "" }
    let pairs = zip(low, high).map { "\(Self.text($0)) to \(Self.text($1))" }
    let isSame = pairs.allSatisfy { $0 == "\(Self.text(first.0)) to \(Self.text(first.1))" }
    guard !isSame else { return (low.count == 1 ? "from " : "each from ") + (pairs.first ?? "") }
    return "from " + pairs.joined(separator: ", ")
  }

  private static func text(_ value: Float) -> String {
    value == value.rounded() && value.magnitude < 1e6 ? "\(Int(value))" : "\(value)"
  }
}

/// One action as a value: what records, suggestions and screens hold.
public enum Action: Sendable, Hashable, Codable {
  /// The index of a discrete action.
  case discrete(Int)
  /// A vector in the environment's units.
  case continuous([Float])

  /// The numbers that a buffer holds for this action.
  public var values: [Float] {
    switch self {
    case .discrete(let index): [Float(index)]
    case .continuous(let vector): vector
    }
  }

  /// Reads an action of `space` back from its numbers.
  public init(values: UnsafePointer<Float>, space: ActionSpace) {
    switch space {
    case .discrete: self = .discrete(Int(values[0]))
    case .box(let low, _): self = .continuous((0..<low.count).map { values[$0] })
    }
  }

  /// The action in words: its name, or its numbers to two places.
  public func name(in space: ActionSpace) -> String {
    switch (self, space) {
    case (.discrete(let index), .discrete(let names)):
      names.indices.contains(index) ? names[index] : "action \(index)"
    case (.discrete(let index), .box): "action \(index)"
    case (.continuous(let vector), _):
      "[" + vector.map { "\(Numerals.rounded(Double($0), 2))" }.joined(separator: ", ") + "]"
    }
  }
}
