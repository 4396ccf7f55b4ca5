/// A key press, as screens see it.
public enum Key: Sendable, Hashable {
  /// A printable character.
  case character(Character)
  /// Control with a letter, given in lower case.
  case control(Character)
  /// The arrow up.
  case up
  /// The arrow down.
  case down
  /// The arrow left.
  case left
  /// The arrow right.
  case right
  /// Page up.
  case pageUp
  /// Page down.
  case pageDown
  /// Home.
  case home
  /// End.
  case end
  /// Return.
  case enter
  /// Escape.
  case escape
  /// Tab.
  case tab
  /// Shift and tab.
  case backTab
  /// Backspace.
  case backspace
  /// Delete.
  case delete
  /// A function key, from 1.
  case function(Int)
  /// Text pasted in one piece.
  case paste(String)
}
