#ifndef RETICLE_CEDIT_SHIM_H
#define RETICLE_CEDIT_SHIM_H

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <editline/readline.h>

// The library's settings are C globals: Swift reaches them through these.
typedef char **(*reticle_completer)(const char *, int, int);

static inline void reticle_complete_with(reticle_completer completer, char *word_breaks) {
  rl_completer_word_break_characters = word_breaks;
  // What libedit takes away before it writes a completion goes by these.
  rl_basic_word_break_characters = word_breaks;
  rl_completion_append_character = 0;
  rl_attempted_completion_function = (rl_completion_func_t *)completer;
}

// Ctrl-C calls this from now on. Without SA_RESTART a line that is being read is given up by it:
// readline() puts the terminal right and gives NULL.
static inline void reticle_catch_interrupts(void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigprocmask(SIG_UNBLOCK, &signals, NULL);
}

// The line being edited; names of files are no answer.
static inline const char *reticle_edited_line(void) {
  rl_attempted_completion_over = 1;
  return rl_line_buffer;
}

#endif
