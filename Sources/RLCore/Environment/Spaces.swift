/// What an environment shows a policy at each step, and how one row of it lies in memory.
public enum ObservationSpace: Sendable, Equatable, Codable {
  /// `dimension` single-precision numbers.
  case dense(dimension: Int)
  /// A vector of `dimension` cells that are -1, 0 or +1, of which at most `capacity` are not zero.
  ///
  /// A row is `UInt16` words: the count, then one word per non-zero cell; the top bit marks -1.
  case sparse(dimension: Int, capacity: Int)

  /// The length of the vector that the policy sees.
  public var dimension: Int {
    switch self {
    case .dense(let dimension), .sparse(let dimension, _): dimension
    }
  }

  /// Bytes from one row to the next; a multiple of 16.
  public var rowBytes: Int {
    switch self {
    case .dense(let dimension): (dimension * 4 + 15) & ~15
    case .sparse(_, let capacity): ((capacity + 1) * 2 + 15) & ~15
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
      "[" + vector.map { "\((Double($0) * 100).rounded() / 100)" }.joined(separator: ", ") + "]"
    }
  }
}
