import Foundation
import Testing

extension EndToEnd {
  /// A policy of another program on the command line.
  @Suite struct Import {
    /// A policy for Pendulum whose weights are all 0, under documented names.
    private func policy(inputs: Int = 3) -> Data {
      let tensors = [
        ("actor.0.weight", [4, inputs]), ("actor.0.bias", [4]), ("actor.1.weight", [1, 4]), ("actor.1.bias", [1]),
        ("critic.0.weight", [4, inputs]), ("critic.0.bias", [4]), ("critic.1.weight", [1, 4]), ("critic.1.bias", [1]),
        ("actor.log_std", [1]),
      ]
      var (header, place) = ("{\"__metadata__\":{\"activation\":\"tanh\"}", 0)
      for (name, shape) in tensors {
        let end = place + 4 * shape.reduce(1, *)
        header += ",\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(place),\(end)]}"
        place = end
      }
      header += "}"
      let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> ($0 * 8)) }
      return Data(length) + Data(header.utf8) + Data(count: place)
    }

    @Test func aSessionBeginsWithIt() throws {
      let scratch = try Scratch()
      let path = scratch.path + "/policy.safetensors"
      try policy().write(to: URL(fileURLWithPath: path))
      let words = ["import", path, "--from", "safetensors", "--session", "one", "--env", "Pendulum-v1"]
      let made = try Scratch.object(try scratch.start(words + ["--json"]).end())
      #expect(made["run"] as? String == "base" && made["hidden"] as? [Int] == [4])
      #expect(made["program"] as? String == "another program" && made["algorithm"] is NSNull)
      #expect(try scratch.json("evaluate", "one", "--episodes", "2")["games"] as? Int == 2)
      let again = try scratch.start(words).end()
      #expect(again.status == 1 && again.errors.contains("has a base policy already"), "\(again.summary)")
    }

    @Test func whatGoesOutComesInAgain() throws {
      let scratch = try Scratch()
      let path = scratch.path + "/policy.safetensors"
      try policy().write(to: URL(fileURLWithPath: path))
      let made = try scratch.start(
        ["import", path, "--from", "safetensors", "--session", "one", "--env", "Pendulum-v1"]
      ).end()
      #expect(made.status == 0, "\(made.summary)")
      let seen = scratch.path + "/observations.jsonl"
      try Data("[1, 0, 0]\n[0, -1, 3.5]\n".utf8).write(to: URL(fileURLWithPath: seen))
      for format in ["safetensors", "onnx", "sb3"] {
        let out = scratch.path + "/out.\(format)"
        let exported = try scratch.run("export", "one", "--format", format, "--checkpoint", "base", "--out", out)
        #expect(exported.status == 0 && exported.output.isEmpty, "\(exported.summary)")
        let words = ["import", out, "--from", format, "--session", format, "--env", "Pendulum-v1"]
        let again = try scratch.start(words).end()
        #expect(again.status == 0, "\(again.summary)")
        let answers = try scratch.json("evaluate", format, "--observations", seen)
        #expect(answers["actions"] as? [[Double]] == [[0], [0]] && answers["values"] as? [Double] == [0, 0])
      }
      let misplaced = try scratch.run("export", "one", "--format", "csv", "--checkpoint", "base")
      #expect(misplaced.status == 2 && misplaced.errors.contains("safetensors, onnx, sb3"), "\(misplaced.summary)")
    }

    @Test func whatIsRefusedSaysWhyAndLeavesNothing() throws {
      let scratch = try Scratch()
      let path = scratch.path + "/policy.safetensors"
      try policy(inputs: 5).write(to: URL(fileURLWithPath: path))
      func run(_ format: String, _ environment: String, _ file: String) throws -> Program.Result {
        try scratch.start(["import", file, "--from", format, "--session", "one", "--env", environment]).end()
      }
      let misfit = try run("safetensors", "Pendulum-v1", path)
      #expect(misfit.status == 1, "\(misfit.summary)")
      #expect(misfit.errors.contains("the policy sees 5 numbers and Pendulum-v1 shows 3"), "\(misfit.summary)")
      let other = try run("sb3", "Pendulum-v1", path)
      #expect(other.status == 1 && other.errors.contains("it is no zip archive"), "\(other.summary)")
      #expect(try run("sb4", "Pendulum-v1", path).status == 2)
      #expect(try run("safetensors", "Pendulum", path).status == 2)
      #expect(try run("safetensors", "Pendulum-v1", path + "-not").errors.contains("there is no such file"))
      #expect(!FileManager.default.fileExists(atPath: scratch.session("one")))
    }
  }
}
