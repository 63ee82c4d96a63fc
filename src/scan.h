/*
 * scan.h
 *	  Reading the rows of a ledger's table by the first columns of its primary
 *	  key, without a query.
 */
#ifndef BUDGET_PERF_SCAN_H
#define BUDGET_PERF_SCAN_H

#include "budget_perf.h"

#include "access/genam.h"
#include "executor/tuptable.h"
#include "utils/rel.h"
#include "utils/snapshot.h"

/* A column to be read; a type of InvalidOid stands for indicator_target. */
typedef struct BpColumn
{
	const char *name;
	Oid			type;
} BpColumn;

#define BP_TARGET_TYPE			InvalidOid
#define BP_SCAN_COLUMNS_MAX		16
#define BP_SCAN_KEYS_MAX		3

typedef struct BpScan
{
	Relation	rel;
	Relation	index;			/* the primary key; NULL = was not needed yet */
	IndexScanDesc scan;			/* NULL until the first seek */
	Snapshot	snapshot;		/* NULL = a guard's, and not needed yet */
	bool		owns_snapshot;	/* a guard's, and taken */
	LOCKMODE	lockmode;		/* of the table and of the index */
	TupleTableSlot *slot;		/* the current row, all of it */
	int			ncolumns;
	int			nkeys;
	Datum		code;			/* that bp_scan_seek_declaration() looks for, or 0 */
	AttrNumber	attnum[BP_SCAN_COLUMNS_MAX];
	Datum		values[BP_SCAN_COLUMNS_MAX];	/* of the current row, by column */
	bool		nulls[BP_SCAN_COLUMNS_MAX];
} BpScan;

/*
 * Begin to read a table; the first nkeys of the columns are those that rows
 * are looked for by.  Returns NULL where this cannot be done, and a query must
 * be run instead: the current role may not read the whole table, row security
 * would hide rows, or the primary key is not the one that the ledger was made
 * with.  (A guard, which shows nobody what it reads, takes no notice of rights.)
 * Errors (42804) if a column is not of its type.
 *
 * The snapshot must stay registered until the scan ends; the table is locked in
 * the given mode until the end of the transaction.
 */
extern BpScan *bp_scan_begin(const char *ledger, const char *table,
							 const BpColumn *columns, int ncolumns, int nkeys,
							 Snapshot snapshot, LOCKMODE lockmode);

/*
 * The same for a guard: the key is that of a declaration, and the latest state is
 * seen, at any isolation level.
 */
extern BpScan *bp_scan_begin_guard(Oid relid, const BpColumn *columns, int ncolumns,
								   LOCKMODE lockmode);

/*
 * Go to the rows of a key: as many values as the scan has keys, which must stay
 * until the next call.  Seek and next allocate what lives as long as the scan:
 * call them in a memory context that does, too.
 */
extern void bp_scan_seek(BpScan *scan, const Datum *values);

/* The same for a declaration, by department, year and (with three keys) version. */
extern void bp_scan_seek_declaration(BpScan *scan, const BpKey *key);

/* The next row, in key order, into values and nulls; false at the end. */
extern bool bp_scan_next(BpScan *scan);

/*
 * The row of a declaration into the slot, of a scan that bp_scan_begin_guard()
 * began; false if there is none.
 */
extern bool bp_scan_find_declaration(BpScan *scan, const BpKey *key);

/* Whether the row in the slot of such a scan is the declaration. */
extern bool bp_scan_holds(const BpScan *scan, const BpKey *key);

/* The next row into the slot only, for who wants to know that it is there, and where. */
extern bool bp_scan_find(BpScan *scan);

extern void bp_scan_end(BpScan *scan);

/* Whether a value of type text is this string. */
extern bool bp_text_is(Datum value, const char *string);

/*
 * Add to *hash what tells the rows of a table, as they are now, from any others
 * that the table held or will hold: where each stands and which transaction
 * put it there.  With a key only the rows of that value of the primary key's
 * first column count.  False, and nothing added, if the current role may not
 * see all of the table.
 */
extern bool bp_scan_fingerprint(const char *ledger, const char *table, const BpColumn *key,
								Datum value, Snapshot snapshot, uint64 *hash);

/*
 * What a query under the given snapshot would see (NULL: by the usual rules of
 * the transaction), the changes of the current transaction included, as a
 * registered snapshot; for UnregisterSnapshot().
 */
extern Snapshot bp_scan_snapshot(Snapshot snapshot);

#endif							/* BUDGET_PERF_SCAN_H */
