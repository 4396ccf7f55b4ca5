/// An environment that can be drawn.
public protocol Viewable: Environment {
  /// What the screen shows of the present state: shapes, which it draws as finely as it can, or pixels.
  func frame() -> Frame
}

/// The environments of a shard, as what can be drawn.
public protocol ViewableShard: AnyObject {
  /// A picture of environment `index`.
  func frame(_ index: Int) -> Frame
}

extension EnvironmentShard {
  /// A picture of environment `index`; an empty one that says so where the environments cannot be drawn.
  public func picture(_ index: Int) -> Frame {
    viewable?.frame(index) ?? Frame(width: 1, height: 1, caption: "\(spec.id) has no picture")
  }
}

final class ViewableCells<E: Viewable>: ViewableShard {
  private let cells: Cells<E>

  init(_ cells: Cells<E>) { self.cells = cells }

  func frame(_ index: Int) -> Frame { cells.environments[index].frame() }
}
