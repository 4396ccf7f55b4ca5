internal import Foundation
internal import RLCore

/// The environments of one shard in one child, which is started with the first that begins an episode and anew after it
/// ended. Belongs to one thread at a time.
final class BridgedVector {
  let configuration: BridgedConfiguration
  let profile: BridgeProfile
  let count: Int
  /// Children so far: an environment whose episode began in an earlier one has lost it.
  private(set) var generation = 0
  private let rowBytes: Int
  private let actionBytes: Int
  private var connection: BridgeConnection?
  /// A step's message: header, place, action.
  private let message: UnsafeMutableRawBufferPointer

  /// Seconds for starting Python and making environments.
  static let startSeconds = 300.0

  init(_ configuration: BridgedConfiguration, profile: BridgeProfile, count: Int) {
    self.configuration = configuration
    self.profile = profile
    self.count = count
    let spec = profile.spec(id: configuration.id)
    actionBytes = 4 * spec.action.width
    if case .dense(let dimension) = spec.observation { rowBytes = 4 * dimension } else { rowBytes = 0 }
    message = .allocate(byteCount: BridgeFrame.headerBytes + 4 + actionBytes, alignment: 16)
    message.storeBytes(of: BridgeFrame.Command.step.rawValue.littleEndian, as: UInt32.self)
    message.storeBytes(of: UInt32(4 + actionBytes).littleEndian, toByteOffset: 4, as: UInt32.self)
  }

  deinit {
    message.deallocate()
    guard let connection, !connection.isEnded else { return }
    let closing = BridgeFrame.bytes(.close, [])
    let isClosed =
      (try? closing.withUnsafeBytes {
        try connection.ask($0, expecting: .done, doing: "close", within: 5)
      }) != nil
    if isClosed { IdleChildren.keep(connection.release(), configuration.python) }
  }

  /// A child of `python` that speaks the protocol, new or idle.
  ///
  /// - Throws: `BridgeError`.
  static func connect(_ python: String) throws(BridgeError) -> BridgeConnection {
    if let child = IdleChildren.take(python) { return BridgeConnection(child) }
    let script = (Bundle.module.resourceURL ?? Bundle.module.bundleURL).appendingPathComponent("Server/server.py").path
    return try connect([python, script])
  }

  /// A new child that runs `words`.
  static func connect(_ words: [String]) throws(BridgeError) -> BridgeConnection {
    let connection = BridgeConnection(try BridgeChild(words, variables: variables))
    let hello = try connection.ask(
      UnsafeRawBufferPointer(start: nil, count: 0), expecting: .hello, doing: "starting", within: startSeconds)
    struct Hello: Decodable { var `protocol`: Int }
    guard (try? JSONDecoder().decode(Hello.self, from: Data(hello)))?.protocol == BridgeFrame.version else {
      throw .garbled("the greeting of another version")
    }
    return connection
  }

  /// What holds for every child: no threads of numerical libraries beside those of training, no window, hashes that are
  /// the same each time, and no files beside the program's own.
  private static var variables: [String: String] {
    var variables = [
      "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "PYTHONHASHSEED": "0",
      "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", "SDL_VIDEODRIVER": "dummy", "SDL_AUDIODRIVER": "dummy",
      "PYGAME_HIDE_SUPPORT_PROMPT": "1",
    ]
    let own = ProcessInfo.processInfo.environment
    if own["MUJOCO_GL"] == nil, own["DISPLAY"] == nil { variables["MUJOCO_GL"] = "egl" }
    return variables
  }

  /// What a child says of the environment; with a trial of how states are kept.
  ///
  /// - Throws: `BridgeError`.
  static func profile(of configuration: BridgedConfiguration) throws -> BridgeProfile {
    let connection = try connect(configuration.python)
    let reply = try make(configuration, count: 1, isTrial: true, over: connection)
    let profile: BridgeProfile
    do { profile = try JSONDecoder().decode(BridgeProfile.self, from: Data(reply)) } catch {
      throw BridgeError.garbled("a description that cannot be read (\(error))")
    }
    try profile.check()
    IdleChildren.keep(connection.release(), configuration.python)
    return profile
  }

  /// Has environments made; gives the child's description.
  private static func make(
    _ configuration: BridgedConfiguration, count: Int, isTrial: Bool, over connection: BridgeConnection
  ) throws -> [UInt8] {
    let message = BridgeFrame.bytes(.make, try configuration.order(count: count, isTrial: isTrial))
    do {
      return try message.withUnsafeBytes { bytes in
        Array(
          try connection.ask(bytes, expecting: .made, doing: "making", within: max(startSeconds, configuration.timeout))
        )
      }
    } catch let error as BridgeError {
      throw error.named(configuration)
    }
  }

  /// The connection, begun anew where the last one is at its end.
  private func reached() throws -> BridgeConnection {
    if let connection, !connection.isEnded { return connection }
    let begun = try Self.connect(configuration.python)
    _ = try Self.make(configuration, count: count, isTrial: false, over: begun)
    generation += 1
    connection = begun
    return begun
  }

  /// Begins an episode in the environment at `place`, and writes its row to `row`.
  func reset(_ place: Int, seed: UInt64?, row: UnsafeMutableRawBufferPointer) throws {
    let connection = try reached()
    var writer = ByteWriter()
    if let seed { writer.write(seed) }
    try keep(try ask(connection, .reset, place, writer.bytes, .observed), in: row)
  }

