import CLuaBridge
import Foundation

@testable import LuaHost

/// Makes the n-th allocation of script code fail, and all after it.
func rlFailAllocation(_ engine: LuaEngine, _ n: Int) { rl_fail_allocation(engine.state, n) }

extension LuaEngine {
  var stackHeight: Int32 { rl_stack_height(state) }
  var depth: Int32 { rl_depth(state) }
}

/// The engine's state that a signal on this thread stops: tests run on several threads.
private let stopping: pthread_key_t = {
  var key = pthread_key_t()
  pthread_key_create(&key, nil)
  return key
}()

/// Stops the engine from a signal on this thread, as Ctrl-C does.
func stopLater(_ engine: LuaEngine, milliseconds: Int) {
  pthread_setspecific(stopping, UnsafeRawPointer(engine.state))
  signal(SIGUSR1) { _ in
    if let state = pthread_getspecific(stopping) {
      rl_stop(OpaquePointer(state), Int32(RL_STOP_INTERRUPT))
    }
  }
  // Dispatch's threads, which tests run on, block signals.
  var signals = sigset_t()
  sigemptyset(&signals)
  sigaddset(&signals, SIGUSR1)
  pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  let thread = pthread_self()
  DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(milliseconds)) {
    pthread_kill(thread, SIGUSR1)
  }
}
