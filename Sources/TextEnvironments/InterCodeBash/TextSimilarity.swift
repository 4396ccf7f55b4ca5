import Foundation

/// How alike two texts are by the words that they share: the cosine of their tf-idf vectors.
///
/// As scikit-learn's `TfidfVectorizer` has it by default, with the two texts as the whole collection: words are runs of two
/// or more letters, digits and underscores, in lower case; a word w that occurs n times in a text and in d of the two
/// texts weighs n (ln(3 / (1 + d)) + 1); the vectors have length 1.
enum TextSimilarity {
  /// The cosine, in [0, 1]; nil where neither text has a word.
  static func cosine(_ one: String, _ other: String) -> Double? {
    let (first, second) = (counts(one), counts(other))
    let words = Set(first.keys).union(second.keys).sorted()
    guard !words.isEmpty else { return nil }
    func vector(_ counts: [String: Int]) -> [Double] {
      let weights = words.map { word in
        let texts = (first[word] == nil ? 0.0 : 1) + (second[word] == nil ? 0.0 : 1)
        return Double(counts[word] ?? 0) * (log(3 / (1 + texts)) + 1)
      }
      let length = sqrt(weights.reduce(0) { $0 + $1 * $1 })
      return length == 0 ? weights : weights.map { $0 / length }
    }
    return zip(vector(first), vector(second)).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private static func counts(_ text: String) -> [String: Int] {
    var counts: [String: Int] = [:]
    var word = String.UnicodeScalarView()
    func end() {
      if word.count > 1 { counts[String(word), default: 0] += 1 }
      word = String.UnicodeScalarView()
    }
    for scalar in text.lowercased().unicodeScalars { if isOfWord(scalar) { word.append(scalar) } else { end() } }
    end()
    return counts
  }

  /// Python's `\w`: letters and numbers of any script, and the underscore.
  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber,
      .letterNumber, .otherNumber:
      true
    default: scalar == "_"
    }
  }
}
