extension TorchFile {
  /// A file whose root is a dictionary of single-precision tensors, as `torch.save(module.state_dict(), …)` leaves one.
  static func bytes(of tensors: [(name: String, shape: [Int], values: [Float])]) -> [UInt8] {
    let members = tensors.enumerated().map { index, tensor -> (String, PickleForm) in
      let strides = tensor.shape.indices.map { tensor.shape[($0 + 1)...].reduce(1, *) }
      let storage = PickleForm.kept(
        .tuple([
          .text("storage"), .name("torch", "FloatStorage"), .text("\(index)"), .text("cpu"),
          .whole(tensor.values.count),
        ]))
      let view = PickleForm.call(
        .name("torch._utils", "_rebuild_tensor_v2"),
        [
          storage, .whole(0), .tuple(tensor.shape.map { .whole($0) }), .tuple(strides.map { .whole($0) }),
          .flag(false), .ordered([]),
        ])
      return (tensor.name, view)
    }
    return bytes(root: .ordered(members), storages: tensors.map { $0.values.withUnsafeBytes { Array($0) } })
  }

  /// A file of a root and the storages that it refers to by their numbers.
  static func bytes(root: PickleForm, storages: [[UInt8]] = []) -> [UInt8] {
    let files =
      [("archive/data.pkl", root.pickled(protocol: 2)), ("archive/byteorder", Array("little".utf8))]
      + storages.enumerated().map { ("archive/data/\($0)", $1) } + [("archive/version", Array("3\n".utf8))]
    // PyTorch maps storages into memory from such places.
    return ZipArchive.bytes(of: files.map { (name: $0.0, bytes: $0.1) }, alignment: 64)
  }
}
