import Canvas

/// Which place in the palette each run has, the same on every screen: a run is known by its name, and by its seed where
/// several bear that name.
///
/// `base` and `ppo` come first wherever they are seen. Every other run has the next place that is free when it is first heard
/// of, and keeps it, whatever runs come later; runs that others took the place of come behind those that are heard of with
/// them.
struct RunColours: FeatureState {
  private var places = ["base": 0, "ppo": 1]

  /// Gives the runs that are new a place, in their order.
  mutating func add(_ runs: [String]) {
    let isSuperseded: (String) -> Bool = { $0.contains("~") }
    for run in runs.filter({ !isSuperseded($0) }) + runs.filter(isSuperseded) where places[run] == nil {
      places[run] = places.count
    }
  }

  /// The place of a run; that after all others where it was never heard of.
  func place(of run: String) -> Int { places[run] ?? places.count }

  /// What runs with these places are drawn as beside each other: each as ever or, where two would look alike, the later one
  /// as the next that none of them is.
  static func apart(_ wanted: [Int]) -> [Int] {
    var taken: Set<Int> = []
    return wanted.map { place in
      var next = place
      while !taken.insert(next % distinct).inserted, taken.count < distinct { next += 1 }
      return next
    }
  }

  /// Places that look different from each other: by colour, or by mark where the colour begins again.
  private static let distinct = 24
}

extension AppModel {
  var runColours: RunColours {
    get { self[RunColours.self] }
    _modify { yield &self[RunColours.self] }
  }
}

extension StyleToken {
  /// The look of the run in place `index`.
  static func curve(_ index: Int) -> StyleToken { runs[index % runs.count] }
}

extension GlyphSet {
  /// The mark of the run in place `index`; with the looks no two alike among twenty-four.
  func curveMark(_ index: Int) -> String { curveMarks[index % curveMarks.count] }
}
