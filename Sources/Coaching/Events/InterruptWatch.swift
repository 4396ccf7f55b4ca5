import Dispatch
import Foundation
import Synchronization

/// Turns Ctrl-C, SIGTERM and SIGHUP into a graceful stop of headless work; a second one ends the process at once.
package final class InterruptWatch: Sendable {
  /// The process's own.
  package static let shared = InterruptWatch()
  private let handler = Mutex<(@Sendable () -> Void)?>(nil)
  private let count = Mutex(0)
  private let sources = Mutex<[SourceBox]>([])

  /// Keeps a dispatch source alive; it is made once and never touched again.
  private struct SourceBox: @unchecked Sendable {
    let source: any DispatchSourceSignal
  }

  /// Calls `body` on the first interrupt.
  package func onInterrupt(_ body: @escaping @Sendable () -> Void) {
    handler.withLock { $0 = body }
    sources.withLock { installed in
      guard installed.isEmpty else { return }
      for number in [SIGINT, SIGTERM, SIGHUP] {
        // What the parent ignores stays ignored: nohup, and jobs in the background of a script.
        if unsafeBitCast(signal(number, SIG_IGN), to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self) { continue }
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { [self] in
          let seen = count.withLock { value in
            value += 1
            return value
          }
          if seen > 1 { _exit(128 + number) }
          handler.withLock { $0 }?()
        }
        source.resume()
        installed.append(SourceBox(source: source))
      }
    }
  }
}
