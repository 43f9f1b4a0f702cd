#ifndef RETICLE_CDIGEST_H
#define RETICLE_CDIGEST_H
// SHA-256 of short texts by the processor's own instructions.
//
// An e-mail address fits one block of SHA-256, whose work takes some 60 ns; a library's call around it
// takes more than that again. The caller checks this against a library before it is used.
#include <stddef.h>
#include <stdint.h>

/// The longest text, in bytes, that fits one block.
#define CDIGEST_SHORT 55

/// Whether this processor has the instructions.
int cdigest_has_sha256(void);

/// Writes the SHA-256 of `length` bytes of `text`, at most `CDIGEST_SHORT`, to `digest` (32 bytes).
/// Only where `cdigest_has_sha256()`.
void cdigest_sha256_short(const uint8_t *text, size_t length, uint8_t *digest);

#endif
