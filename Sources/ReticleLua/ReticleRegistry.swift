import LuaHost

/// All that scripts can call.
public enum ReticleRegistry {
  public static func make() throws -> Registry {
    var registry = Registry()
    TableType.declare(in: &registry)
    CRMType.declare(in: &registry)
    registry.add([CRMType.open] + CohortFunctions.all + FigureFunctions.all)
    registry.add(
      [TextFunctions.has, ExplainFunction.explain] + DateFunctions.all + GlobalFunctions.all)
    ICPModule.declare(in: &registry)
    PersonasModule.declare(in: &registry)
    registry.add(AudienceModule.module, AudienceModule.functions)
    registry.add(TextFunctions.module, TextFunctions.all)
    registry.add(StatsModule.module, StatsModule.functions)
    return registry
  }
}

/// The version of the program and of its Lua.
public enum Version {
  public static let text = "0.1.0"
  public static var lua: String { "Lua 5.4" }
}
