import Advisors
import Algorithms
import RLCore
import SessionStore
import Testing
import Threads

@testable import Coaching

/// How a session's episodes are told to whoever is asked.
@Suite struct NarrationTests {
  @Test func aShuffledEpisodeHoldsTheSameWordsAtOtherSteps() throws {
    let desk = try Desk.played()
    let episode = try #require(try desk.store.episode(1))
    var stage = desk.coach.advice
    let told = try stage.narrate(episode).narration
    stage.narration = .shuffled
    let shuffled = try stage.narrate(episode).narration
    func words(_ lines: [String]) -> [String] { lines.map { String($0.drop { $0 != " " }) }.sorted() }
    #expect(told != shuffled && words(told) == words(shuffled))
    #expect(try shuffled == stage.narrate(episode).narration)
    #expect(told == (try desk.coach.advice.narrate(episode).narration), "a stage's own form leaves the others alone")
  }

  @Test func eachFormIsAQuestionOfItsOwn() throws {
    let desk = try Desk.played()
    let asked = try desk.coach.advice.consultation(advisor: "offline", identifier: "random", pool: desk.coach.pool)
    let marks = NarrationForm.allCases.map { asked.mark($0).prompts }
    #expect(Set(marks).count == 3 && marks[0].isEmpty)
  }

  @Test func whatHasNoFurtherWordsRefusesToTellMore() throws {
    let desk = try Desk.played()
    var stage = desk.coach.advice
    stage.narration = .lossless
    let episode = try #require(try desk.store.episode(1))
    #expect(throws: InvalidSettingError.self) { try stage.narrate(episode) }
  }
}
