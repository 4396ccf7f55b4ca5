/// A model that an endpoint offers.
public struct ListedModel: Sendable, Equatable, Codable {
  /// Its name, as requests spell it.
  public var name: String
  /// Who made or serves it, where the endpoint says so.
  public var owner: String?
  /// Tokens that it reads, where the endpoint says so.
  public var contextTokens: Int?
}

extension ChatEndpoint {
  /// Models that are listed at most.
  static let mostModels = 2_000

  /// The models that the endpoint offers, in order of their names (`GET /models`). Throws `ProviderError` or
  /// `CancellationError`.
  public func models() async throws -> [ListedModel] {
    let delivery = await client.document(settings.dialect.modelsPath)
    switch delivery.result {
    case .failure(let failure): throw error(failure, retries: delivery.retries, path: settings.dialect.modelsPath)
    case .success(let value):
      guard let listed = settings.dialect.models(in: value) else {
        throw ProviderError.notChat(endpoint: settings.host, detail: "the answer holds no list of models")
      }
      var seen: Set<String> = []
      return listed.prefix(Self.mostModels).compactMap { model in
        let name = safe(model.name)
        guard !name.isEmpty, seen.insert(name).inserted else { return nil }
        return ListedModel(name: name, owner: model.owner.map(safe), contextTokens: model.contextTokens)
      }.sorted { $0.name < $1.name }
    }
  }

  private func safe(_ text: String) -> String { EndpointFault.safe(text, key: settings.key, limit: 200) }
}
