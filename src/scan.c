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
 * query, which reports or hides what it must.  (A guard sees all, as the check
 * of a foreign key does, and tells nobody.)
 */
#include "postgres.h"

#include "access/relscan.h"
#include "access/stratnum.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_am.h"
#include "catalog/pg_class.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "content.h"
#include "ledger.h"
#include "scan.h"
#include "trigger.h"

/*
 * Where a declaration was found last, and in which file.  Who edits a form sends
 * one statement after the other, and for each of them the way through the index
 * was half of what the guard costs.  A place proves nothing: what stands there is
 * looked at before it is taken for the declaration.
 */
typedef struct Place
{
	Oid			relid;
	Oid			file;
	uint32		hash;			/* of the key; what stands there tells the rest */
	Buffer		buffer;			/* that held its page the last time */
	ItemPointerData tid;
} Place;

/*
 * A key has two places to be in: with one, every eighth of 120 declarations
 * was in the way of another, and they drove each other out.
 */
#define PAIRS				512		/* 24 kB a session */

static Place places[PAIRS][2];

/* The table whose primary key a guard has found to be right, with its columns. */
static struct
{
	Oid			relid;
	Oid			index;
	AttrNumber	attnum[BP_SCAN_KEYS_MAX];
}			known_key;

static bool may_read(Oid relid);
static bool is_plain(Relation rel);
static BpScan *begin(Oid relid, const BpColumn *columns, int ncolumns, int nkeys,
					 Snapshot snapshot, LOCKMODE lockmode, bool lazily);
static Place *pair_of(const BpScan *scan, uint32 hash);
static bool is_there(const Place *place, const BpScan *scan);
static Snapshot own_snapshot(BpScan *scan);
static bool recall(BpScan *scan, Place *place, const BpKey *key, uint32 hash);
static Oid	target_type(void);
static uint64 version_hash(TupleTableSlot *slot);
static bool is_key_index(Relation index, const BpScan *scan, const BpColumn *columns);

/* Whether the current role sees every row and every column of a table. */
static bool
may_read(Oid relid)
{
	return pg_class_aclcheck(relid, GetUserId(), ACL_SELECT) == ACLCHECK_OK &&
		check_enable_rls(relid, InvalidOid, true) != RLS_ENABLED;
}

/*
 * Whether the rows of a relation are its own and in its file: what bears the name
 * of a ledger's table may be a view, or have children that a query would read, too.
 */
