import CKernels
import Glibc

/// Single-precision numbers in memory that is owned by this object and aligned to a cache line, or a part of another
/// buffer.
public final class FloatBuffer {
  /// How many.
  public let count: Int
  /// The first one.
  public let base: UnsafeMutablePointer<Float>
  /// Whose memory it is, where not its own.
  private let owner: FloatBuffer?

  /// `count` zeros.
  public init(count: Int) {
    self.count = count
    let raw = UnsafeMutableRawPointer.allocate(byteCount: max(64, count * 4), alignment: 64)
    base = raw.bindMemory(to: Float.self, capacity: max(16, count))
    base.initialize(repeating: 0, count: max(16, count))
    owner = nil
  }

  /// The numbers `part` of `other`, in the same memory.
  init(_ part: Range<Int>, of other: FloatBuffer) {
    precondition(part.lowerBound >= 0 && part.upperBound <= other.count)
    count = part.count
    base = other.base + part.lowerBound
    owner = other
  }

  deinit { if owner == nil { UnsafeMutableRawPointer(base).deallocate() } }

  /// A copy as an array.
  public var array: [Float] { Array(UnsafeBufferPointer(start: base, count: count)) }

  /// Replaces the contents; the sizes must be equal.
  public func assign(_ values: [Float]) {
    precondition(values.count == count, "a buffer of \(count) cannot take \(values.count) numbers")
    for index in 0..<count { base[index] = values[index] }
  }

  /// Sets everything to zero.
  public func clear() { memset(base, 0, count * 4) }

  /// Whether every number is finite.
  public var isFinite: Bool { CKernels_all_finite(base, count) == 1 }
}

/// Rounds a width up to whole vectors, as the kernels need it.
@inlinable
public func padded(_ width: Int) -> Int { (width + 15) & ~15 }

/// target += source, element by element.
public func addInPlace(_ target: UnsafeMutablePointer<Float>, _ source: UnsafePointer<Float>, _ count: Int) {
  CKernels_add(target, source, count)
}
