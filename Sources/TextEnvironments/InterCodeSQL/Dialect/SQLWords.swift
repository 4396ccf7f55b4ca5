/// Words with a meaning of their own in MySQL 8.
enum SQLWords {
  /// Words that name nothing unless they are in backticks.
  static let reserved: Set<String> = [
    "ADD", "ALL", "ALTER", "ANALYZE", "AND", "AS", "ASC", "BEFORE", "BETWEEN", "BIGINT", "BINARY", "BLOB", "BOTH", "BY",
    "CALL", "CASCADE", "CASE", "CHANGE", "CHAR", "CHARACTER", "CHECK", "COLLATE", "COLUMN", "CONDITION", "CONSTRAINT",
    "CONTINUE", "CONVERT", "CREATE", "CROSS", "CUBE", "CUME_DIST", "CURRENT_DATE", "CURRENT_TIME", "CURRENT_TIMESTAMP",
    "CURRENT_USER", "CURSOR", "DATABASE", "DATABASES", "DECIMAL", "DECLARE", "DEFAULT", "DELAYED", "DELETE",
    "DENSE_RANK",
    "DESC", "DESCRIBE", "DISTINCT", "DISTINCTROW", "DIV", "DOUBLE", "DROP", "DUAL", "EACH", "ELSE", "ELSEIF", "EMPTY",
    "ENCLOSED", "ESCAPED", "EXCEPT", "EXISTS", "EXIT", "EXPLAIN", "FALSE", "FETCH", "FIRST_VALUE", "FLOAT", "FOR",
    "FORCE",
    "FOREIGN", "FROM", "FULLTEXT", "FUNCTION", "GENERATED", "GET", "GRANT", "GROUP", "GROUPING", "GROUPS", "HAVING",
    "HIGH_PRIORITY", "IF", "IGNORE", "IN", "INDEX", "INFILE", "INNER", "INOUT", "INSERT", "INT", "INTEGER", "INTERSECT",
    "INTERVAL", "INTO", "IS", "ITERATE", "JOIN", "JSON_TABLE", "KEY", "KEYS", "KILL", "LAG", "LAST_VALUE", "LATERAL",
    "LEAD", "LEADING", "LEAVE", "LEFT", "LIKE", "LIMIT", "LINEAR", "LINES", "LOAD", "LOCALTIME", "LOCK", "LONG", "LOOP",
    "MATCH", "MOD", "NATURAL", "NOT", "NTH_VALUE", "NTILE", "NULL", "NUMERIC", "OF", "ON", "OPTIMIZE", "OPTION", "OR",
    "ORDER", "OUT", "OUTER", "OUTFILE", "OVER", "PARTITION", "PERCENT_RANK", "PRECISION", "PRIMARY", "PROCEDURE",
    "PURGE",
    "RANGE", "RANK", "READ", "READS", "REAL", "RECURSIVE", "REFERENCES", "REGEXP", "RELEASE", "RENAME", "REPEAT",
    "REPLACE", "REQUIRE", "RESTRICT", "RETURN", "REVOKE", "RIGHT", "RLIKE", "ROW", "ROWS", "ROW_NUMBER", "SCHEMA",
    "SCHEMAS", "SELECT", "SEPARATOR", "SET", "SHOW", "SMALLINT", "SQL", "STRAIGHT_JOIN", "SYSTEM", "TABLE",
    "TERMINATED",
    "THEN", "TINYINT", "TO", "TRAILING", "TRIGGER", "TRUE", "UNDO", "UNION", "UNIQUE", "UNLOCK", "UNSIGNED", "UPDATE",
    "USAGE", "USE", "USING", "VALUES", "VARCHAR", "VARYING", "WHEN", "WHERE", "WHILE", "WINDOW", "WITH", "WRITE", "XOR",
  ]

  /// Reserved words that are functions too.
  static let callable: Set<String> = [
    "CHAR", "CONVERT", "CURRENT_DATE", "CURRENT_TIMESTAMP", "DATABASE", "SCHEMA", "IF", "INSERT", "LEFT", "RIGHT",
    "MOD",
    "REPEAT", "REPLACE", "VALUES", "RANK", "DENSE_RANK", "ROW_NUMBER", "PERCENT_RANK", "CUME_DIST", "NTILE", "LAG",
    "LEAD",
    "FIRST_VALUE", "LAST_VALUE", "NTH_VALUE", "INTERVAL",
  ]

  /// Functions whose bracket must follow at once.
  static let closed: Set<String> = [
    "BIT_AND", "BIT_OR", "BIT_XOR", "COUNT", "CURDATE", "GROUP_CONCAT", "MAX", "MID", "MIN", "NOW", "STD", "STDDEV",
    "STDDEV_POP", "STDDEV_SAMP", "SUBSTR", "SUBSTRING", "SUM", "SYSDATE", "TRIM", "VARIANCE", "VAR_POP", "VAR_SAMP",
  ]

  /// What a `CAST` may give.
  static let castTypes: Set<String> = [
    "SIGNED", "UNSIGNED", "CHAR", "DECIMAL", "FLOAT", "DOUBLE", "REAL", "DATE", "DATETIME", "TIME", "YEAR", "BINARY",
    "NCHAR",
  ]

  /// Functions over a group.
  static let aggregates: Set<String> = [
    "COUNT", "SUM", "AVG", "MIN", "MAX", "GROUP_CONCAT", "STD", "STDDEV", "STDDEV_POP", "STDDEV_SAMP", "VARIANCE",
    "VAR_POP", "VAR_SAMP", "BIT_AND", "BIT_OR", "BIT_XOR", "JSON_ARRAYAGG",
  ]

  /// Words that begin a statement which is carried out.
  static let openings: Set<String> = [
    "SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXPLAIN", "USE", "SET", "INSERT", "UPDATE", "DELETE", "REPLACE",
    "CREATE",
    "ALTER", "DROP", "TRUNCATE",
  ]
}
