internal import CNcurses
internal import Glibc
internal import Synchronization

/// Wakes the thread that waits in `CursesTerminal.next`, from any thread.
///
/// Calls are coalesced: however many come before the waiting thread looks, it sees one `.woken` and the pipe holds one
/// byte. What was published before `wake()` is visible to the thread that receives `.woken`.
public final class Waker: Sendable {
  /// The end that `poll` watches. Signal handlers write to the other one as well.
  let readDescriptor: Int32
  /// The end to write to.
  let writeDescriptor: Int32
  private let isPending = Atomic<Bool>(false)

  init() throws(TerminalError) {
    var ends: (read: Int32, write: Int32) = (-1, -1)
    let code = CNcurses_makePipe(&ends.read, &ends.write)
    guard code == 0 else { throw .noPipe(code: code) }
    readDescriptor = ends.read
    writeDescriptor = ends.write
  }

  deinit {
    Glibc.close(readDescriptor)
    Glibc.close(writeDescriptor)
  }

  /// Makes a waiting or the following `next` return `.woken`.
  public func wake() {
    guard !isPending.exchange(true, ordering: .acquiringAndReleasing) else { return }
    var byte: UInt8 = 0x77
    while write(writeDescriptor, &byte, 1) < 0, errno == EINTR {}
  }

  /// Empties the pipe; true where `wake` was called since the last time.
  func take() -> Bool {
    // First the pipe, then the flag: the other way round a byte written in between would be lost with its flag set.
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(readDescriptor, &bytes, bytes.count) > 0 {}
    return isPending.exchange(false, ordering: .acquiringAndReleasing)
  }
}
