import Foundation
import RLCore
import TestSupport
import Testing

@testable import TextEnvironments

/// Dumps of MySQL, read whole or refused with a line.
@Suite struct MySQLDumpTests {
  private static let small = """
    -- MySQL dump 10.13  Distrib 8.0.30
    /*!40101 SET NAMES utf8 */;
    CREATE USER 'admin'@'%' IDENTIFIED BY 'admin';
    CREATE DATABASE IF NOT EXISTS `odd` /*!40100 DEFAULT CHARACTER SET utf8mb4 */;
    USE `odd`;
    DROP TABLE IF EXISTS `thing`;
    CREATE TABLE `thing` (
      `id` int NOT NULL AUTO_INCREMENT,
      `18_49_Share (in millions)` varchar(20) COLLATE utf8mb4_general_ci DEFAULT NULL,
      `Size` decimal(6,2) NOT NULL DEFAULT '1.50',
      `Light` float DEFAULT NULL,
      `Made` datetime DEFAULT CURRENT_TIMESTAMP,
      PRIMARY KEY (`id`),
      UNIQUE KEY `share` (`18_49_Share (in millions)`),
      KEY `size` (`Size`,`Light`)
    ) ENGINE=InnoDB AUTO_INCREMENT=9 DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
    LOCK TABLES `thing` WRITE;
    /*!40000 ALTER TABLE `thing` DISABLE KEYS */;
    INSERT INTO `thing` VALUES (1,'it\\'s; a ''quote''\\n--',2.50,0.1,'2020-01-02 03:04:05'),(2,NULL,-3.00,NULL,NULL);
    INSERT INTO `thing` (`id`, `Size`) VALUES (3, 4);
    UNLOCK TABLES;

    """

  private func answers(_ dump: String, _ queries: [String], in database: String) throws -> [String] {
    let engine = try SQLiteBackEnd(SpiderDatabases(dump: Array(dump.utf8)))
    var session = SQLSession(database: database)
    return try queries.map { try engine.answer($0, &session).text }
  }

