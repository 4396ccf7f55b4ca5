/// Stand-ins for characters that a terminal without Unicode cannot show; each is one ASCII character.
enum AsciiGlyphs {
  /// The ASCII character that comes nearest to `scalar`.
  static func replacement(for scalar: Unicode.Scalar) -> UInt8 {
    switch scalar.value {
    case 0x20..<0x7F: UInt8(scalar.value)
    case 0xA0: ascii(" ")
    case 0x2500...0x257F: box(scalar.value)
    case 0x2580...0x259F: block(scalar.value)
    case 0x2800...0x28FF: braille(UInt8(scalar.value & 0xFF))
    default: others[scalar] ?? latin(scalar) ?? ascii("?")
    }
  }

  private static func ascii(_ scalar: Unicode.Scalar) -> UInt8 { UInt8(truncatingIfNeeded: scalar.value) }

  private static func box(_ value: UInt32) -> UInt8 {
    switch value {
    case 0x2500, 0x2501, 0x2504, 0x2505, 0x2508, 0x2509, 0x254C, 0x254D, 0x2574, 0x2576, 0x2578, 0x257A, 0x257C, 0x257E:
      ascii("-")
    case 0x2502, 0x2503, 0x2506, 0x2507, 0x254E, 0x254F, 0x2551, 0x2575, 0x2577, 0x2579, 0x257B, 0x257D,
      0x257F:
      ascii("|")
    case 0x250A, 0x250B: ascii(":")
    case 0x2550: ascii("=")
    case 0x2552...0x256C: ascii("#")
    case 0x2571: ascii("/")
    case 0x2572: ascii("\\")
    case 0x2573: ascii("x")
    default: ascii("+")
    }
  }

  private static func block(_ value: UInt32) -> UInt8 {
    switch value {
    case 0x2581, 0x2582: ascii("_")
    case 0x2580, 0x2594: ascii("\"")
    case 0x2583, 0x2584, 0x2591: ascii(".")
    case 0x2585, 0x2586, 0x2592: ascii("+")
    case 0x2593: ascii("*")
    case 0x258D...0x258F, 0x2595: ascii("|")
    default: ascii("#")
    }
  }

  /// A braille cell by how many dots it has, and where few are, by their height: enough to follow a curve.
  private static func braille(_ dots: UInt8) -> UInt8 {
    let upper: UInt8 = 0b0001_1011
    switch (dots.nonzeroBitCount, dots & upper != 0, dots & ~upper != 0) {
    case (0, _, _): return ascii(" ")
    case (7..., _, _): return ascii("#")
    case (5..., _, _): return ascii("*")
    case (_, true, true): return ascii(":")
    case (_, true, false): return ascii("'")
    default: return ascii(".")
    }
  }

  private static func latin(_ scalar: Unicode.Scalar) -> UInt8? {
    guard (0xC0...0xFF).contains(scalar.value) else { return nil }
    // U+00C0 to U+00FF in order.
    let letters: StaticString = "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty"
    return letters.withUTF8Buffer { $0[Int(scalar.value - 0xC0)] }
  }

  private static let others: [Unicode.Scalar: UInt8] = {
    let groups: [(Unicode.Scalar, String)] = [
      ("-", "‐‑‒–—―−"), ("'", "‘’‚′"), ("\"", "“”„″"), ("*", "•●◆★☆✱∗⚑⬤"), ("o", "○◦◯°◇"), (".", "·∙⋅"), ("#", "■▪◼"),
      ("+", "±✓✔☑"), ("x", "✗✘☒❌⨯"), ("^", "▲△↑⇑⌃"), ("v", "▼▽↓⇓⌄√"), (">", "▶▷▸▹►→⇒›»⟩❯"), ("<", "◀◁◂◃◄←⇐‹«⟨❮"),
      ("=", "≈≡≠‖"), ("[", "□☐⟦"), ("]", "⟧"), ("!", "⚠‼¡"), ("?", "¿"), ("~", "…∼≃↻↺"), ("a", "αª"), ("b", "β"),
      ("g", "γ"), ("d", "δ∂"), ("e", "ε✎"), ("l", "λℓ"), ("m", "μµ"), ("p", "π"), ("s", "σ§"), ("t", "θτ"), ("D", "Δ∆"),
      ("S", "Σ∑"), ("c", "©¢"), ("R", "®"), ("E", "€"), ("L", "£"), ("Y", "¥"), ("|", "¦"), ("/", "÷"), ("2", "²"),
      ("3", "³"), ("1", "¹"), ("8", "∞"),
    ]
    var table: [Unicode.Scalar: UInt8] = ["≤": ascii("<"), "≥": ascii(">"), "↔": ascii("-"), "↕": ascii("|")]
    for (replacement, characters) in groups {
      for scalar in characters.unicodeScalars where table[scalar] == nil { table[scalar] = ascii(replacement) }
    }
    return table
  }()
}
