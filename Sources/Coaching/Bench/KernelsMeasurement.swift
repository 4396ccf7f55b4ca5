import Algorithms
import Networks
package import RLCore
import Threads

/// How fast the kernels run on the shapes in use, on one thread: what `bench kernels` prints.
package struct KernelsMeasurement: Printable {
  /// The instructions that the kernels use here.
  package private(set) var instructionSet = KernelBenchmark.instructionSet
  /// OpenBLAS was found to compare with.
  package private(set) var openBLAS: Bool
  /// What one core does in registers.
  @OrNull package private(set) var peakGigaflops: Double?
  /// One figure for each product, for the sparse layer's passes and for tanh.
  package private(set) var rows: [BenchFigure]

  /// Measures the products of Pong's preset and one larger one.
  package init() throws {
    let entry = try Catalogs.standard.environment("Pong")
    let settings = try PPOConfiguration.training(entry.presets)
    let observed = ObservedRows(entry: entry, count: 2048)
    let run = try PPO(name: "bench", entry: entry, configuration: settings, seed: 1, pool: WorkerPool(threads: 1))
    let shape = run.network.shape
    let benchmark = KernelBenchmark()
    let library = BLAS()
    let peak = KernelBenchmark.peak(pool: WorkerPool(threads: 1)) / 1e9
    let products =
      KernelBenchmark.products(
        of: shape, actors: settings.environments / settings.rolloutShards,
        rows: settings.batchSize / settings.minibatches / settings.gradientSlices,
        minibatch: settings.batchSize / settings.minibatches)
      + [.init(purpose: "larger", rows: 512, columns: 256, depth: 256)]
    rows = products.map { product in
      let transposed = product.isTransposed ? "T" : ""
      let limit = library.map { benchmark.rate(product, by: $0) / 1e9 }
      return BenchFigure(
        name: "\(product.rows)x\(product.columns)x\(product.depth)\(transposed) \(product.purpose)",
        value: benchmark.rate(product) / 1e9, unit: "GF/s", limit: limit,
        against: library == nil ? "OpenBLAS: not installed" : "OpenBLAS, one thread")
    }
    let sparse = benchmark.sparseRates(observed.batch, observation: shape.observation, width: shape.inputWidth)
    let cells = Numerals.significant(observed.meanCells)
    for (name, rate) in [("forward", sparse.forward), ("backward", sparse.backward)] {
      rows.append(
        BenchFigure(
          name: "sparse \(name), \(cells) cells x \(shape.inputWidth)", value: rate / 1e9, unit: "GF/s", limit: peak,
          against: "peak of one core, in registers"))
    }
    let tanh = benchmark.tanhRates()
    rows.append(
      BenchFigure(
        name: "tanh", value: tanh.ours / 1e6, unit: "M/s", limit: tanh.library / 1e6,
        against: "the C library's tanhf"))
    openBLAS = library != nil
    peakGigaflops = peak
  }

  package static var keys: String {
    "instructionSet, openBLAS, peakGigaflops, rows (name, value, unit, limit, ratio, against)"
  }

  package var lines: [String] {
    ["\(instructionSet), peak of one core \(Numerals.significant(peakGigaflops ?? .nan)) GF/s"]
      + BenchFigure.table(rows).lines
  }
}
