import Basics

/// `require`: text modules below the script's folder.
///
/// `require "icp.best"` is `icp/best.lua` below the folder of the script, or below the folder
/// named `scripts` that the script is in. Nothing outside these folders is read, through links
/// or otherwise; compiled Lua is refused; each module runs once.
public final class ModuleLoader {
  private let roots: [String]
  private var loaded: [String: [LuaValue]] = [:]
  private var loading: [String] = []
  /// The files of modules that return nothing, by name.
  private var silent: [String: String] = [:]

  public init(script: String) {
    let folder = Files.folder(of: script)
    var roots = [folder]
    var parts = folder.split(separator: "/", omittingEmptySubsequences: false)
    while parts.count > 1 {
      parts.removeLast()
      if parts.last == "scripts" { roots.append(parts.joined(separator: "/")) }
    }
    self.roots = roots
  }

  /// The files that were read, for a manifest.
  public private(set) var files: [String] = []

  public func require(_ name: String, in engine: LuaEngine) throws -> [LuaValue] {
    defer {
      if let path = silent[name] {
        engine.noteNothing("\(path) returns nothing: end it with  return …", kind: "boolean")
      }
    }
    if let values = loaded[name] { return values }
    if loading.contains(name) {
      throw Problem(
        .script, "require: \"\(name)\" requires itself",
        hints: [(loading + [name]).joined(separator: " → ")])
    }
    let path = try find(name)
    loading.append(name)
    defer { loading.removeLast() }
    files.append(path)
    let function = try engine.compile(try Self.text(of: path), chunk: "@" + path)
    var values = try engine.call(function, [.text(name)])
    if values.isEmpty {
      values = [.boolean(true)]
      silent[name] = path
    }
    loaded[name] = values
    return values
  }

  /// The text of a script.
  ///
  /// - Throws: ``Problem`` for what is no file, or too long to be a script.
  public static func text(of path: String) throws -> String {
    guard Files.entry(path) == .file else { throw Problem(.file, "there is no script \(path)") }
    let most = 16 << 20
    let (bytes, isWhole) = try Files.head(of: path, limit: most)
    guard isWhole else {
      throw Problem(
        .file, "\(path) is longer than 16 MiB: that is no script",
        hints: ["data is read with open, not as a script"])
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func find(_ name: String) throws -> String {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    let isNamed = parts.allSatisfy { part in
      !part.isEmpty
        && part.utf8.allSatisfy { byte in
          byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
            || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        }
    }
    guard isNamed else {
      throw Problem(
        .script, "require: \"\(name)\" is no module name",
        hints: ["a module is named by its folders and file: require \"icp.best\" is icp/best.lua"])
    }
    let relative = parts.joined(separator: "/") + ".lua"
    for root in roots {
      let path = Files.join(root, relative)
      guard Files.entry(path) == .file else { continue }
      guard let real = Files.resolved(path), let top = Files.resolved(root),
        real.hasPrefix(top == "/" ? top : top + "/")
      else {
        throw Problem(.file, "require: \(path) leads out of the folder \(root)")
      }
      return path
    }
    throw Problem(
      .file, "require: there is no module \"\(name)\"",
      hints: ["looked for: " + roots.map { Files.join($0, relative) }.joined(separator: ", ")])
  }
}
