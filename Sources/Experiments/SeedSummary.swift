import RLCore

/// What methods come to over several seeds.
public struct SeedSummary: Sendable, Encodable {
  /// What one method has on one seed.
  public struct Result: Sendable {
    /// The method.
    public let method: String
    /// The seed.
    public let seed: UInt64
    /// What was measured, for instance a mean return.
    public let value: Double

    /// A result.
    public init(method: String, seed: UInt64, value: Double) {
      self.method = method
      self.seed = seed
      self.value = value
    }
  }

  /// One method over its seeds.
  public struct Row: Sendable, Encodable {
    /// The method.
    public let method: String
    /// Seeds that it has a result for.
    public let seeds: Int
    /// The interquartile mean over them, with a bootstrap over seeds.
    public let interquartileMean: Estimate
    /// What it has over the reference, seed by seed.
    public let difference: Estimate
  }

  /// The method that the others are compared with.
  public let reference: String
  /// A row for each method, in the order in which they come.
  public let rows: [Row]

  /// The summary of `results`, compared with the method called `reference`.
  public init(_ results: [Result], reference: String) {
    self.reference = reference
    let methods = results.map(\.method).distinct()
    func values(_ method: String) -> [UInt64: Double] {
      let own = results.filter { $0.method == method && $0.value.isFinite }
      return Dictionary(own.map { ($0.seed, $0.value) }, uniquingKeysWith: { first, _ in first })
    }
    let base = values(reference)
    rows = methods.map { method in
      let own = values(method)
      return Row(
        method: method, seeds: own.count,
        interquartileMean: .interquartileMean(of: own.keys.sorted().compactMap { own[$0] }),
        difference: .difference(own, over: base))
    }
  }

  /// As a table.
  public var table: ResultTable<Row> {
    ResultTable(
      rows,
      columns: [
        .words("method") { $0.method }, .whole("seeds") { $0.seeds },
        .estimate("interquartile mean", key: "interquartileMean", decimals: 2) { $0.interquartileMean },
        .estimate("over \(reference), paired", key: "difference", decimals: 2) { $0.difference },
      ])
  }
}
