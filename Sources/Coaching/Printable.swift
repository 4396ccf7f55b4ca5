/// What a command has to say: lines of text, or itself as one JSON object.
///
/// The keys of the object are those of the stored properties, each with a comment that says what it holds; a command's
/// help lists them.
package protocol Printable: Encodable {
  /// The text, line by line.
  var lines: [String] { get }
}
