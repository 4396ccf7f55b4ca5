import Foundation
package import LanguageModels
import RLCore

/// What an endpoint was found to do, kept between runs: servers differ, and some drop in silence what they do not know.
package struct CapabilityFile {
  private let path: String

  /// The file in the state directory.
  package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    path = ResolvedPaths(sessions: ".", environment: environment).state + "/endpoints.json"
  }

  private static func key(_ settings: EndpointConfiguration) -> String { settings.baseURL + " " + settings.model }

  private func all() -> [String: EndpointCapabilities] {
    // What cannot be read is found out again.
    guard let data = FileManager.default.contents(atPath: path) else { return [:] }
    return (try? JSONDecoder().decode([String: EndpointCapabilities].self, from: data)) ?? [:]
  }

  /// What was found about the endpoint and its model; nil before the first probe.
  package func capabilities(of settings: EndpointConfiguration) -> EndpointCapabilities? { all()[Self.key(settings)] }

  /// Keeps what was found.
  package func keep(_ capabilities: EndpointCapabilities, of settings: EndpointConfiguration) throws {
    var known = all()
    known[Self.key(settings)] = capabilities
    let place = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try JSONEncoder.sorted.encode(known).write(to: place, options: .atomic)
  }
}

/// What endpoints refused to understand, kept between runs, so that each is asked once only. The doctor begins it anew.
package struct LessonFile: Sendable {
  private let path: String

  /// The file in the state directory.
  package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    path = ResolvedPaths(sessions: ".", environment: environment).state + "/endpoint-lessons.json"
  }

  private static func key(_ settings: EndpointConfiguration) -> String { settings.baseURL + " " + settings.model }

  private func all() -> [String: EndpointLessons] {
    // What cannot be read is learnt again.
    guard let data = FileManager.default.contents(atPath: path) else { return [:] }
    return (try? JSONDecoder().decode([String: EndpointLessons].self, from: data)) ?? [:]
  }

  /// What was learnt about the endpoint and its model; nil where it never refused anything.
  package func lessons(of settings: EndpointConfiguration) -> EndpointLessons? { all()[Self.key(settings)] }

  /// Keeps what was learnt.
  package func keep(_ lessons: EndpointLessons, of settings: EndpointConfiguration) throws {
    var known = all()
    let former = known[Self.key(settings)]
    known[Self.key(settings)] = lessons.isEmpty ? nil : lessons
    guard known[Self.key(settings)] != former else { return }
    let place = URL(fileURLWithPath: path)
    try FileManager.default.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try JSONEncoder.sorted.encode(known).write(to: place, options: .atomic)
  }
}
