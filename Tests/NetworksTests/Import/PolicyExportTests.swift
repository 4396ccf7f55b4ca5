@testable import Networks
import Numerics
import RLCore
import Testing

/// What goes out comes in again as the same policy, whatever the form.
@Suite struct PolicyExportTests {
  /// The file's own network.
  private func answers(_ policy: ExportedPolicy) throws -> [(outputs: [Double], value: Double)] {
    let network = try policy.file.makeNetwork()
    let workspace = Workspace(network: network, capacity: 1)
    let row = RowBuffer(count: 1, rowBytes: network.shape.observation.rowBytes)
    let numbers = row.base.assumingMemoryBound(to: Float.self)
    return ExportedPolicy.observations.map { observation in
      for (index, value) in observation.enumerated() { numbers[index] = Float(value) }
      network.forward(RowBatch(base: row.base, rowBytes: row.rowBytes, indices: nil, count: 1), workspace)
      return (
        (0..<network.shape.policyOutputs).map { Double(workspace.policy[$0]) }, Double(workspace.value(0, network))
      )
    }
  }

  private func expect(
    _ foreign: ForeignPolicy, equals policy: ExportedPolicy, _ name: String, isShared: Bool? = nil
  ) throws {
    let taken = try PolicyImport(foreign, to: policy.spec)
    #expect(taken.origin.steps == 2048, "\(name)")
    #expect(taken.shape.isShared == isShared ?? policy.file.header.network.isShared, "\(name)")
    let played = try PlayedPolicy(taken)
    if case .floats(let spread)? = policy.file.tensors["actor.log_std"]?.elements {
      #expect(played.deviations == spread, "\(name)")
    } else {
      #expect(played.deviations.isEmpty, "\(name)")
    }
    for (wanted, observation) in zip(try answers(policy), ExportedPolicy.observations) {
      let found = played.answer(observation)
      for (one, other) in zip(found.outputs + [found.value], wanted.outputs + [wanted.value]) {
        #expect(one.isApproximatelyEqual(to: other, absoluteTolerance: 1e-6, relativeTolerance: 1e-6), "\(name)")
      }
    }
  }

  @Test func namedTensorsAreTheSameBitForBit() throws {
    for (name, policy) in try ExportedPolicy.all {
      let bytes = NamedSafetensorsFile.bytes(try policy.export)
      try expect(try NamedSafetensorsFile.read(bytes, as: name), equals: policy, name)
      #expect(try Safetensors.decode(bytes).tensors == policy.file.tensors, "\(name)")
      #expect(try Safetensors.decode(bytes).metadata["activation"] == policy.file.header.network.activation.rawValue)
    }
  }

  @Test func aGraphComesInAsThePolicyThatWentOut() throws {
    for (name, policy) in try ExportedPolicy.all {
      let bytes = OnnxFile.bytes(try policy.export)
      let foreign = try OnnxFile.read(bytes, as: name)
      #expect(foreign.origin.program == "sidecoach" && foreign.notes.isEmpty, "\(name): \(foreign.notes)")
      #expect(foreign.normaliser?.count == policy.file.normaliser?.count, "\(name)")
      try expect(foreign, equals: policy, name)
      #expect(OnnxFile.bytes(try policy.export) == bytes, "\(name): equal policies, equal bytes")
    }
  }

