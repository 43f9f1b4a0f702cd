/// The reference documentation, made from the declarations: one page a library and type.
public enum ReferencePages {
  public struct Page {
    public var name: String
    public var text: String
  }

  public static func pages(of registry: Registry) -> [Page] {
    var pages: [Page] = []
    let globals = registry.functions.filter { $0.module == nil && $0.receiver == nil }
    pages.append(
      page("globals", "Functions without a library", "Every script has these.", [], globals))
    for module in registry.modules {
      pages.append(
        page(
          module.name, "The library \(module.name)", module.summary + ".", [],
          registry.functions.filter { $0.module == module.name }))
    }
    for type in registry.types {
      let methods = registry.functions.filter { $0.receiver == type.name }
      if methods.isEmpty && type.fields.isEmpty { continue }
      pages.append(
        page(
          "type-" + type.name.replacing(" ", with: "-"), "The type \(type.name)",
          type.summary + ".", type.fields, methods))
    }
    let index = ["# Reference", "", note, ""] + pages.map { "- [\($0.name)](\($0.name).md)" }
    return [Page(name: "README", text: index.joined(separator: "\n") + "\n")] + pages
  }

  private static let note =
    "Made by `reticle docs` from the declarations in the program; changes here are overwritten."

  private static func page(
    _ name: String, _ title: String, _ summary: String, _ fields: [FieldDescription],
    _ functions: [HostFunction]
  ) -> Page {
    var lines = ["# \(title)", "", summary, "", note, ""]
    if !fields.isEmpty {
      lines += ["| field | what | about |", "|---|---|---|"]
      lines += fields.map { "| `\($0.name)` | \($0.type.described) | \($0.about) |" }
      lines.append("")
    }
    for function in functions { lines += section(function) }
    while lines.last == "" { lines.removeLast() }
    return Page(name: name, text: lines.joined(separator: "\n") + "\n")
  }

  private static func section(_ function: HostFunction) -> [String] {
    var lines = [
      "## \(function.qualifiedName)", "", "`\(function.signature)`", "", function.summary + ".", "",
    ]
    if !function.details.isEmpty { lines += [function.details, ""] }
    if !function.parameters.isEmpty {
      lines += ["| parameter | what it takes | about |", "|---|---|---|"]
      for parameter in function.parameters {
        lines.append(
          "| `\(parameter.name)` | \(parameter.type.described) | \(parameter.about)\(Help.standard(parameter)) |"
        )
        if case .options(let fields) = parameter.type {
          lines += fields.map {
            "| `\(parameter.name).\($0.name)` | \($0.type.described) | \($0.about)\(Help.standard($0)) |"
          }
        }
      }
      lines.append("")
    }
    for returned in function.returns {
      lines += ["Gives \(returned.type.described): \(returned.about).", ""]
    }
    if !function.errors.isEmpty {
      lines += ["Errors: " + function.errors.joined(separator: "; ") + ".", ""]
    }
    if !function.example.isEmpty { lines += ["```lua", function.example, "```", ""] }
    return lines
  }
}
