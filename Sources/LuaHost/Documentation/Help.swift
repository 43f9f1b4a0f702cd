import Basics

/// Help as text, made from the declarations.
public enum Help {
  /// What is known about a function, library or type; an overview without a topic.
  public static func text(about topic: String?, in registry: Registry) -> String {
    guard let topic, !topic.isEmpty else { return overview(registry) }
    if let module = registry.modules.first(where: { $0.name == topic }) {
      let functions = registry.functions.filter { $0.module == module.name }
      return ([module.name + ": " + module.summary, ""] + functions.map(line)).joined(
        separator: "\n")
    }
    // A function explains itself better than the type of the same name: bands.
    let exact = registry.functions.filter { $0.qualifiedName == topic }
    if !exact.isEmpty { return exact.map(page).joined(separator: "\n\n") }
    if let type = registry.types.first(where: { $0.name == topic }) {
      let fields = type.fields.map { "  .\($0.name)  \($0.about)" }
      let methods = registry.functions.filter { $0.receiver == type.name }.map(line)
      return ([type.name + ": " + type.summary, ""] + fields + methods).joined(separator: "\n")
    }
    let found = registry.find(topic)
    if found.isEmpty {
      let known =
        registry.functions.map(\.qualifiedName) + registry.modules.map(\.name)
        + registry.types.map(\.name)
      let problem = Problem.unknown("help on", topic, known: known)
      return problem.message + "\n  help() shows what there is"
    }
    return found.map(page).joined(separator: "\n\n")
  }

  /// A function in full.
  public static func page(_ function: HostFunction) -> String {
    var lines = [function.signature, "  \(function.summary)."]
    if !function.details.isEmpty {
      lines += function.details.split(separator: "\n").map { "  \($0)" }
    }
    for parameter in function.parameters {
      lines.append(
        "  \(parameter.name): \(parameter.type.described): \(parameter.about)" + standard(parameter)
      )
      if case .options(let fields) = parameter.type {
        for field in fields {
          lines.append(
            "    \(field.name): \(field.type.described): \(field.about)" + standard(field))
        }
      }
    }
    for returned in function.returns {
      lines.append("  gives \(returned.type.described): \(returned.about)")
    }
    for error in function.errors { lines.append("  error: \(error)") }
    if !function.example.isEmpty {
      lines.append("  example:")
      lines += function.example.split(separator: "\n").map { "    \($0)" }
    }
    return lines.joined(separator: "\n")
  }

  static func standard(_ parameter: Parameter) -> String {
    parameter.isRepeated ? " (any number)" : parameter.standard.map { " (default: \($0))" } ?? ""
  }

  private static func line(_ function: HostFunction) -> String {
    "  \(function.signature)\n      \(function.summary)."
  }

  private static func overview(_ registry: Registry) -> String {
    var lines = ["help \"NAME\" explains a function, a library or a type.", "", "functions:"]
    lines += registry.functions.filter { $0.module == nil && $0.receiver == nil }.map {
      "  \($0.name): \($0.summary)"
    }
    lines += ["", "libraries:"] + registry.modules.map { "  \($0.name): \($0.summary)" }
    lines += ["", "types:"] + registry.types.map { "  \($0.name): \($0.summary)" }
    return lines.joined(separator: "\n")
  }
}
