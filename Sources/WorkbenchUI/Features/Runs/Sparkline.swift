import Canvas
import RLCore

/// A curve in one row of text: a column each for so many stretches of its steps, the mean of each as a height.
///
/// Empty where nothing is known; a stretch without a point repeats the one before it.
func sparkline(_ points: [CurvePoint], width: Int, glyphs: GlyphSet) -> String {
  let points = points.filter { $0.step.isFinite && $0.value.isFinite }
  guard width > 0, let first = points.first, let last = points.last else { return "" }
  let span = max(last.step - first.step, 1)
  var sums = [(total: Double, count: Double)](repeating: (0, 0), count: width)
  for point in points {
    let column = min(width - 1, max(0, Int((point.step - first.step) / span * Double(width))))
    sums[column].total += point.value
    sums[column].count += 1
  }
  let means = sums.map { $0.count > 0 ? $0.total / $0.count : nil }
  let known = means.compactMap(\.self)
  guard let low = known.min(), let high = known.max() else { return "" }
  let heights = Array(glyphs.pick("▁▂▃▄▅▆▇█", "_.-=+*#@"))
  var text = ""
  var latest = known[0]
  for mean in means {
    latest = mean ?? latest
    let share = high > low ? (latest - low) / (high - low) : 0
    text.append(heights[min(heights.count - 1, max(0, Int(share * Double(heights.count))))])
  }
  return text
}

/// A size on disk in few characters, with its unit: 950 B, 12.3 KB, 4 MB.
func byteCount(_ bytes: Int) -> String {
  guard bytes >= 1_000 else { return "\(max(0, bytes)) B" }
  let short = abbreviated(Double(bytes))
  guard let unit = short.last else { return short }
  return short.dropLast() + " " + (unit == "B" ? "G" : String(unit)) + "B"
}
