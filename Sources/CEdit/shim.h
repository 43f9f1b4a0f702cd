#ifndef RETICLE_CEDIT_SHIM_H
#define RETICLE_CEDIT_SHIM_H

#include <stdio.h>
#include <editline/readline.h>

#endif
