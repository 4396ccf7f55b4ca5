@testable import Networks
import RLCore
import Testing

/// Graphs that other programs write: an MLP is taken in the forms that they give it, and anything else is named.
@Suite struct OnnxFileTests {
  /// A graph put together by hand.
  private struct Graph {
    var nodes: [(kind: String, inputs: [String], output: String, settings: [String: Int])] = []
    var constants: [(name: String, shape: [Int], values: [Float])] = []
    var input: (name: String, shape: [Int]) = ("x", [0, 2])
    var outputs = ["y"]

    mutating func add(_ kind: String, _ inputs: [String], _ output: String, _ settings: [String: Int] = [:]) {
      nodes.append((kind, inputs, output, settings))
    }

    /// `onnx.proto` by its field numbers.
    var bytes: [UInt8] {
      var graph = ProtobufWriter()
      for node in nodes {
        graph.message(1) { message in
          for input in node.inputs { message.text(1, input) }
          message.text(2, node.output)
          message.text(4, node.kind)
          for (name, value) in node.settings {
            message.message(5) {
              $0.text(1, name)
              $0.whole(3, value)
            }
          }
        }
      }
      for constant in constants {
        graph.message(5) { message in
          for size in constant.shape { message.whole(1, size) }
          message.whole(2, 1)
          message.text(8, constant.name)
          // Each for itself, as files of older programs have them.
          for value in constant.values { message.number(4, value) }
        }
      }
      func port(_ field: Int, _ name: String, _ shape: [Int]) {
        graph.message(field) { message in
          message.text(1, name)
          message.message(2) {
            $0.message(1) {
              $0.message(2) { sizes in
                for size in shape { sizes.message(1) { $0.whole(1, size) } }
              }
            }
          }
        }
      }
      port(11, input.name, input.shape)
      for output in outputs { port(12, output, []) }
      var model = ProtobufWriter()
      model.text(2, "hand")
      model.message(7) { $0 = graph }
      return model.bytes
    }

    func read() throws -> ForeignPolicy { try OnnxFile.read(bytes, as: "graph") }
  }

  /// x·A + a, tanh, ·B + b with A (2 x 2), B (2 x 1).
  private func plain() -> Graph {
    var graph = Graph()
    graph.constants = [
      ("A", [2, 2], [1, 2, 3, 4]), ("a", [2], [0.5, -0.5]), ("B", [2, 1], [1, -1]), ("b", [1], [0.25]),
    ]
    graph.add("MatMul", ["x", "A"], "h")
    graph.add("Add", ["h", "a"], "i")
    graph.add("Tanh", ["i"], "j")
    graph.add("MatMul", ["j", "B"], "k")
    graph.add("Add", ["b", "k"], "y")
    return graph
  }

  @Test func productsAndSumsAreLayers() throws {
    let policy = try plain().read()
    #expect(policy.activation == .tanh && policy.trunk.isEmpty && policy.normaliser == nil)
    #expect(policy.actor[0] == DenseLayer(outputs: 2, inputs: 2, weights: [1, 3, 2, 4], bias: [0.5, -0.5]))
    #expect(policy.actor[1] == DenseLayer(outputs: 1, inputs: 2, weights: [1, -1], bias: [0.25]))
    #expect(policy.deviation == .unstated && policy.origin.program == "hand")
    // Without a value the critic has the policy's features and says nothing.
    #expect(policy.critic[0] == policy.actor[0] && policy.critic[1].weights == [0, 0] && policy.critic[1].bias == [0])
    #expect(policy.notes.contains { $0.contains("critic begins") })
  }

  @Test func aNormaliserThatCutsStaysOneAndAnotherIsFoldedIn() throws {
    var graph = plain()
    graph.constants += [
      ("m", [2], [1, 2]), ("s", [1, 2], [2, 4]), ("low", [], [-10]), ("high", [], [10]), ("five", [], [5]),
      ("-five", [], [-5]),
    ]
    graph.nodes[0].inputs[0] = "n"
    graph.nodes.insert(("Sub", ["x", "m"], "d", [:]), at: 0)
    graph.nodes.insert(("Div", ["d", "s"], "n", [:]), at: 1)
    // (x - m) / s · A + a: rows of A divided by s, and what m adds in the bias.
    let folded = try graph.read()
    #expect(folded.normaliser == nil)
    #expect(folded.actor[0].weights == [0.5, 0.75, 1, 1])
    #expect(folded.actor[0].bias == [0.5 - 0.5 - 1.5, -0.5 - 1 - 2])
    graph.nodes[1].output = "e"
    graph.nodes.insert(("Clip", ["e", "low", "high"], "n", [:]), at: 2)
    let kept = try graph.read()
    #expect(kept.actor[0].weights == [1, 3, 2, 4] && kept.normaliser?.mean == [1, 2] && kept.normaliser?.clip == 10)
    #expect(kept.normaliser?.variance == [4 - 1e-8, 16 - 1e-8])
    // One that cuts elsewhere is read, and refused where it is fitted, as VecNormalize's is.
    graph.nodes[2].inputs = ["e", "-five", "five"]
    let five = try graph.read()
    #expect(throws: PolicyImportError.self) { try PolicyImport(five, to: .choices(2, 1)) }
    graph.nodes[2].inputs = ["e", "-five", "high"]
    #expect("\(try #require(throws: PolicyImportError.self) { try graph.read() })".contains("as far on both sides"))
  }

