import Foundation
import MuJoCoEnvironments
import RLCore
import Testing

/// Every step of every reference rollout, replayed: Gymnasium's numbers and ours.
@Suite struct ParityTests {
  static let tolerance = 1e-9

  static let otherRelease: Comment =
    "skipped: MuJoCo \(MuJoCoLibrary.version) computes other contacts than that of the rollouts; make some with Scripts/make-gymnasium-rollouts"

  @Test(.enabled(if: ReferenceData.isOfThisRelease(ReferenceData.fixtures), otherRelease))
  func everyTaskEqualsGymnasium() throws {
    var found: Set<String> = []
    for file in ReferenceData.files(in: ReferenceData.fixtures) {
      let (id, steps) = try reproduce(file)
      #expect(steps >= 60, "\(id) has too few steps")
      found.insert(id)
    }
    // Gymnasium has no sparse ones; those share all but the reward with the dense.
    let all = MuJoCoCatalog.tasks.filter { $0.reward.beyond == nil }.map(\.id)
    #expect(found == Set(all), "run Scripts/make-gymnasium-rollouts with the new task in its table")
  }

  @Test(
    .enabled(
      if: !ReferenceData.files(in: ReferenceData.folder).isEmpty,
      "skipped: no *.json.gz in \(ReferenceData.folder.path); set SIDECOACH_DATA to the data's folder"),
    .enabled(if: ReferenceData.isOfThisRelease(ReferenceData.folder), otherRelease))
  func everyReferenceStepIsReproduced() throws {
    for file in ReferenceData.files(in: ReferenceData.folder) { _ = try reproduce(file) }
  }

  /// Replays a file; gives its task and how many steps it has.
  private func reproduce(_ file: URL) throws -> (id: String, steps: Int) {
    let reference = try ReferenceData.read(file)
    let task = try #require(
      MuJoCoCatalog.tasks.first { $0.id == reference.env },
      "\(file.lastPathComponent) is for \(reference.env), which is not a task of the catalog")
    let environment = Locomotion(setup: try MuJoCoCatalog.setup(task))
    var worst = Errors()
    for (number, episode) in reference.episodes.enumerated() {
      let errors = replay(episode, environment)
      worst.join(errors)
      let (largest, place) = (errors.largest, "\(file.lastPathComponent), episode \(number)")
      #expect(largest <= Self.tolerance, "\(place): \(errors)")
      #expect(errors.wrongEnds == 0, "\(place): an episode ends at another step")
    }
    print("parity of \(reference.env) with MuJoCo \(reference.mujoco), ours \(MuJoCoLibrary.version): \(worst)")
    return (reference.env, reference.episodes.reduce(0) { $0 + $1.steps.count })
  }

  private func replay(_ episode: ReferenceRollout.Episode, _ environment: Locomotion) -> Errors {
    var errors = Errors()
    environment.reset(positions: episode.qpos0, velocities: episode.qvel0)
    errors.observation = distance(environment.observation, episode.obs0)
    for step in episode.steps {
      let reward = environment.step(actions: step.action)
      errors.observation = max(errors.observation, distance(environment.observation, step.obs))
      errors.reward = max(errors.reward, distance([reward], [step.reward]))
      errors.state = max(
        errors.state, distance(environment.positions, step.qpos), distance(environment.velocities, step.qvel))
      if environment.isOver != step.terminated { errors.wrongEnds += 1 }
    }
    return errors
  }

  private func distance(_ ours: [Double], _ theirs: [Double]) -> Double {
    guard ours.count == theirs.count else { return .infinity }
    // A comparison with NaN must not pass for a small number.
    return zip(ours, theirs).reduce(0) { max($0, ($1.0 - $1.1).isFinite ? abs($1.0 - $1.1) : .infinity) }
  }

  struct Errors: CustomStringConvertible {
    var observation = 0.0
    var reward = 0.0
    var state = 0.0
    var wrongEnds = 0

    var largest: Double { max(observation, reward, state) }

    mutating func join(_ other: Errors) {
      observation = max(observation, other.observation)
      reward = max(reward, other.reward)
      state = max(state, other.state)
      wrongEnds += other.wrongEnds
    }

    var description: String {
      "largest error of an observation \(observation), a reward \(reward), a position or velocity \(state)"
    }
  }
}
