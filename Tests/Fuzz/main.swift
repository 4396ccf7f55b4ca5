import CFuzzer
import FuzzTargets
import Glibc

// libFuzzer on one target: `Fuzz TARGET [files and options of libFuzzer]`. Built by `Scripts/fuzz` alone.

nonisolated(unsafe) private var target = FuzzTarget.all[0]

var words = CommandLine.arguments
let name = words.count > 1 ? words.remove(at: 1) : ""
guard let found = FuzzTarget.all.first(where: { $0.name == name }) else {
  print("usage: Fuzz TARGET [FOLDER ...] [-max_total_time=SECONDS]\ntargets: \(FuzzTarget.all.map(\.name))")
  exit(2)
}
target = found
var count = Int32(words.count)
var pointers: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
let status = pointers.withUnsafeMutableBufferPointer { buffer -> Int32 in
  var base = buffer.baseAddress
  return LLVMFuzzerRunDriver(&count, &base) { bytes, count in
    do { try target.run(Array(UnsafeBufferPointer(start: bytes, count: count))) } catch {
      fatalError("\(target.name): \(error)")
    }
    return 0
  }
}
exit(status)
