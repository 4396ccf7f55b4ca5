/// What a pickle says, as data: nothing that it names is looked up, made or run.
///
/// Containers lie in one list and values refer to them by number, so that what refers to itself costs nothing. A
/// class or function is its name; what Python would make by calling it is an instance of that name with its arguments
/// and state. `PickleReader` has the bytes.
public struct Pickle: Sendable, Equatable {
  /// One value.
  public enum Value: Sendable, Equatable {
    /// `None`.
    case none
    /// `True` or `False`.
    case flag(Bool)
    /// A whole number of at most 63 bits.
    case whole(Int)
    /// A longer one: two's complement, the low byte first.
    case large([UInt8])
    /// A number.
    case number(Double)
    /// Text.
    case text(String)
    /// Bytes.
    case bytes([UInt8])
    /// A class or function: its module, a blank and its name.
    case name(String)
    /// A container or an instance, by its place in `nodes`.
    case node(Int)
  }

  /// What a node is.
  public enum Kind: Sendable, Equatable {
    /// A tuple of its elements.
    case tuple
    /// A list of its elements.
    case list
    /// A set of its elements.
    case set
    /// A dictionary of its pairs.
    case dictionary
    /// What calling a name with the elements as arguments would give; its pairs are items that were set on it.
    case instance(String)
    /// What is kept outside the pickle, under the only element.
    case kept
  }

  /// A key and its value.
  public struct Pair: Sendable, Equatable {
    /// The key.
    public var key: Value
    /// The value.
    public var value: Value
  }

  /// A container or an instance.
  public struct Node: Sendable, Equatable {
    /// What it is.
    public var kind: Kind
    /// Its elements, or the arguments that it is made of.
    public var elements: [Value] = []
    /// Its items.
    public var pairs: [Pair] = []
    /// What it is set up with after it is made.
    public var state = Value.none
  }

  /// Every container and instance.
  public internal(set) var nodes: [Node] = []
  /// What the pickle is of.
  public internal(set) var root = Value.none

  /// The container or instance that a value refers to.
  public func node(_ value: Value?) -> Node? {
    guard case .node(let place)? = value, nodes.indices.contains(place) else { return nil }
    return nodes[place]
  }

  /// The elements of a tuple or a list.
  public func elements(_ value: Value?) -> [Value]? {
    guard let node = node(value), node.kind == .tuple || node.kind == .list else { return nil }
    return node.elements
  }

  /// Whole numbers in a tuple or a list, such as the sizes of an array.
  public func wholes(_ value: Value?) -> [Int]? {
    guard let elements = elements(value) else { return nil }
    let found = elements.compactMap { if case .whole(let number) = $0 { number } else { nil } }
    return found.count == elements.count ? found : nil
  }

  /// The name and the node of an instance.
  public func instance(_ value: Value?) -> (name: String, node: Node)? {
    guard let node = node(value), case .instance(let name) = node.kind else { return nil }
    return (name, node)
  }

  /// The pairs of a dictionary, or of an instance that is one, whose keys are texts.
  public func members(_ value: Value?) -> [(name: String, value: Value)]? {
    guard let node = node(value) else { return nil }
    switch node.kind {
    case .dictionary, .instance("collections OrderedDict"): break
    default: return nil
    }
    return node.pairs.compactMap { pair in
      if case .text(let name) = pair.key { (name, pair.value) } else { nil }
    }
  }

  /// The value that a dictionary, or an instance's state, has under a name; the last one where it was set again.
  public func member(_ name: String, of value: Value?) -> Value? {
    let state = instance(value).map(\.node.state)
    let members = members(state == nil || state == Value.none ? value : state)
    return members?.last { $0.name == name }?.value
  }
}
