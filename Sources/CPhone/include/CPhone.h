#ifndef RETICLE_CPHONE_H
#define RETICLE_CPHONE_H
// Phone numbers by libphonenumber, behind a C face: no C++ type and no exception comes out.
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// What became of a phone number.
typedef enum cphone_status {
  /// `number` holds it.
  CPHONE_OK = 0,
  /// Not the text of a phone number.
  CPHONE_NO_NUMBER = 1,
  /// No `+`, and no region to read it by; or a country code that does not exist.
  CPHONE_NO_COUNTRY = 2,
  /// Fewer digits than numbers of that country have.
  CPHONE_TOO_SHORT = 3,
  /// More digits than numbers of that country have.
  CPHONE_TOO_LONG = 4,
  /// The library failed (out of memory): nothing is known about the number.
  CPHONE_FAILED = 5
} cphone_status;

typedef struct cphone_result {
  /// Country code and national number, as digits of one integer: E.164 without its `+`. No country
  /// code starts with 0 and there are at most 17 digits, so nothing is lost.
  uint64_t number;
  cphone_status status;
  /// Whether the number is in a range that the country has given out, by the library's metadata; 0
  /// where that was not asked for.
  int valid;
} cphone_result;

/// Reads a phone number.
///
/// `text` is UTF-8, not terminated. `region` is two capital letters, or NULL if the country is not
/// known: then only numbers with a country code (`+…`) can be read. An extension is dropped.
/// `checks_validity` asks for `valid`, which costs more than everything else. Safe from any thread.
cphone_result cphone_parse(
    const char *text, size_t length, const char *region, int checks_validity);

/// The calling code of a region (two capital letters), or 0 if the library knows none.
int cphone_calling_code(const char *region);

#ifdef __cplusplus
}
#endif
#endif
