/// A picture of an environment's state, for screens: shapes, or pixels where an environment has nothing better.
///
/// Shapes lie on a canvas of `width` x `height` units, x to the right and y down, and are drawn as finely as the screen
/// allows. Pixels are the units themselves, one byte each.
public struct Frame: Sendable, Equatable, Codable {
  /// What is shown at a place.
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
    /// A part of the agent that lies behind the rest of it, for instance a leg on the far side.
    case far
  }

  /// How the canvas meets a room of another shape.
  public enum Fit: String, Sendable, Codable {
    /// Whole and true to scale, with room left over.
    case whole
    /// Stretched over all of the room.
    case stretched
    /// True to scale, standing on the floor of the room; the scene goes on to both sides.
    case extended
  }

  /// A push or turn of one part, such as the torque at a joint.
  public struct Effort: Sendable, Equatable, Codable {
    /// The part's name.
    public var name: String
    /// From -1 to 1, as a share of what is possible.
    public var share: Double

    /// Makes an effort.
    public init(name: String, share: Double) {
      self.name = name
      self.share = share
    }
  }

  /// Units across.
  public var width: Int
  /// Units down.
  public var height: Int
  /// Row-major `Ink` values (height x width), or none.
  public var pixels: [UInt8]
  /// A short line under the picture, for instance the score.
  public var caption: String
  /// How it meets a room of another shape.
  public var fit = Fit.whole
  /// What is drawn, the last on top.
  public var shapes: [FrameShape] = []
  /// What the agent does with its parts at the moment.
  public var efforts: [Effort] = []
  /// Where the canvas begins in a world that it moves through, in units; what two frames have to be compared by.
  public var origin = SIMD2<Double>(0, 0)

  /// An empty frame to be painted pixel by pixel.
  public init(width: Int, height: Int, caption: String = "") {
    self.width = width
    self.height = height
    self.caption = caption
    pixels = [UInt8](repeating: 0, count: width * height)
  }

  /// A frame of shapes.
  public init(width: Int, height: Int, caption: String = "", fit: Fit, shapes: [FrameShape]) {
    self.width = width
    self.height = height
    self.caption = caption
    self.fit = fit
    self.shapes = shapes
    pixels = []
  }

  /// The ink of a pixel; outside the frame everything is empty.
  public subscript(x: Int, y: Int) -> Ink {
    get {
      guard x >= 0, x < width, y >= 0, y < height, pixels.indices.contains(y * width + x) else { return .empty }
      return Ink(rawValue: pixels[y * width + x]) ?? .empty
    }
    set {
      guard x >= 0, x < width, y >= 0, y < height, pixels.indices.contains(y * width + x) else { return }
      pixels[y * width + x] = newValue.rawValue
    }
  }

  /// The middle of what a viewer follows: of what is acted on, else of the agent's first part; nil where neither is there.
  public var focus: SIMD2<Double>? {
    for ink in [Ink.object, .agent] {
      if let shape = shapes.first(where: { $0.ink == ink }) { return shape.middle }
      let places = pixels.indices.filter { pixels[$0] == ink.rawValue }
      guard !places.isEmpty else { continue }
      let sum = places.reduce(SIMD2<Double>(0, 0)) { $0 + [Double($1 % width) + 0.5, Double($1 / width) + 0.5] }
      return sum / Double(places.count)
    }
    return nil
  }
}
