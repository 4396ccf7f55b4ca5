import Foundation
import Testing

extension EndToEnd {
  /// Continuous actions from the command line: the planner's advice, MuJoCo's tasks and tasks of one's own.
  @Suite struct LocomotionJourney {
    private static let settings = ["environments=8", "stepsPerUpdate=64", "epochs=2", "minibatches=4", "hidden=16"]

    private func demo(_ environment: String, refine: Int, threads: String) -> [String] {
      ["demo", "--env", environment, "--headless", "--json", "--threads", threads, "--session", "with\(threads)"]
        + (Self.settings + ["steps=2048"]).flatMap { ["--set", $0] }
        + (Self.settings + ["steps=\(refine)"]).flatMap { ["--refine", $0] }
    }

    // The budget has to be larger than what advice and evidence take; a pendulum's episodes are long.
    @Test(arguments: [("Pendulum-v1", 65_536), ("Hopper-v5", 40_960)])
    func thePlannerAdvisesAndItsStepsCount(environment: String, refine: Int) throws {
      let scratch = try Scratch()
      var digests: [[String]] = []
      for threads in ["1", "2"] {
        let object = try Scratch.object(try scratch.start(demo(environment, refine: refine, threads: threads)).end())
        let rows = try #require(object["rows"] as? [[String: Any]])
        #expect(rows.map { $0["method"] as? String } == ["base", "ppo", "ultra-a", "ultra-r", "ultra-ra", "coach-ra"])
        digests.append(rows.compactMap { $0["checkpointDigest"] as? String })
        let steps = rows.compactMap { $0["environmentSteps"] as? Int }
        // Guided methods take no more steps in all than the baseline.
        #expect(steps[2...].allSatisfy { $0 <= steps[1] && $0 > steps[1] - 1_024 }, "\(steps)")
      }
      #expect(digests[0] == digests[1])
      let text = try scratch.dump("with1")
      let spent = text.split(separator: "\n").filter { $0.contains("identify") }
      #expect(!spent.isEmpty)
      let lines = try scratch.run("export", "with1", "--format", "jsonl").output.split(separator: "\n")
      #expect(!lines.isEmpty)
      for line in lines {
        let suggestion = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        #expect(suggestion["advisor"] as? String == "planner")
        #expect((suggestion["rationale"] as? String)?.contains("planner, a search") == true)
      }
    }

    @Test func aTaskFileIsAnEnvironment() throws {
      let scratch = try Scratch()
      let model = """
        <mujoco><worldbody><body pos="0 0 0.5"><joint name="swing" axis="0 1 0"/>
          <geom type="box" size="0.05 0.05 0.4" pos="0 0 -0.4"/></body></worldbody>
        <actuator><motor joint="swing" ctrllimited="true" ctrlrange="-2 3"/></actuator></mujoco>
        """
      let task = """
        id = "Swing-v0"
        summary = "a swing"
        model = "own.xml"
        stepLimit = 50

        [observation]
        hiddenPositions = 0
        """
      try model.write(toFile: scratch.path + "/own.xml", atomically: true, encoding: .utf8)
      try task.write(toFile: scratch.path + "/swing.toml", atomically: true, encoding: .utf8)
      let words =
        ["train", scratch.path + "/swing.toml", "--session", "own", "--steps", "1024", "--json"]
        + Self.settings.flatMap { ["--set", $0] }
      let object = try Scratch.object(try scratch.start(words).end())
      #expect(object["environmentSteps"] as? Int == 1_024)
      let result = try Scratch.object(
        try scratch.start(["evaluate", "own", "--episodes", "2", "--json"]).end())
      #expect(result["environment"] as? String == scratch.path + "/swing.toml")
    }

    @Test(arguments: [
      ("no.toml", "there is no such file"), ("bad.toml", "bad.toml:1:6: expected a value"), ("keys.toml", "frameSkip"),
      ("broken.toml", "MuJoCo can compile"), ("word.toml", "unknown reward.speed 'hip'"),
      ("name.toml", "there is no built-in model 'fifo'"),
    ])
    func aTaskFileThatIsWrongSaysWhy(name: String, words: String) throws {
      let scratch = try Scratch()
      let files = [
        "bad.toml": "id = ", "keys.toml": "id = \"A-v0\"\nmodel = \"m.xml\"\nframeskip = 2",
        "word.toml": "id = \"A-v0\"\nmodel = \"hopper\"\n[reward]\nspeed = \"hip\"",
        "name.toml": "id = \"A-v0\"\nmodel = \"fifo\"",
        "broken.toml": "id = \"A-v0\"\nmodel = \"broken.xml\"", "broken.xml": "<mujoco><worldbody>",
      ]
      for (name, text) in files { try text.write(toFile: scratch.path + "/" + name, atomically: true, encoding: .utf8) }
      let result = try scratch.start(["train", scratch.path + "/" + name, "--session", "own"]).end()
      #expect(result.status == 1 || result.status == 2)
      #expect(result.errors.localizedCaseInsensitiveContains(words), "\(result.summary)")
      #expect(!FileManager.default.fileExists(atPath: scratch.session("own")))
    }
  }
}
