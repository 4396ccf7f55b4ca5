import Experiments
import Testing

@Suite struct ScoresTests {
  private func score(_ method: String, _ base: String, _ seed: UInt64, _ value: Double) -> Scores.Score {
    Scores.Score(method: method, task: .init(environment: "Hopper-v5", base: base), seed: seed, value: value)
  }

  @Test func unknownScoresAreLeftOutAndTheFirstCounts() {
    let scores = Scores([
      score("ppo", "a", 2, 20), score("ppo", "a", 1, 10), score("ppo", "a", 1, 99), score("ppo", "a", 3, .nan),
      score("ultra", "a", 1, .infinity),
    ])
    #expect(scores.methods == ["ppo", "ultra"])
    #expect(scores.matrix(of: "ppo") == RunMatrix([[10, 20]]))
    #expect(scores.matrix(of: "ultra") == RunMatrix([]) && scores.matrix(of: "none") == RunMatrix([]))
  }

  @Test func onlySharedPlacesArePaired() {
    let scores = Scores([
      score("ppo", "a", 1, 10), score("ppo", "a", 2, 20), score("ppo", "b", 1, 30), score("ppo", "c", 1, 40),
      score("ppo", "d", 1, 50), score("ultra", "a", 2, 22), score("ultra", "a", 3, 33), score("ultra", "c", 1, 44),
      score("ultra", "d", 2, 55),
    ])
    let tasks = scores.tasks(sharedBy: ["ppo", "ultra"])
    #expect(tasks.map(\.base) == ["a", "c", "d"])
    let (own, theirs) = scores.pairs(of: "ultra", and: "ppo")
    // On base d the two share no seed.
    #expect(own == RunMatrix([[22], [44]]) && theirs == RunMatrix([[20], [40]]))
    #expect(scores.tasks(sharedBy: []).isEmpty && scores.tasks(sharedBy: ["ppo", "none"]).isEmpty)
    #expect(scores.matrix(of: "ppo", on: tasks).tasks.count == 3)
  }

  @Test func theOrderOfTheScoresDoesNotMatter() {
    let places = (0..<24).map { score("ppo", "\($0 % 3)", UInt64($0 / 3), Double($0 * $0 % 17)) }
    #expect(Scores(places).matrix(of: "ppo") == Scores(places.reversed()).matrix(of: "ppo"))
  }
}
