/// Something that a catalog can list: it has a name and a sentence about itself.
public protocol CatalogEntry: Sendable {
  /// The name by which it is asked for, for instance on the command line; unique within its catalog.
  var name: String { get }
  /// One sentence for help.
  var summary: String { get }
}

/// The things of one kind that there are, in the order in which they are shown.
///
/// Adding one is one more line where the catalog is put together; nothing else compares names. Lookups are linear:
/// catalogs hold tens of entries and are asked once per command.
public struct Catalog<Entry: CatalogEntry>: Sendable {
  /// What an entry is, for messages, for instance `environment`.
  public let kind: String
  /// The entries in their order.
  public private(set) var entries: [Entry]

  /// A catalog of `entries`, each a `kind`; of several with the same name the first counts.
  public init(_ kind: String, _ entries: [Entry]) {
    self.kind = kind
    self.entries = []
    for entry in entries where !self.entries.contains(where: { $0.name == entry.name }) { self.entries.append(entry) }
  }

  /// The names in their order.
  public var names: [String] { entries.map(\.name) }

  /// The entry called `name`, or nil.
  public subscript(name: String) -> Entry? { entries.first { $0.name == name } }

  /// The entry called `name`. Throws `UnknownNameError` that lists the valid names, `others` among them.
  public func entry(_ name: String, or others: [String] = []) throws -> Entry {
    guard let entry = self[name] else { throw UnknownNameError(kind: kind, name: name, valid: names + others) }
    return entry
  }

  /// This catalog with more entries after its own.
  public func adding(_ more: [Entry]) -> Catalog { Catalog(kind, entries + more) }
}
