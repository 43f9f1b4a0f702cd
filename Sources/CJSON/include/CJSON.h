// JSON text to a flat list of tokens, by RapidJSON. No C++ exception leaves these functions.
#ifndef CJSON_H
#define CJSON_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  CJSON_NULL = 0,
  CJSON_FALSE,
  CJSON_TRUE,
  // As written.
  CJSON_NUMBER,
  CJSON_STRING,
  // The name of the member whose value follows.
  CJSON_KEY,
  CJSON_OBJECT,
  CJSON_OBJECT_END,
  CJSON_ARRAY,
  CJSON_ARRAY_END,
};

typedef struct {
  uint32_t kind;
  // Bytes of a number, string or key.
  uint32_t length;
  // Where those bytes begin in the text; for the beginning of an object or array the index of its end.
  uint64_t place;
} cjson_token;

typedef enum {
  CJSON_OK = 0,
  // Nothing but blanks was left.
  CJSON_EMPTY,
  CJSON_SYNTAX,
  CJSON_TOO_DEEP,
  CJSON_NO_MEMORY,
} cjson_status;

typedef struct cjson_parser cjson_parser;

cjson_parser *cjson_new(void);
void cjson_free(cjson_parser *parser);

// Where a value ends, or where the error is.
typedef struct {
  size_t end;
  // Line breaks between the start and that place, and where the last of those lines begins.
  size_t line_breaks;
  size_t line_start;
} cjson_position;

// Parses the one value that begins at `start`, after blanks. `text[count]` must be 0. Strings are
// decoded in place, so the value cannot be parsed twice.
cjson_status cjson_parse(
  cjson_parser *parser, char *text, size_t start, size_t count, size_t depth_limit,
  cjson_position *position);

// The tokens of the last value; valid until the next is parsed.
const cjson_token *cjson_tokens(const cjson_parser *parser, size_t *count);

// What is wrong, in English, if the status was CJSON_SYNTAX.
const char *cjson_reason(const cjson_parser *parser);

#ifdef __cplusplus
}
#endif
#endif
