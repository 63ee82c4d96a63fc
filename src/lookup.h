/*
 * lookup.h
 *	  Rows of a ledger by key, asked for again and again within one query.
 *
 * A function in FROM that is called for one department's year after the other
 * keeps what it needs in a BpCalls, for as long as the query runs.
 */
#ifndef BUDGET_PERF_LOOKUP_H
#define BUDGET_PERF_LOOKUP_H

#include "budget_perf.h"

#include "executor/executor.h"
#include "fmgr.h"
#include "nodes/execnodes.h"
#include "nodes/params.h"
#include "utils/plancache.h"
#include "utils/resowner.h"
#include "utils/tuplestore.h"

#define BP_LOOKUP_KEYS		3

struct BpCalls;

/* A query by key.  Set query and keys, zero the rest. */
typedef struct BpLookup
{
	const char *query;			/* a string constant, written with "@ledger@" */
	int			nkeys;			/* $1 a department or form, the others integers */

	struct BpCalls *calls;
	CachedPlan *plan;
	ResourceOwner owner;		/* that holds the plan */
	QueryDesc  *running;		/* NULL: not started in this query */
	ParamListInfo keys;
	bool		repeats;		/* asks again by a rescan */
	struct BpLookup *next;		/* that was started before this one */
} BpLookup;

/* What a function keeps between its calls in one query; embedded first in its own. */
typedef struct BpCalls
{
	Oid			declaration;	/* the table that names the ledger */
	char	   *ledger;
	MemoryContext context;		/* of the query */
	BpLookup   *started;
	TupleDesc	columns;		/* of the result */
	Tuplestorestate *rows;		/* the result of this call */
} BpCalls;

/*
 * Begin a call of a set-returning function whose first argument is the
 * declaration table of a ledger: make the result's tuplestore, and find what
 * the calls before have kept; size bytes, zeroed on the first call, which
 * *first tells.
 */
extern BpCalls *bp_calls_begin(FunctionCallInfo fcinfo, Size size, bool *first);

/* Ask for the rows of a key; ends what was asked before. */
extern void bp_lookup(BpCalls *calls, BpLookup *lookup, Datum key1, int32 key2, int32 key3);

/* The next row, or NULL; good until the next call for this look-up. */
extern TupleTableSlot *bp_lookup_next(BpLookup *lookup);

/* A column of it, by number from 1; NULL pointer if null, so for types by reference only. */
static inline Datum
bp_lookup_value(TupleTableSlot *row, int column)
{
	bool		isnull;
	Datum		value = slot_getattr(row, column, &isnull);

	return isnull ? (Datum) 0 : value;
}

/* One that is NOT NULL; an error if its owner dropped that. */
extern Datum bp_lookup_given(TupleTableSlot *row, int column);

/* Such a value in the current memory context; a null stays one. */
extern Datum bp_lookup_copy(Datum value);

#endif							/* BUDGET_PERF_LOOKUP_H */
