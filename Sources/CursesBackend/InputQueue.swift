internal import Canvas

/// Events that have been read and not yet handed out, in order, and the keys that are being decoded.
struct InputQueue {
  /// Decodes what ncurses reads.
  var decoder = KeyDecoder()
  private var events: [InputEvent] = []
  private var head = 0

  /// Nothing waits.
  var isEmpty: Bool { head == events.count }

  /// Adds an event.
  mutating func append(_ event: InputEvent) {
    events.append(event)
  }

  /// Adds an event before all others.
  mutating func prepend(_ event: InputEvent) {
    events.insert(event, at: head)
  }

  /// Adds a resize; one that is still waiting is replaced, because only the last size counts.
  mutating func appendResize(width: Int, height: Int) {
    let waiting = events[head...].firstIndex { if case .resized = $0 { true } else { false } }
    if let waiting { events.remove(at: waiting) }
    events.append(.resized(width: width, height: height))
  }

  /// Adds what the decoder has finished.
  mutating func appendDecodedKeys() {
    for input in decoder.take() {
      switch input {
      case .key(let key): events.append(.key(key))
      case .mouse(let mouse): events.append(.mouse(mouse))
      }
    }
  }

  /// The next event; nil where none waits.
  mutating func popFirst() -> InputEvent? {
    guard head < events.count else { return nil }
    let event = events[head]
    head += 1
    if head == events.count {
      events.removeAll(keepingCapacity: true)
      head = 0
    }
    return event
  }
}
