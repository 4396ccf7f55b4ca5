public import RLCore
import CKernels
import Glibc
public import Threads

/// Measures the kernels on one thread, in floating-point operations per second; the peak on any number of threads.
///
/// Each figure is the best of several short runs: a kernel cannot be faster than it is, only disturbed.
public struct KernelBenchmark {
  /// A matrix product C (rows x columns) = A (rows x depth) · B (depth x columns).
  public struct Product: Sendable, Hashable {
    /// What it computes in a pass through the network.
    public var purpose: String
    /// Rows of the result.
    public var rows: Int
    /// Columns of the result; a multiple of 16.
    public var columns: Int
    /// Numbers that are summed up.
    public var depth: Int
    /// A lies transposed, as in the gradient of weights.
    public var isTransposed: Bool

    /// Describes a product.
    public init(purpose: String, rows: Int, columns: Int, depth: Int, isTransposed: Bool = false) {
      self.purpose = purpose
      self.rows = rows
      self.columns = columns
      self.depth = depth
      self.isTransposed = isTransposed
    }

    /// Floating-point operations.
    public var operations: Int { 2 * rows * columns * depth }
  }

  let repeats: Int

  /// Takes the best of `repeats` runs.
  public init(repeats: Int = 5) { self.repeats = max(1, repeats) }

  /// The instruction set that the kernels run on here.
  public static var instructionSet: String { String(cString: CKernels_target()) }

  /// The products that training a network of `shape` does: `actors` rows a step, `rows` rows a slice of a minibatch, and
  /// for the gradients of weights a block of these over `minibatch` rows.
  public static func products(of shape: NetworkShape, actors: Int, rows: Int, minibatch: Int) -> [Product] {
    var products: [Product] = []
    func add(_ purpose: String, _ rows: Int, _ columns: Int, _ depth: Int, _ isTransposed: Bool = false) {
      let product = Product(purpose: purpose, rows: rows, columns: columns, depth: depth, isTransposed: isTransposed)
      if !products.contains(product) { products.append(product) }
    }
    for tower in 0..<shape.towers {
      let widths = shape.hidden + [padded(shape.outputs(of: tower))]
      for (inputs, outputs) in zip(widths, widths.dropFirst()) {
        add("rollout", actors, outputs, inputs)
        add("update, forward", rows, outputs, inputs)
        add(
          "update, weights", min(inputs, GradientBlock.side), min(outputs, GradientBlock.side),
          min(minibatch, GradientBlock.rowsAtOnce), true)
        add("update, inputs", rows, inputs, outputs)
      }
    }
    return products
  }

  /// Our product's operations per second.
  public func rate(_ product: Product) -> Double {
    let (a, b, c) = operands(product)
    let (aRow, aColumn) = product.isTransposed ? (1, product.rows) : (product.depth, 1)
    return best(product.operations) {
      CKernels_gemm(
        Int32(product.rows), Int32(product.columns), Int32(product.depth), a.base, aRow, aColumn, b.base,
        product.columns, c.base, product.columns, 0)
    }
  }

  /// The same by `library`.
  public func rate(_ product: Product, by library: BLAS) -> Double {
    let (a, b, c) = operands(product)
    return best(product.operations) { library.multiply(product, a.base, b.base, c.base) }
  }

  /// Operations per second of multiply-adds in registers on `pool`'s threads, which no kernel can exceed.
  public static func peak(pool: WorkerPool, repeats: Int = 12) -> Double {
    let repetitions = 4_000_000
    let operations = Double(CKernels_peak_operations()) * Double(repetitions) * Double(pool.threads)
    let clock = ContinuousClock()
    var best = 0.0
    for _ in 0..<max(1, repeats) {
      let start = clock.now
      // The sum is of no use, but a result that nothing reads would let the compiler leave the work out.
      pool.run(pool.threads) { _ in if CKernels_peak(repetitions).isNaN { preconditionFailure("0.999^n is a number") } }
      best = max(best, operations / ((clock.now - start) / .seconds(1)))
    }
    return best
  }

