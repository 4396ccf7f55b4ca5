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
    let delivery = await client.document("/models")
    switch delivery.result {
    case .failure(let failure): throw error(failure, retries: delivery.retries, path: "/models")
    case .success(let value):
      guard let items = (value["data"] ?? value["models"] ?? value).items else {
        throw ProviderError.notChat(endpoint: settings.host, detail: "the answer holds no list of models")
      }
      var seen: Set<String> = []
      return items.prefix(Self.mostModels).compactMap { item in
        guard let text = item["id"]?.text ?? item["name"]?.text else { return nil }
        let name = safe(text)
        guard !name.isEmpty, seen.insert(name).inserted else { return nil }
        let sizes = ["context_length", "max_model_len", "context_window", "max_context_length"]
        let tokens = sizes.compactMap { item[$0]?.count }.first { $0 > 0 }
        return ListedModel(name: name, owner: item["owned_by"]?.text.map(safe), contextTokens: tokens)
      }.sorted { $0.name < $1.name }
    }
  }

  private func safe(_ text: String) -> String { EndpointFault.safe(text, key: settings.key, limit: 200) }
}
