/*
 * ledger.h
 *	  Finding a ledger, naming its tables, and running queries as its owner.
 */
#ifndef BUDGET_PERF_LEDGER_H
#define BUDGET_PERF_LEDGER_H

#include "budget_perf.h"

#include "executor/spi.h"
#include "utils/snapshot.h"

/*
 * The schema name of the ledger that a caller names, checked to be one;
 * reports an error (3F000 no such schema, 42P01 no ledger) otherwise.
 */
extern char *bp_ledger_named(const char *name);

/* The same for an argument of type text. */
extern char *bp_ledger_arg(const text *name);

/* The quoted, qualified name of a table of a ledger: "budget"."task". */
extern char *bp_table(const char *ledger, const char *table);

/*
 * Expand "@ledger@" in a query to the ledger's quoted schema name.  Every
 * query of ours is written with it; nothing is left to the search path.
 */
extern char *bp_expand(const char *query, const char *ledger);

/*
 * SPI_execute_with_args for a query written with "@ledger@", under the given
 * snapshot (NULL: the usual rules of the transaction).  nulls may be NULL.
 */
extern int	bp_execute(const char *ledger, const char *query, int nargs,
					   Oid *argtypes, Datum *values, const char *nulls,
					   Snapshot snapshot, bool read_only);

/*
 * The same with a plan kept for the session.  The query must be a string
 * constant: its address is part of the cache's key.
 */
extern SPIPlanPtr bp_kept_plan(const char *ledger, const char *query, int nargs,
							   Oid *argtypes);
/* The plan, made if it has to be, pinned by the current resource owner; needs SPI. */
extern CachedPlan *bp_plan_by_key(SPIPlanPtr kept);
extern int	bp_execute_kept(const char *ledger, const char *query, int nargs,
							Oid *argtypes, Datum *values, const char *nulls,
							Snapshot snapshot, bool read_only);

/*
 * The snapshot for looking at what others have committed by now, whatever the
 * isolation level; NULL where the transaction's usual rules give it anyway.
 */
extern Snapshot bp_latest_snapshot(void);

/* Values of an SPI row, in the current memory context; NULL if null. */
extern char *bp_row_text(int row, int column);
extern char *bp_row_given(int row, int column);	/* an error if null */
pg_noreturn extern void bp_null_error(const char *column);
extern Datum bp_row_datum(int row, int column, Oid type, bool *isnull);	/* an error if of another type */
extern void bp_require_type(TupleDesc desc, int column, Oid type);
extern int32 bp_row_int32(int row, int column, int32 if_null);
extern Numeric bp_row_numeric(int row, int column);

/* One-dimensional arrays as query arguments. */
extern Datum bp_text_array(char **values, int count);	/* NULL member = null */
extern Datum bp_int32_array(const int32 *values, int count);

/*
 * Become the owner of a ledger with row security off (and back): checks must
 * see every row, whoever writes.  The state lives in the caller's frame; an
 * error resets it with the transaction.
 */
typedef struct BpOwnerSwitch
{
	Oid			userid;
	int			sec_context;
} BpOwnerSwitch;

extern Oid	bp_ledger_owner(const char *ledger);
extern void bp_become_owner(const char *ledger, BpOwnerSwitch *saved);
extern void bp_unbecome_owner(const BpOwnerSwitch *saved);

#endif							/* BUDGET_PERF_LEDGER_H */
