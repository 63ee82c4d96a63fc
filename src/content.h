/*
 * content.h
 *	  Reading whole declarations, many at a time.
 */
#ifndef BUDGET_PERF_CONTENT_H
#define BUDGET_PERF_CONTENT_H

#include "budget_perf.h"

#include "utils/snapshot.h"

/*
 * Load the declarations of the given keys with all their children, set-wise.
 * SPI must be connected.  Returns a List of BpDeclaration * in key order,
 * allocated in the current memory context; keys that do not exist (or that
 * the current role may not see) are left out.  A NULL snapshot means the
 * usual rules of the transaction.
 */
extern List *bp_content_load(const char *ledger, const BpKey *keys, int nkeys,
							 Snapshot snapshot);

/*
 * The same for one declaration that bp_key_resolve() has just found; an error
 * that asks for another try (40001) if it was removed meanwhile.
 */
extern BpDeclaration *bp_content_load_found(const char *ledger, const BpKey *key,
											Snapshot snapshot);

/*
 * Keys as the three array arguments of a set-wise query: department codes,
 * fiscal years, versions.
 */
extern void bp_key_arrays(const BpKey *keys, int nkeys, Datum *values);

/* Key order: department code bytewise, then year, then version. */
extern int	bp_key_compare(const BpKey *a, const BpKey *b);

extern uint32 bp_key_hash(const BpKey *key);

/*
 * The newest version of a department's year when version is 0, else that
 * version; errors (02000 no_data_found) if there is none.  SPI must be connected.
 */
extern BpKey bp_key_resolve(const char *ledger, const char *department_code,
							int32 fiscal_year, int32 version);

#endif							/* BUDGET_PERF_CONTENT_H */
