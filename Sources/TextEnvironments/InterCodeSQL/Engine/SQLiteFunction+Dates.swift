import Foundation

extension SQLiteFunction {
  /// A moment in parts.
  struct Moment: Equatable {
    var (year, month, day) = (0, 0, 0)
    var (hour, minute, second) = (0, 0, 0)

    /// A moment as MySQL writes it, the time left out or not.
    init?(_ text: String) {
      let numbers = text.split { !($0.isASCII && $0.isNumber) }.map { Int($0) ?? -1 }
      guard numbers.count >= 3, (0...9999).contains(numbers[0]), (0...12).contains(numbers[1]),
        (0...31).contains(numbers[2])
      else { return nil }
      (year, month, day) = (numbers[0], numbers[1], numbers[2])
      if numbers.count >= 5 { (hour, minute, second) = (numbers[3], numbers[4], numbers.count > 5 ? numbers[5] : 0) }
    }

    /// Days since a fixed one.
    var dayNumber: Int {
      let shifted = (month + 9) % 12
      let adjusted = year - (month <= 2 ? 1 : 0)
      return adjusted * 365 + adjusted / 4 - adjusted / 100 + adjusted / 400 + (shifted * 306 + 5) / 10 + day - 1
    }

    var dateText: String { String(format: "%04d-%02d-%02d", year, month, day) }
    var timeText: String { String(format: "%02d:%02d:%02d", hour, minute, second) }
  }

  /// The time that statements are told: it stands still, so that what was done can be done again with the same result.
  static let now = "2023-06-01 12:00:00"

  private static func part(_ name: String, _ give: @escaping @Sendable (Moment) -> Int) -> SQLiteFunction {
    SQLiteFunction(name: name, arity: 1) { values, _ in
      values[0].string.flatMap(Moment.init).map { .integer(Int64(give($0))) } ?? .null
    }
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]
  private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  /// The weekday, 0 for Monday: day 0 is 1 March of the year 0, a Wednesday.
  private static func weekday(_ moment: Moment) -> Int { ((moment.dayNumber + 2) % 7 + 7) % 7 }

  /// Functions of dates.
  static let dates: [SQLiteFunction] = [
    part("year") { $0.year }, part("month") { $0.month }, part("day") { $0.day }, part("dayofmonth") { $0.day },
    part("hour") { $0.hour }, part("minute") { $0.minute }, part("second") { $0.second },
    part("quarter") { ($0.month + 2) / 3 }, part("weekday") { weekday($0) },
    part("dayofweek") { (weekday($0) + 1) % 7 + 1 },
    SQLiteFunction(name: "dayname", arity: 1) { values, _ in
      values[0].string.flatMap(Moment.init).map { .text(weekdays[weekday($0)]) } ?? .null
    },
    SQLiteFunction(name: "monthname", arity: 1) { values, _ in
      values[0].string.flatMap(Moment.init).flatMap { $0.month == 0 ? nil : .text(months[$0.month - 1]) } ?? .null
    },
    SQLiteFunction(name: "mysql_date", arity: 1) { values, _ in
      values[0].string.flatMap(Moment.init).map { .text($0.dateText) } ?? .null
    },
    SQLiteFunction(name: "mysql_datetime", arity: 1) { values, _ in
      values[0].string.flatMap(Moment.init).map { .text($0.dateText + " " + $0.timeText) } ?? .null
    },
    SQLiteFunction(name: "now", arity: 0) { _, _ in .text(now) },
    SQLiteFunction(name: "curdate", arity: 0) { _, _ in .text(String(now.prefix(10))) },
    SQLiteFunction(name: "datediff", arity: 2) { values, _ in
      let moments = values.map { $0.string.flatMap(Moment.init) }
      guard let one = moments[0], let other = moments[1] else { return .null }
      return .integer(Int64(one.dayNumber - other.dayNumber))
    },
    SQLiteFunction(name: "date_format", arity: 2) { values, _ in
      guard let moment = values[0].string.flatMap(Moment.init), let form = values[1].string else { return .null }
      return .text(formatted(moment, form))
    },
    SQLiteFunction(name: "str_to_date", arity: 2) { values, _ in
      guard let text = values[0].string, let form = values[1].string else { return .null }
      return read(text, form)
    },
  ]

  private static func formatted(_ moment: Moment, _ form: String) -> String {
    var result = ""
    var isMark = false
    for character in form {
      guard isMark else {
        if character == "%" { isMark = true } else { result.append(character) }
        continue
      }
      isMark = false
      switch character {
      case "Y": result += String(format: "%04d", moment.year)
      case "y": result += String(format: "%02d", moment.year % 100)
      case "m": result += String(format: "%02d", moment.month)
      case "c": result += "\(moment.month)"
      case "M": result += moment.month > 0 ? months[moment.month - 1] : ""
      case "b": result += moment.month > 0 ? String(months[moment.month - 1].prefix(3)) : ""
      case "d": result += String(format: "%02d", moment.day)
      case "e": result += "\(moment.day)"
      case "H": result += String(format: "%02d", moment.hour)
      case "h", "I": result += String(format: "%02d", (moment.hour + 11) % 12 + 1)
      case "i": result += String(format: "%02d", moment.minute)
      case "s", "S": result += String(format: "%02d", moment.second)
      case "p": result += moment.hour < 12 ? "AM" : "PM"
      case "T": result += moment.timeText
      case "W": result += weekdays[weekday(moment)]
      case "a": result += String(weekdays[weekday(moment)].prefix(3))
      default: result.append(character)
      }
    }
    return result
  }

  /// A date out of a text by its form; null where it does not fit.
  private static func read(_ text: String, _ form: String) -> SQLValue {
    var moment = Moment("0000-00-00")
    var rest = Substring(text)
    var hasTime = false
    func digits(_ most: Int) -> Int? {
      let taken = rest.prefix { $0.isASCII && $0.isNumber }.prefix(most)
      rest = rest.dropFirst(taken.count)
      return Int(taken)
    }
    func month(_ names: [String]) -> Int? {
      guard let index = names.firstIndex(where: { rest.lowercased().hasPrefix($0.lowercased()) }) else { return nil }
      rest = rest.dropFirst(names[index].count)
      return index + 1
    }
    var isMark = false
    for character in form {
      if !isMark {
        if character == "%" {
          isMark = true
        } else if character == " " {
          rest = rest.drop { $0 == " " }
        } else {
          rest = rest.drop { $0 == " " }
          guard rest.first == character else { return .null }
          rest = rest.dropFirst()
        }
        continue
      }
      isMark = false
      rest = rest.drop { $0 == " " }
      let value: Int?
      switch character {
      case "Y": value = digits(4)
      case "y": value = digits(2).map { $0 < 70 ? 2000 + $0 : 1900 + $0 }
      case "M": value = month(months)
      case "b": value = month(months.map { String($0.prefix(3)) })
      default: value = digits(2)
      }
      guard let value else { return .null }
      switch character {
      case "Y", "y": moment?.year = value
      case "m", "c", "M", "b": moment?.month = value
      case "d", "e": moment?.day = value
      case "H", "h", "k", "I":
        moment?.hour = value
        hasTime = true
      case "i":
        moment?.minute = value
        hasTime = true
      case "s", "S":
        moment?.second = value
        hasTime = true
      default: return .null
      }
    }
    guard let moment else { return .null }
    return .text(moment.dateText + (hasTime ? " " + moment.timeText : ""))
  }
}
