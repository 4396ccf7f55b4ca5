import CurlTransport
import Glibc

/// Versions of the libraries that this process was started with, asked of the libraries themselves.
enum LibraryVersion {
  /// For instance `6.4.20221231`.
  static func ncurses() -> String? { call("curses_version")?.split(separator: " ").last.map(String.init) }
  /// For instance `3.40.1`.
  static func sqlite() -> String? { call("sqlite3_libversion") }

  /// For instance `7.88.1`.
  static func curl() -> String {
    CurlTransport.libraryVersion.prefix { $0 != " " }.split(separator: "/").last.map(String.init) ?? "unknown"
  }
  /// What libcurl was built with, as far as it matters here: `HTTP/2`, and the library that does TLS, which libcurl names
  /// first, for instance `TLS (OpenSSL/3.0.15)`.
  static var curlFeatures: [String] {
    let library = CurlTransport.libraryVersion.split(separator: " ").dropFirst().first.map { " (\($0))" } ?? ""
    return (CurlTransport.speaksHTTP2 ? ["HTTP/2"] : []) + (CurlTransport.speaksTLS ? ["TLS" + library] : [])
  }

  private static func call(_ function: String) -> String? {
    guard let symbol = dlsym(nil, function) else { return nil }
    let version = unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<CChar>?).self)
    return version().map { String(cString: $0) }
  }
}
