#ifndef RETICLE_CDOMAIN_H
#define RETICLE_CDOMAIN_H
// Registrable domains by libpsl and the Public Suffix List that is built into it.
#include <stddef.h>

/// Where the registrable domain of `host` begins: an offset into `host`, or -1 if `host` is a public
/// suffix itself, is under none, or is no host name.
///
/// `host` is NUL-terminated, lower-case, in A-label form (`xn--…`) and without a final dot.
///
/// With `icann_only`, suffixes that belong to hosting services (`github.io`) do not count as
/// suffixes. Safe from any thread.
ptrdiff_t cdomain_registrable(const char *host, int icann_only);

/// Whether `host` is under a suffix that a hosting service runs, such as `github.io`.
int cdomain_is_hosted(const char *host);

#endif
