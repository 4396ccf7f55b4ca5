/// Dates of HTTP header fields.
///
/// Standard: RFC 9110, section 5.6.7. All three forms are read, since recipients must; the calendar is worked out here, for
/// these forms know neither language nor time zone.
enum HTTPDate {
  /// Seconds since 1970 in UTC, or nil where the text is no date.
  ///
  /// - `Sun, 06 Nov 1994 08:49:37 GMT`
  /// - `Sunday, 06-Nov-94 08:49:37 GMT`
  /// - `Sun Nov  6 08:49:37 1994`
  static func seconds(_ text: String) -> Double? {
    let words = text.split { $0 == " " || $0 == "," || $0 == "-" }.map(String.init)
    let (day, month, year, time): (String, String, String, String)
    switch words.count {
    case 6 where words[5] == "GMT" || words[5] == "UTC":
      (day, month, year, time) = (words[1], words[2], words[3], words[4])
    case 5: (day, month, year, time) = (words[2], words[1], words[4], words[3])
    default: return nil
    }
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let clock = time.split(separator: ":", omittingEmptySubsequences: false).compactMap { Int($0) }
    guard let monthIndex = names.firstIndex(of: month), let day = Int(day), 1...31 ~= day, var year = Int(year),
      0...9999 ~= year, clock.count == 3, 0...23 ~= clock[0], 0...59 ~= clock[1], 0...60 ~= clock[2]
    else { return nil }
    // Two digits, of the obsolete form: the century that puts the year nearest to ours.
    if year < 100 { year += year < 70 ? 2000 : 1900 }
    let days = daysSince1970(year: year, month: monthIndex + 1, day: day)
    return Double(days * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2])
  }

  /// Days from 1970-01-01 in the Gregorian calendar, counted in years that begin in March, so that a leap day is the last.
  private static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
    let shifted = month > 2 ? year : year - 1
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let leaps = shifted / 4 - shifted / 100 + shifted / 400
    return shifted * 365 + leaps + dayOfYear - 719_468
  }
}
