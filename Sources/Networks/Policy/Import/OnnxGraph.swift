import RLCore

/// A graph of ONNX as it stands in a file: its operations, its constants, and what goes in and comes out.
struct OnnxGraph {
  /// An operation.
  struct Node {
    var kind = ""
    var inputs: [String] = []
    var outputs: [String] = []
    var domain = ""
    var numbers: [String: Double] = [:]
    var wholes: [String: [Int]] = [:]
    var tensors: [String: Constant] = [:]
  }

  /// A tensor that stays as it is.
  struct Constant: Equatable {
    var shape: [Int]
    /// Row-major.
    var values: [Double]
  }

  /// What goes in or comes out; a size is 0 where the file leaves it open.
  struct Port {
    var name: String
    var shape: [Int]
  }

  private(set) var nodes: [Node] = []
  private(set) var constants: [String: Constant] = [:]
  private(set) var inputs: [Port] = []
  private(set) var outputs: [Port] = []
  /// Which program wrote it.
  private(set) var producer = ""
  private(set) var metadata: [String: String] = [:]

  /// Operations at most, and numbers of all constants together.
  private static let (mostNodes, mostNumbers) = (1_000, 1 << 27)

  /// Reads a file; `what` names it in errors.
  ///
  /// - Throws: `PolicyImportError`, also for what no policy needs: numbers outside of the file, sparse tensors.
  init(_ bytes: [UInt8], as what: String) throws(PolicyImportError) {
    typealias Model = OnnxFields.Model
    var reader = ProtobufReader(bytes[...], as: what)
    var graphs: [ArraySlice<UInt8>] = []
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (Model.graph, .bytes(let part)): graphs.append(part)
      case (Model.producer, _): producer = value.text ?? ""
      case (Model.metadata, .bytes(let part)):
        let key = try Self.text(OnnxFields.Entry.key, of: part, what)
        metadata[key] = try Self.text(OnnxFields.Entry.value, of: part, what)
      default: break
      }
    }
    guard let graph = graphs.first, graphs.count == 1 else { throw .malformed(what, "it is no model of ONNX") }
    try read(graph, what)
    // Older files name their constants among what goes in.
    inputs.removeAll { constants[$0.name] != nil }
  }

  private mutating func read(_ bytes: ArraySlice<UInt8>, _ what: String) throws(PolicyImportError) {
    typealias Graph = OnnxFields.Graph
    var (reader, numbers) = (ProtobufReader(bytes, as: what), 0)
    while let (field, value) = try reader.next() {
      guard case .bytes(let part) = value else { continue }
      switch field {
      case Graph.node:
        guard nodes.count < Self.mostNodes else { throw .malformed(what, "more operations than any policy has") }
        nodes.append(try Self.node(part, what))
      case Graph.initializer:
        let (name, constant) = try Self.constant(part, what)
        numbers += constant.values.count
        guard numbers <= Self.mostNumbers else { throw .malformed(what, "more numbers than any policy has") }
        constants[name] = constant
      case Graph.input: inputs.append(try Self.port(part, what))
      case Graph.output: outputs.append(try Self.port(part, what))
      case Graph.sparse: throw .unsupported("\(what) holds sparse tensors; write it with dense ones")
      default: break
      }
    }
  }

  private static func text(
    _ field: Int, of bytes: ArraySlice<UInt8>, _ what: String
  ) throws(PolicyImportError) -> String {
    let part = try ProtobufReader.parts(field, of: bytes, as: what).last
    return part.flatMap { String(validating: $0, as: UTF8.self) } ?? ""
  }

  private static func node(_ bytes: ArraySlice<UInt8>, _ what: String) throws(PolicyImportError) -> Node {
    typealias Field = OnnxFields.Node
    var (reader, node) = (ProtobufReader(bytes, as: what), Node())
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (Field.input, _): node.inputs.append(value.text ?? "")
      case (Field.output, _): node.outputs.append(value.text ?? "")
      case (Field.kind, _): node.kind = value.text ?? ""
      case (Field.domain, _): node.domain = value.text ?? ""
      case (Field.attribute, .bytes(let part)): try attribute(part, of: &node, what)
      default: break
      }
    }
    return node
  }

  private static func attribute(
    _ bytes: ArraySlice<UInt8>, of node: inout Node, _ what: String
  ) throws(PolicyImportError) {
    typealias Field = OnnxFields.Attribute
    let name = try text(Field.name, of: bytes, what)
    var reader = ProtobufReader(bytes, as: what)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (Field.number, .number(let number)): node.numbers[name] = Double(number)
      case (Field.whole, .whole(let whole)): node.wholes[name] = [whole]
      case (Field.wholes, _): node.wholes[name, default: []] += value.wholes ?? []
      case (Field.tensor, .bytes(let part)): node.tensors[name] = try constant(part, what).constant
      default: break
      }
    }
  }

  private static func constant(
    _ bytes: ArraySlice<UInt8>, _ what: String
  ) throws(PolicyImportError) -> (name: String, constant: Constant) {
    typealias Field = OnnxFields.Tensor
    let name = try text(Field.name, of: bytes, what)
    func damaged(_ reason: String) -> PolicyImportError { .malformed("tensor \(name) of \(what)", reason) }
    var (shape, type, values, raw) = ([Int](), 0, [Double](), ArraySlice<UInt8>())
    var reader = ProtobufReader(bytes, as: what)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (Field.sizes, _): shape += value.wholes ?? []
      case (Field.type, .whole(let whole)): type = whole
      case (Field.raw, .bytes(let part)): raw = part
      case (Field.numbers, _): values += value.floats ?? []
      case (Field.doubles, _): values += value.doubles ?? []
      case (Field.wholes, _): values += (value.wholes ?? []).map { Double($0) }
      case (Field.outside, _), (Field.place, .whole(1)):
        throw .unsupported("tensor \(name) of \(what) lies in another file; save the model as one file")
      default: break
      }
    }
    guard shape.count <= 8, shape.allSatisfy({ $0 >= 0 }) else { throw damaged("its sizes are \(shape)") }
    if !raw.isEmpty { values = try numbers(raw, type, damaged) }
    let count = shape.reduce(1) { $0.multipliedFully($1) }
    guard values.count == count else { throw damaged("it has \(values.count) numbers and the sizes \(shape)") }
    return (name, Constant(shape: shape, values: values))
  }

  private static func numbers(
    _ raw: ArraySlice<UInt8>, _ type: Int, _ damaged: (String) -> PolicyImportError
  ) throws(PolicyImportError) -> [Double] {
    typealias Element = OnnxFields.Element
    let values: [Double]? =
      switch type {
      case Element.float: ProtobufReader.Value.bytes(raw).floats
      case Element.double: ProtobufReader.Value.bytes(raw).doubles
      case Element.long where raw.count % 8 == 0:
        raw.withUnsafeBytes { raw in
          (0..<(raw.count / 8)).map { Double(raw.loadUnaligned(fromByteOffset: $0 * 8, as: Int64.self)) }
        }
      default: nil
      }
    guard let values else { throw damaged("its \(raw.count) bytes are no numbers of the type \(type)") }
    return values
  }

  private static func port(_ bytes: ArraySlice<UInt8>, _ what: String) throws(PolicyImportError) -> Port {
    typealias Value = OnnxFields.Value
    var shape: [Int] = []
    for type in try ProtobufReader.parts(Value.type, of: bytes, as: what) {
      for tensor in try ProtobufReader.parts(Value.tensor, of: type, as: what) {
        for sizes in try ProtobufReader.parts(Value.shape, of: tensor, as: what) {
          for size in try ProtobufReader.parts(Value.size, of: sizes, as: what) {
            var (reader, count) = (ProtobufReader(size, as: what), 0)
            while let (field, value) = try reader.next() {
              if field == Value.count, case .whole(let whole) = value { count = whole }
            }
            shape.append(count)
          }
        }
      }
    }
    return Port(name: try text(Value.name, of: bytes, what), shape: shape)
  }
}
