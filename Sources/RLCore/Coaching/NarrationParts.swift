/// How an environment's narration falls into parts, such as the rallies of a game; an episode without parts is one.
public struct NarrationParts: Sendable {
  /// How a part ended for the player.
  public enum Ending: Int, Sendable {
    /// Badly; this deserves most of a prompt's room.
    case lost = 0
    /// Not at all: the episode was over before.
    case open
    /// Well.
    case won
  }

  /// What one is called.
  public var name: String
  /// What several are called.
  public var plural: String
  /// How a narrated line ends a part; nil for a line within one.
  public var ending: @Sendable (_ line: String) -> Ending?

  /// Describes parts; without any a narration is one stretch.
  public init(
    name: String = "stretch", plural: String = "stretches",
    ending: @escaping @Sendable (_ line: String) -> Ending? = { _ in nil }
  ) {
    self.name = name
    self.plural = plural
    self.ending = ending
  }
}

extension Interpreter {
  /// None.
  public var parts: NarrationParts { NarrationParts() }
}
