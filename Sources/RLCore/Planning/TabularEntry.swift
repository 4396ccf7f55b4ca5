/// A tabular process of a catalog: what it is called, and how it is made.
public struct TabularEntry: CatalogEntry {
  /// The name on the command line.
  public let name: String
  /// One sentence for help.
  public let summary: String
  private let make: @Sendable (_ seed: UInt64) throws -> TabularMDP

  /// A process that `make` makes; the seed matters to random ones only.
  public init(_ name: String, _ summary: String, make: @escaping @Sendable (_ seed: UInt64) throws -> TabularMDP) {
    self.name = name
    self.summary = summary
    self.make = make
  }

  /// The process.
  public func process(seed: UInt64 = 0) throws -> TabularMDP { try make(seed) }
}
