/// An event of TensorBoard's files: a moment of a run with what was recorded there.
///
/// Fields by their numbers, of TensorFlow's `event.proto`, `summary.proto` and `tensor.proto`: an event has the time (1), a
/// step (2) and either the version of the file (3), a summary (5) or a mark of the session (7). A summary has values (1)
/// with a name (1) and a number (2), or a tensor (8) in its place.
package struct TensorBoardEvent: Sendable, Equatable {
  /// A named number.
  package struct Scalar: Sendable, Equatable {
    /// Its name, such as `charts/episodic_return`.
    package var tag: String
    /// The number; files hold single precision.
    package var value: Double

    /// A named number.
    package init(tag: String, value: Double) { (self.tag, self.value) = (tag, value) }
  }

  /// What is recorded.
  package enum Content: Sendable, Equatable {
    /// How the file is to be read; its first event.
    case version(String)
    /// Numbers of one step.
    case scalars([Scalar])
    /// The run begins at this step: what was recorded of it and later steps before is no longer of it.
    case begun
    /// Anything else, such as pictures.
    case other
  }

  /// The version of files that events of a begun run count in.
  static let fileVersion = "brain.Event:2"

  /// Seconds since 1970.
  package var time: Double
  /// Environment steps.
  package var step: Int
  /// What is recorded.
  package var content: Content

  /// An event.
  package init(time: Double, step: Int = 0, _ content: Content) {
    (self.time, self.step, self.content) = (time, step, content)
  }

  /// The message.
  var bytes: [UInt8] {
    var event = ProtobufWriter()
    event.write(time, field: 1)
    if step != 0 { event.write(step, field: 2) }
    switch content {
    case .version(let version): event.write(version, field: 3)
    case .scalars(let scalars):
      var summary = ProtobufWriter()
      for scalar in scalars {
        var value = ProtobufWriter()
        value.write(scalar.tag, field: 1)
        value.write(Float(scalar.value), field: 2)
        summary.write(value, field: 1)
      }
      event.write(summary, field: 5)
    case .begun:
      var session = ProtobufWriter()
      session.write(1, field: 1)
      event.write(session, field: 7)
    case .other: break
    }
    return event.bytes
  }

  /// Reads a message; fields that are not known here are passed over.
  init(_ bytes: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) {
    self.init(time: 0, .other)
    var scalars: [Scalar] = []
    var fields = ProtobufReader(bytes)
    while let (field, value) = try fields.next() {
      switch (field, value) {
      case (1, .fixed64(let bits)): time = Double(bitPattern: bits)
      case (2, .varint(let number)): step = Int(truncatingIfNeeded: number)
      case (3, .bytes(let text)): content = .version(String(decoding: text, as: UTF8.self))
      case (5, .bytes(let summary)): scalars += try Self.scalars(summary)
      case (7, .bytes(let session)): if try Self.isBeginning(session) { content = .begun }
      default: break
      }
    }
    if !scalars.isEmpty { content = .scalars(scalars) }
  }

  private static func isBeginning(_ session: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) -> Bool {
    var fields = ProtobufReader(session)
    while let (field, value) = try fields.next() { if field == 1, value == .varint(1) { return true } }
    return false
  }

  private static func scalars(_ summary: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) -> [Scalar] {
    var scalars: [Scalar] = []
    var fields = ProtobufReader(summary)
    while let (field, value) = try fields.next() {
      if field == 1, case .bytes(let message) = value, let scalar = try scalar(message) { scalars.append(scalar) }
    }
    return scalars
  }

  /// A value of a summary; nil where it is a picture, a histogram or another thing that is no number.
  private static func scalar(_ message: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) -> Scalar? {
    var (tag, number): (String?, Double?)
    var fields = ProtobufReader(message)
    while let (field, value) = try fields.next() {
      switch (field, value) {
      case (1, .bytes(let text)): tag = String(decoding: text, as: UTF8.self)
      case (2, .fixed32(let bits)): number = Double(Float(bitPattern: bits))
      case (8, .bytes(let tensor)): number = try Self.number(tensor)
      default: break
      }
    }
    guard let tag, !tag.isEmpty, let number else { return nil }
    return Scalar(tag: tag, value: number)
  }

  /// The number that a tensor of one float (type 1) or double (type 2) is, as newer writers store scalars; nil for others.
  private static func number(_ tensor: ArraySlice<UInt8>) throws(ProtobufReader.Malformed) -> Double? {
    var type: UInt64 = 0
    var contents: [ArraySlice<UInt8>] = []
    var alone: Double?
    var fields = ProtobufReader(tensor)
    while let (field, value) = try fields.next() {
      switch (field, value) {
      case (1, .varint(let number)): type = number
      // The bytes of all elements, or lists of floats (5) or doubles (6).
      case (4, .bytes(let content)), (5, .bytes(let content)), (6, .bytes(let content)): contents.append(content)
      case (5, .fixed32(let bits)): alone = Double(Float(bitPattern: bits))
      case (6, .fixed64(let bits)): alone = Double(bitPattern: bits)
      default: break
      }
    }
    guard contents.count <= 1, let content = contents.first else { return contents.isEmpty ? alone : nil }
    func bits(_ count: Int) -> UInt64? {
      content.count == count ? content.reversed().reduce(0) { $0 << 8 | UInt64($1) } : nil
    }
    switch type {
    case 1: return bits(4).map { Double(Float(bitPattern: UInt32(truncatingIfNeeded: $0))) }
    case 2: return bits(8).map { Double(bitPattern: $0) }
    default: return nil
    }
  }
}
