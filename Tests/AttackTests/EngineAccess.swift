import CLuaBridge

@testable import LuaHost

extension LuaEngine {
  var stackHeight: Int32 { rl_stack_height(state) }

  /// Makes the n-th allocation of script code from now on fail, and all after it; 0 ends that.
  func failAllocation(_ n: Int) { rl_fail_allocation(state, n) }
}
