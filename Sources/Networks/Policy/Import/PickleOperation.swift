/// The operations of a pickle that are read.
///
/// Source: CPython's `pickletools`, protocols 2 to 5.
enum PickleOperation: UInt8 {
  case proto = 0x80
  case frame = 0x95
  case stop = 0x2e
  case mark = 0x28
  case pop = 0x30
  case popMark = 0x31
  case dup = 0x32
  case none = 0x4e
  case `true` = 0x88
  case `false` = 0x89
  case int = 0x4a
  case int1 = 0x4b
  case int2 = 0x4d
  case long1 = 0x8a
  case float = 0x47
  case text1 = 0x8c
  case text4 = 0x58
  case text8 = 0x8d
  case bytes1 = 0x43
  case bytes4 = 0x42
  case bytes8 = 0x8e
  case byteArray8 = 0x96
  case emptyTuple = 0x29
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case tuple = 0x74
  case emptyList = 0x5d
  case list = 0x6c
  case emptySet = 0x8f
  case frozenSet = 0x91
  case emptyDictionary = 0x7d
  case dictionary = 0x64
  case append = 0x61
  case appends = 0x65
  case addItems = 0x90
  case setItem = 0x73
  case setItems = 0x75
  case put1 = 0x71
  case put4 = 0x72
  case memoize = 0x94
  case get1 = 0x68
  case get4 = 0x6a
  case global = 0x63
  case stackGlobal = 0x93
  case reduce = 0x52
  case newObject = 0x81
  case build = 0x62
  case persistent = 0x51

  /// What Python calls an operation that is not read.
  static func name(_ code: UInt8) -> String { others[code] ?? "\(code), which Python has not" }

  private static let others: [UInt8: String] = [
    0x49: "INT", 0x4c: "LONG", 0x46: "FLOAT", 0x53: "STRING", 0x54: "BINSTRING", 0x55: "SHORT_BINSTRING",
    0x56: "UNICODE", 0x69: "INST", 0x6f: "OBJ", 0x67: "GET", 0x70: "PUT", 0x50: "PERSID", 0x82: "EXT1", 0x83: "EXT2",
    0x84: "EXT4", 0x8b: "LONG4", 0x92: "NEWOBJ_EX", 0x97: "NEXT_BUFFER", 0x98: "READONLY_BUFFER",
  ]
}
