import Canvas

/// What the log is told beside events and notices.
enum EventsMessage: FeatureMessage {
  case clock(String)
  case stored(count: Int)
  case decided(String)
}

extension AppMessage {
  /// What the clock on the wall says, as `MM-DD HH:MM:SS`: the time of the events and notices that follow.
  public static func clock(_ time: String) -> AppMessage { .feature(EventsMessage.clock(time)) }

  /// How many events the session has stored, of which the log holds the latest.
  public static func storedEvents(_ count: Int) -> AppMessage { .feature(EventsMessage.stored(count: count)) }

  /// A decision was stored, in words: what it was about and who made it.
  public static func decided(_ words: String) -> AppMessage { .feature(EventsMessage.decided(words)) }
}
