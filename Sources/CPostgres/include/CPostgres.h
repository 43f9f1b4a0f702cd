#ifndef CPOSTGRES_H
#define CPOSTGRES_H

// Debian keeps it in a folder of its own.
#if __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif

/// The functions of libpq, found when a database is first asked for: the library brings two dozen
/// others with it (Kerberos, LDAP, TLS), which would cost every start several milliseconds.
#define CPOSTGRES_FUNCTIONS(X)                                                                      \
  X(connectdbParams)                                                                                \
  X(status)                                                                                         \
  X(errorMessage)                                                                                   \
  X(host)                                                                                           \
  X(finish)                                                                                         \
  X(conninfoParse)                                                                                  \
  X(conninfoFree)                                                                                   \
  X(conndefaults)                                                                                   \
  X(freemem)                                                                                        \
  X(exec)                                                                                           \
  X(clear)                                                                                          \
  X(resultStatus)                                                                                   \
  X(ntuples)                                                                                        \
  X(nfields)                                                                                        \
  X(getisnull)                                                                                      \
  X(getvalue)                                                                                       \
  X(getCopyData)                                                                                    \
  X(putCopyData)                                                                                    \
  X(putCopyEnd)                                                                                     \
  X(getResult)                                                                                      \
  X(getCancel)                                                                                      \
  X(cancel)                                                                                         \
  X(freeCancel)

/// libpq's functions by their names without `PQ`.
typedef struct {
#define CPOSTGRES_FIELD(name) __typeof__(&PQ##name) _Nonnull name;
  CPOSTGRES_FUNCTIONS(CPOSTGRES_FIELD)
#undef CPOSTGRES_FIELD
} CPostgresLibrary;

/// Loads the library and finds its functions.
///
/// Returns 1, or 0 if this machine has no libpq, or one that lacks a function.
int cpostgres_load(CPostgresLibrary *_Nonnull library);

#endif
