extension WorkerPool {
  /// `body` of 0 ..< `count`, in order; the first error in that order is thrown.
  public func map<Value>(_ count: Int, _ body: (Int) throws -> Value) throws -> [Value] {
    var results = [Result<Value, any Error>?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { slots in
      // A local copy of the pointer, since each thread writes its own slot only.
      let slots = slots
      run(count) { index in slots[index] = Result { try body(index) } }
    }
    return try results.compactMap { try $0?.get() }
  }
}
