import Canvas
import RLCore

/// What is known of advisors: who is being asked, who can be, and the menu of them.
struct AdvisorsState: FeatureState {
  /// The call that is under way.
  var progress: AdvisorProgress?
  /// The menu, while it is open.
  var menu: AdvisorMenu?
  /// Advisors that can be asked by name, as far as that is known.
  var names: [String] = []
  /// Why others cannot be asked, by their names.
  var problems: [String: String] = [:]
}

extension AppModel {
  var advisors: AdvisorsState {
    get { self[AdvisorsState.self] }
    _modify { yield &self[AdvisorsState.self] }
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
