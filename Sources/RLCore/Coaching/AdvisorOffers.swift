/// An advisor that can be asked about this session's episodes.
public struct AdvisorOffer: Sendable, Equatable {
  /// Its name, as `--advisor` takes it.
  public var name: String
  /// The model and where it is, or a sentence about a stand-in.
  public var about: String
  /// Whether it stands in for a language model.
  public var isStandIn: Bool
  /// A model has to be chosen before it can be asked.
  public var needsModel = false
  /// It says which models it offers.
  public var listsModels = false
  /// Why it cannot be asked; nil where it can.
  public var problem: String?

  /// Makes an offer.
  public init(name: String, about: String, isStandIn: Bool) {
    self.name = name
    self.about = about
    self.isStandIn = isStandIn
  }
}

/// The models that an endpoint says it offers.
public struct ModelOffers: Sendable, Equatable {
  /// The offer whose models these are.
  public var advisor: String
  /// Their names.
  public var names: [String]
  /// Why they could not be had.
  public var problem: String?

  /// Makes a list.
  public init(advisor: String, names: [String] = [], problem: String? = nil) {
    self.advisor = advisor
    self.names = names
    self.problem = problem
  }
}

/// Who can be asked, and about how much.
public struct AdvisorOffers: Sendable, Equatable {
  /// The advisors; the session's own first.
  public var advisors: [AdvisorOffer]
  /// Episodes that are recorded.
  public var episodes: Int
  /// What is wrong with the configuration, where something is.
  public var problem: String?

  /// Makes a list.
  public init(advisors: [AdvisorOffer], episodes: Int, problem: String? = nil) {
    self.advisors = advisors
    self.episodes = episodes
    self.problem = problem
  }
}
