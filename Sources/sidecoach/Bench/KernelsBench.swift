import Algorithms
import ArgumentParser
import Coaching
import Environments
import Networks
import RLCore
import Threads

/// How fast the kernels run on the shapes in use.
struct KernelsBench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels", abstract: "Matrix kernels on one thread beside OpenBLAS and the processor's peak.",
    discussion: """
      The shapes are those of Pong's preset and one larger product. OpenBLAS is loaded for comparison only, where \
      libopenblas.so.0 is installed. JSON keys: instructionSet, openBLAS, peakGigaflops, rows (name, value, unit, limit, \
      ratio, against).
      """)

  @OptionGroup var options: BenchOptions

  func run() throws {
    do {
      let settings = Presets.training(for: "Pong")
      let entry = try Catalog.environment("Pong")
      let rows = ObservedRows(entry: entry, count: 2048)
      let run = try PPO(
        name: "bench", entry: entry, configuration: settings, seed: 1, pool: WorkerPool(threads: 1))
      let shape = run.network.shape
      let benchmark = KernelBenchmark()
      let library = BLAS()
      let peak = KernelBenchmark.peak(pool: WorkerPool(threads: 1)) / 1e9
      let products =
        KernelBenchmark.products(
          of: shape, actors: settings.environments / settings.rolloutShards,
          rows: settings.batchSize / settings.minibatches / settings.gradientShards)
        + [.init(purpose: "larger", rows: 512, columns: 256, depth: 256)]
      var figures = products.map { product in
        let transposed = product.isTransposed ? "T" : ""
        let limit = library.map { benchmark.rate(product, by: $0) / 1e9 }
        return BenchFigure(
          name: "\(product.rows)x\(product.columns)x\(product.depth)\(transposed) \(product.purpose)",
          value: benchmark.rate(product) / 1e9, unit: "GF/s", limit: limit,
          against: library == nil ? "OpenBLAS: not installed" : "OpenBLAS, one thread")
      }
      let sparse = benchmark.sparseRates(rows.batch, observation: shape.observation, width: shape.inputWidth)
      let cells = BenchTable.digits(rows.meanCells)
      for (name, rate) in [("forward", sparse.forward), ("backward", sparse.backward)] {
        figures.append(
          BenchFigure(
            name: "sparse \(name), \(cells) cells x \(shape.inputWidth)", value: rate / 1e9, unit: "GF/s", limit: peak,
            against: "peak of one core, in registers"))
      }
      let tanh = benchmark.tanhRates()
      figures.append(
        BenchFigure(
          name: "tanh", value: tanh.ours / 1e6, unit: "M/s", limit: tanh.library / 1e6,
          against: "the C library's tanhf"))
      report(figures, peak, library != nil)
    } catch { throw Failure.exit(error) }
  }

  private func report(_ figures: [BenchFigure], _ peak: Double, _ hasLibrary: Bool) {
    guard !options.json else {
      Output.json([
        "instructionSet": KernelBenchmark.instructionSet, "openBLAS": hasLibrary, "peakGigaflops": Output.number(peak),
        "rows": figures.map(\.object),
      ])
      return
    }
    print("\(KernelBenchmark.instructionSet), peak of one core \(BenchTable.digits(peak)) GF/s")
    BenchTable.show(figures)
  }
}

/// Observation rows of random play.
final class ObservedRows {
  private let rows: RowBuffer
  /// Non-zero cells a row, or the length of a dense row.
  let meanCells: Double

  init(entry: EnvironmentEntry, count: Int) {
    rows = RowBuffer(count: count, rowBytes: entry.spec.observation.rowBytes)
    let shard = entry.makeShard(16)
    let actions = RandomActions(space: entry.spec.action)
    for index in 0..<shard.count { shard.reset(index, seed: UInt64(index)) }
    var cells = 0
    for row in 0..<count {
      let index = row % shard.count
      // An action is held for a while, so that paddles move as in play.
      let action = actions.base + (row / 256 * 16 + index) % (RandomActions.count - 64) * actions.width
      if shard.step(index, action: action).isOver { shard.reset(index, seed: nil) }
      shard.observe(index, into: rows.row(row))
      if case .sparse = entry.spec.observation { cells += Int(rows.row(row).load(as: UInt16.self)) }
    }
    switch entry.spec.observation {
    case .sparse: meanCells = Double(cells) / Double(count)
    case .dense(let dimension): meanCells = Double(dimension)
    }
  }

  /// Words a row when the network takes bars of cells for one.
  func meanWords(_ network: PolicyNetwork) -> Double {
    guard meanCells > 0, rows.count > 0 else { return meanCells }
    var words = 0
    for row in 0..<rows.count {
      network.compact(rows.row(row))
      words += Int(rows.row(row).load(as: UInt16.self))
    }
    return Double(words) / Double(rows.count)
  }

  /// All of them.
  var batch: RowBatch {
    RowBatch(base: rows.row(0), rowBytes: rows.rowBytes, indices: nil, count: rows.count)
  }
}
