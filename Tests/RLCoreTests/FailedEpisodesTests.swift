import Foundation
import RLCore
import Testing

@Suite struct FailedEpisodesTests {
  private func counted(_ episodes: Int, _ failed: Int) -> FailedEpisodes {
    var counter = FailedEpisodes()
    counter.add(episodes: episodes, failed: failed, failure: FailedStep.reward)
    return counter
  }

  @Test(arguments: [
    (0, 0, false), (99, 99, false), (100, 50, false), (100, 51, true), (999, 100, false), (1_000, 10, false),
    (1_000, 11, true), (250_000, 1_000, false),
  ])
  func moreThanOneInAHundredIsTooMany(_ episodes: Int, _ failed: Int, _ isTooMany: Bool) {
    let error = EnvironmentError.failsOften(failed: failed, episodes: episodes, reason: "the reward is not finite")
    if isTooMany {
      #expect(throws: error) { try counted(episodes, failed).check() }
    } else {
      #expect(throws: Never.self) { try counted(episodes, failed).check() }
    }
  }

  @Test func aJobWhoseEveryEpisodeFailedIsAnError() {
    #expect(throws: EnvironmentError.self) { try counted(2, 2).checkEnd() }
    #expect(throws: Never.self) { try counted(2, 1).checkEnd() }
    #expect(throws: Never.self) { try counted(0, 0).checkEnd() }
  }

  @Test func thePersonIsToldOfTheLastReason() throws {
    #expect(counted(50, 0).alert == nil)
    var counter = counted(50, 2)
    counter.add(episodes: 3, failed: 1, failure: FailedStep.observation)
    counter.add(episodes: 4)
    let alert = try #require(counter.alert)
    #expect(alert.title == "failed episodes")
    #expect(alert.detail == "3 of 57 episodes failed and ended there; the last one: the observation is not finite")
    let copy = try JSONDecoder().decode(FailedEpisodes.self, from: JSONEncoder().encode(counter))
    #expect(copy == counter)
  }
}
