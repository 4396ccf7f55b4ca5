/// What a command has to say: lines of text, or itself as one JSON object.
///
/// The object's keys are the stored properties' names, the same whatever was found; what is missing, or is no number, is
/// null. They stay as they are from version to version.
package protocol Printable: Encodable {
  /// The keys as a command's help lists them; a test holds them against what is encoded.
  static var keys: String { get }
  /// The text, line by line.
  var lines: [String] { get }
}
