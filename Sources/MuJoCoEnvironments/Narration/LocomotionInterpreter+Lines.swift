internal import RLCore

/// The parts of a narrated line.
extension LocomotionInterpreter {
  func body(_ now: LocomotionReading) -> String {
    var text = "height \(Numerals.fixed(now.height, 2)) m"
    if let rise = now.rise {
      let size = Numerals.fixed(abs(rise), 2)
      text += size == "0.00" ? " level" : rise > 0 ? " rising \(size) m/s" : " sinking \(size) m/s"
    }
    if let lean = now.lean, let rate = now.leanRate { text += ", lean " + Self.angle(lean) + Self.rate(rate) }
    if let roll = now.roll { text += ", roll " + Self.angle(roll) }
    if let tilt = now.tilt { text += ", tilt \(Numerals.fixed(degrees(tilt), 0))°" }
    if let heading = now.heading { text += ", heading " + Self.angle(heading) }
    if let speed = now.speed { text += ", speed \(Numerals.signed(speed, 2)) m/s" }
    if let drift = now.drift { text += ", drift \(Numerals.signed(drift, 2)) m/s" }
    return text
  }

  func joints(_ now: LocomotionReading) -> String {
    setup.plan.limbJoints.map { joint in
      let (place, speed) = (now.positions[joint.position], now.velocities[joint.velocity])
      return ", \(joint.name) "
        + (joint.kind == .hinge
          ? Self.angle(place) + Self.rate(speed)
          : "\(Numerals.signed(place, 2)) m (\(Numerals.signed(speed, 2)) m/s)")
    }.joined()
  }

  func feet(_ now: LocomotionReading) -> String {
    let down = zip(setup.plan.feet, now.feetDown).filter(\.1).map { setup.plan.skeleton.bodies[$0.0].name }
    return down.isEmpty ? "none" : down.joined(separator: " and ")
  }

  func did(_ step: EpisodeStep) -> String {
    guard case .continuous(let values) = step.action, values.count == setup.actionNames.count else {
      return ", did " + step.action.name(in: setup.spec.action)
    }
    let words = zip(setup.actionNames, values).map { "\($0) \(Numerals.signed(Double($1), 2))" }
    return ", did " + words.joined(separator: " ")
  }

  /// The reward with its terms; what no row tells, the term of speed or place, is what is left of it.
  func reward(_ step: EpisodeStep, _ next: LocomotionReading?) -> String {
    let weights = setup.task.reward
    let total = Double(step.reward)
    let text = ", reward \(Numerals.signed(total, 2))"
    guard let next, total.isFinite else { return text }
    let isPaid =
      weights.paysHealthyAtEnd && setup.task.health.endsEpisode
      || setup.isHealthy(positions: next.positions, velocities: next.velocities)
    let healthy = isPaid ? weights.healthy : 0
    let control = weights.control * step.action.values.reduce(0) { $0 + Double($1) * Double($1) }
    var terms = weights.healthy == 0 ? [] : ["healthy \(Numerals.signed(healthy, 2))"]
    // Without the forces in the row their cost stays within the forward term, and the name says so.
    let isWhole = weights.contact == 0 || !next.forces.isEmpty
    let contact = isWhole ? weights.contact * next.forces.reduce(0) { $0 + $1 * $1 } : 0
    let way = weights.beyond == nil ? "forward" : "place"
    terms.append("\(way)\(isWhole ? "" : " and contact") \(Numerals.signed(total - healthy + control + contact, 2))")
    if weights.control != 0 { terms.append("control \(Numerals.signed(-control, 3))") }
    if isWhole, weights.contact != 0 { terms.append("contact \(Numerals.signed(-contact, 4))") }
    return text + " (" + terms.joined(separator: ", ") + ")"
  }

