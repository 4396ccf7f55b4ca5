import CurlTransport
import Foundation
package import LanguageModels
import RLCore
import Synchronization

/// The language model of this machine as an advisor and a prior: `local`.
///
/// A server that 'sidecoach model serve' runs is used where there is one; else whoever asks starts one of its own, with
/// the first question, and it ends with the command.
package enum LocalModel {
  /// Its name, unless the configuration file gives that to an endpoint of its own.
  package static let name = "local"
  /// Tokens that the server reads and writes together.
  package static let contextTokens = 4_096
  /// What stands for the server's address, which is not known before it runs.
  static let baseURL = "http://localhost/v1"

  /// What a model file is called in records: its name up to the quantisation.
  package static func alias(of gguf: String) -> String {
    let file = URL(fileURLWithPath: gguf).lastPathComponent
    return String(file.prefix { $0 != "." })
  }

  /// How it is asked.
  ///
  /// - Throws: `LocalModelError.missing` where none is installed and none is served.
  package static func configuration(_ place: LocalModelPlace = LocalModelPlace()) throws -> EndpointConfiguration {
    guard let gguf = served(place)?.gguf ?? place.model else { throw LocalModelError.missing }
    var settings = try EndpointConfiguration(baseURL: baseURL, model: alias(of: gguf))
    // One process that works on one question at a time, and slowly.
    settings.parallelCalls = 1
    settings.limits.firstByte = 600
    settings.limits.total = 900
    settings.contextTokens = contextTokens
    settings.maximumTokens = 1_024
    settings.advice = .choice
    settings.letterOrders = 4
    return settings
  }

  /// The server that 'model serve' says it runs, whether or not it still does.
  package static func served(_ place: LocalModelPlace) -> LocalModelServer.Address? {
    FileManager.default.contents(atPath: place.address).flatMap {
      try? JSONDecoder().decode(LocalModelServer.Address.self, from: $0)
    }
  }
}

/// Brings requests to the local server, which it starts with the first of them where none runs.
final class LocalModelTransport: Transport {
  private let base: any Transport
  private let place: LocalModelPlace

  /// One child serves the whole process, whoever asks.
  private static let address = Mutex<Task<LocalModelServer.Address, any Error>?>(nil)
  private static let server = Mutex<LocalModelServer?>(nil)

  init(_ base: any Transport, place: LocalModelPlace = LocalModelPlace()) {
    self.base = base
    self.place = place
  }

  func send(_ request: HTTPRequest) -> AsyncThrowingStream<HTTPEvent, any Error> {
    AsyncThrowingStream { continuation in
      let work = Task {
        do {
          let address = try await reached().value
          var moved = request
          moved.url = address.baseURL + request.url.dropFirst(LocalModel.baseURL.count)
          for try await event in base.send(moved) { continuation.yield(event) }
          continuation.finish()
        } catch let error as LocalModelError {
          continuation.finish(throwing: TransportError.connection("\(error)"))
        } catch {
          continuation.finish(throwing: error)
        }
      }
      continuation.onTermination = { _ in work.cancel() }
    }
  }

  /// The server's address, found or started once; a start that failed is tried again by the next request.
  private func reached() -> Task<LocalModelServer.Address, any Error> {
    Self.address.withLock { known in
      if let known { return known }
      let task = Task { [base, place] in
        do {
          if let served = LocalModel.served(place), await LocalModelServer.isAlive(served, base) { return served }
          guard let gguf = place.model else { throw LocalModelError.missing }
          let own = LocalModelServer(place, gguf: gguf)
          Self.server.withLock { $0 = own }
          return try await own.start()
        } catch {
          Self.address.withLock { $0 = nil }
          throw error
        }
      }
      known = task
      return task
    }
  }
}
