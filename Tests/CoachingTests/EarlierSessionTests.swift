import Algorithms
import Coaching
import Foundation
import RLCore
import SessionStore
import TestSupport
import Testing

/// Sessions of earlier versions open, go on, and end with the same bits as long as the arithmetic stays as it is.
@Suite struct EarlierSessionTests {
  /// A coach on a copy of a fixture.
  private func desk(_ name: String) throws -> Desk {
    let directory = NSTemporaryDirectory() + "sidecoach-earlier-" + UUID().uuidString
    let copy = try SessionFixtures.copy(name, to: directory)
    try FileManager.default.moveItem(atPath: copy, toPath: directory + "/one")
    let opened = try SessionOpening.open("one", in: directory)
    opened.0.close()
    return try Desk(opened.1, in: directory)
  }

  /// The digest is over weights, optimiser, normalisers, generators, counters, and α with its history.
  @Test(arguments: SessionFixtures.names)
  func everyCheckpointMeansWhatItMeant(_ name: String) throws {
    let expected = try #require(try SessionFixtures.expected(name))
    let folder = SessionFixtures.directory() + "/" + name + "/checkpoints/"
    #expect(!expected.checkpoints.isEmpty)
    for (file, digest) in expected.checkpoints {
      let bytes = try #require(FileManager.default.contents(atPath: folder + file))
      #expect(try PolicyCheckpoint(bytes: [UInt8](bytes)).canonicalDigest() == digest, "\(file)")
    }
  }

  @Test(arguments: SessionFixtures.names)
  func whatWasLeftGoesOnToTheSameBits(_ name: String) throws {
    let expected = try #require(try SessionFixtures.expected(name)).resumed
    let desk = try desk(name)
    let run =
      expected.run == RunName.base.rawValue
      ? try desk.coach.train() : try desk.coach.refine(MethodCatalog.methods.entry(expected.run))
    #expect(run.state == .finished && run.step == expected.step)
    #expect(try desk.store.policy(of: run.name).canonicalDigest() == expected.canonicalDigest)
    #expect(try RefineReport(session: name, run: run, store: desk.store).alpha != nil, "whatever settings came later")
  }

  @Test(arguments: SessionFixtures.names)
  func whatCameLaterHasItsDefault(_ name: String) throws {
    #expect(try desk(name).coach.settings.mask == MaskConfiguration())
  }

  @Test(arguments: SessionFixtures.names)
  func nobodyIsAskedAgainAboutWhatWasAnswered(_ name: String) async throws {
    let desk = try desk(name)
    let before = try desk.store.callCount()
    // A model of the fixture's is not to be had any more; whether it was asked is known all the same.
    guard name != "prompts" else {
      let mark = AskedMark(identifier: "openai:tiny", advisor: "openai:tiny", prompts: "anything")
      #expect(try desk.store.asked(mark) == [1, 2])
      return
    }
    _ = try await desk.identify(desk.coach.settings.advisor)
    #expect(try desk.store.callCount() == before)
  }
}