  /// How far it is to the end of the episode.
  func margin(_ now: LocomotionReading) -> String {
    let health = setup.task.health
    guard health.endsEpisode else { return "" }
    var parts: [String] = []
    if let limits = health.height, let index = setup.plan.root.height {
      let height = now.positions[index]
      if let low = limits.low { parts.append("\(Numerals.fixed(height - low, 2)) m down") }
      if let high = limits.high { parts.append("\(Numerals.fixed(high - height, 2)) m up") }
    }
    if let limits = health.pitch, let pitch = setup.plan.root.pitch {
      let value = now.positions[pitch.position]
      let ends = [(limits.high.map { $0 - value }, pitch.forward), (limits.low.map { value - $0 }, -pitch.forward)]
      for (distance, direction) in ends {
        guard let distance else { continue }
        parts.append("\(Numerals.fixed(degrees(distance), 0))° \(direction > 0 ? "forward" : "back")")
      }
    }
    return parts.isEmpty ? "" : ", margin " + parts.joined(separator: ", ")
  }

  /// The largest changes since the last line, each measured against what is worth telling.
  func changes(_ now: LocomotionReading, since last: LocomotionReading) -> String {
    var found: [(size: Double, text: String)] = []
    func compare(_ name: String, _ after: Double?, _ before: Double?, least: Double, _ show: (Double) -> String) {
      guard let after, let before, abs(after - before) >= least else { return }
      found.append((abs(after - before) / least, "\(name) \(show(after - before))"))
    }
    compare("height", now.height, last.height, least: 0.01) { "\(Numerals.signed($0, 2)) m" }
    compare("speed", now.speed, last.speed, least: 0.05) { "\(Numerals.signed($0, 2)) m/s" }
    compare("lean", now.lean, last.lean, least: 0.0175, Self.angle)
    compare("roll", now.roll, last.roll, least: 0.0175, Self.angle)
    for joint in setup.plan.limbJoints where joint.kind == .hinge {
      compare(joint.name, now.positions[joint.position], last.positions[joint.position], least: 0.035, Self.angle)
    }
    // Ties keep the order above.
    let largest = found.enumerated().sorted { ($1.element.size, $0.offset) < ($0.element.size, $1.offset) }.prefix(3)
    return largest.isEmpty ? "" : ", since last: " + largest.map(\.element.text).joined(separator: ", ")
  }

  /// What happened in a step.
  func events(from now: LocomotionReading, to next: LocomotionReading?) -> [String] {
    guard let next else { return [] }
    var events: [String] = []
    for (index, body) in setup.plan.feet.enumerated() where now.feetDown[index] != next.feetDown[index] {
      let name = setup.plan.skeleton.bodies[body].name
      events.append(next.feetDown[index] ? "\(name) strikes the ground" : "\(name) leaves the ground")
    }
    if let tilt = now.tilt, let after = next.tilt, tilt <= .pi / 2, after > .pi / 2 { events.append("turns over") }
    let health = setup.task.health
    guard health.endsEpisode, !setup.isHealthy(positions: next.positions, velocities: next.velocities) else {
      return events
    }
    events.append("the episode ends: " + reason(next))
    return events
  }

  private func reason(_ now: LocomotionReading) -> String {
    let health = setup.task.health
    if let limits = health.height, let index = setup.plan.root.height,
      !limits.contains(now.positions[index], isInclusive: health.isInclusive)
    {
      return now.positions[index] < limits.low ?? -.infinity ? "too low" : "too high"
    }
    if let limits = health.pitch, let pitch = setup.plan.root.pitch,
      !limits.contains(now.positions[pitch.position], isInclusive: health.isInclusive)
    {
      return (now.lean ?? 0) > 0 ? "leans too far forward" : "leans too far back"
    }
    return "a position or velocity is too large"
  }

  /// The whole row, each number as short as it can be and still exact.
  func vector(_ row: [UInt8]) -> String {
    let numbers = row.withUnsafeBytes { bytes in
      (0..<setup.plan.dimension).map { bytes.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
    }
    return "[" + numbers.map { "\($0)" }.joined(separator: " ") + "]"
  }

  static func angle(_ radians: Double) -> String { Numerals.signed(degrees(radians), 0) + "°" }

  static func rate(_ radians: Double) -> String { " (\(Numerals.signed(degrees(radians), 0))°/s)" }
}
