/// What a mouse did, at a cell.
public struct Mouse: Sendable, Hashable {
  /// What it did.
  public enum Action: Sendable, Hashable {
    /// The left button went down.
    case press
    /// The wheel moved away from the person.
    case wheelUp
    /// The wheel moved towards the person.
    case wheelDown
  }

  /// The column, from 0.
  public var x: Int
  /// The row, from 0.
  public var y: Int
  /// What it did.
  public var action: Action

  /// Makes a report.
  public init(x: Int, y: Int, action: Action) {
    (self.x, self.y, self.action) = (x, y, action)
  }
}
