/// Something that weighs r_LLM by an α which a person may turn while it works.
public protocol AlphaAdjustable: AnyObject {
  /// The weight of r_LLM; setting it takes effect with the next unit of work.
  var alpha: Double { get set }
}
