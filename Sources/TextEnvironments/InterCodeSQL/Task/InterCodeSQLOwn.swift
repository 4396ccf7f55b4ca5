import RLCore

/// Questions that come with the program, about a small bookshop: everything works without any data.
enum InterCodeSQLOwn {
  /// The bookshop's database as `mysqldump` would write it.
  static let dump = """
    CREATE DATABASE `bookshop`;
    USE `bookshop`;
    CREATE TABLE `author` (
      `Author_ID` int NOT NULL AUTO_INCREMENT,
      `Name` varchar(60) NOT NULL,
      `Country` varchar(40) DEFAULT NULL,
      `Born` int DEFAULT NULL,
      PRIMARY KEY (`Author_ID`)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
    INSERT INTO `author` VALUES (1,'Ada Marsh','Ireland',1951),(2,'Bruno Keller','Germany',1948),
    (3,'Chiara Conti','Italy',1972),(4,'Dov Avner','Israel',1966),(5,'Elin Dahl','Norway',1980),
    (6,'Fionn O\\'Hara','Ireland',1939),(7,'Gesa Brandt','Germany',1985);
    CREATE TABLE `book` (
      `Book_ID` int NOT NULL AUTO_INCREMENT,
      `Title` text NOT NULL,
      `Author_ID` int NOT NULL,
      `Year` int NOT NULL,
      `Price` decimal(6,2) NOT NULL,
      PRIMARY KEY (`Book_ID`),
      KEY `book_author` (`Author_ID`),
      CONSTRAINT `book_author` FOREIGN KEY (`Author_ID`) REFERENCES `author` (`Author_ID`)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
    INSERT INTO `book` VALUES (1,'The Salt Road',1,1988,12.50),(2,'Winter Ferry',5,2011,18.00),
    (3,'Kleine Brücken',2,1979,9.90),(4,'Orchard Letters',1,1994,11.00),(5,'Il Faro',3,2003,14.20),
    (6,'A Map of Rain',6,1971,8.75),(7,'Desert Clocks',4,2001,15.60),(8,'Nordlicht',7,2019,21.00),
    (9,'The Last Lamplighter',6,1985,10.40),(10,'Fjord Songs',5,2016,19.30);
    CREATE TABLE `sale` (
      `Sale_ID` int NOT NULL AUTO_INCREMENT,
      `Book_ID` int NOT NULL,
      `Copies` int NOT NULL,
      `Day` date NOT NULL,
      PRIMARY KEY (`Sale_ID`),
      KEY `sale_book` (`Book_ID`),
      CONSTRAINT `sale_book` FOREIGN KEY (`Book_ID`) REFERENCES `book` (`Book_ID`)
    ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_general_ci;
    INSERT INTO `sale` VALUES (1,2,3,'2024-03-01'),(2,8,5,'2024-03-01'),(3,1,1,'2024-03-02'),(4,10,2,'2024-03-04'),
    (5,2,4,'2024-03-05'),(6,6,1,'2024-03-05'),(7,5,2,'2024-03-08'),(8,8,1,'2024-03-09'),(9,9,6,'2024-03-11'),
    (10,4,2,'2024-03-12');

    """

  /// A question with queries that somebody may try; the first ones are right.
  private struct Sketch {
    var query: String
    var gold: String
    var tries: [String]
    var hardness: String

    init(_ hardness: String, _ query: String, _ gold: String, _ tries: [String]) {
      (self.hardness, self.query, self.gold, self.tries) = (hardness, query, gold, tries)
    }
  }

