/*
 * names_sql.h
 *	  The normal forms of names.h for texts in the server encoding.
 */
#ifndef BUDGET_PERF_NAMES_SQL_H
#define BUDGET_PERF_NAMES_SQL_H

#include "budget_perf.h"

#include "names.h"

/*
 * Convert to UTF-8, apply a form of names.h, convert back; palloc'd.  A text
 * that its encoding does not map to UTF-8 comes back as it is.
 */
extern char *bp_names_apply(size_t (*form) (const char *, size_t, char *),
							const char *text);

/*
 * A text of the server encoding as UTF-8, without complaint: NULL if some of
 * its bytes have no equivalent.  The result may be the input itself.  In a
 * SQL_ASCII database the bytes are taken for UTF-8, valid or not.
 */
extern char *bp_server_to_utf8(const char *text, size_t length, size_t *utf8_length);

/* The reverse, palloc'd and ended by a zero byte; NULL if not representable. */
extern char *bp_utf8_to_server(const char *utf8, size_t length);

/*
 * The same for texts that are only compared or shown: what has no equivalent
 * stays as it is on the way to UTF-8, where nothing will match it, and shows
 * as a question mark on the way back.
 */
extern char *bp_to_utf8(const char *text);
extern char *bp_from_utf8(const char *utf8);

/* A text as a message quotes it: a long one is cut. */
extern char *bp_clip(const char *text);

#endif							/* BUDGET_PERF_NAMES_SQL_H */
