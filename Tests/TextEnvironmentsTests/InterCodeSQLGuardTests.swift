import Testing

@testable import TextEnvironments

/// Statements that are not trusted stay inside their database and their limits.
@Suite struct InterCodeSQLGuardTests {
  @Test func aQueryThatNeverEndsIsStopped() throws {
    var limits = SQLLimits()
    limits.seconds = 0.05
    var shop = try Bookshop(limits: limits)
    let endless = "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n"
    #expect(try shop.ask(endless).contains("maximum statement execution time exceeded"))
    #expect(try shop.ask("SELECT COUNT(*) FROM book") == "[(10,)]", "the engine goes on after it")
  }

  @Test func outputWithoutEndIsStopped() throws {
    var limits = SQLLimits()
    limits.rows = 50
    var shop = try Bookshop(limits: limits)
    #expect(try shop.ask("SELECT 1 FROM book, sale").contains("more than 50 rows"))
    limits.rows = 1_000
    limits.bytes = 2_000
    shop = try Bookshop(limits: limits)
    #expect(try shop.ask("SELECT REPEAT('x', 500) FROM book").contains("more than 2000 bytes"))
  }

  @Test(arguments: [
    "ATTACH 'other.db' AS other", "PRAGMA writable_schema = 1", "SELECT load_extension('x')",
    "SELECT writefile('x', 'y')", "CREATE VIRTUAL TABLE v USING fts5(x)",
    "CREATE TRIGGER t AFTER INSERT ON book BEGIN SELECT 1; END",
    "VACUUM INTO 'x'", "SELECT * FROM pragma_table_info('book')", "SELECT * FROM sqlite_master",
    "DELETE FROM sqlite_master", "INSERT INTO sqlite_master VALUES (1, 2, 3, 4, 5)",
  ])
  func nothingLeadsOutOfTheDatabase(_ sql: String) throws {
    var shop = try Bookshop()
    #expect(try shop.ask(sql).hasPrefix("Error executing query: "))
    #expect(try shop.ask("SELECT COUNT(*) FROM book") == "[(10,)]")
  }