  private static let sketches = [
    Sketch(
      "easy", "How many books are there?", "SELECT count(*) FROM book",
      ["SELECT COUNT(Book_ID) FROM book", "SELECT COUNT(*) FROM books", "SELECT SUM(Copies) FROM sale"]),
    Sketch(
      "easy", "What are the names of the authors, the oldest first?", "SELECT Name FROM author ORDER BY Born",
      [
        "SELECT Name FROM author ORDER BY Born ASC", "SELECT Name FROM author",
        "SELECT Name FROM author ORDER BY Born DESC",
      ]
    ),
    Sketch(
      "medium", "How many authors come from each country?", "SELECT Country, count(*) FROM author GROUP BY Country",
      [
        "SELECT Country, COUNT(Author_ID) FROM author GROUP BY Country", "SELECT COUNT(*) FROM author GROUP BY Country",
        "SELECT DISTINCT Country FROM author",
      ]),
    Sketch(
      "medium", "What are the titles of the books by Irish authors?",
      "SELECT T2.Title FROM author AS T1 JOIN book AS T2 ON T1.Author_ID = T2.Author_ID WHERE T1.Country = \"Ireland\"",
      [
        "SELECT Title FROM book WHERE Author_ID IN (SELECT Author_ID FROM author WHERE Country = 'ireland')",
        "SELECT Title FROM book WHERE Country = 'Ireland'", "SELECT Title FROM book WHERE Author_ID = 1",
      ]),
    Sketch(
      "hard", "Which authors have no book that was sold?",
      "SELECT Name FROM author WHERE Author_ID NOT IN (SELECT T1.Author_ID FROM book AS T1 JOIN sale AS T2 ON T1.Book_ID = "
        + "T2.Book_ID)",
      [
        "SELECT a.Name FROM author a WHERE NOT EXISTS (SELECT 1 FROM book b JOIN sale s ON b.Book_ID = s.Book_ID WHERE "
          + "b.Author_ID = a.Author_ID)", "SELECT Name FROM author WHERE Author_ID NOT IN (SELECT Author_ID FROM book)",
      ]),
    Sketch(
      "extra", "Which author has sold the most copies, and how many?",
      "SELECT T1.Name, sum(T3.Copies) FROM author AS T1 JOIN book AS T2 ON T1.Author_ID = T2.Author_ID JOIN sale AS T3 ON "
        + "T2.Book_ID = T3.Book_ID GROUP BY T1.Author_ID ORDER BY sum(T3.Copies) DESC LIMIT 1",
      [
        "SELECT a.Name, SUM(s.Copies) AS copies FROM author a JOIN book b ON a.Author_ID = b.Author_ID JOIN sale s ON "
          + "b.Book_ID = s.Book_ID GROUP BY a.Author_ID, a.Name ORDER BY copies DESC LIMIT 1",
        "SELECT Name, MAX(Copies) FROM author", "SELECT Name, SUM(Copies) FROM author JOIN sale GROUP BY Name LIMIT 1",
      ]),
    Sketch(
      "medium", "What is the average price of the books of each author, by the author's name?",
      "SELECT T1.Name, avg(T2.Price) FROM author AS T1 JOIN book AS T2 ON T1.Author_ID = T2.Author_ID GROUP BY T1.Author_ID "
        + "ORDER BY T1.Name",
      [
        "SELECT a.Name, AVG(b.Price) FROM author a JOIN book b ON a.Author_ID = b.Author_ID GROUP BY a.Name ORDER BY a.Name",
        "SELECT Author_ID, AVG(Price) FROM book GROUP BY Author_ID",
      ]),
  ]

  /// Queries that look around.
  private static let looks = ["SHOW TABLES", "DESCRIBE author", "DESCRIBE book", "DESCRIBE sale"]

  private static func member(_ sketch: Sketch, _ index: Int) -> (task: InterCodeTask, proposals: [InterCodeProposal]) {
    let task = InterCodeTask(
      query: sketch.query, gold: sketch.gold, db: "bookshop", hardness: sketch.hardness, index: index)
    // What is right comes first in the sketch, and last in the list.
    let tries = sketch.tries.dropFirst() + [sketch.tries[0], sketch.gold]
    return (task, (looks + tries).map { InterCodeProposal(statement: $0, count: 1) })
  }

  /// Every question.
  static var tasks: [(task: InterCodeTask, proposals: [InterCodeProposal])] {
    sketches.enumerated().map { member($0.element, $0.offset) }
  }

  /// A question drawn from a seed: about books before or after a year, or below or above a price.
  static func drawn(seed: UInt64) -> (task: InterCodeTask, proposals: [InterCodeProposal]) {
    var generator = SeededGenerator(seed: seed, stream: 31)
    let isYear = generator.below(2) == 0
    let bound = isYear ? "\(1975 + generator.below(40))" : "\(9 + generator.below(11))"
    let isAbove = generator.below(2) == 0
    let (column, sign) = (isYear ? "Year" : "Price", isAbove ? ">" : "<")
    let opposite = isAbove ? "<" : ">"
    let words =
      isYear
      ? "that came out \(isAbove ? "after" : "before") \(bound)"
      : "that cost \(isAbove ? "more" : "less") than \(bound)"
    let condition = "\(column) \(sign) \(bound)"
    let sketch =
      switch generator.below(3) {
      case 0:
        Sketch(
          "easy", "How many books are there \(words)?", "SELECT count(*) FROM book WHERE \(condition)",
          [
            "SELECT COUNT(Book_ID) FROM book WHERE \(condition)", "SELECT COUNT(*) FROM book",
            "SELECT COUNT(*) FROM book WHERE \(column) \(opposite) \(bound)",
          ])
      case 1:
        Sketch(
          "easy", "What are the titles of the books \(words), in alphabetical order?",
          "SELECT Title FROM book WHERE \(condition) ORDER BY Title",
          [
            "SELECT b.Title FROM book b WHERE b.\(condition) ORDER BY b.Title ASC",
            "SELECT Title FROM book ORDER BY Title",
            "SELECT Title FROM book WHERE \(column) \(opposite) \(bound) ORDER BY Title",
          ])
      default:
        Sketch(
          "medium", "How many copies were sold of all books \(words)?",
          "SELECT sum(T2.Copies) FROM book AS T1 JOIN sale AS T2 ON T1.Book_ID = T2.Book_ID WHERE T1.\(condition)",
          [
            "SELECT SUM(Copies) FROM sale WHERE Book_ID IN (SELECT Book_ID FROM book WHERE \(condition))",
            "SELECT SUM(Copies) FROM sale", "SELECT COUNT(*) FROM sale JOIN book USING (Book_ID) WHERE \(condition)",
          ])
      }
    return member(sketch, Int(clamping: seed))
  }
}
