import Synchronization
import Testing
import Threads

@Suite struct StopSignalTests {
  @Test func whoListensHearsItOnce() {
    let signal = StopSignal()
    let heard = Mutex(0)
    signal.listening {
      heard.withLock { $0 += 1 }
    } while: {
      #expect(!signal.isSet)
      signal.set()
      #expect(signal.isSet)
    }
    #expect(heard.withLock { $0 } == 1)
    signal.set()
    #expect(heard.withLock { $0 } == 1, "nobody listens any more")
  }

  @Test func whoComesLateHearsItAtOnce() {
    let signal = StopSignal()
    signal.set()
    let heard = Mutex(false)
    signal.listening {
      heard.withLock { $0 = true }
    } while: {
      #expect(heard.withLock { $0 })
    }
    signal.clear()
    #expect(!signal.isSet)
  }
}
