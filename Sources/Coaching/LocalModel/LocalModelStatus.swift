import CurlTransport
import Foundation
package import RLCore

/// What there is of a language model on this machine: what `model status` prints.
package struct LocalModelStatus: Printable {
  /// The directory.
  package let path: String
  /// Whether the server can be started.
  package let isInstalled: Bool
  /// The model file; null where there is none.
  @OrNull package private(set) var model: String?
  /// Where a server answers; null where none does.
  @OrNull package private(set) var address: String?

  package static var keys: String { "path, isInstalled, model, address" }

  /// Looks.
  package init(_ place: LocalModelPlace = LocalModelPlace()) throws {
    path = place.path
    let file = place.model
    isInstalled = FileManager.default.isExecutableFile(atPath: place.python) && file != nil
    model = file
    if let served = LocalModel.served(place) {
      let transport = try CurlTransport()
      if try waitFor({ await LocalModelServer.isAlive(served, transport) }) {
        address = served.baseURL
        model = served.gguf
      }
    }
  }

  package var lines: [String] {
    [
      "place    \(path)", "model    \(model ?? "none")",
      "server   " + (address ?? (isInstalled ? "started when it is needed" : "not installed")),
      isInstalled
        ? "ask it with --advisor local --identifier NAME, or with plan --prior local"
        : "'sidecoach model install' makes a virtual environment there and builds the server from source",
    ]
  }
}