static bool
is_plain(Relation rel)
{
	return rel->rd_rel->relkind == RELKIND_RELATION && !rel->rd_rel->relhassubclass;
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

/* Lazily: a primary key that is known to be right is not opened before it is sought in. */
static BpScan *
begin(Oid relid, const BpColumn *columns, int ncolumns, int nkeys, Snapshot snapshot,
	  LOCKMODE lockmode, bool lazily)
{
	BpScan	   *scan;
	Oid			primary_key;

	Assert(ncolumns <= BP_SCAN_COLUMNS_MAX && nkeys <= BP_SCAN_KEYS_MAX);

	scan = palloc0(sizeof(BpScan));
	scan->rel = table_open(relid, lockmode);
	scan->snapshot = snapshot;
	scan->lockmode = lockmode;
	scan->ncolumns = ncolumns;
	scan->nkeys = nkeys;
	if (!is_plain(scan->rel))
	{
		table_close(scan->rel, NoLock);
		pfree(scan);
		return NULL;
	}
	for (int i = 0; i < ncolumns; i++)
		scan->attnum[i] = bp_column_after(scan->rel, i > 0 ? scan->attnum[i - 1] : 0,
										  columns[i].name,
										  columns[i].type == BP_TARGET_TYPE ? target_type() :
										  columns[i].type);

	primary_key = RelationGetPrimaryKeyIndex(scan->rel, false);
	if (!lazily || !OidIsValid(primary_key) || known_key.relid != relid ||
		known_key.index != primary_key ||
		memcmp(known_key.attnum, scan->attnum, sizeof(AttrNumber) * nkeys) != 0)
	{
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
		if (lazily)
		{
			known_key.relid = relid;
			known_key.index = primary_key;
			memcpy(known_key.attnum, scan->attnum, sizeof(AttrNumber) * nkeys);
		}
	}
	scan->slot = table_slot_create(scan->rel, NULL);
	return scan;
}

BpScan *
bp_scan_begin(const char *ledger, const char *table, const BpColumn *columns, int ncolumns,
			  int nkeys, Snapshot snapshot, LOCKMODE lockmode)
{
	Oid			relid = get_relname_relid(table, get_namespace_oid(ledger, false));

	if (!OidIsValid(relid) || !may_read(relid))
		return NULL;
	return begin(relid, columns, ncolumns, nkeys, snapshot, lockmode, false);
}

BpScan *
bp_scan_begin_guard(Oid relid, const BpColumn *columns, int ncolumns, LOCKMODE lockmode)
{
	return OidIsValid(relid) ?
		begin(relid, columns, ncolumns, BP_SCAN_KEYS_MAX, NULL, lockmode, true) : NULL;
}

void
bp_scan_seek(BpScan *scan, const Datum *values)
{
	ScanKeyData keys[BP_SCAN_KEYS_MAX];

	if (scan->index == NULL)
		scan->index = index_open(RelationGetPrimaryKeyIndex(scan->rel, false), scan->lockmode);
	if (scan->scan == NULL)
		scan->scan = index_beginscan(scan->rel, scan->index, scan->snapshot, NULL,
									 scan->nkeys, 0);
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
	Datum		values[BP_SCAN_KEYS_MAX] = {0};
	Datum		before = scan->code;

	values[0] = scan->code = CStringGetTextDatum(key->department_code);
	values[1] = Int32GetDatum(key->fiscal_year);
	values[2] = Int32GetDatum(key->version);
	bp_scan_seek(scan, values);
	if (before != (Datum) 0)
		pfree(DatumGetPointer(before));
}

bool
bp_text_is(Datum value, const char *string)
{
	text	   *given = DatumGetTextPP(value);
	size_t		length = strlen(string);

	return VARSIZE_ANY_EXHDR(given) == length && memcmp(VARDATA_ANY(given), string, length) == 0;
}

static Place *
pair_of(const BpScan *scan, uint32 hash)
{
	return places[hash_combine(hash, hash_bytes_uint32(RelationGetRelid(scan->rel))) % PAIRS];
}

bool
bp_scan_holds(const BpScan *scan, const BpKey *key)
{
	bool		isnull[BP_SCAN_KEYS_MAX];
	Datum		values[BP_SCAN_KEYS_MAX];

	for (int i = 0; i < BP_SCAN_KEYS_MAX; i++)
		values[i] = slot_getattr(scan->slot, scan->attnum[i], &isnull[i]);
	return !isnull[0] && bp_text_is(values[0], key->department_code) &&
		!isnull[1] && DatumGetInt32(values[1]) == key->fiscal_year &&
		!isnull[2] && DatumGetInt32(values[2]) == key->version;
}

/*
 * Whether the page of a place is in the file.  While the table is locked it does
 * not become shorter, but it may have been shortened before.  Mostly the page is in
 * the buffer that it was in, which is seen without asking the kernel.
 */
static bool
is_there(const Place *place, const BpScan *scan)
{
	BlockNumber block = ItemPointerGetBlockNumber(&place->tid);

	if (BufferIsValid(place->buffer) &&
		ReadRecentBuffer(scan->rel->rd_locator, MAIN_FORKNUM, block, place->buffer))
	{
		ReleaseBuffer(place->buffer);
		return true;
	}
	return block < RelationGetNumberOfBlocks(scan->rel);
}

/* A guard sees what is true now, not what its statement saw. */
static Snapshot
own_snapshot(BpScan *scan)
{
	if (scan->snapshot == NULL)
	{
		scan->snapshot = bp_scan_snapshot(bp_latest_snapshot());
		scan->owns_snapshot = true;
	}
	return scan->snapshot;
}

/*
 * What stands in a place needs no snapshot to be looked at: if it is valid now, the row
 * is this one.  Taking one costs more than the look, the more so the more
 * sessions there are.  A serializable transaction takes it all the same, since only
 * a read under a snapshot is recorded, and who submits the declaration
 * without having seen this transaction's change must not come before it as well.
 */
static bool
recall(BpScan *scan, Place *place, const BpKey *key, uint32 hash)
{
	Snapshot	snapshot;

	if (place->hash != hash || place->relid != RelationGetRelid(scan->rel) ||
		place->file != scan->rel->rd_locator.relNumber || !is_there(place, scan))
		return false;
	snapshot = IsolationIsSerializable() ? own_snapshot(scan) : SnapshotSelf;
	ExecClearTuple(scan->slot);
	return table_tuple_fetch_row_version(scan->rel, &place->tid, snapshot, scan->slot) &&
		bp_scan_holds(scan, key);
}

bool
bp_scan_find_declaration(BpScan *scan, const BpKey *key)
{
	uint32		hash = bp_key_hash(key);
	Place	   *pair = pair_of(scan, hash);
	Place	   *place = pair[1].hash == hash ? &pair[1] : &pair[0];

	CHECK_FOR_INTERRUPTS();
	if (!recall(scan, place, key, hash))
	{
		(void) own_snapshot(scan);
		bp_scan_seek_declaration(scan, key);
		if (!bp_scan_find(scan))
			return false;
		if (place->hash != hash)
			pair[1] = pair[0];	/* the older of the two goes */
		place->relid = RelationGetRelid(scan->rel);
		place->file = scan->rel->rd_locator.relNumber;
		place->hash = hash;
		place->tid = scan->slot->tts_tid;
	}
	place->buffer = TTS_IS_BUFFERTUPLE(scan->slot) ?
		((BufferHeapTupleTableSlot *) scan->slot)->buffer : InvalidBuffer;
	return true;
}

bool
bp_scan_find(BpScan *scan)
{
	CHECK_FOR_INTERRUPTS();
	return index_getnext_slot(scan->scan, ForwardScanDirection, scan->slot);
}

bool
bp_scan_next(BpScan *scan)
{
	if (!bp_scan_find(scan))
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
	if (scan->scan != NULL)
		index_endscan(scan->scan);
	if (scan->index != NULL)
		index_close(scan->index, NoLock);
	ExecDropSingleTupleTableSlot(scan->slot);
	if (scan->owns_snapshot)
		UnregisterSnapshot(scan->snapshot);
	table_close(scan->rel, NoLock);
	pfree(scan);
}

/*
 * A row version is known by its place and by the transaction and the command
 * that wrote it; they stay as they are until the table is rewritten, which gives
 * it another file.  (The command counts where one transaction truncates a table
 * twice: the second time it keeps its file, and the new rows take the places of
 * the former ones.  A deleter's command may show in its stead: then the rules
 * are read again for nothing.)
 * The sum does not depend on the order in which rows are met.
 */
static uint64
version_hash(TupleTableSlot *slot)
{
	bool		isnull;
	uint32		version[4];

	version[0] = ItemPointerGetBlockNumberNoCheck(&slot->tts_tid);
	version[1] = ItemPointerGetOffsetNumberNoCheck(&slot->tts_tid);
	version[2] = DatumGetTransactionId(slot_getsysattr(slot, MinTransactionIdAttributeNumber,
													   &isnull));
	version[3] = DatumGetCommandId(slot_getsysattr(slot, MinCommandIdAttributeNumber,
												   &isnull));
	return hash_bytes_extended((unsigned char *) version, sizeof(version), 0);
}

bool
bp_scan_fingerprint(const char *ledger, const char *table, const BpColumn *key, Datum value,
					Snapshot snapshot, uint64 *hash)
{
	BpScan	   *keyed = NULL;
	Relation	rel;
	uint64		sum = 0;

	if (key != NULL)
		keyed = bp_scan_begin(ledger, table, key, 1, 1, snapshot, AccessShareLock);
	if (keyed != NULL)
	{
		rel = keyed->rel;
		bp_scan_seek(keyed, &value);
		while (bp_scan_find(keyed))
			sum += version_hash(keyed->slot);
	}
	else
	{
		Oid			relid = get_relname_relid(table, get_namespace_oid(ledger, false));
		TableScanDesc scan;
		TupleTableSlot *slot;

		if (!OidIsValid(relid) || !may_read(relid))
			return false;
		rel = table_open(relid, AccessShareLock);
		if (!is_plain(rel))
		{
			table_close(rel, NoLock);
			return false;
		}
		scan = table_beginscan(rel, snapshot, 0, NULL);
		slot = table_slot_create(rel, NULL);
		while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
		{
			CHECK_FOR_INTERRUPTS();
			sum += version_hash(slot);
		}
		ExecDropSingleTupleTableSlot(slot);
		table_endscan(scan);
	}
	*hash = hash_combine64(*hash, RelationGetRelid(rel));
	*hash = hash_combine64(*hash, rel->rd_locator.relNumber);
	*hash = hash_combine64(*hash, sum);
	if (keyed != NULL)
		bp_scan_end(keyed);
	else
		table_close(rel, NoLock);
	return true;
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
