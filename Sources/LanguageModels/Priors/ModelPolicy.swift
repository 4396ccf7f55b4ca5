/// P_LLM(·|s) over given actions, asked for as an endpoint's settings say: by letters, in one order or in several whose
/// mean counts, or by the actions' own words.
///
/// | setting | question | bias |
/// |---|---|---|
/// | `priorForm = "letter"` | the actions under letters | that of the letters, cancelled and told with `letterOrders` above 1 |
/// | `priorForm = "text"` | each action's words, scored | none of letters; long words cost more |
public struct ModelPolicy: Sendable {
  /// How actions are offered.
  public let form: PriorForm
  /// Orders of the letters in which each question is asked.
  public let orders: Int
  private let letters: LanguageModelPrior
  private let words: ActionTextPrior

  /// A policy that asks `endpoint`.
  ///
  /// - Parameters:
  ///   - samples: how often a question is asked where log probabilities are not given.
  ///   - orders: orders of the letters, unless the endpoint's settings say how many.
  public init(_ endpoint: ChatEndpoint, samples: Int, orders: Int) {
    form = endpoint.settings.priorForm
    self.orders = form == .text ? 1 : endpoint.settings.letterOrders ?? orders
    letters = LanguageModelPrior(endpoint, samples: samples)
    words = ActionTextPrior(endpoint)
  }

  /// What makes two questions about the same state different, for the record.
  public var mark: String { form == .text ? "text" : "\(orders)" }

  /// The probabilities of `actions`, named in words, in the state that `state` describes.
  ///
  /// - Throws: `ProviderError`, `BudgetReached`, `CancellationError`.
  public func estimate(_ actions: [String], in state: String) async throws -> RotatedEstimate {
    switch form {
    case .text: RotatedEstimate(try await words.estimate(actions, in: state))
    case .letter:
      try await RotatedEstimate(of: actions.count, rotations: orders) { order in
        try await letters.estimate(order.map { actions[$0] }, in: state)
      }
    }
  }
}