  @Test func theAuthorizerHoldsWhereTheDialectLetsThrough() throws {
    let connection = try SQLiteConnection(image: Bookshop().engine.databases["bookshop"]?.image.bytes)
    for sql in ["ATTACH ':memory:' AS x", "PRAGMA user_version = 3", "DELETE FROM book", "SELECT load_extension('x')"] {
      #expect(throws: SQLiteRefusal.self, "\(sql)") {
        _ = try connection.rows(sql, mayWrite: false, limits: SQLLimits())
      }
    }
    #expect(throws: SQLiteRefusal.self) {
      _ = try connection.rows("ATTACH ':memory:' AS x", mayWrite: true, limits: SQLLimits())
    }
  }

  @Test func aChangeIsOfItsSessionAlone() throws {
    var shop = try Bookshop()
    var other = shop
    #expect(try shop.ask("INSERT INTO sale VALUES (11, 1, 2, '2024-04-01')") == "None")
    #expect(try shop.ask("DELETE FROM sale WHERE Sale_ID < 5") == "None")
    #expect(try shop.ask("SELECT COUNT(*) FROM sale") == "[(7,)]")
    #expect(try other.ask("SELECT COUNT(*) FROM sale") == "[(10,)]")
    #expect(shop.session != other.session)
  }

  @Test func tablesCanBeMadeChangedAndDropped() throws {
    var shop = try Bookshop()
    #expect(try shop.ask("CREATE TABLE note (id INT PRIMARY KEY, words VARCHAR(20) DEFAULT 'none')") == "None")
    #expect(try shop.ask("ALTER TABLE note ADD COLUMN day DATE") == "None")
    #expect(try shop.ask("INSERT INTO note (id, day) VALUES (1, \"2024-01-02\")") == "None")
    #expect(try shop.ask("SELECT * FROM note WHERE WORDS = 'NONE'") == "[(1, 'none', datetime.date(2024, 1, 2))]")
    #expect(try shop.ask("SHOW TABLES LIKE 'note'") == "[('note',)]")
    #expect(try shop.ask("ALTER TABLE note DROP COLUMN day") == "None")
    #expect(try shop.ask("DESCRIBE note").contains("day") == false)
    #expect(try shop.ask("CREATE TABLE note (id INT)").contains("already exists"))
    #expect(try shop.ask("DROP TABLE note") == "None")
    #expect(try shop.ask("SELECT * FROM note").contains("doesn't exist"))
    #expect(try shop.ask("CREATE INDEX i ON book (Title)").contains("not carried out"))
  }

  @Test func randomNumbersAndTheClockPlayTheSameAgain() throws {
    var shop = try Bookshop()
    let sql = "SELECT RAND(), NOW(), Title FROM book ORDER BY RAND()"
    #expect(try shop.ask(sql) == shop.ask(sql))
    #expect(try shop.ask("SELECT RAND() = RAND()") == "[(0,)]")
  }

  /// A chain of operators is a tree as deep as it is long, and each step down it takes some of the stack.
  @Test func endlessExpressionsAreErrors() throws {
    var shop = try Bookshop()
    #expect(try shop.ask("SELECT " + String(repeating: "1+", count: 900) + "1") == "[(901,)]")
    for chain in ["1+", "1=", "1 OR ", "1 AND ", "1*"] {
      let text = try shop.ask("SELECT " + String(repeating: chain, count: 20_000) + "1")
      #expect(text.contains("error in your SQL syntax"), "\(chain): \(text.prefix(80))")
    }
    let tests = try shop.ask("SELECT 1" + String(repeating: " IS NULL", count: 20_000))
    #expect(tests.contains("error in your SQL syntax"))
    // Chains in brackets of chains are counted together.
    let half = "(" + String(repeating: "1+", count: 600) + "1)"
    #expect(try shop.ask("SELECT \(half) + \(half)").contains("error in your SQL syntax"))
    let tables = (0..<20_000).map { "book b\($0)" }.joined(separator: ", ")
    #expect(try shop.ask("SELECT 1 FROM \(tables)").contains("only use 61 tables"))
    #expect(try shop.ask("SELECT COUNT(*) FROM book") == "[(10,)]", "the engine goes on after it")
  }

  /// Each recursive table is tried before it is known, so that tables within tables would double the work.
  @Test func nestedRecursionEnds() throws {
    var shop = try Bookshop()
    var sql = "SELECT 1 AS x"
    for depth in 1...18 {
      sql =
        "WITH RECURSIVE t AS (SELECT x FROM (\(sql)) d UNION ALL SELECT x FROM t WHERE x < 0) SELECT x FROM t"
      let text = try shop.ask(sql)
      #expect(text == "[(1,)]" || text.hasPrefix("Error executing query: ") && depth > 3, "\(depth): \(text)")
    }
    #expect(try shop.ask(sql).contains("nested too deeply"))
  }

  @Test(arguments: [
    "SELECT REPEAT('ab', 9223372036854775807)", "SELECT SUBSTRING_INDEX('a.b', '.', -9223372036854775808)",
    "SELECT -9223372036854775807 - 1 % -1", "SELECT MOD(-9223372036854775807 - 1, -1)", "SELECT DAYNAME('0000-01-01')",
    "SELECT FORMAT(1e308, 30), ROUND(1e308, 400), TRUNCATE(1.5, -400)",
    "SELECT LPAD('a', -1, 'b'), LPAD('a', 1e18, 'b')",
    "SELECT LEFT('abc', -1e30), RIGHT('abc', 1e30)", "SELECT DATE_FORMAT('2024-01-01', '%'), STR_TO_DATE('99', '%m')",
    "SELECT CAST(1e300 AS SIGNED), 1e300 DIV 1, CAST('x' AS DECIMAL(65, 30))",
    "SELECT RAND(1e300), SPACE(1e30) IS NULL",
    "SELECT Title FROM book GROUP BY 99999999999999999999", "SELECT 1 GROUP BY 0",
    "SELECT LENGTH(REPEAT('x', 1000000))",
  ])
  func oddNumbersAreNoTraps(_ sql: String) throws {
    var shop = try Bookshop()
    let text = try shop.ask(sql)
    #expect(text.hasPrefix("[") || text.hasPrefix("Error executing query: "), "\(text)")
    #expect(try shop.ask("SELECT COUNT(*) FROM book") == "[(10,)]")
  }
}