  @Test func whatStableBaselinesReadsIsReadHere() throws {
    for (name, policy) in try ExportedPolicy.all {
      let export = try policy.export
      let statistics = VecNormalizeFile.bytes(export)
      #expect((statistics == nil) == (policy.file.normaliser == nil), "\(name)")
      let beside = statistics == nil ? nil : "m.vecnormalize.pkl"
      var foreign = try StableBaselinesFile.read(StableBaselinesFile.bytes(export, statistics: beside), as: name)
      #expect(foreign.needsNormaliser == (statistics != nil) && foreign.origin.algorithm == "PPO", "\(name)")
      #expect(
        foreign.observation?.low == policy.spec.bounds?.low && foreign.observation?.high == policy.spec.bounds?.high)
      if let statistics { foreign.normaliser = try VecNormalizeFile.read(statistics, as: name) }
      #expect(foreign.normaliser?.mean == policy.file.normaliser?.mean, "\(name)")
      // Its networks share no layers: what they shared is in both.
      try expect(foreign, equals: policy, name, isShared: false)
    }
  }

  @Test func settingsOfTheTrainingGoAlong() throws {
    var export = try ExportedPolicy().export
    export.settings = [
      "learningRate": "0.001", "gamma": "0.9", "valueWeight": "1.5", "environments": "8", "stepsPerUpdate": "64",
      "minibatches": "4", "epochs": "3", "maxGradientNorm": "0",
    ]
    let settings = try StableBaselinesFile.read(StableBaselinesFile.bytes(export, statistics: nil), as: "m").origin
      .settings
    for (key, value) in [
      ("learningRate", 0.001), ("gamma", 0.9), ("valueWeight", 1.5), ("environments", 8), ("stepsPerUpdate", 64),
      ("minibatches", 4), ("epochs", 3), ("maxGradientNorm", 0.5),
    ] {
      #expect(settings[key].flatMap(Double.init) == value, "\(key)")
    }
  }

  @Test func sparseFramesStayHereWithTheReason() throws {
    let shape = NetworkShape(
      observation: .sparse(dimension: 8, capacity: 4), hidden: [3], activation: .relu, isShared: true, policyOutputs: 2)
    var generator = SeededGenerator(seed: 1)
    let network = PolicyNetwork(shape: shape, generator: &generator)
    let header = PolicyFile.Header(
      environment: "Pong", name: "base", step: 0, action: .discrete(names: ["a", "b"]), network: shape)
    let (tensors, metadata) = try Safetensors.decode(
      Safetensors.encode(PolicyFile.tensors(of: network, normaliser: nil), metadata: PolicyFile.metadata(header)))
    let file = try PolicyFile(tensors: tensors, metadata: metadata)
    let error = try #require(throws: PolicyExportError.self) { try PolicyExport(file, in: nil) }
    #expect("\(error)".contains("sparse frames of 8 cells"), "\(error)")
  }

  /// Stored files whose content begins at multiples of 64, read by the reader that takes other people's.
  @Test func archivesAreReadAndAligned() throws {
    let files = [(name: "a/one", bytes: [UInt8](1...9)), (name: "b", bytes: []), (name: "a/three", bytes: [7])]
    for alignment in [1, 64] {
      let bytes = ZipArchive.bytes(of: files, alignment: alignment)
      let archive = try ZipArchive(bytes, as: "zip")
      #expect(archive.names == files.map(\.name))
      for file in files { #expect(try archive.bytes(file.name) == file.bytes) }
    }
    let aligned = ZipArchive.bytes(of: files, alignment: 64)
    #expect(aligned.firstRange(of: [UInt8](1...9))?.lowerBound == 64)
  }

  /// Each form of value, against the bytes that CPython's `pickletools` lists.
  @Test func picklesAreReadAsTheyWereMeant() throws {
    let form = PickleForm.members([
      ("none", .none), ("flag", .flag(true)), ("small", .whole(-3)), ("large", .whole(1 << 40)),
      ("number", .number(0.5)),
      ("bytes", .bytes([1, 2])), ("tuple", .tuple([.whole(1), .text("é")])), ("list", .list([.whole(2)])),
      ("empty", .list([])), ("array", .doubles([1.5, -2])),
    ])
    let pickle = try PickleReader.read(form.pickled(), as: "pickle") { PickleNames.arrays.contains($0) }
    func member(_ name: String) -> Pickle.Value? { pickle.member(name, of: pickle.root) }
    #expect(member("none") == Pickle.Value.none && member("flag") == .flag(true))
    #expect(member("small") == .whole(-3) && member("large") == .whole(1 << 40) && member("number") == .number(0.5))
    #expect(member("bytes") == .bytes([1, 2]) && pickle.elements(member("tuple")) == [.whole(1), .text("é")])
    #expect(pickle.elements(member("list")) == [.whole(2)] && pickle.elements(member("empty")) == [])
    #expect(pickle.array(member("array")) == Pickle.NumberArray(shape: [2], values: [1.5, -2]))
    // PROTO 3, BINFLOAT with the high byte first, STOP.
    #expect(PickleForm.number(1).pickled() == [0x80, 3, 0x47, 0x3f, 0xf0, 0, 0, 0, 0, 0, 0, 0x2e])
  }
}
