import Foundation
import GRDB
import RLCore

/// Something that a session depends on and keeps a copy or the digest of, so that what lies elsewhere may change.
public struct SessionResource: Sendable, Equatable {
  /// What it is.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// A task file.
    case task
    /// A model that the task names, or a file that the model includes.
    case model
    /// A prompt template.
    case prompt
  }

  /// What it is.
  public var kind: Kind
  /// Its name, unique in its kind: a relative path, or a template's name.
  public var name: String
  /// The SHA-256 of its content.
  public var digest: String
  /// Its content; nil where the digest alone is kept.
  public var content: [UInt8]?

  /// A copy of `content`.
  public init(_ kind: Kind, name: String, content: [UInt8]) {
    self.init(kind, name: name, digest: sha256Hex(content))
    self.content = content
  }

  /// The digest alone.
  public init(_ kind: Kind, name: String, digest: String) {
    self.kind = kind
    self.name = name
    self.digest = digest
  }
}

extension SessionStore {
  /// Stores resources in one transaction; they never change afterwards.
  ///
  /// - Throws: `invalid` where there is one of that kind and name.
  public func addResources(_ resources: [SessionResource], now: Double) throws {
    guard !resources.isEmpty else { return }
    try write { try Self.insert(resources, now: now, $0) }
  }

  /// The resources of a kind, in the order in which they were stored.
  ///
  /// - Throws: `corrupt` where a content is not what was stored.
  public func resources(_ kind: SessionResource.Kind) throws -> [SessionResource] {
    try read { database in
      try Stored<ResourceRow>.fetchAll(
        database, sql: "SELECT * FROM resource WHERE kind = ? ORDER BY seq", arguments: [kind.rawValue]
      ).map { try $0.value.resource }
    }
  }

  static func insert(_ resources: [SessionResource], now: Double, _ database: Database) throws {
    for resource in resources { try Stored(ResourceRow(resource, time: now)).insert(database) }
  }
}

/// A resource as it is stored.
struct ResourceRow: Tabled {
  static var table: String { "resource" }

  var kind: SessionResource.Kind
  var name: String
  var digest: String
  var content: Data?
  var time: Double

  init(_ resource: SessionResource, time: Double) {
    kind = resource.kind
    name = resource.name
    digest = resource.digest
    content = resource.content.map { Data($0) }
    self.time = time
  }

  var resource: SessionResource {
    get throws {
      guard let content else { return SessionResource(kind, name: name, digest: digest) }
      let resource = SessionResource(kind, name: name, content: [UInt8](content))
      guard resource.digest == digest else { throw unreadable("content", "resource \(name)") }
      return resource
    }
  }
}
