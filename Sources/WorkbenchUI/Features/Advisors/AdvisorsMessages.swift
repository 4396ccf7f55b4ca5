public import RLCore

/// What the menu of advisors is told.
enum AdvisorsMessage: FeatureMessage {
  case progress(AdvisorProgress?)
  case offers(AdvisorOffers)
  case models(ModelOffers)
}

extension AppMessage {
  /// The call to an advisor that is under way; nil when none is.
  public static func advisorProgress(_ progress: AdvisorProgress?) -> AppMessage {
    .feature(AdvisorsMessage.progress(progress))
  }

  /// Who can be asked.
  public static func advisors(_ offers: AdvisorOffers) -> AppMessage { .feature(AdvisorsMessage.offers(offers)) }

  /// The models that an endpoint offers.
  public static func models(_ offers: ModelOffers) -> AppMessage { .feature(AdvisorsMessage.models(offers)) }
}

/// What the menu of advisors asks for.
public enum AdvisorsEffect: FeatureEffect {
  /// Find out who can be asked.
  case loadOffers
  /// Fetch the models that an advisor's endpoint offers.
  case loadModels(advisor: String)
  /// Ask an advisor about the recorded episodes, beside whatever else is going on.
  case ask(advisor: String)
  /// End the asking under way.
  case stopAsking

  /// Finding out who there is stores nothing.
  public var needsWrite: Bool {
    switch self {
    case .ask, .stopAsking: true
    case .loadOffers, .loadModels: false
    }
  }
}
