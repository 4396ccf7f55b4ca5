import Foundation
package import LanguageModels
import RLCore
import SessionStore

/// What is known of endpoints, kept between runs in a file of the state directory: a value for an address and a model.
package struct EndpointFile<Value: Codable & Equatable & Sendable>: Sendable {
  private let path: String

  fileprivate init(_ name: String, environment: [String: String] = ProcessInfo.processInfo.environment) {
    path = ResolvedPaths(sessions: ".", environment: environment).state + "/" + name
  }

  private static func key(_ settings: EndpointConfiguration) -> String { settings.baseURL + " " + settings.model }

  private func all() -> [String: Value] {
    // What cannot be read is found out again.
    guard let data = FileManager.default.contents(atPath: path) else { return [:] }
    return (try? JSONDecoder().decode([String: Value].self, from: data)) ?? [:]
  }

  /// What is known of the endpoint and its model.
  package func value(of settings: EndpointConfiguration) -> Value? { all()[Self.key(settings)] }

  /// Keeps what is known now, or forgets where that is nil.
  package func keep(_ value: Value?, of settings: EndpointConfiguration) throws {
    var known = all()
    guard known[Self.key(settings)] != value else { return }
    known[Self.key(settings)] = value
    try FileManager.default.createDirectory(
      at: URL(fileURLWithPath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    try AtomicFile.write([UInt8](JSONEncoder.sorted.encode(known)), to: path)
  }
}

extension EndpointFile<EndpointCapabilities> {
  /// What endpoints were found to do: servers differ, and some drop in silence what they do not know.
  package static var capabilities: Self { Self("endpoints.json") }
}

extension EndpointFile<EndpointLessons> {
  /// What endpoints refused to understand, so that each is asked once only. The doctor begins it anew.
  package static var lessons: Self { Self("endpoint-lessons.json") }

  /// Keeps what was learnt; nothing is no lesson.
  package func keep(learnt lessons: EndpointLessons, of settings: EndpointConfiguration) throws {
    try keep(lessons.isEmpty ? nil : lessons, of: settings)
  }
}
