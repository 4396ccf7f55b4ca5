/// A cell as a runner sees it: what it is called, what it costs, and what has to be there before it.
public struct PlannedCell: Sendable, Equatable {
  /// What names it in files and on the command line: letters, digits and `.`, `-`, `_`, `=`; the same for the same work.
  public let key: String
  /// What tells it from the others, for people.
  public let label: String
  /// Environment steps that it may take.
  public let steps: Int
  /// Keys of the cells of earlier phases that it builds on.
  public let needs: [String]

  /// A cell.
  public init(key: String, label: String, steps: Int, needs: [String] = []) {
    self.key = key
    self.label = label
    self.steps = steps
    self.needs = needs
  }

  /// `text` with everything that a file's name should not have replaced by a dash.
  public static func safe(_ text: String) -> String {
    String(
      text.map { character in
        character.isASCII && (character.isLetter || character.isNumber || "-_=.".contains(character)) ? character : "-"
      })
  }
}

/// Cells in phases: a phase begins when every cell of the one before is done or given up.
public struct CellPlan: Sendable, Equatable {
  /// Cells that need nothing of each other.
  public struct Phase: Sendable, Equatable {
    /// What they are, for instance `bases`.
    public let name: String
    /// The cells, in the order in which they are taken up.
    public let cells: [PlannedCell]

    /// A phase.
    public init(name: String, cells: [PlannedCell]) {
      self.name = name
      self.cells = cells
    }
  }

  /// The phases in their order, those without a cell left out.
  public let phases: [Phase]

  /// A plan of `phases`; of several cells with one key the first counts.
  public init(_ phases: [Phase]) {
    var seen: Set<String> = []
    self.phases = phases.map { phase in
      Phase(name: phase.name, cells: phase.cells.filter { seen.insert($0.key).inserted })
    }.filter { !$0.cells.isEmpty }
  }

  /// Every cell in order.
  public var cells: [PlannedCell] { phases.flatMap(\.cells) }

  /// Environment steps of all cells.
  public var steps: Int { cells.steps }

  /// The cell with this key, or nil.
  public subscript(key: String) -> PlannedCell? { cells.first { $0.key == key } }
}

extension [PlannedCell] {
  /// Environment steps of all of them; the largest number where that is more than one can hold.
  public var steps: Int {
    reduce(0) { sum, cell in
      let (total, overflows) = sum.addingReportingOverflow(cell.steps)
      return overflows ? .max : total
    }
  }
}