  /// Acts in the environment at `place`.
  func step(
    _ place: Int, _ action: UnsafePointer<Float>, row: UnsafeMutableRawBufferPointer
  ) throws(BridgeError) -> StepOutcome {
    guard let connection else { throw .lost }
    message.storeBytes(of: UInt32(place).littleEndian, toByteOffset: BridgeFrame.headerBytes, as: UInt32.self)
    UnsafeMutableRawBufferPointer(rebasing: message[(BridgeFrame.headerBytes + 4)...])
      .copyMemory(from: UnsafeRawBufferPointer(start: action, count: actionBytes))
    let reply = try connection.ask(
      UnsafeRawBufferPointer(message), expecting: .stepped, doing: "step", within: configuration.timeout)
    guard reply.count >= BridgeFrame.outcomeBytes else { throw .garbled("a step of \(reply.count) bytes") }
    let outcome = StepOutcome(
      reward: Float(bitPattern: UInt32(littleEndian: reply.loadUnaligned(as: UInt32.self))),
      terminated: reply[4] != 0, truncated: reply[4] == 0 && reply[5] != 0)
    try keep(UnsafeRawBufferPointer(rebasing: reply[BridgeFrame.outcomeBytes...]), in: row)
    return outcome
  }

  /// The state of the environment at `place`.
  func capture(_ place: Int) throws -> [UInt8] {
    guard let connection else { throw BridgeError.lost }
    return Array(try ask(connection, .capture, place, [], .state))
  }

  /// Takes up a state in the environment at `place`, and writes what it shows to `row`.
  func restore(_ place: Int, _ state: [UInt8], row: UnsafeMutableRawBufferPointer) throws {
    try keep(try ask(try reached(), .restore, place, state, .observed), in: row)
  }

  /// Replaces what the environment at `place` draws from.
  func reseed(_ place: Int, _ seed: UInt64) throws {
    guard let connection else { throw BridgeError.lost }
    var writer = ByteWriter()
    writer.write(seed)
    _ = try ask(connection, .reseed, place, writer.bytes, .done)
  }

  /// A picture of the environment at `place`: width, height, its caption, and an ink a pixel.
  func picture(_ place: Int, width: Int, height: Int) throws -> Frame {
    guard let connection else { throw BridgeError.lost }
    var writer = ByteWriter()
    writer.write(UInt16(width))
    writer.write(UInt16(height))
    let reply = try ask(connection, .picture, place, writer.bytes, .inks)
    var reader = ByteReader(reply)
    let (columns, rows) = (Int(reader.read(UInt16.self)), Int(reader.read(UInt16.self)))
    let caption = Int(reader.read(UInt8.self))
    guard !reader.isExhausted, reply.count == 5 + caption + columns * rows else {
      throw BridgeError.garbled("half a picture")
    }
    var frame = Frame(width: columns, height: rows, caption: String(decoding: reply[5..<(5 + caption)], as: UTF8.self))
    frame.pixels = Array(reply[(5 + caption)...])
    return frame
  }

  /// Seconds that a step of the bare environment at `place` takes in its own process.
  func measure(_ place: Int, steps: Int) throws -> Double {
    guard let connection else { throw BridgeError.lost }
    var writer = ByteWriter()
    writer.write(UInt32(clamping: steps))
    let reply = try ask(connection, .measure, place, writer.bytes, .done)
    var reader = ByteReader(reply)
    return reader.readDouble()
  }

  private func ask(
    _ connection: BridgeConnection, _ command: BridgeFrame.Command, _ place: Int, _ rest: [UInt8],
    _ reply: BridgeFrame.Reply
  ) throws -> UnsafeRawBufferPointer {
    let message = BridgeFrame.bytes(command, BridgeFrame.payload(place, rest))
    return try message.withUnsafeBytes { bytes in
      try connection.ask(bytes, expecting: reply, doing: "\(command)", within: configuration.timeout)
    }
  }

  /// Writes a row that came to where it belongs.
  private func keep(_ found: UnsafeRawBufferPointer, in row: UnsafeMutableRawBufferPointer) throws(BridgeError) {
    guard found.count <= row.count, rowBytes == 0 || found.count == rowBytes else {
      // Whoever sends such rows is given up.
      connection = nil
      throw .garbled("a row of \(found.count) bytes")
    }
    if rowBytes == 0 {
      // A sparse row states its length itself.
      let isWhole =
        found.count >= 2 && found.count == 2 * (1 + Int(UInt16(littleEndian: found.loadUnaligned(as: UInt16.self))))
      guard isWhole else { throw .garbled("a sparse row of \(found.count) bytes") }
    }
    row.copyMemory(from: found)
    // Nothing of an earlier row stays behind the words that count.
    if rowBytes == 0 {
      UnsafeMutableRawBufferPointer(rebasing: row[found.count...]).initializeMemory(as: UInt8.self, repeating: 0)
    }
  }
}

extension BridgeError {
  /// The same with the environment's id and the interpreter, which the child's words lack.
  fileprivate func named(_ configuration: BridgedConfiguration) -> BridgeError {
    switch self {
    case .noPackage(_, let requirement, let sentence):
      .noPackage(python: configuration.python, requirement: requirement, sentence: sentence)
    case .noEnvironment(_, let said): .noEnvironment(configuration.id, said)
    case .unfit(_, let said): .unfit(configuration.id, said)
    default: self
    }
  }
}
