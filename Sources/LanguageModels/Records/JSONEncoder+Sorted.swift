package import Foundation

extension JSONEncoder {
  /// Keys in order, so that equal values give equal text. Whatever is above this module writes its JSON with it; what lies
  /// beside it has its own: the session's columns, in which numbers may be infinite, and the policy file.
  package static var sorted: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }
}
