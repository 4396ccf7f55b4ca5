/// One thing in a picture, in the units of its frame.
public struct FrameShape: Sendable, Equatable, Codable {
  /// What it looks like.
  public enum Form: Sendable, Equatable, Codable {
    /// A filled rectangle by its top left corner and its size.
    case rectangle(corner: SIMD2<Double>, size: SIMD2<Double>)
    /// A straight limb with round ends; a disc where both ends are one.
    case limb(from: SIMD2<Double>, to: SIMD2<Double>, thickness: Double)
    /// A line as thin as the screen draws one.
    case line(from: SIMD2<Double>, to: SIMD2<Double>, isDashed: Bool)
    /// A point that is marked whatever the scale, such as a joint.
    case point(SIMD2<Double>)
    /// The ground: a line across the whole room with a tick every `unit`, the first of which, at `zero`, is `0`.
    case ground(y: Double, unit: Double, zero: Double, name: String)
  }

  /// What it shows.
  public var ink: Frame.Ink
  /// What it looks like.
  public var form: Form

  /// Makes a shape.
  public init(_ ink: Frame.Ink, _ form: Form) {
    self.ink = ink
    self.form = form
  }

  /// Its middle.
  var middle: SIMD2<Double> {
    switch form {
    case .rectangle(let corner, let size): corner + size / 2
    case .limb(let from, let to, _), .line(let from, let to, _): (from + to) / 2
    case .point(let place): place
    case .ground(let y, _, let zero, _): [zero, y]
    }
  }

  /// Whether every number of it is finite and near enough to the canvas to be drawn.
  public var isDrawable: Bool {
    let numbers: [Double] =
      switch form {
      case .rectangle(let corner, let size): [corner.x, corner.y, size.x, size.y]
      case .limb(let from, let to, let thickness): [from.x, from.y, to.x, to.y, thickness]
      case .line(let from, let to, _): [from.x, from.y, to.x, to.y]
      case .point(let place): [place.x, place.y]
      case .ground(let y, let unit, _, _): [y, unit]
      }
    return numbers.allSatisfy { abs($0) < 1e6 }
  }
}

extension ActionSpace {
  /// A continuous action as efforts of the parts called `names`, each a share of its greatest; empty for any other.
  public func efforts(of vector: [Float], names: [String]) -> [Frame.Effort] {
    guard case .box(let low, let high) = self, vector.count == low.count else { return [] }
    return vector.indices.map { index in
      let greatest = max(abs(low[index]), abs(high[index]))
      let share = greatest > 0 ? Double(vector[index] / greatest) : 0
      return Frame.Effort(
        name: names.indices.contains(index) ? names[index] : "part \(index + 1)",
        share: share.isFinite ? min(1, max(-1, share)) : 0)
    }
  }
}
