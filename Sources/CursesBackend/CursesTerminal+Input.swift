internal import CNcurses
internal import Canvas
internal import Glibc

extension CursesTerminal {
  /// How long the rest of a character or of an escape sequence may take once its first byte is here.
  private static let stragglerMilliseconds: Int32 = 25
  /// A paste whose end has not come after so long a silence is taken as it is.
  private static let pasteSilence = Duration.milliseconds(500)
  /// Characters that are read before signals are looked at again.
  private static let batch = 4_096

  /// Waits for the next event, at most so long; a negative time waits for ever, 0 only looks.
  ///
  /// This is the one place where the program waits: for the terminal, for `waker` and for signals at once. Ending comes
  /// before everything else, resizes are coalesced.
  public func next(timeoutMilliseconds: Int32) -> InputEvent {
    assertOwner()
    let deadline = ContinuousClock.now + .milliseconds(timeoutMilliseconds)
    while isOpen {
      takeSignals()
      if let event = input.popFirst() { return event }
      let remaining = timeoutMilliseconds < 0 ? -1 : Self.milliseconds(until: deadline)
      let patience =
        holdsMore ? 0 : input.decoder.isPasting ? Self.sooner(remaining, Self.pasteSilence) : remaining
      var descriptors = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: waker.readDescriptor, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&descriptors, nfds_t(descriptors.count), patience)
      if holdsMore { descriptors[0].revents |= Int16(POLLIN) }
      if ready > 0 || holdsMore {
        if descriptors[1].revents != 0 {
          // Signals write to the same pipe; they are taken at the top of the loop.
          let isWoken = waker.take()
          readKeys(from: descriptors[0].revents)
          if isWoken { input.append(.woken) }
        } else {
          readKeys(from: descriptors[0].revents)
        }
      } else if ready == 0 {
        if input.decoder.isPasting, ContinuousClock.now - lastInput >= Self.pasteSilence {
          input.decoder.finishPaste()
          input.appendDecodedKeys()
        } else if remaining >= 0, ContinuousClock.now >= deadline {
          return .timedOut
        }
      }
    }
    return .inputClosed
  }

  private func takeSignals() {
    let signals = CNcurses_takeSignals()
    if signals.ending != 0 { input.prepend(.ended(signal: signals.ending)) }
    if signals.suspended {
      suspend()
    } else if signals.continued {
      // Stopped by SIGSTOP, from outside: the shell has put its own modes in place meanwhile.
      enterAgain()
    }
    if signals.resized, CNcurses_fitToTerminal() {
      painter.forget()
      (width, height) = Self.size()
      input.appendResize(width: width, height: height)
    }
  }

  /// Reads everything that is there; `state` is what `poll` said about the terminal.
  private func readKeys(from state: Int16) {
    guard state != 0 else { return }
    let hadMore = holdsMore
    var count = 0
    var value: UInt32 = 0
    // Bytes that curses has read ahead do not show in `poll`, so it is asked until it has none. It waits only where the
    // kernel holds bytes: then a character may be cut in two and its rest under way.
    reading: while count < Self.batch {
      let wait = CNcurses_bytesWaiting() > 0 ? Self.stragglerMilliseconds : 0
      switch CNcurses_read(wait, &value) {
      case Int32(CNcurses_readCharacter): input.decoder.receive(character: value)
      case Int32(CNcurses_readKey): input.decoder.receive(code: value)
      default: break reading
      }
      count += 1
    }
    holdsMore = count == Self.batch
    if count > 0 {
      lastInput = ContinuousClock.now
      input.appendDecodedKeys()
    } else if Int32(state) & (POLLHUP | POLLERR | POLLNVAL) != 0 || !hadMore && isAtEnd() {
      input.append(.inputClosed)
    }
  }

  /// Readable with nothing to read means end of file.
  private func isAtEnd() -> Bool {
    var descriptor = [pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)]
    return poll(&descriptor, 1, 0) > 0 && CNcurses_bytesWaiting() <= 0
  }

  /// Milliseconds until `deadline`, rounded up so that waiting never ends just before it.
  private static func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
    let left = ContinuousClock.now.duration(to: deadline)
    guard left > .zero else { return 0 }
    let parts = left.components
    return Int32(clamping: parts.seconds * 1000 + (parts.attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
  }

  private static func sooner(_ milliseconds: Int32, _ silence: Duration) -> Int32 {
    let limit = Int32(silence / .milliseconds(1))
    return milliseconds < 0 ? limit : min(milliseconds, limit)
  }
}
