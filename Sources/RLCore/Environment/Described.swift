/// An environment that brings what is known to work with it.
public protocol Described: Environment {
  /// The settings that every stage starts from in this environment.
  var presets: Presets { get }
}
