#include "CJSON.h"

#include <rapidjson/error/en.h>
#include <rapidjson/reader.h>

#include <new>
#include <vector>

namespace {

// Text that is decoded in place. Line breaks are counted as they are taken: JSON has none inside
// strings, and afterwards a decoded one could not be told from them.
struct InsituText {
  typedef char Ch;

  InsituText(char *text, char *start) : src(start), dst(nullptr), head(text) {}

  Ch Peek() const { return *src; }
  Ch Take() {
    char c = *src++;
    if (c == '\n') {
      line_breaks += 1;
      line_start = src;
    }
    return c;
  }
  size_t Tell() const { return static_cast<size_t>(src - head); }
  void Put(Ch c) { *dst++ = c; }
  Ch *PutBegin() { return dst = src; }
  size_t PutEnd(Ch *begin) { return static_cast<size_t>(dst - begin); }
  void Flush() {}
  Ch *Push(size_t count) {
    char *begin = dst;
    dst += count;
    return begin;
  }
  void Pop(size_t count) { dst -= count; }

  char *src;
  char *dst;
  char *head;
  size_t line_breaks = 0;
  char *line_start = nullptr;
};

} // namespace

namespace rapidjson {
// The reader works on copies of the stream: where a number began is known only so.
template <> struct StreamTraits<InsituText> {
  enum { copyOptimization = 1 };
};
} // namespace rapidjson

namespace {

// No recursion, so that nesting is bounded by the limit and not by the stack; numbers as they are
// written, so that none is rounded before its column is known.
constexpr unsigned flags = rapidjson::kParseInsituFlag | rapidjson::kParseIterativeFlag |
                           rapidjson::kParseValidateEncodingFlag |
                           rapidjson::kParseNumbersAsStringsFlag | rapidjson::kParseStopWhenDoneFlag;

struct Tape {
  std::vector<cjson_token> tokens;
  std::vector<uint32_t> open;
  const char *base = nullptr;
  size_t depth_limit = 0;
  bool is_too_deep = false;

  bool add(uint32_t kind, const char *text = nullptr, size_t length = 0) {
    tokens.push_back({kind, static_cast<uint32_t>(length),
                      text ? static_cast<uint64_t>(text - base) : 0});
    return true;
  }

  bool begin(uint32_t kind) {
    if (open.size() >= depth_limit || tokens.size() >= UINT32_MAX) {
      is_too_deep = true;
      return false;
    }
    open.push_back(static_cast<uint32_t>(tokens.size()));
    return add(kind);
  }

  bool end(uint32_t kind) {
    tokens[open.back()].place = tokens.size();
    open.pop_back();
    return add(kind);
  }

  bool Null() { return add(CJSON_NULL); }
  bool Bool(bool value) { return add(value ? CJSON_TRUE : CJSON_FALSE); }
  bool RawNumber(const char *text, rapidjson::SizeType length, bool) { return add(CJSON_NUMBER, text, length); }
  bool String(const char *text, rapidjson::SizeType length, bool) { return add(CJSON_STRING, text, length); }
  bool Key(const char *text, rapidjson::SizeType length, bool) { return add(CJSON_KEY, text, length); }
  bool StartObject() { return begin(CJSON_OBJECT); }
  bool EndObject(rapidjson::SizeType) { return end(CJSON_OBJECT_END); }
  bool StartArray() { return begin(CJSON_ARRAY); }
  bool EndArray(rapidjson::SizeType) { return end(CJSON_ARRAY_END); }
  // Numbers come as text only.
  bool Int(int) { return false; }
  bool Uint(unsigned) { return false; }
  bool Int64(int64_t) { return false; }
  bool Uint64(uint64_t) { return false; }
  bool Double(double) { return false; }
};

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

} // namespace

struct cjson_parser {
  Tape tape;
  rapidjson::Reader reader;
  const char *reason = "";
};

extern "C" {

cjson_parser *cjson_new(void) { return new (std::nothrow) cjson_parser; }

void cjson_free(cjson_parser *parser) { delete parser; }

cjson_status cjson_parse(
  cjson_parser *parser, char *text, size_t start, size_t count, size_t depth_limit,
  cjson_position *position) {
  InsituText stream(text, text + start);
  position->end = start;
  position->line_breaks = 0;
  while (stream.Tell() < count && is_blank(stream.Peek())) stream.Take();
  cjson_status status = CJSON_EMPTY;
  if (stream.Tell() < count) {
    try {
      Tape &tape = parser->tape;
      tape.tokens.clear();
      tape.open.clear();
      tape.base = text;
      tape.depth_limit = depth_limit;
      tape.is_too_deep = false;
      rapidjson::ParseResult result = parser->reader.Parse<flags>(stream, tape);
      status = CJSON_OK;
      if (result.IsError()) {
        status = tape.is_too_deep ? CJSON_TOO_DEEP : CJSON_SYNTAX;
        parser->reason = rapidjson::GetParseError_En(result.Code());
        size_t at = result.Offset();
        stream.src = text + (at < count ? at : count);
      }
    } catch (...) {
      status = CJSON_NO_MEMORY;
    }
  }
  position->end = stream.Tell();
  position->line_breaks = stream.line_breaks;
  position->line_start = stream.line_start ? static_cast<size_t>(stream.line_start - text) : start;
  return status;
}

const cjson_token *cjson_tokens(const cjson_parser *parser, size_t *count) {
  *count = parser->tape.tokens.size();
  return parser->tape.tokens.data();
}

const char *cjson_reason(const cjson_parser *parser) { return parser->reason; }

}
