/// An environment that brings what is known to work with it.
public protocol Described: Environment {
  /// The settings that every stage starts from in this environment.
  var presets: Presets { get }
  /// Rules of thumb about it in the place of a language model; nil where there are none.
  var standIn: (any Identifier & Advisor)? { get }
}

extension Described {
  /// None.
  public var standIn: (any Identifier & Advisor)? { nil }
}
