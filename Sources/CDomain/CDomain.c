#include "CDomain.h"

#include <libpsl.h>
#include <string.h>

static ptrdiff_t offset_of(const char *host, const char *part) {
  return part ? part - host : -1;
}

// The part of `host` from the label before the longest suffix of the given kind.
static const char *registrable(const psl_ctx_t *list, const char *host, int type) {
  // psl_registrable_domain() has no choice of section, so suffixes are tried from the longest.
  const char *previous = NULL;
  for (const char *part = host;;) {
    if (psl_is_public_suffix2(list, part, type)) return previous;
    previous = part;
    const char *dot = strchr(part, '.');
    if (!dot) return NULL;
    part = dot + 1;
  }
}

ptrdiff_t cdomain_registrable(const char *host, int icann_only) {
  const psl_ctx_t *list = psl_builtin();
  if (!list || !host || !*host) return -1;
  // Without PSL_TYPE_NO_STAR_RULE a name under an unknown top-level domain counts as registrable.
  const int type = (icann_only ? PSL_TYPE_ICANN : PSL_TYPE_ANY) | PSL_TYPE_NO_STAR_RULE;
  return offset_of(host, registrable(list, host, type));
}

int cdomain_is_hosted(const char *host) {
  const psl_ctx_t *list = psl_builtin();
  if (!list || !host) return 0;
  const char *part = host;
  while (part && *part) {
    if (psl_is_public_suffix2(list, part, PSL_TYPE_PRIVATE | PSL_TYPE_NO_STAR_RULE)) return 1;
    const char *dot = strchr(part, '.');
    part = dot ? dot + 1 : NULL;
  }
  return 0;
}
