import LuaHost

/// All that scripts can call.
public enum ReticleRegistry {
  public static func make() throws -> Registry {
    var registry = Registry()
    TableType.declare(in: &registry)
    CRMType.declare(in: &registry)
    registry.add([OpenFunction.open] + CohortFunctions.all + FigureFunctions.all)
    registry.add(
      [TextFunctions.has, ExplainFunction.explain] + DateFunctions.all + GlobalFunctions.all)
    ICPModule.declare(in: &registry)
    registry.add([AsOfView.function])
    registry.add(ExpectModule.functions)
    ExpectModule.declare(in: &registry)
    registry.add([WriteBackModule.function])
    DeriveModule.declare(in: &registry)
    ScorecardModule.declare(in: &registry)
    PersonasModule.declare(in: &registry)
    AudienceDestinations.declare(in: &registry)
    AudienceFilters.declare(in: &registry)
    CommitteeModule.declare(in: &registry)
    LeadsModule.declare(in: &registry)
    registry.add(AudienceModule.module, AudienceModule.functions)
    registry.add(IdentityModule.module, IdentityModule.functions)
    registry.add(EnrichmentModule.module, EnrichmentModule.functions)
    registry.add(NormaliseModule.module, NormaliseModule.functions)
    registry.add(TextFunctions.module, TextFunctions.all)
    registry.add(StatsModule.module, StatsModule.functions)
    registry.add(MetricsModule.module, MetricsModule.functions)
    PeriodFunctions.declare(in: &registry)
    registry.add(PlotModule.module, PlotModule.functions)
    registry.add(MarketModule.module, MarketModule.functions)
    registry.add(SpillModule.module, SpillModule.functions)
    registry.add(FunnelModule.module, FunnelModule.functions)
    registry.add(FinanceModule.module, FinanceModule.functions)
    registry.add(ReviewModule.module, ReviewModule.functions)
    return registry
  }
}

/// The version of the program and of its Lua.
public enum Version {
  public static let text = "0.1.0"
  public static var lua: String { "Lua 5.4" }
}
