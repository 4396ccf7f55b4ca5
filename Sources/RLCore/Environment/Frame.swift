/// A small picture of an environment's state, for screens and narration: one byte a pixel.
public struct Frame: Sendable, Equatable, Codable {
  /// What a pixel shows.
  public enum Ink: UInt8, Sendable, Codable, CaseIterable {
    /// Nothing.
    case empty = 0
    /// What the policy controls.
    case agent
    /// Another one that acts.
    case other
    /// What is acted on.
    case object
    /// A fixed part of the scene.
    case scene
  }

  /// Pixels across.
  public var width: Int
  /// Pixels down.
  public var height: Int
  /// Row-major `Ink` values (height x width).
  public var pixels: [UInt8]
  /// A short line under the picture, for instance the score.
  public var caption: String

  /// An empty frame.
  public init(width: Int, height: Int, caption: String = "") {
    self.width = width
    self.height = height
    self.caption = caption
    pixels = [UInt8](repeating: 0, count: width * height)
  }

  /// The ink at a pixel; outside the frame everything is empty.
  public subscript(x: Int, y: Int) -> Ink {
    get {
      guard x >= 0, x < width, y >= 0, y < height else { return .empty }
      return Ink(rawValue: pixels[y * width + x]) ?? .empty
    }
    set {
      guard x >= 0, x < width, y >= 0, y < height else { return }
      pixels[y * width + x] = newValue.rawValue
    }
  }
}
