/// Whoever is asked about episodes; what identifiers and advisors have in common.
public protocol Consulted: Sendable {
  /// Its name in the catalog.
  var name: String { get }
  /// One sentence about it.
  var summary: String { get }
  /// Whether it stands in for a language model. Stand-ins are labelled wherever their advice is shown.
  var isStandIn: Bool { get }
  /// Environment steps spent so far on its answers; 0 but for one that searches in the simulator.
  var environmentSteps: Int { get }
  /// Questions that it takes at the same time.
  var parallelCalls: Int { get }
  /// Calls in a row that may fail before asking ends.
  var maximumFailures: Int { get }
  /// Characters of the longest prompt that it is known to read with room for its reply; nil where that is not known.
  var promptCharacters: Int? { get }
  /// The digest of the prompts that it goes by; empty for one that is asked without words. Episodes count as asked about
  /// under it.
  var promptDigest: String { get }
  /// Whether every call is on record as soon as it ends, failed ones too.
  var keepsRecords: Bool { get }
}

extension Consulted {
  /// None.
  public var environmentSteps: Int { 0 }
  /// One after another.
  public var parallelCalls: Int { 1 }
  /// Three.
  public var maximumFailures: Int { 3 }
  /// Not known.
  public var promptCharacters: Int? { nil }
  /// None.
  public var promptDigest: String { "" }
  /// None is.
  public var keepsRecords: Bool { false }
  /// The name, with the label that a stand-in has wherever its advice is shown.
  public var label: String { isStandIn ? "\(name) stand-in" : name }
}
