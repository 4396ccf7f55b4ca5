/// Writes JSON schemas, members in the order in which a model should write them.
package enum JSONSchema {
  /// A value of a type such as `string`.
  package static func type(_ name: String) -> String { JSONText.object([("type", JSONText.quoted(name))]) }

  /// An array of values.
  package static func array(of items: String) -> String {
    JSONText.object([("type", #""array""#), ("items", items)])
  }

  /// An object that holds exactly `properties`; strict schemas must say so.
  package static func object(_ properties: [(String, String)]) -> String {
    JSONText.object([
      ("type", #""object""#), ("properties", JSONText.object(properties)),
      ("required", JSONText.array(properties.map { JSONText.quoted($0.0) })), ("additionalProperties", "false"),
    ])
  }
}
