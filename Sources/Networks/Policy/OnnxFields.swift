/// The fields of ONNX's messages that are written and read, by their numbers in `onnx.proto`.
enum OnnxFields {
  enum Model {
    static let (version, producer, producerVersion, graph, operators, metadata) = (1, 2, 3, 7, 8, 14)
  }
  enum Operators {
    static let (domain, version) = (1, 2)
  }
  enum Entry {
    static let (key, value) = (1, 2)
  }
  enum Graph {
    static let (node, name, initializer, input, output, sparse) = (1, 2, 5, 11, 12, 15)
  }
  enum Node {
    static let (input, output, name, kind, attribute, domain) = (1, 2, 3, 4, 5, 7)
  }
  enum Attribute {
    static let (name, number, whole, tensor, numbers, wholes, type) = (1, 2, 3, 5, 7, 8, 20)
  }
  enum Tensor {
    static let (sizes, type, numbers, wholes, name, raw, doubles, outside, place) = (1, 2, 4, 7, 8, 9, 10, 13, 14)
  }
  enum Value {
    static let (name, type, tensor, element, shape, size, count, symbol) = (1, 2, 1, 1, 2, 1, 1, 2)
  }

  /// Types of elements.
  enum Element {
    static let (float, long, double) = (1, 7, 11)
  }
}
