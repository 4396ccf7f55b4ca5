import Foundation
import Glibc

/// A connection to a MariaDB server on a socket of this machine: the part of the protocol that queries as text take.
///
/// Source: MariaDB's documentation of the client/server protocol (handshake 10, `COM_QUERY`). The client program would
/// give texts without types; what Python prints depends on these.
final class MariaDBConnection {
  private let descriptor: Int32
  private var sequence: UInt8 = 0

  /// An error that the server reports.
  struct Refusal: Error {
    var code: Int
    var message: String
  }

  /// A column of a result.
  struct Column {
    var name: String
    var type: MySQLType
  }

  /// Connects as root without a password.
  ///
  /// - Throws: `MariaDBError`.
  init(socket path: String) throws {
    descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { throw MariaDBError("no socket: \(String(cString: strerror(errno)))") }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    withUnsafeMutableBytes(of: &address.sun_path) { place in
      for (index, byte) in bytes.prefix(place.count - 1).enumerated() { place[index] = byte }
    }
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard connected == 0 else { throw MariaDBError("\(path): \(String(cString: strerror(errno)))") }
    try shakeHands()
  }

  deinit { close(descriptor) }

  private func shakeHands() throws {
    let greeting = try packet()
    guard greeting.first == 10 else {
      throw MariaDBError("the server does not speak the protocol of MySQL 4.1 or later")
    }
    // Protocol 4.1, transactions, secure connection, plugin for authentication.
    let flags: UInt32 = 0x0000_0200 | 0x0000_2000 | 0x0000_8000 | 0x0008_0000
    var reply = Self.little(flags, 4) + Self.little(UInt32(1 << 24), 4) + [45]
    reply += [UInt8](repeating: 0, count: 23) + Array("root".utf8) + [0, 0] + Array("mysql_native_password".utf8) + [0]
    try send(reply)
    var answer = try packet()
    if answer.first == 0xfe {
      try send([])
      answer = try packet()
    }
    if answer.first == 0xff { throw MariaDBError("the server refuses the connection: \(Self.refusal(answer).message)") }
  }

  /// Carries out a statement; nil where it gives no rows.
  ///
  /// - Throws: `Refusal`, `MariaDBError`; `SQLFailure` where more comes than `limits` allow, and then the connection is to
  ///   be given up.
  func rows(_ sql: String, limits: SQLLimits) throws -> (columns: [Column], rows: [[SQLValue]])? {
    sequence = 0
    try send([3] + Array(sql.utf8))
    let head = try packet()
    switch head.first {
    case 0x00: return nil
    case 0xff: throw Self.refusal(head)
    case 0xfb:
      // A file of ours is asked for, which nobody gets.
      try send([])
      throw Self.refusal(try packet())
    default: break
    }
    var reader = Reader(head)
    let count = try reader.number() ?? 0
    var columns: [Column] = []
    for _ in 0..<count { columns.append(try Self.column(try packet())) }
    _ = try packet()
    var (rows, bytes): ([[SQLValue]], Int) = ([], 0)
    while true {
      let packet = try packet()
      if packet.first == 0xff { throw Self.refusal(packet) }
      if packet.first == 0xfe, packet.count < 9 { return (columns, rows) }
      guard rows.count < limits.rows else {
        throw SQLFailure.limit("Query gives more than \(limits.rows) rows; add a LIMIT")
      }
      bytes += packet.count
      guard bytes <= limits.bytes else {
        throw SQLFailure.limit("Query gives more than \(limits.bytes) bytes; ask for less")
      }
      var reader = Reader(packet)
      rows.append(try columns.map { Self.value(try reader.text(), $0.type) })
    }
  }

  private static func value(_ text: String?, _ type: MySQLType) -> SQLValue {
    guard let text else { return .null }
    switch type {
    case .integer: return Int64(text).map(SQLValue.integer) ?? .text(text)
    case .double, .float: return Double(text).map(SQLValue.real) ?? .text(text)
    default: return .text(text)
    }
  }

  private static func column(_ packet: [UInt8]) throws -> Column {
    var reader = Reader(packet)
    var texts: [String] = []
    for _ in 0..<6 { texts.append(try reader.text() ?? "") }
    _ = try reader.number()
    let rest = try reader.bytes(10)
    let decimals = Int(rest[9])
    let type: MySQLType =
      switch rest[6] {
      case 0, 246: .decimal(scale: decimals)
      case 1, 2, 3, 8, 9, 13, 16: .integer
      // The server has written the digits: nothing is rounded again.
      case 4, 5: .double(scale: nil)
      case 7, 12: .datetime
      case 10: .date
      case 11: .time
      default: .text
      }
    return Column(name: texts[4], type: type)
  }

  private static func refusal(_ packet: [UInt8]) -> Refusal {
    let code = packet.count > 2 ? Int(packet[1]) | Int(packet[2]) << 8 : 0
    let hasState = packet.count > 3 && packet[3] == Ascii.hash
    return Refusal(code: code, message: String(decoding: packet.dropFirst(hasState ? 9 : 3), as: UTF8.self))
  }

  // MARK: Packets

  private static func little(_ value: UInt32, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt32(8 * $0)) }
  }

  private func send(_ payload: [UInt8]) throws {
    guard payload.count < 1 << 24 - 1 else { throw SQLFailure("the statement is too long") }
    let bytes = Self.little(UInt32(payload.count), 3) + [sequence] + payload
    sequence &+= 1
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw MariaDBError("the server is gone: \(String(cString: strerror(errno)))") }
      sent += count
    }
  }

  private func receive(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var received = 0
    while received < count {
      let more = bytes.withUnsafeMutableBytes {
        recv(descriptor, $0.baseAddress.map { $0 + received }, count - received, 0)
      }
      if more < 0, errno == EINTR { continue }
      guard more > 0 else { throw MariaDBError("the server closed the connection") }
      received += more
    }
    return bytes
  }

  private func packet() throws -> [UInt8] {
    var payload: [UInt8] = []
    while true {
      let head = try receive(4)
      let length = Int(head[0]) | Int(head[1]) << 8 | Int(head[2]) << 16
      sequence = head[3] &+ 1
      payload += try receive(length)
      if length < 0xff_ffff { return payload }
    }
  }

  /// Takes a packet apart.
  private struct Reader {
    private let packet: [UInt8]
    private var position = 0

    init(_ packet: [UInt8]) { self.packet = packet }

    mutating func bytes(_ count: Int) throws -> [UInt8] {
      guard position + count <= packet.count else { throw MariaDBError("the server sent a packet that is cut off") }
      position += count
      return Array(packet[position - count..<position])
    }

    /// A number of as many bytes as its first says; nil for null.
    mutating func number() throws -> Int? {
      let first = try bytes(1)[0]
      let count: Int
      switch first {
      case 0xfb: return nil
      case 0xfc: count = 2
      case 0xfd: count = 3
      case 0xfe: count = 8
      default: return Int(first)
      }
      return try bytes(count).reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func text() throws -> String? {
      guard let count = try number() else { return nil }
      return String(decoding: try bytes(count), as: UTF8.self)
    }
  }
}
