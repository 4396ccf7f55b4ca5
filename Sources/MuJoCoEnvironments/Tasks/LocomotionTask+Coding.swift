internal import RLCore

// Written by hand, because what a file leaves out keeps its default and what it misspells is an error.

extension LocomotionTask: Decodable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case id, summary, model, frameSkip, stepLimit, action, observation, reward, health, start, view, words
  }

  /// Reads a task; `id` and `model` have to be there.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.checked(CodingKeys.self)
    id = try values.decode(String.self, forKey: .id)
    model = try values.decode(String.self, forKey: .model)
    try values.read(.summary, &summary)
    try values.read(.frameSkip, &frameSkip)
    try values.read(.stepLimit, &stepLimit)
    try values.read(.action, &action)
    try values.read(.observation, &observation)
    try values.read(.reward, &reward)
    try values.read(.health, &health)
    try values.read(.start, &start)
    try values.read(.view, &view)
    try values.read(.words, &words)
  }
}

extension LocomotionTask.Action: Decodable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case actuators
  }

  /// Reads what is there.
  public init(from decoder: any Decoder) throws {
    self.init()
    actuators = try decoder.checked(CodingKeys.self).decodeIfPresent([String].self, forKey: .actuators)
  }
}

extension LocomotionTask.Observation: Decodable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case hiddenPositions, velocityBound, hasContactForces
  }

  /// Reads what is there.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.checked(CodingKeys.self)
    try values.read(.hiddenPositions, &hiddenPositions)
    velocityBound = try values.number(.velocityBound)
    try values.read(.hasContactForces, &hasContactForces)
  }
}

extension LocomotionTask.Reward: Decodable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case forward, beyond, control, contact, contactBound, healthy, paysHealthyAtEnd, speed
  }

  /// Reads what is there.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.checked(CodingKeys.self)
    try values.read(.forward, &forward)
    beyond = try values.number(.beyond)
    try values.read(.control, &control)
    try values.read(.contact, &contact)
    try values.read(.contactBound, &contactBound)
    try values.read(.healthy, &healthy)
    try values.read(.paysHealthyAtEnd, &paysHealthyAtEnd)
    try values.read(.speed, &speed)
  }
}

extension LocomotionTask.Health: Decodable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case height, pitch, stateBound, isInclusive, endsEpisode
  }

  /// Reads what is there.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.checked(CodingKeys.self)
    height = try values.decodeIfPresent(LocomotionTask.Limits.self, forKey: .height)
    pitch = try values.decodeIfPresent(LocomotionTask.Limits.self, forKey: .pitch)
    stateBound = try values.number(.stateBound)
    try values.read(.isInclusive, &isInclusive)
    try values.read(.endsEpisode, &endsEpisode)
  }
}

extension LocomotionTask.Limits: Decodable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case low, high
  }

  /// Reads what is there.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.checked(CodingKeys.self)
    self.init(low: try values.number(.low), high: try values.number(.high))
  }
}

extension LocomotionTask.Start: Decodable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case keyframe, positionNoise, velocityNoise, distribution
  }

  /// Reads what is there.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.checked(CodingKeys.self)
    // One without a name is called by its place.
    keyframe =
      try (try? values.decodeIfPresent(Int.self, forKey: .keyframe)).map { "\($0)" }
      ?? values.decodeIfPresent(String.self, forKey: .keyframe)
    try values.read(.positionNoise, &positionNoise)
    try values.read(.velocityNoise, &velocityNoise)
    try values.read(.distribution, &distribution)
  }
}

extension LocomotionTask.View: Decodable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case camera, metresAcross
  }

  /// Reads what is there.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.checked(CodingKeys.self)
    try values.read(.camera, &camera)
    try values.read(.metresAcross, &metresAcross)
  }
}

extension LocomotionTask.Words: Decodable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case background, criteria, isLossless
  }

  /// Reads what is there.
  public init(from decoder: any Decoder) throws {
    self.init()
    let values = try decoder.checked(CodingKeys.self)
    try values.read(.background, &background)
    try values.read(.criteria, &criteria)
    try values.read(.isLossless, &isLossless)
  }
}

extension KeyedDecodingContainer {
  /// Replaces `value` by what stands under `key`, where something does.
  fileprivate func read<Value: Decodable>(_ key: Key, _ value: inout Value) throws {
    if let found = try decodeIfPresent(Value.self, forKey: key) { value = found }
  }

  /// The same for a number.
  fileprivate func read(_ key: Key, _ value: inout Double) throws {
    if let found = try number(key) { value = found }
  }

  /// The number under `key`, where there is one. TOML tells 1 from 1.0, and whoever writes a weight does not.
  fileprivate func number(_ key: Key) throws -> Double? {
    do { return try present(key) } catch {
      guard let whole: Int = try? present(key) else { throw error }
      return Double(whole)
    }
  }

  /// What stands under `key`. Generic, since a decoder's own method for numbers may take one of another kind for missing.
  private func present<Value: Decodable>(_ key: Key) throws -> Value? { try decodeIfPresent(Value.self, forKey: key) }

  /// The same for one of a few words; another is an error that lists them.
  fileprivate func read<Value: Decodable & CaseIterable & RawRepresentable<String>>(
    _ key: Key, _ value: inout Value
  ) throws {
    guard let word = try decodeIfPresent(String.self, forKey: key) else { return }
    guard let found = Value(rawValue: word) else {
      let place = (codingPath + [key]).map(\.stringValue).joined(separator: ".")
      throw UnknownNameError(kind: place, name: word, valid: Value.allCases.map(\.rawValue))
    }
    value = found
  }
}

extension Decoder {
  /// The container for `Keys`. Throws `TaskKeyError` where it has any other key.
  fileprivate func checked<Keys: CodingKey & CaseIterable>(_: Keys.Type) throws -> KeyedDecodingContainer<Keys> {
    let valid = Keys.allCases.map(\.stringValue)
    for key in try container(keyedBy: AnyKey.self).allKeys where !valid.contains(key.stringValue) {
      throw TaskKeyError(
        key: key.stringValue, table: codingPath.map(\.stringValue).joined(separator: "."), valid: valid)
    }
    return try container(keyedBy: Keys.self)
  }
}

private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(stringValue: String) { self.stringValue = stringValue }

  init?(intValue: Int) { nil }
}