  /// Operations per second of a sparse first layer, forwards and backwards, over `rows`: two per non-zero cell and
  /// column.
  public func sparseRates(_ rows: RowBatch, observation: ObservationSpace, width: Int) -> (
    forward: Double, backward: Double
  ) {
    let cells = (0..<rows.count).reduce(0) { $0 + Int(rows.row($1).load(as: UInt16.self)) }
    let weights = FloatBuffer(count: observation.dimension * width)
    let bias = FloatBuffer(count: width)
    let out = FloatBuffer(count: rows.count * width)
    let operations = 2 * cells * width
    let forward = best(operations) {
      CKernels_sparse_forward(
        rows.base, rows.rowBytes, rows.indices, Int32(rows.count), weights.base, nil, weights.base,
        Int32(observation.dimension), bias.base, out.base, Int32(width))
    }
    let backward = best(operations) {
      CKernels_sparse_backward(
        rows.base, rows.rowBytes, rows.indices, Int32(rows.count), out.base, weights.base, nil, weights.base,
        Int32(observation.dimension), Int32(width), 0, Int32(width))
    }
    return (forward, backward)
  }

  /// Values per second of our tanh and of the C library's.
  public func tanhRates() -> (ours: Double, library: Double) {
    let count = 4096
    let source = FloatBuffer(count: count)
    let values = FloatBuffer(count: count)
    for index in 0..<count { source.base[index] = Float(index - count / 2) * 0.002 }
    let ours = best(count) {
      values.base.update(from: source.base, count: count)
      CKernels_tanh(values.base, count)
    }
    let library = best(count) { for index in 0..<count { values.base[index] = tanhf(source.base[index]) } }
    return (ours, library)
  }

  private func operands(_ product: Product) -> (FloatBuffer, FloatBuffer, FloatBuffer) {
    let buffers = [product.rows * product.depth, product.depth * product.columns, product.rows * product.columns].map {
      FloatBuffer(count: $0)
    }
    for buffer in buffers { for index in 0..<buffer.count { buffer.base[index] = Float(index % 17) / 17 - 0.5 } }
    return (buffers[0], buffers[1], buffers[2])
  }

  /// `units` per second of one call of `work`, which is repeated for some 20 ms a run.
  private func best(_ units: Int, _ work: () -> Void) -> Double {
    let clock = ContinuousClock()
    work()
    let once = clock.now
    work()
    let calls = max(1, Int(0.02 / max(1e-9, (clock.now - once) / .seconds(1))))
    var best = 0.0
    for _ in 0..<repeats {
      let start = clock.now
      for _ in 0..<calls { work() }
      best = max(best, Double(units) * Double(calls) / ((clock.now - start) / .seconds(1)))
    }
    return best
  }
}

/// OpenBLAS, where it is installed: only for comparison, nothing is built on it.
public struct BLAS {
  private typealias Multiply =
    @convention(c) (
      Int32, Int32, Int32, Int32, Int32, Int32, Float, UnsafePointer<Float>, Int32, UnsafePointer<Float>, Int32, Float,
      UnsafeMutablePointer<Float>, Int32
    ) -> Void
  private let sgemm: Multiply

  /// Finds the library and sets it to one thread; nil where it is not installed.
  public init?() {
    guard let library = dlopen("libopenblas.so.0", RTLD_NOW | RTLD_LOCAL), let symbol = dlsym(library, "cblas_sgemm")
    else { return nil }
    sgemm = unsafeBitCast(symbol, to: Multiply.self)
    if let setThreads = dlsym(library, "openblas_set_num_threads") {
      unsafeBitCast(setThreads, to: (@convention(c) (Int32) -> Void).self)(1)
    }
  }

  func multiply(
    _ product: KernelBenchmark.Product, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    _ c: UnsafeMutablePointer<Float>
  ) {
    // CblasRowMajor is 101, CblasNoTrans 111, CblasTrans 112.
    sgemm(
      101, product.isTransposed ? 112 : 111, 111, Int32(product.rows), Int32(product.columns), Int32(product.depth), 1,
      a, Int32(product.isTransposed ? product.rows : product.depth), b, Int32(product.columns), 0, c,
      Int32(product.columns))
  }
}
