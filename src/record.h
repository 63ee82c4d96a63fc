/*
 * record.h
 *	  Writing rows of the records (seal, history) without a query.
 */
#ifndef BUDGET_PERF_RECORD_H
#define BUDGET_PERF_RECORD_H

#include "budget_perf.h"

#include "executor/tuptable.h"
#include "nodes/execnodes.h"
#include "utils/rel.h"

#include "scan.h"

#define BP_RECORD_COLUMNS_MAX	16

typedef struct BpRecorder
{
	Relation	rel;
	EState	   *estate;
	ResultRelInfo *target;
	TupleTableSlot *slot;
	int			ncolumns;
	AttrNumber	attnum[BP_RECORD_COLUMNS_MAX];
	AttrNumber	identity;		/* the column that is numbered, or 0 */
	Oid			sequence;
} BpRecorder;

/*
 * Begin to write to a table of records whose columns are the given ones and, if
 * it has one, an identity.  Returns NULL where a query must be run instead: the
 * current role may not insert, or somebody gave the table a column, a row
 * security, a rule or a trigger that a query would have to mind.  The foreign
 * key to the declarations is not asked: who writes must hold the declaration's
 * row lock.  Errors (42804) if a column is not of its type.
 */
extern BpRecorder *bp_recorder_begin(const char *ledger, const char *table,
									 const BpColumn *columns, int ncolumns);

/* Whether a column leaves it to us how it is compressed. */
extern bool bp_recorder_may_compress(const BpRecorder *recorder, int column);

/* Write one row: a value or a null for each column. */
extern void bp_recorder_put(BpRecorder *recorder, const Datum *values, const bool *nulls);

/* What was written is visible to what the transaction does next. */
extern void bp_recorder_end(BpRecorder *recorder);

#endif							/* BUDGET_PERF_RECORD_H */
