/// What a feature remembers between messages. Each feature has one such type, and the model keeps its value by the type,
/// so that a new feature changes nothing outside its folder.
protocol FeatureState: Sendable, Equatable {
  /// As it is before anything happens.
  init()
}

/// The states of all features; one that was never changed is as it began.
struct FeatureStates: Sendable, Equatable {
  private var states: [ObjectIdentifier: any FeatureState] = [:]

  /// The state of that type.
  subscript<State: FeatureState>(type: State.Type) -> State {
    get { states[ObjectIdentifier(type)] as? State ?? State() }
    _modify {
      // It is taken out meanwhile, so that changing it copies nothing.
      let key = ObjectIdentifier(type)
      var state = states.removeValue(forKey: key) as? State ?? State()
      defer { states[key] = state }
      yield &state
    }
  }

  static func == (one: FeatureStates, other: FeatureStates) -> Bool {
    one.states.allSatisfy { $0.value.equals(other.states[$0.key]) }
      && other.states.allSatisfy { $0.value.equals(one.states[$0.key]) }
  }
}

extension FeatureState {
  /// Whether the other one is the same; nothing stands for one that was never changed.
  fileprivate func equals(_ other: (any FeatureState)?) -> Bool { self == (other as? Self ?? Self()) }
}

extension AppModel {
  /// The state of a feature. Features give it a name of their own in an extension like this one.
  subscript<State: FeatureState>(type: State.Type) -> State {
    get { features[type] }
    _modify { yield &features[type] }
  }
}
