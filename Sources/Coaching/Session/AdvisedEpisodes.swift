import Foundation
import RLCore
package import SessionStore

/// The episodes about which somebody was asked to the end, those in which nothing was found included.
///
/// They are kept by identifier, advisor and the digest of the prompts that these two go by: other prompts are another
/// question. Sessions of earlier versions knew the advisor alone, who named the states too; their marks count for any
/// prompt.
package struct AdvisedEpisodes {
  /// Their numbers.
  package let numbers: Set<Int>
  private let store: SessionStore
  private let key: String

  /// What is known about asking `asked`.
  package init(store: SessionStore, by asked: Consultation) throws {
    try Self.adoptEarlier(store)
    self.store = store
    let digests = Set([asked.identifier.promptDigest, asked.advisor.promptDigest]).sorted().joined(separator: "+")
    key = "advised:\(asked.identifier.name)|\(asked.advisor.name)|\(digests)"
    let earlier = asked.isOne ? try Self.read(Self.earlierKey(asked.advisor.name), store) : nil
    numbers = (try Self.read(key, store) ?? []).union(earlier ?? [])
  }

  /// Adds episodes to those that are done.
  package func add(_ episodes: Set<Int>) throws {
    let known = try Self.read(key, store) ?? []
    try store.setValue(key, Coach.json(known.union(episodes).sorted()))
  }

  private static func earlierKey(_ advisor: String) -> String { "asked:" + advisor }

  private static func read(_ key: String, _ store: SessionStore) throws -> Set<Int>? {
    try store.value(key).flatMap { try? JSONDecoder().decode(Set<Int>.self, from: Data($0.utf8)) }
  }

  /// The first versions wrote no marks and stored suggestions only once all episodes were done. What they left is marked
  /// before the first suggestion of this version is stored, so that one that stands alone does not look like a whole
  /// episode.
  private static func adoptEarlier(_ store: SessionStore) throws {
    guard try store.value("advised") == nil else { return }
    for (advisor, suggestions) in Dictionary(grouping: try store.suggestions(), by: \.advisor) {
      guard try store.value(earlierKey(advisor)) == nil else { continue }
      try store.setValue(earlierKey(advisor), Coach.json(Set(suggestions.map(\.episode)).sorted()))
    }
    try store.setValue("advised", "true")
  }
}