  @Test func valuesKeysAndQuotesComeThrough() throws {
    let found = try answers(
      Self.small,
      ["SELECT * FROM thing", "DESCRIBE thing", "SELECT id FROM thing WHERE `18_49_Share (in millions)` LIKE 'IT%'"],
      in: "odd")
    #expect(
      found[0]
        == #"[(1, "it's; a 'quote'\n--", Decimal('2.50'), 0.1, datetime.datetime(2020, 1, 2, 3, 4, 5)), "#
        + "(2, None, Decimal('-3.00'), None, None), (3, None, Decimal('4.00'), None, None)]")
    #expect(
      found[1]
        == "[('id', 'int', 'NO', 'PRI', None, 'auto_increment'), "
        + "('18_49_Share (in millions)', 'varchar(20)', 'YES', 'UNI', None, ''), "
        + "('Size', 'decimal(6,2)', 'NO', 'MUL', '1.50', ''), ('Light', 'float', 'YES', '', None, ''), "
        + "('Made', 'datetime', 'YES', '', 'CURRENT_TIMESTAMP', 'DEFAULT_GENERATED')]")
    #expect(found[2] == "[(1,)]")
  }

  @Test func bitsAndLargeNumbersAreRead() throws {
    let dump = """
      CREATE DATABASE `a`;
      USE `a`;
      CREATE TABLE `t` (`id` int NOT NULL, `flag` bit(3) NOT NULL DEFAULT b'10', `name` text);
      INSERT INTO `t` VALUES (1,b'101',x'4d61'),(2,0b11,'b'),(18446744073709551615,B'','it');
      """
    let found = try answers(dump, ["SELECT flag, name FROM t", "SELECT MAX(id) FROM t"], in: "a")
    #expect(found[0] == "[(5, 'Ma'), (3, 'b'), (0, 'it')]")
    #expect(found[1] == "[(\(Int64.max),)]")
    for wrong in ["b'102'", "b'\(String(repeating: "1", count: 65))'", "x'4'"] {
      let error = try #require(throws: MySQLDumpError.self) {
        _ = try SpiderDatabases(
          dump: Array("USE a;\nCREATE TABLE `t` (`a` int);\nINSERT INTO `t` VALUES (\(wrong));".utf8))
      }
      #expect(error.line == 3 && error.reason.contains("is no"), "\(error)")
    }
  }

  @Test(arguments: [
    "USE a;\n\u{1B}[31mred;\n", "USE a;\nCREATE TABLE `t` (`a` int);\nINSERT INTO `\u{1B}]0;x\u{7}` VALUES (1);\n",
    "CREATE TABLE `\u{1B}[2J` (`a` int);\n",
  ])
  func whatAFileHoldsDoesNothingToATerminal(_ dump: String) throws {
    let error = try #require(throws: MySQLDumpError.self) { _ = try SpiderDatabases(dump: Array(dump.utf8)) }
    let isObeyed = "\(error)".unicodeScalars.contains { $0.properties.generalCategory == .control }
    #expect(!isObeyed)
    #expect(!"\(TextTaskError.unreadable(dump))".contains("\u{1B}"))
  }

  @Test(arguments: [
    ("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n", 1, "SQLite"),
    ("SET a = 1;\nCOPY public.t (id) FROM stdin;\n", 2, "PostgreSQL"),
    ("USE a;\n{\"json\": 1}", 2, "mysqldump"),
    ("", 1, "no statement"),
    ("CREATE TABLE `t` (`a` int);\n", 1, "USE"),
    ("USE a;\nCREATE TABLE `t` (\n  `a` blurb\n);\n", 3, "cannot be read"),
    ("USE a;\nCREATE TABLE `t` (`a` int);\nINSERT INTO `t` VALUES (1,2);\n", 3, "2 values for 1 columns"),
    ("USE a;\nINSERT INTO `u` VALUES (1);\n", 2, "has not created"),
    ("USE a;\nCREATE TABLE `t` (`a` int);\nINSERT INTO `t` VALUES (1", 3, "expected"),
    ("USE a;\nCREATE TABLE `t` (`a` text);\nINSERT INTO `t` VALUES ('x", 3, "cut off"),
    ("USE a;\nCREATE TABLE `t` (`a` int)", 2, "cut off"),
    ("USE a;\nCREATE VIEW v AS SELECT 1;", 2, "tables alone"),
    ("USE a;\nCREATE TABLE `t` (`a` int);\nINSERT INTO `t` VALUES (zwei);\n", 3, "no value"),
  ])
  func whatIsNoSuchDumpIsRefusedWithItsLine(_ dump: String, line: Int, says: String) throws {
    let error = try #require(throws: (any Error).self) { _ = try SpiderDatabases(dump: Array(dump.utf8)) }
    let text = "\((error as? MySQLRowError)?.reason ?? "\(error)")"
    #expect(text.contains(says), "\(text)")
    if let error = error as? MySQLDumpError { #expect(error.line == line, "\(error)") }
  }

  @Test func packedFilesAreUnpackedAndDamagedOnesRefused() throws {
    let place = FileManager.default.temporaryDirectory.appendingPathComponent("gzip-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: place) }
    let text = (0..<5_000).map { "line \($0 * $0 % 977)\n" }.joined()
    for (number, content) in ["", "a", text].enumerated() {
      let file = place.appendingPathComponent("\(number)")
      try Data(content.utf8).write(to: file)
      for level in ["-1", "-9"] {
        let packed = place.appendingPathComponent("\(number)\(level).gz")
        let shell = try Shell(["sh", "-c", "gzip \(level) -c \(file.path) > \(packed.path)"], in: place)
        try #require(shell.status == 0)
        let bytes = [UInt8](try Data(contentsOf: packed))
        #expect(try Gzip.unpacked(bytes) == Array(content.utf8))
        #expect(throws: Gzip.Failure.self) { try Gzip.unpacked(Array(bytes.dropLast(9))) }
        if content.count > 10 { #expect(throws: Gzip.Failure.self) { try Gzip.unpacked(bytes, atMost: 100) } }
      }
    }
    // Whatever is wrong inside is an error, and no trap.
    var packed: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<2_000 {
      packed = Array(packed.prefix(10)) + (0..<60).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
      _ = try? Gzip.unpacked(packed, atMost: 1 << 16)
    }
    #expect(throws: Gzip.Failure.self) { try Gzip.unpacked(Array("no gzip file at all".utf8)) }
  }
}
