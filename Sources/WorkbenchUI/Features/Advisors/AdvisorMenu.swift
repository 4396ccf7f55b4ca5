import Canvas

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

/// The open menu of advisors.
struct AdvisorMenu: Sendable, Equatable {
  /// What is shown of one endpoint's models.
  struct Models: Sendable, Equatable {
    var advisor: String
    /// Nil while they are being fetched.
    var offers: ModelOffers?
    var filter = TextField()
    var selected = 0

    /// The names that hold what was typed, whatever its case.
    var shown: [String] {
      let wanted = filter.text.lowercased()
      let names = offers?.names ?? []
      return wanted.isEmpty ? names : names.filter { $0.lowercased().contains(wanted) }
    }

    mutating func move(_ amount: Int) { selected = min(max(0, shown.count - 1), max(0, selected + amount)) }

    mutating func type(_ key: Key) {
      if filter.handle(key) { selected = 0 }
    }
  }

  /// Nil until it is known who there is.
  var offers: AdvisorOffers?
  var selected = 0
  var models: Models?

  var choice: AdvisorOffer? {
    offers.flatMap { $0.advisors.indices.contains(selected) ? $0.advisors[selected] : nil }
  }

  mutating func move(_ amount: Int) {
    selected = min(max(0, (offers?.advisors.count ?? 0) - 1), max(0, selected + amount))
  }
}
