import RLCore

@testable import WorkbenchUI

extension Fixtures {
  /// An episode that ended sooner than `episode`, with another course.
  static let shorterEpisode: EpisodeDetail = {
    var detail = EpisodeDetail(
      episode: 4, frames: (0..<61).map { frame($0 + 7) },
      narration: (0..<61).map { "t=\($0): the ball comes back" }, actions: (0..<60).map { names[($0 / 7) % 3] },
      rewards: (0..<60).map { $0 == 59 ? -1 : 0 }, values: (0..<60).map { 0.5 - Double($0) / 80 },
      probabilities: (0..<60).map { _ in [0.2, 0.5, 0.3] }, actionNames: names, criticalSteps: [12])
    detail.terminated = true
    return detail
  }()

  /// Locomotion: vectors, rewards at every step, terms in the narration; the body is about to fall at the end.
  static let walk: EpisodeDetail = {
    let steps = 200
    func wave(_ step: Int, _ part: Int) -> Double {
      Double((step * (part + 3)) % 17 - 8) / 10
    }
    func reward(_ step: Int) -> Double { step == 190 ? -2.5 : 1 + Double((step * 7) % 11) / 20 }
    func value(_ step: Int) -> Double {
      let fall = Double(max(0, step - 180)) * 3
      return 80 + wave(step, 2) * 10 - fall
    }
    var detail = EpisodeDetail(
      episode: 2, frames: (0...steps).map(frame),
      narration: (0...steps).map { step in
        "t=\(step) height 1.21 m rising 0.07 m/s, lean +4°, speed +1.81 m/s, thigh -12°, leg -31°, foot +9°, feet foot, "
          + "did thigh +0.40 leg -0.30 foot +0.10, reward +1.25 (healthy +1.00, forward +0.37, control -0.120)"
      },
      actions: (0..<steps).map { "[\(wave($0, 0)), \(wave($0, 1)), \(wave($0, 2))]" }, rewards: (0..<steps).map(reward),
      values: (0..<steps).map(value),
      probabilities: (0..<steps).map { _ in [] }, actionNames: [], criticalSteps: [37, 180])
    detail.space = .box(low: [-1, -1, -1], high: [1, 1, 1])
    detail.taken = (0..<steps).map { step in .continuous((0..<3).map { Float(wave(step, $0)) }) }
    detail.vectors = ActionVectors(
      names: ["thigh", "leg", "foot"], low: [-1, -1, -1], high: [1, 1, 1],
      taken: (0..<steps).map { step in (0..<3).map { wave(step, $0) } },
      means: (0..<steps).map { step in (0..<3).map { wave(step, $0) * 0.8 } },
      deviations: (0..<steps).map { _ in [0.3, 0.2, 0.1] })
    detail.terminated = true
    return detail
  }()

  /// Many more episodes than a screen has rows, some far better than others.
  static let manyEpisodes = (1...120).map { episode in
    EpisodeItem(
      episode: episode, length: 200 + (episode * 7919) % 800,
      environmentReturn: Double((episode * 104_729) % 4200) / 100 - 21 + Double(episode) / 10,
      terminated: episode % 4 != 0, criticalSteps: episode % 3 == 0 ? (1...9).map { $0 * 20 } : [])
  }
}

extension Fixtures {
  /// Suggestions at the critical states of episode 2, of which the first is verified, and one of another episode.
  static let proposals: [ReviewItem] = [(1, 1, 33), (2, 2, 33), (3, 2, 61)].map { id, episode, step in
    let evidence = Evidence(
      difference: 0.42, low: 0.10, high: 0.74, rollouts: 32, horizon: 200, hold: 4, environmentSteps: 12_800)
    return ReviewItem(
      suggestion: Suggestion(
        id: id, episode: episode, step: step, action: .discrete(1), reward: 0.8,
        rationale: "The ball comes in high and fast while the paddle stays low. Moving up now meets it with the upper "
          + "edge and sends it back at an angle that the opponent cannot reach.", confidence: 0.7, advisor: "offline"),
      measured: step == 33 ? [.discrete(1): evidence] : [:], verdict: nil, recordedAction: "STAY",
      suggestedAction: "UP", space: .discrete(names: names))
  }
}
