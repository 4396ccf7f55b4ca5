/// What servers put into the words of an error where HTTP has a field of its own for it.
enum ServerWords {
  /// Bytes of a body that are looked at.
  private static let mostBytes = 4_096
  /// What stands before a time to wait.
  private static let beginnings = [
    "try again in ", "retry in ", "retry after ", "\"retrydelay\":\"", "\"retrydelay\": \"",
  ]

  private static func words(_ body: [UInt8]) -> String {
    String(decoding: body.prefix(mostBytes), as: UTF8.self).lowercased()
  }

  /// Seconds that the words of an error ask to wait: "Please try again in 7.5s", "retry after 20 seconds",
  /// `"retryDelay": "34s"`. Nil where they name no time.
  static func delay(in body: [UInt8]) -> Double? {
    let words = words(body)
    for beginning in beginnings {
      guard let place = words.firstRange(of: beginning) else { continue }
      if let seconds = duration(words[place.upperBound...]), seconds > 0 { return seconds }
    }
    return nil
  }

  /// Whether the server says that its model is not ready yet.
  static func saysLoading(_ body: [UInt8]) -> Bool {
    let words = words(body)
    return ["loading", "starting up", "warming up", "not ready"].contains(where: words.contains)
  }

  /// A time at the beginning of a text: `7.5s`, `350ms`, `1m30s`, `20 seconds`; a bare number is seconds.
  private static func duration(_ text: Substring) -> Double? {
    var (rest, sum) = (text, nil as Double?)
    while true {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard let number = Double(digits.hasSuffix(".") ? digits.dropLast() : digits) else { return sum }
      rest = rest[digits.endIndex...].drop { $0 == " " }
      let unit = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest[unit.endIndex...]
      guard let scale = scale(unit) else { return sum ?? number }
      sum = (sum ?? 0) + (scale < 1 ? number / 1_000 : number * scale)
    }
  }

  private static func scale(_ unit: Substring) -> Double? {
    switch unit {
    case "ms", "millisecond", "milliseconds": 1e-3
    case "s", "sec", "secs", "second", "seconds": 1
    case "m", "min", "mins", "minute", "minutes": 60
    case "h", "hour", "hours": 3_600
    default: nil
    }
  }
}
