import Foundation
import RLCore
import TestSupport
import Testing
import TextEnvironments

/// The shared games against what the reference engine printed.
@Suite struct ALFWorldDataTests {
  /// Every game of the data set's archives by the place in its archive.
  private func games() async throws -> [String: GameArchive.Entry] {
    try await onOwnThread {
      var all: [String: GameArchive.Entry] = [:]
      for archive in HouseholdData.archives {
        for entry in try GameArchive(archive).entries { all[entry.name] = entry }
      }
      return all
    }
  }

  @Test(.enabled(if: HouseholdData.hasTranscripts, "\(HouseholdData.skipped)"))
  func everyTranscriptIsReproducedToTheCharacter() async throws {
    let games = try await games()
    var steps = 0
    for file in HouseholdData.transcriptFiles {
      for transcript in try await onOwnThread({ try HouseholdData.transcripts(file) }) {
        let name = transcript.game.split(separator: "/").dropLast().suffix(2).joined(separator: "/")
        let entry = try #require(games[name], "\(transcript.game) is in no archive")
        var world = ALFWorld(try HouseholdGame(GameFile(entry.bytes)), id: name)
        #expect(world.observation == transcript.reset, "\(name)")
        #expect(world.actions == transcript.admissible, "\(name)")
        for (number, step) in transcript.steps.enumerated() {
          let outcome = world.step(step.action)
          let answer = outcome.isLegal ? world.observation : ALFWorld.refusal
          #expect(answer == step.observation, "\(name), step \(number + 1): \(step.action)")
          #expect(world.actions == step.admissible, "\(name), step \(number + 1): \(step.action)")
          #expect(world.isSolved == step.won && world.isSolved == step.done, "\(name), step \(number + 1)")
          #expect(Int(outcome.reward) == step.score, "\(name), step \(number + 1)")
          steps += 1
        }
      }
    }
    #expect(steps > 0)
  }

  @Test(.enabled(if: HouseholdData.hasGames, "\(HouseholdData.skipped)"))
  func everyGameIsWonByItsWalkthrough() async throws {
    for entry in try await games().values {
      let game = try HouseholdGame(GameFile(entry.bytes))
      let world = ALFWorld(game, id: entry.name)
      #expect(try world.verdict(on: game.file.walkthrough).isValid, "\(entry.place)")
      #expect(!world.isSolved && world.goalShare < 1, "\(entry.place)")
    }
  }

  /// What the player has come to never falls behind while a good plan is followed, and ends at 1.
  @Test(.enabled(if: HouseholdData.hasGames, "\(HouseholdData.skipped)"))
  func progressGrowsAlongWalkthroughs() async throws {
    for entry in try await games().values {
      let game = try HouseholdGame(GameFile(entry.bytes))
      var world = ALFWorld(game, id: entry.name)
      var (before, rises) = (world.goalShare, 0)
      for action in game.file.walkthrough {
        _ = world.step(action)
        #expect(world.goalShare >= before, "\(entry.name): \(action)")
        rises += world.goalShare > before ? 1 : 0
        before = world.goalShare
      }
      // Some games are begun by the house itself: a second mug lies where it shall be.
      #expect(before == 1 && rises >= 2, "\(entry.name): \(rises)")
    }
  }

  @Test(.enabled(if: HouseholdData.hasGames, "\(HouseholdData.skipped)"))
  func aSetOfTheDataFolderIsFoundByItsName() async throws {
    let entry = try TextEnvironmentCatalog.environments.entry("ALFWorld")
    let folder = TaskFolder("alfworld", in: DataFolder(environment: ["SIDECOACH_DATA": root]))
    for archive in HouseholdData.archives {
      let name = URL(fileURLWithPath: archive).lastPathComponent
      let stem = String(name.prefix(while: { $0 != "." }))
      let set = try await onOwnThread {
        try entry.tasks(TextTaskSelection(.sets([stem]), settings: [("games", "3")]), folder: folder)
      }
      let members = set.members
      #expect(set.groups.map(\.name) == [stem] && !members.isEmpty && members.count <= 3)
      let first = try #require(members.first)
      let id = first.task.id
      let named = try await onOwnThread { try entry.task(named: id, folder: folder) }
      #expect(named?.document == first.task.document)
      let broken = try brokenLaws(of: first)
      #expect(broken.isEmpty, "\(first.task.id): \(broken)")
    }
  }

  private var root: String { HouseholdData.folder.deletingLastPathComponent().path }
}
