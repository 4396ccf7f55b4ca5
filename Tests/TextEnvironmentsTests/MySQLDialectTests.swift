import Testing

@testable import TextEnvironments

/// Statements in MySQL's dialect give what MySQL 8 gives, to the character.
@Suite struct MySQLDialectTests {
  private static let more = """
    CREATE TABLE `odd` (
      `id` int NOT NULL,
      `word` varchar(20) COLLATE utf8mb4_general_ci DEFAULT NULL,
      `digits` text COLLATE utf8mb4_general_ci,
      `light` float DEFAULT NULL,
      `fixed` float(10,2) DEFAULT NULL,
      `wide` double DEFAULT NULL,
      PRIMARY KEY (`id`)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
    INSERT INTO `odd` VALUES (1,'Ärger','9',0.1,1.50,1e20),(2,'arger','10',0.2,2.25,0.00001),(3,'zoo ','x',NULL,NULL,3);

    """

  static let answers: [(sql: String, text: String)] = [
    // Types as Python shows them.
    (
      "SELECT COUNT(*), SUM(Copies), AVG(Copies), MIN(Day) FROM sale",
      "[(10, Decimal('27'), Decimal('2.7000'), datetime.date(2024, 3, 1))]"
    ),
    (
      "SELECT AVG(Price), SUM(Price), ROUND(AVG(Price), 1) FROM book",
      "[(Decimal('14.065000'), Decimal('140.65'), Decimal('14.1'))]"
    ),
    ("SELECT 7 / 2, 7 DIV 2, 7 % 4, 1 / 0, -7 DIV 2", "[(Decimal('3.5000'), 3, 3, None, -3)]"),
    ("SELECT light, fixed, light + 0 FROM odd WHERE id = 2", "[(0.2, 2.25, 0.20000000298023224)]"),
    ("SELECT SUM(fixed), AVG(fixed) FROM odd", "[(3.75, 1.875)]"),
    ("SELECT wide FROM odd", "[(1e+20,), (1e-05,), (3.0,)]"),
    ("SELECT NULL, 'it''s', \"say \\\"x\\\"\", 'tab\\t'", #"[(None, "it's", 'say "x"', 'tab\t')]"#),
    ("SELECT CAST('3.7' AS SIGNED), CAST('3.456' AS DECIMAL(5,2)), CAST(2 AS CHAR)", "[(4, Decimal('3.46'), '2')]"),
    // Comparisons.
    ("SELECT id FROM odd WHERE word = 'ARGER'", "[(1,), (2,)]"),
    ("SELECT id FROM odd WHERE LOWER(word) = 'ARGER'", "[(1,), (2,)]"),
    ("SELECT id FROM odd WHERE word = \"zoo\"", "[(3,)]"),
    ("SELECT id FROM odd WHERE word LIKE 'a_GER'", "[(1,), (2,)]"),
    ("SELECT id FROM odd WHERE BINARY word = 'arger'", "[(2,)]"),
    ("SELECT id FROM odd WHERE digits > 9", "[(2,)]"),
    ("SELECT id FROM odd WHERE id IN ('1', '3x')", "[(1,), (3,)]"),
    ("SELECT id FROM odd WHERE word REGEXP '^z'", "[(3,)]"),
    ("SELECT COUNT(DISTINCT word) FROM odd", "[(2,)]"),
    ("SELECT 1 || 0, 1 && 0, NOT 0, NULL <=> NULL, 1 XOR 1", "[(1, 0, 1, 1, 0)]"),
    // Functions.
    ("SELECT CONCAT('a', 1, NULL), CONCAT('a', 1), IF(1 > 2, 'x', 'y'), IFNULL(NULL, 5)", "[(None, 'a1', 'y', 5)]"),
    (
      "SELECT LEFT('abc', 2), RIGHT('abc', 2), SUBSTRING_INDEX('a.b.c', '.', 2), SUBSTRING_INDEX('a.b.c', '.', -1)",
      "[('ab', 'bc', 'a.b', 'c')]"
    ),
    ("SELECT LENGTH('é'), CHAR_LENGTH('é'), FORMAT(1326.4, 2), REPEAT('ab', 2)", "[(2, 1, '1,326.40', 'abab')]"),
    (
      "SELECT YEAR(Day), MONTHNAME(Day), DATE_FORMAT(Day, '%d.%m.%y'), DATEDIFF('2024-03-05', Day) FROM sale LIMIT 1, 1",
      "[(2024, 'March', '01.03.24', 4)]"
    ),
    ("SELECT STR_TO_DATE('March4,2024', '%M%d,%Y'), DAYNAME('2024-03-04')", "[(datetime.date(2024, 3, 4), 'Monday')]"),
    (
      "SELECT GROUP_CONCAT(Title ORDER BY Year DESC SEPARATOR ' / ') FROM book WHERE Author_ID = 1",
      "[('Orchard Letters / The Salt Road',)]"
    ),
    (
      "SELECT GROUP_CONCAT(DISTINCT Country ORDER BY Country) FROM author", "[('Germany,Ireland,Israel,Italy,Norway',)]"
    ),
    ("SELECT DATABASE(), VERSION()", "[('bookshop', '8.0.32')]"),
    // Groups come in the order of their first rows, or of an index; compounds in that of their rows.
    (
      "SELECT Country, COUNT(*) FROM author GROUP BY Country",
      "[('Ireland', 2), ('Germany', 2), ('Italy', 1), ('Israel', 1), ('Norway', 1)]"
    ),
    (
      "SELECT Country, COUNT(*) AS n FROM author GROUP BY 1 HAVING n > 1 ORDER BY n DESC, Country",
      "[('Germany', 2), ('Ireland', 2)]"
    ),
    ("SELECT Author_ID, COUNT(*) FROM book GROUP BY Author_ID LIMIT 2", "[(1, 2), (2, 1)]"),
    ("SELECT 'b' UNION SELECT 'a' UNION SELECT 'B'", "[('b',), ('a',)]"),
    ("SELECT Author_ID FROM book INTERSECT SELECT Author_ID FROM author WHERE Born > 1970", "[(3,), (5,), (7,)]"),
    ("SELECT Author_ID FROM author EXCEPT SELECT Author_ID FROM book WHERE Year > 1990", "[(2,), (6,)]"),
    ("(SELECT 2 LIMIT 1) UNION ALL (SELECT 1)", "[(2,), (1,)]"),
    // Lists of values, and single ones.
    ("SELECT Title FROM book WHERE Price >= ALL (SELECT Price FROM book)", "[('Nordlicht',)]"),
    (
      "SELECT COUNT(*) FROM book WHERE Author_ID = ANY (SELECT Author_ID FROM author WHERE Country = 'Ireland')",
      "[(4,)]"
    ),
    ("SELECT Name FROM author WHERE Born = (SELECT MAX(Born) FROM author)", "[('Gesa Brandt',)]"),
    (
      "SELECT * FROM author JOIN book USING (Author_ID) WHERE Book_ID = 3",
      "[(2, 'Bruno Keller', 'Germany', 1948, 3, 'Kleine Brücken', 1979, Decimal('9.90'))]"
    ),
    (
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT SUM(i) FROM n",
      "[(Decimal('6'),)]"
    ),
    ("WITH old AS (SELECT * FROM book WHERE Year < 1980) SELECT COUNT(*) FROM old", "[(2,)]"),
    ("SELECT bookshop.book.Title FROM bookshop.book WHERE Book_ID = 1", "[('The Salt Road',)]"),
    ("SELECT Name FROM author HAVING Name LIKE 'a%'", "[('Ada Marsh',)]"),
    // Databases and tables.
    ("SHOW TABLES", "[('author',), ('book',), ('odd',), ('sale',)]"),
    ("SHOW TABLES LIKE 'b%'", "[('book',)]"),
    (
      "DESC AUTHOR",
      "[('Author_ID', 'int', 'NO', 'PRI', None, 'auto_increment'), ('Name', 'varchar(60)', 'NO', '', None, ''), ('Country', 'varchar(40)', 'YES', '', None, ''), ('Born', 'int', 'YES', '', None, '')]"
    ),
    ("SHOW COLUMNS FROM book LIKE 'a%'", "[('Author_ID', 'int', 'NO', 'MUL', None, '')]"),
    ("EXPLAIN sale Day", "[('Day', 'date', 'NO', '', None, '')]"),
    (
      "SELECT column_name FROM information_schema.columns WHERE table_name = 'sale' AND table_schema = DATABASE()",
      "[('Sale_ID',), ('Book_ID',), ('Copies',), ('Day',)]"
    ),
    ("SET sql_mode = ''", "None"),
  ]

  @Test(arguments: answers)
  func answersAreMySQLs(_ sql: String, text: String) throws {
    var shop = try Bookshop(more: Self.more)
    #expect(try shop.ask(sql) == text)
  }

  static let refusals: [(sql: String, says: String)] = [
    ("SELECT nothing FROM book", "Unknown column 'nothing' in 'field list'"),
    ("SELECT Title FROM book WHERE b.x = 1", "Unknown column 'b.x' in 'where clause'"),
    ("SELECT Title AS t FROM book WHERE t = 'x'", "Unknown column 't' in 'where clause'"),
    ("SELECT * FROM book JOIN author ON book.a = author.b", "Unknown column 'book.a' in 'on clause'"),
    ("SELECT Author_ID FROM book JOIN author ON 1 = 1", "Column 'Author_ID' in field list is ambiguous"),
    (
      "SELECT Title FROM book WHERE id IN (SELECT Author_ID FROM author)",
      "Unknown column 'id' in 'IN/ALL/ANY subquery'"
    ), ("SELECT * FROM Books", "Table 'bookshop.books' doesn't exist"),
    ("SELECT * FROM shop.book", "Unknown database 'shop'"),
    ("USE elsewhere", "Unknown database 'elsewhere'"),
    ("SELECT Title FROM book, book", "Not unique table/alias: 'book'"),
    ("SELECT * FROM (SELECT 1)", "Every derived table must have its own alias"),
    ("SELECT Name FROM author WHERE COUNT(*) > 1", "Invalid use of group function"),
    (
      "SELECT Title, MAX(Price) FROM book",
      "In aggregated query without GROUP BY, expression #1 of SELECT list contains nonaggregated column 'bookshop.book.Title'; this is incompatible with sql_mode=only_full_group_by"
    ),
    (
      "SELECT Author_ID, Title FROM book GROUP BY Author_ID",
      "Expression #2 of SELECT list is not in GROUP BY clause and contains nonaggregated column 'bookshop.book.Title' which is not functionally dependent on columns in GROUP BY clause; this is incompatible with sql_mode=only_full_group_by"
    ),
    ("SELECT Title FROM book WHERE Author_ID = (SELECT Author_ID FROM author)", "Subquery returns more than 1 row"),
    (
      "SELECT Title FROM book WHERE Author_ID IN (SELECT Author_ID FROM author LIMIT 1)",
      "This version of MySQL doesn't yet support 'LIMIT & IN/ALL/ANY/SOME subquery'"
    ),
    ("SELECT FROM book", "near 'FROM book' at line 1"),
    ("SELECT rank AS r FROM book", "near 'AS r FROM book' at line 1"),
    ("SELECT blend(1)", "FUNCTION bookshop.blend does not exist"),
    ("SELECT COUNT (*) FROM book", "near '*) FROM book' at line 1"),
    ("SELECT MAX (Price) FROM book", "FUNCTION bookshop.MAX does not exist"),
    ("SELECT 1 UNION SELECT 1, 2", "The used SELECT statements have a different number of columns"),
    ("dance the fandango", "You have an error in your SQL syntax"), ("", "Query was empty"),
    ("SELECT 'open", "near ''open' at line 1"), ("SELECT 1; SELECT 2", "near ' SELECT 2' at line 1"),
  ]

  @Test(arguments: refusals)
  func refusalsAreInMySQLsWords(_ sql: String, says: String) throws {
    var shop = try Bookshop()
    let text = try shop.ask(sql)
    #expect(text.hasPrefix("Error executing query: ") && text.contains(says), "\(text)")
  }

  @Test(arguments: [
    "SELECT a.Name, a.Country FROM author a JOIN book b ON a.Author_ID = b.Author_ID GROUP BY a.Author_ID",
    "SELECT b.Author_ID, a.Name FROM author a JOIN book b ON a.Author_ID = b.Author_ID GROUP BY b.Author_ID",
    "SELECT Country, COUNT(*) FROM author WHERE Country = 'Italy'",
    "SELECT YEAR(Day), COUNT(*) FROM sale GROUP BY YEAR(Day)",
    "SELECT a.Name, n FROM author a JOIN (SELECT Author_ID, COUNT(*) AS n FROM book GROUP BY Author_ID) c ON a.Author_ID = "
      + "c.Author_ID GROUP BY a.Author_ID",
  ])
  func whatAGroupSettlesMayBeChosen(_ sql: String) throws {
    var shop = try Bookshop()
    #expect(try shop.ask(sql).hasPrefix("["))
  }

  @Test func deepNestingIsRefusedAndDoesNotTrap() throws {
    var shop = try Bookshop()
    let deep = "SELECT " + String(repeating: "(", count: 20_000) + "1" + String(repeating: ")", count: 20_000)
    #expect(try shop.ask(deep).contains("error in your SQL syntax"))
    #expect(try shop.ask("SELECT " + String(repeating: "- ", count: 20_000) + "1").hasPrefix("Error"))
    #expect(try shop.ask("SELECT " + String(repeating: "NOT ", count: 20_000) + "1").hasPrefix("Error"))
  }
}
