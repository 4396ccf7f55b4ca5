/// A rotation as a unit quaternion, as MuJoCo keeps it.
struct Rotation: Sendable, Equatable {
  /// The scalar part.
  var w: Double
  /// The vector part.
  var v: SIMD3<Double>

  static let none = Rotation(w: 1, v: .zero)

  init(w: Double, v: SIMD3<Double>) {
    self.w = w
    self.v = v
  }

  /// The rotation by `angle` (rad) about the unit vector `axis`.
  init(angle: Double, axis: SIMD3<Double>) {
    let half = sinAndCos(angle / 2)
    self.init(w: half.cos, v: axis * half.sin)
  }

  /// Four numbers w, x, y, z, brought to length 1.
  init(_ values: some Sequence<Double>) {
    let q = Array(values.prefix(4))
    let length = q.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard q.count == 4, length > 0 else {
      self = .none
      return
    }
    self.init(w: q[0] / length, v: SIMD3(q[1], q[2], q[3]) / length)
  }

  /// First `second`, then `first`.
  static func * (first: Rotation, second: Rotation) -> Rotation {
    Rotation(
      w: first.w * second.w - dot(first.v, second.v),
      v: first.w * second.v + second.w * first.v + cross(first.v, second.v))
  }

  /// The vector, turned.
  func callAsFunction(_ vector: SIMD3<Double>) -> SIMD3<Double> {
    let turned = 2 * cross(v, vector)
    return vector + w * turned + cross(v, turned)
  }
}

func dot(_ first: SIMD3<Double>, _ second: SIMD3<Double>) -> Double { (first * second).sum() }

func cross(_ first: SIMD3<Double>, _ second: SIMD3<Double>) -> SIMD3<Double> {
  SIMD3(
    first.y * second.z - first.z * second.y, first.z * second.x - first.x * second.z,
    first.x * second.y - first.y * second.x)
}
