extension TransportError: CustomStringConvertible {
  /// What happened, and what to do about it.
  public var description: String {
    switch self {
    case .badURL(let url): "'\(url)' is not an http or https address; correct the base URL"
    case .unknownHost(let host): "no address for \(host); check the name and the network"
    case .connection(let reason): "no connection: \(reason); check that the server runs, its address and its port"
    case .tls(let reason):
      "no secure connection: \(reason); check the address, this machine's clock and the trusted certificates"
    case .timeout(.connect, let seconds):
      "no connection within \(Self.shown(seconds)); check the network, the address and the proxy, or raise connectSeconds"
    case .timeout(.firstByte, let seconds):
      "no answer within \(Self.shown(seconds)); the server may be loading or busy: try again, or raise "
        + "firstByteSeconds"
    case .timeout(.idle, let seconds):
      "the answer stalled for \(Self.shown(seconds)); try again, or raise idleSeconds"
    case .timeout(.total, let seconds):
      "the answer was not complete after \(Self.shown(seconds)); ask for less, or raise totalSeconds"
    case .interrupted(let reason): "the answer is not whole: \(reason); try again"
    case .tooLarge(let bytes):
      "the answer is larger than \(bytes) bytes; check that the address is an API's, or raise maximumBytes"
    case .cancelled: "cancelled"
    }
  }

  private static func shown(_ seconds: Double) -> String {
    seconds == seconds.rounded() && abs(seconds) < 1e9 ? "\(Int(seconds)) s" : "\(seconds) s"
  }
}
