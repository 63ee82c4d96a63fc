/*
 * scan.c
 *	  Reading the rows of a ledger's table by the first columns of its primary
 *	  key, without a query.
 *
 * What the engine looks up is always the same: the rows of one declaration,
 * in key order.  A query for it costs more than the rows: most of a submission
 * was planning, starting and ending executors, and copying tuples (350 000 of
 * 420 000 instructions for the 40 rows of a declaration).  So the primary key
 * is read by the index interface itself.
 *
 * Invariant: no right is gained by it.  Where the current role could not read
 * every row of the table by a query, there is no scan, and the caller runs the
 * query, which reports or hides what it must.
 */
#include "postgres.h"

#include "access/relscan.h"
#include "access/stratnum.h"
#include "access/table.h"
#include "access/tableam.h"
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "scan.h"
#include "trigger.h"

static bool may_read(Oid relid);
static Oid	target_type(void);
static bool is_key_index(Relation index, const BpScan *scan, const BpColumn *columns);

/* Whether the current role sees every row and every column of a table. */
static bool
may_read(Oid relid)
{
	return pg_class_aclcheck(relid, GetUserId(), ACL_SELECT) == ACLCHECK_OK &&
		check_enable_rls(relid, InvalidOid, true) != RLS_ENABLED;
}

static Oid
target_type(void)
{
	Oid			schema = get_namespace_oid(BP_ENGINE_SCHEMA, false);

	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
						   CStringGetDatum("indicator_target"), ObjectIdGetDatum(schema));
}

/* Whether an index finds the keys of a scan in the order of its columns. */
static bool
is_key_index(Relation index, const BpScan *scan, const BpColumn *columns)
{
	Form_pg_index form = index->rd_index;

	if (index->rd_rel->relam != BTREE_AM_OID || !form->indisvalid ||
		form->indnkeyatts < scan->nkeys)
		return false;
	for (int i = 0; i < scan->nkeys; i++)
	{
		if (form->indkey.values[i] != scan->attnum[i] ||
			(columns[i].type == TEXTOID && index->rd_indcollation[i] != C_COLLATION_OID))
			return false;
	}
	return true;
}

BpScan *
bp_scan_begin(const char *ledger, const char *table, const BpColumn *columns, int ncolumns,
			  int nkeys, Snapshot snapshot, LOCKMODE lockmode)
{
	BpScan	   *scan;
	Oid			relid = get_relname_relid(table, get_namespace_oid(ledger, false));
	Oid			primary_key;

	Assert(ncolumns <= BP_SCAN_COLUMNS_MAX && nkeys <= BP_SCAN_KEYS_MAX);
	if (!OidIsValid(relid) || !may_read(relid))
		return NULL;

	scan = palloc0(sizeof(BpScan));
	scan->rel = table_open(relid, lockmode);
	scan->ncolumns = ncolumns;
	scan->nkeys = nkeys;
	if (scan->rel->rd_rel->relkind != RELKIND_RELATION)
	{
		table_close(scan->rel, NoLock);
		pfree(scan);
		return NULL;
	}
	for (int i = 0; i < ncolumns; i++)
		scan->attnum[i] = bp_column(scan->rel, columns[i].name,
									columns[i].type == BP_TARGET_TYPE ? target_type() :
									columns[i].type);

	primary_key = RelationGetPrimaryKeyIndex(scan->rel, false);
	if (OidIsValid(primary_key))
		scan->index = index_open(primary_key, lockmode);
	if (scan->index == NULL || !is_key_index(scan->index, scan, columns))
	{
		if (scan->index != NULL)
			index_close(scan->index, NoLock);
		table_close(scan->rel, NoLock);
		pfree(scan);
		return NULL;
	}
	scan->slot = table_slot_create(scan->rel, NULL);
	scan->scan = index_beginscan(scan->rel, scan->index, snapshot, NULL, nkeys, 0);
	return scan;
}

void
bp_scan_seek(BpScan *scan, const Datum *values)
{
	ScanKeyData keys[BP_SCAN_KEYS_MAX];

	for (int i = 0; i < scan->nkeys; i++)
	{
		bool		is_text = (TupleDescAttr(RelationGetDescr(scan->rel),
											 scan->attnum[i] - 1)->atttypid == TEXTOID);

		ScanKeyEntryInitialize(&keys[i], 0, i + 1, BTEqualStrategyNumber, InvalidOid,
							   is_text ? C_COLLATION_OID : InvalidOid,
							   is_text ? F_TEXTEQ : F_INT4EQ, values[i]);
	}
	index_rescan(scan->scan, keys, scan->nkeys, NULL, 0);
}

void
bp_scan_seek_declaration(BpScan *scan, const BpKey *key)
{
	Datum		values[BP_SCAN_KEYS_MAX];

	values[0] = CStringGetTextDatum(key->department_code);
	values[1] = Int32GetDatum(key->fiscal_year);
	values[2] = Int32GetDatum(key->version);
	bp_scan_seek(scan, values);
}

bool
bp_scan_next(BpScan *scan)
{
	CHECK_FOR_INTERRUPTS();
	if (!index_getnext_slot(scan->scan, ForwardScanDirection, scan->slot))
		return false;
	slot_getallattrs(scan->slot);
	for (int i = 0; i < scan->ncolumns; i++)
	{
		scan->values[i] = scan->slot->tts_values[scan->attnum[i] - 1];
		scan->nulls[i] = scan->slot->tts_isnull[scan->attnum[i] - 1];
	}
	return true;
}

/* The locks stay until the end of the transaction, as those of a query do. */
void
bp_scan_end(BpScan *scan)
{
	index_endscan(scan->scan);
	ExecDropSingleTupleTableSlot(scan->slot);
	index_close(scan->index, NoLock);
	table_close(scan->rel, NoLock);
	pfree(scan);
}

Snapshot
bp_scan_snapshot(Snapshot snapshot)
{
	/* as SPI does it for a query that is not read-only */
	CommandCounterIncrement();
	if (snapshot == InvalidSnapshot)
		return RegisterSnapshot(GetTransactionSnapshot());
	PushCopiedSnapshot(snapshot);
	UpdateActiveSnapshotCommandId();
	snapshot = RegisterSnapshot(GetActiveSnapshot());
	PopActiveSnapshot();
	return snapshot;
}
