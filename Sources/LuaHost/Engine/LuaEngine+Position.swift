import CLuaBridge

extension LuaEngine {
  /// The line of the script that called the host function which is running, such as
  /// `tests/ideal_test.lua:12`; nil outside of script code.
  public var scriptPosition: String? {
    var file = [CChar](repeating: 0, count: 1024)
    var line: Int32 = 0
    let found = file.withUnsafeMutableBufferPointer {
      rl_script_position(state, $0.baseAddress, $0.count, &line)
    }
    guard found else { return nil }
    let end = file.firstIndex(of: 0) ?? file.count
    let name = String(decoding: file[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return "\(name):\(line)"
  }
}