  @Test func whatIsNotStatedComesFromTheEnvironment() throws {
    let policy = try plain().read()
    let taken = try PolicyImport(policy, to: .boxes(2), logDeviation: -1.5)
    #expect(taken.shape.initialLogDeviation == -1.5 && taken.notes.contains { $0.contains("--set logStd") })
    #expect(try PlayedPolicy(taken).deviations == [-1.5])
    let chosen = try PolicyImport(policy, to: .choices(2, 1))
    #expect(chosen.shape.initialLogDeviation == nil)
    // What is cut has the bounds that it says.
    var cut = plain()
    cut.constants += [("low", [], [-1]), ("high", [], [1])]
    cut.nodes[4].output = "mean"
    cut.add("Clip", ["mean", "low", "high"], "y")
    #expect(try cut.read().action == .box(low: [-1], high: [1]))
    #expect(throws: PolicyImportError.self) { try PolicyImport(try cut.read(), to: .boxes(2)) }
  }

  @Test func theFormsOfGemmAreOne() throws {
    var graph = Graph()
    graph.constants = [("A", [2, 2], [1, 3, 2, 4]), ("a", [1, 2], [0.5, -0.5]), ("B", [1, 2], [1, -1])]
    graph.add("Flatten", ["x"], "f")
    graph.add("Gemm", ["f", "A", "a"], "h", ["transB": 1])
    graph.add("Relu", ["h"], "j")
    graph.add("Gemm", ["j", "B"], "y", ["transB": 1])
    let policy = try graph.read()
    #expect(
      policy.activation == .relu && policy.actor[0].weights == [1, 3, 2, 4] && policy.actor[0].bias == [0.5, -0.5])
    #expect(policy.actor[1].bias == [0])
    graph.nodes[3].output = "z"
    graph.add("Softmax", ["z"], "y")
    #expect(try graph.read().deviation == ForeignPolicy.Deviation.none)
  }

  @Test(arguments: ["Conv", "LSTM", "ArgMax", "Sigmoid", "Sin"])
  func whatIsNoneOfAPolicyIsNamed(kind: String) throws {
    var graph = plain()
    graph.nodes[2].kind = kind
    let error = try #require(throws: PolicyImportError.self) { try graph.read() }
    #expect("\(error)".contains("the operation \(kind) (j)"), "\(error)")
    // What no output depends on does not matter.
    var beside = plain()
    beside.add(kind, ["j"], "elsewhere")
    #expect(try beside.read().actor.count == 2)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    func reason(_ change: (inout Graph) -> Void) throws -> String {
      var graph = plain()
      change(&graph)
      return "\(try #require(throws: PolicyImportError.self) { try graph.read() })"
    }
    #expect(try reason { $0.input.shape = [0, 3] }.contains("does not fit the 3 numbers"))
    #expect(try reason { $0.input.shape = [0, 3, 84, 84] }.contains("only graphs of one vector"))
    #expect(try reason { $0.nodes[2].kind = "Identity" }.contains("without a nonlinearity"))
    #expect(
      try reason {
        $0.add("Tanh", ["y"], "z"); $0.outputs = ["z"]
      }.contains("squashes"))
    #expect(try reason { $0.outputs = ["b"] }.contains("does not depend on the observation"))
    #expect(try reason { $0.outputs = ["nowhere"] }.contains("does not depend"))
    #expect(try reason { $0.constants[0].shape = [2, 3] }.contains("4 numbers and the sizes [2, 3]"))
    #expect(try reason { $0.constants[0].shape = [1 << 40, 1 << 40] }.contains("sizes"))
    #expect(try reason { $0.constants[1].values[0] = .infinity }.contains("not finite"))
  }

  /// A small file cannot ask for much memory: each operation counts with what it may hold.
  @Test func whatIsSaidAgainAndAgainIsRefused() throws {
    var graph = plain()
    graph.input.shape = [0, 1_024]
    graph.constants.append(("two", [], [2]))
    graph.nodes = (0..<1_000).map { ("Mul", [$0 == 0 ? "x" : "v\($0 - 1)", "two"], "v\($0)", [:]) }
    graph.outputs = ["v999"]
    // Within the bounds, and no policy.
    #expect(throws: PolicyImportError.self) { try graph.read() }
    graph.add("Mul", ["v999", "two"], "y")
    let error = try #require(throws: PolicyImportError.self) { try graph.read() }
    #expect("\(error)".contains("more operations"), "\(error)")
  }

  @Test func anyCutAndAnyBitIsReadOrRefused() throws {
    let bytes = OnnxFile.bytes(try ExportedPolicy().export)
    for end in stride(from: 0, to: bytes.count, by: 7) { _ = try? OnnxFile.read(Array(bytes[..<end]), as: "cut") }
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<300 {
      var broken = bytes
      broken[generator.below(broken.count)] ^= UInt8(1 << generator.below(8))
      _ = try? OnnxFile.read(broken, as: "broken")
    }
    #expect(throws: PolicyImportError.self) { try OnnxFile.read([], as: "nothing") }
    #expect(throws: PolicyImportError.self) { try OnnxFile.read(Array("no graph at all".utf8), as: "text") }
  }
}
