import CKernels

/// Observation rows in memory owned by this object.
public final class RowBuffer {
  /// Rows that fit.
  public let count: Int
  /// Bytes from one row to the next.
  public let rowBytes: Int
  /// The first row.
  public let base: UnsafeMutableRawPointer

  /// `count` empty rows.
  public init(count: Int, rowBytes: Int) {
    self.count = count
    self.rowBytes = rowBytes
    base = .allocate(byteCount: max(64, count * rowBytes), alignment: 64)
    base.initializeMemory(as: UInt8.self, repeating: 0, count: max(64, count * rowBytes))
  }

  deinit { base.deallocate() }

  /// Where row `index` starts.
  @inlinable
  public func row(_ index: Int) -> UnsafeMutableRawPointer { base + index * rowBytes }

  /// Whether the `count` single-precision numbers of row `row` are finite.
  public func isFinite(row index: Int, count: Int) -> Bool {
    CKernels_all_finite(row(index).assumingMemoryBound(to: Float.self), count) == 1
  }

  /// A copy of row `index`.
  public func bytes(_ index: Int) -> [UInt8] {
    [UInt8](UnsafeRawBufferPointer(start: row(index), count: rowBytes))
  }
}
