// Loops over text cells, written once for both instruction sets. Comes after `values.h`.
//
// The file that includes this one defines:
//   key_load(p, length)              the first 32 bytes, what is past the end zero
//   key_hash(key, length)            64 well mixed bits
//   key_equals(key, stored)          whether 32 stored bytes are the same
//   key_store(key, stored)
//   no_quotes(p, length)             whether there is no quote
//   view_short(p, length, out)       16 bytes: length, then up to 12 bytes, the rest zero
//   copy(to, p, length)              may write 31 bytes more, and read 31 more

// The entry of a text, or -1.
INLINE int32_t find(
  const cscan_dictionary *dictionary, KEY key, uint64_t hash, const uint8_t *p, size_t length) {
  uint32_t slot = (uint32_t)hash & dictionary->mask;
  uint32_t tag = (uint32_t)(hash >> 48);
  for (;;) {
    uint32_t found = dictionary->slots[slot];
    if (found == 0) return -1;
    if (found >> 16 == tag) {
      uint32_t entry = (found & 0xffff) - 1;
      if (dictionary->lengths[entry] == length &&
          key_equals(key, dictionary->keys + 32 * (size_t)entry) &&
          (length <= 32 || memcmp(p + 32, dictionary->texts[entry] + 32, length - 32) == 0)) {
        return (int32_t)entry;
      }
    }
    slot = (slot + 1) & dictionary->mask;
  }
}

INLINE size_t codes_body(
  const cscan_cells *cells, cscan_block *block, const cscan_dictionary *dictionary,
  uint16_t *out, int general) {
  if (dictionary->slots == NULL) return block->from;
  EACH_ROW({
    if (general && cell.quotes != 0 && !no_quotes(cell.p, cell.length)) STOP;
    KEY key = key_load(cell.p, cell.length);
    int32_t entry = find(dictionary, key, key_hash(key, cell.length), cell.p, cell.length);
    if (entry < 0) STOP;
    uint16_t code = dictionary->codes[entry];
    out[row] = code;
    bit = code != CSCAN_MISSING;
  }, )
}

static size_t NAME(codes)(
  const cscan_cells *cells, cscan_block *block, const cscan_dictionary *dictionary,
  uint16_t *out) {
  TWO_WAYS(codes_body, cells, block, dictionary, out);
}

// 0: no mark; 1: a mark; 2: its first eight bytes are a mark's.
INLINE int mark(const cscan_marks *marks, const uint8_t *p, size_t length) {
  if (marks->count == 0 || (marks->length_set >> (length < 63 ? length : 63) & 1) == 0) return 0;
  uint64_t word = 0;
  memcpy(&word, p, 8);
  if (length < 8) word &= (1ull << (8 * length)) - 1;
  for (size_t i = 0; i < marks->count; i++) {
    if (marks->words[i] == word && marks->lengths[i] == length) return length <= 8 ? 1 : 2;
  }
  return 0;
}

INLINE size_t views_body(
  const cscan_cells *cells, cscan_block *block, const cscan_marks *marks, cscan_arena *arena,
  uint64_t *out, int general) {
  uint8_t *next = arena->next;
  size_t left = arena->left;
  EACH_ROW({
    if (general && cell.quotes != 0 && !no_quotes(cell.p, cell.length)) STOP;
    int what = mark(marks, cell.p, cell.length);
    if (what == 2) STOP;
    if (what == 1) cell.length = 0;
    if (cell.length <= 12) {
      view_short(cell.p, cell.length, out + 2 * row);
    } else {
      if (cell.length > left || cell.length > UINT32_MAX) STOP;
      copy(next, cell.p, cell.length);
      uint32_t first;
      memcpy(&first, cell.p, 4);
      out[2 * row] = (uint64_t)cell.length | (uint64_t)first << 32;
      out[2 * row + 1] = (uint64_t)(uintptr_t)next;
      next += cell.length;
      left -= cell.length;
    }
    bit = cell.length != 0;
  }, {
    arena->next = next;
    arena->left = left;
  })
}

static size_t NAME(views)(
  const cscan_cells *cells, cscan_block *block, const cscan_marks *marks, cscan_arena *arena,
  uint64_t *out) {
  TWO_WAYS(views_body, cells, block, marks, arena, out);
}

// Twice the room, at least 64 entries. 0 if there is no memory.
static int grow(cscan_dictionary *dictionary) {
  uint32_t capacity = dictionary->capacity ? dictionary->capacity * 2 : 64;
  uint32_t *slots = calloc((size_t)capacity * 2, sizeof(uint32_t));
  if (!slots) return 0;
  free(dictionary->slots);
  dictionary->slots = slots;
  dictionary->mask = capacity * 2 - 1;
  void *keys = realloc(dictionary->keys, (size_t)capacity * 32);
  if (keys) dictionary->keys = keys;
  void *lengths = realloc(dictionary->lengths, (size_t)capacity * sizeof(uint32_t));
  if (lengths) dictionary->lengths = lengths;
  void *codes = realloc(dictionary->codes, (size_t)capacity * sizeof(uint16_t));
  if (codes) dictionary->codes = codes;
  void *texts = realloc(dictionary->texts, (size_t)capacity * sizeof(uint8_t *));
  if (texts) dictionary->texts = texts;
  if (!keys || !lengths || !codes || !texts) return 0;
  dictionary->capacity = capacity;
  return 1;
}

static void place(cscan_dictionary *dictionary, uint64_t hash, uint32_t entry) {
  uint32_t slot = (uint32_t)hash & dictionary->mask;
  while (dictionary->slots[slot] != 0) slot = (slot + 1) & dictionary->mask;
  dictionary->slots[slot] = (uint32_t)(hash >> 48) << 16 | (entry + 1);
}

static KEY key_exact(const uint8_t *text, size_t length) {
  uint8_t bytes[64] = {0};
  memcpy(bytes, text, length < 32 ? length : 32);
  return key_load(bytes, length);
}

static int NAME(insert)(
  cscan_dictionary *dictionary, const uint8_t *text, size_t length, uint16_t code) {
  // An entry's number plus one must fit 16 bits.
  if (dictionary->count >= 65535 || length > UINT32_MAX) return 0;
  if (dictionary->count == dictionary->capacity) {
    if (!grow(dictionary)) return 0;
    for (uint32_t entry = 0; entry < dictionary->count; entry++) {
      size_t size = dictionary->lengths[entry];
      KEY key = key_exact(dictionary->keys + 32 * (size_t)entry, size < 32 ? size : 32);
      place(dictionary, key_hash(key, size), entry);
    }
  }
  uint32_t entry = dictionary->count++;
  KEY key = key_exact(text, length);
  key_store(key, dictionary->keys + 32 * (size_t)entry);
  dictionary->lengths[entry] = (uint32_t)length;
  dictionary->codes[entry] = code;
  dictionary->texts[entry] = text;
  place(dictionary, key_hash(key, length), entry);
  return 1;
}
