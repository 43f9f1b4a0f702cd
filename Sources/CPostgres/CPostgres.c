#include "CPostgres.h"

#include <dlfcn.h>
#include <string.h>

#ifdef __APPLE__
static const char *const NAME = "libpq.5.dylib";
#else
static const char *const NAME = "libpq.so.5";
#endif

// A pointer to a function is not a pointer to an object in C: its bytes are copied, as POSIX advises.
static int find(void *handle, const char *name, void *function, size_t size) {
  void *symbol = dlsym(handle, name);
  if (symbol == NULL || size != sizeof symbol) return 0;
  memcpy(function, &symbol, size);
  return 1;
}

int cpostgres_load(CPostgresLibrary *library) {
  void *handle = dlopen(NAME, RTLD_NOW | RTLD_LOCAL);
  if (handle == NULL) return 0;
#define CPOSTGRES_FIND(name)                                                                        \
  if (!find(handle, "PQ" #name, &library->name, sizeof library->name)) {                            \
    dlclose(handle);                                                                                \
    return 0;                                                                                       \
  }
  CPOSTGRES_FUNCTIONS(CPOSTGRES_FIND)
#undef CPOSTGRES_FIND
  return 1;
}
