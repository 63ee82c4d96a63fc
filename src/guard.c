/*
 * guard.c
 *	  Triggers that keep sealed declarations as they are.
 *
 * Invariant: whoever changes a child of a declaration holds the lock on the
 * declaration's row until the end of the transaction, and has seen, after
 * taking it, that the declaration is there and is a draft.  The submission updates that
 * row, so one of the two always waits for the other, and each looks with the
 * latest snapshot: what it then sees is the truth at any isolation level.
 *
 * The lock is FOR NO KEY UPDATE.  It does not conflict with the FOR KEY SHARE
 * of the children's foreign key, so that a guard never waits for the check of
 * another's insert; and it excludes another guard, so that two transactions
 * that edit and then submit one declaration queue up instead of deadlocking,
 * as they would with FOR SHARE.  Parents are locked in key order.
 *
 * Drafts pay once per statement, not per row, and within work_mem.  The same
 * look-up stands in for the children's foreign key, which cost 70 % of a bulk
 * load: a child needs its declaration (here), a declaration that goes takes its
 * children along, and one that has children keeps its key (submit.c).  A foreign
 * key that is declared all the same changes nothing but the speed.
 *
 * The look-up reads the primary key and locks the row by the interfaces that
 * the executor uses for SELECT ... FOR NO KEY UPDATE; a query for it took four
 * times as long as all the rest of a one-row statement's guard.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "content.h"
#include "keysort.h"
#include "ledger.h"
#include "scan.h"
#include "trigger.h"

/* A declaration that a statement touched. */
typedef struct KeyEntry
{
	BpKey		key;			/* must be first: entries are sorted by it */
	bool		needed;			/* a row refers to it now, so it must exist */
	uint32		hash;			/* of the key, kept by simplehash */
	char		status;			/* of the entry, for simplehash */
} KeyEntry;

#define SH_PREFIX keyset
#define SH_ELEMENT_TYPE KeyEntry
#define SH_KEY_TYPE BpKey
#define SH_KEY key
#define SH_HASH_KEY(table, key) bp_key_hash(&(key))
#define SH_EQUAL(table, a, b) (bp_key_compare(&(a), &(b)) == 0)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/*
 * The declarations that a statement touched.  Mostly it is one, and rows of one
 * declaration mostly come together: the hash is made for the second key, and
 * asked only when the key changes.
 */
typedef struct KeySet
{
	KeyEntry	only;			/* while there is one, or none */
	keyset_hash *many;			/* NULL while there is at most one */
	BpKeySort  *sort;			/* takes the hash's keys when it is full; NULL = never was */
	KeyEntry   *last;			/* the entry of the row before; NULL = none */
} KeySet;

/* About what a key takes in the hash, with its text. */
#define KEY_ENTRY_SIZE		160

/* Keys locked by one scan, when they come out of a sort. */
#define LOCK_BATCH			1024

/* The guarded columns of a child table. */
typedef struct KeyColumns
{
	AttrNumber	department_code;
	AttrNumber	fiscal_year;
	AttrNumber	version;
	AttrNumber	last;			/* the highest of them */
} KeyColumns;

static const char *const child_tables[] = {
	"budget_line", "task", "indicator", "amendment", "amendment_line", NULL
};
static const char *const record_tables[] = {"seal", "history", "rule_set", NULL};
static const char *const truncate_tables[] = {
	"declaration", "budget_line", "task", "indicator", "amendment", "amendment_line",
	"seal", "history", "rule_set", NULL
};

/* What is looked at in a declaration. */
static const BpColumn locked_columns[] = {
	{"department_code", TEXTOID}, {"fiscal_year", INT4OID}, {"version", INT4OID},
	{"status", TEXTOID}
};

/* True while one of our own statements writes a record table. */
static bool recording = false;

/* The table that was found to be a guarded one of a ledger, and the ledger's declarations. */
static struct
{
	Oid			relid;
	const char *const *tables;
	Oid			declaration;
}			known_table;

static bool is_named(Relation rel, const char *const *tables);
static Oid	check_trigger(FunctionCallInfo fcinfo, const char *function, bool before,
						  const char *const *tables);
static void forget_table(Datum arg, int cacheid, uint32 hashvalue);
static void collect_keys(Tuplestorestate *store, TupleTableSlot *slot,
						 const KeyColumns *columns, bool needed, KeySet *set);
static inline bool is_key(const KeyEntry *entry, const char *code, size_t length,
						  int32 fiscal_year, int32 version);
static void spill_keys(KeySet *set);
static KeyEntry *add_key(KeySet *set, BpKey key);
static int	entry_compare(const void *a, const void *b);
pg_noreturn static void missing_error(Relation rel, const BpKey *key);
static void lock_and_look(Relation rel, Oid declaration, KeyEntry *entries, int nentries);
static void lock_sorted(Relation rel, Oid declaration, KeySet *keys);
static bool lock_row(BpScan *scan, TM_FailureData *failure);
static bool lock_one(Relation rel, BpScan *scan, const KeyEntry *entry);
static void query_and_look(Relation rel, const KeyEntry *entries, int nentries);

PG_FUNCTION_INFO_V1(budget_perf_guard_child);
PG_FUNCTION_INFO_V1(budget_perf_guard_truncate);
PG_FUNCTION_INFO_V1(budget_perf_guard_record);

static bool
is_named(Relation rel, const char *const *tables)
{
	for (; *tables != NULL; tables++)
	{
		if (strcmp(RelationGetRelationName(rel), *tables) == 0)
			return true;
	}
	return false;
}

/*
 * Anyone may attach a trigger function to a table of their own; it must find
 * out before it reads a column.  Message texts as in ri_triggers.c, so that
 * they are translated already.
 */
static Oid
check_trigger(FunctionCallInfo fcinfo, const char *function, bool before,
			  const char *const *tables)
{
	static bool listening = false;
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	Oid			declaration;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" was not called by trigger manager", function)));
	if (!TRIGGER_FIRED_FOR_STATEMENT(trigdata->tg_event) ||
		(before ? !TRIGGER_FIRED_BEFORE(trigdata->tg_event) :
		 !TRIGGER_FIRED_AFTER(trigdata->tg_event)))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" must be fired %s STATEMENT", function,
						before ? "BEFORE" : "AFTER")));
	if (trigdata->tg_trigger->tgnargs != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("function \"%s\" takes no trigger arguments", function)));

	/* Checks and audits read tables, not what is inherited or partitioned. */
	if (trigdata->tg_relation->rd_rel->relkind != RELKIND_RELATION ||
		trigdata->tg_relation->rd_rel->relispartition)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("table \"%s\" of a ledger cannot be partitioned",
						RelationGetRelationName(trigdata->tg_relation)),
				 errtable(trigdata->tg_relation)));

	if (known_table.relid == RelationGetRelid(trigdata->tg_relation) &&
		known_table.tables == tables)
		return known_table.declaration;
	declaration = get_relname_relid("declaration", RelationGetNamespace(trigdata->tg_relation));
	if (!is_named(trigdata->tg_relation, tables) || !OidIsValid(declaration))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" cannot guard table \"%s\"", function,
						RelationGetRelationName(trigdata->tg_relation)),
				 errdetail("It works on the tables of a ledger only."),
				 errhint("Ledgers are made by %s.create_ledger().", BP_ENGINE_SCHEMA),
				 errtable(trigdata->tg_relation)));

	/* as long as no table gets another name or schema */
	if (!listening)
		CacheRegisterSyscacheCallback(RELNAMENSP, forget_table, (Datum) 0);
	listening = true;
	known_table.relid = RelationGetRelid(trigdata->tg_relation);
	known_table.tables = tables;
	known_table.declaration = declaration;
	return declaration;
}

static void
forget_table(Datum arg pg_attribute_unused(), int cacheid pg_attribute_unused(),
			 uint32 hashvalue pg_attribute_unused())
{
	known_table.relid = InvalidOid;
}

char *
bp_check_trigger(FunctionCallInfo fcinfo, const char *function, bool before,
				 const char *const *tables)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;

	(void) check_trigger(fcinfo, function, before, tables);
	return get_namespace_name(RelationGetNamespace(trigdata->tg_relation));
}

AttrNumber
bp_column_after(Relation rel, AttrNumber before, const char *name, Oid type)
{
	TupleDesc	desc = RelationGetDescr(rel);

	/* a table has a dozen of columns: the catalog cache takes longer than this */
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, (before + i) % desc->natts);

		if (attribute->atttypid == type && !attribute->attisdropped &&
			strcmp(NameStr(attribute->attname), name) == 0)
			return attribute->attnum;
	}
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("table \"%s\" has no column \"%s\" of type %s",
					RelationGetRelationName(rel), name, format_type_be(type)),
			 errhint("A ledger's own columns cannot be renamed, dropped or retyped."),
			 errtable(rel)));
	return InvalidAttrNumber;	/* keep compiler quiet */
}

AttrNumber
bp_column(Relation rel, const char *name, Oid type)
{
	return bp_column_after(rel, 0, name, type);
}

/*
 * Other triggers read the same store, so a read pointer of our own is needed
 * (nodeNamedtuplestorescan.c does likewise).
 */
Tuplestorestate *
bp_transition_table(TriggerData *trigdata, bool old, const char *function)
{
	Tuplestorestate *store = old ? trigdata->tg_oldtable : trigdata->tg_newtable;
	int			pointer;

	if (store == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("function \"%s\" needs the %s transition table", function,
						old ? "OLD" : "NEW"),
				 errhint("Add REFERENCING %s TABLE AS ... to the trigger.",
						 old ? "OLD" : "NEW")));
	pointer = tuplestore_alloc_read_pointer(store, EXEC_FLAG_REWIND);
	tuplestore_select_read_pointer(store, pointer);
	tuplestore_rescan(store);
	return store;
}

void
bp_sealed_error(Relation rel, const BpKey *key, const char *status)
{
	ereport(ERROR,
			(errcode(ERRCODE_RESTRICT_VIOLATION),
			 errmsg("declaration of department \"%s\" for %d, version %d is %s and cannot be changed",
					key->department_code, key->fiscal_year, key->version, status),
			 errdetail("Its content is sealed."),
			 strcmp(status, BP_STATUS_SUBMITTED) == 0 ?
			 errhint("Send it back with %s.send_back(), change it, and submit it again.",
					 BP_ENGINE_SCHEMA) :
			 errhint("Open a new version with %s.amend().", BP_ENGINE_SCHEMA),
			 errtableconstraint(rel, "declaration_sealed")));
	pg_unreachable();
}

/* Whether a row's key is that of an entry. */
static inline bool
is_key(const KeyEntry *entry, const char *code, size_t length, int32 fiscal_year, int32 version)
{
	return entry->key.fiscal_year == fiscal_year && entry->key.version == version &&
		strncmp(entry->key.department_code, code, length) == 0 &&
		entry->key.department_code[length] == '\0';
}

/* Move the keys of the hash to a sort; a key may well get there more than once. */
static void
spill_keys(KeySet *set)
{
	keyset_iterator iterator;
	KeyEntry   *entry;

	if (set->sort == NULL)
		set->sort = bp_keysort_begin();
	keyset_start_iterate(set->many, &iterator);
	while ((entry = keyset_iterate(set->many, &iterator)) != NULL)
	{
		bp_keysort_put(set->sort, &entry->key, entry->needed, NULL);
		pfree(entry->key.department_code);
	}
	keyset_reset(set->many);
}

static KeyEntry *
add_key(KeySet *set, BpKey key)
{
	KeyEntry   *entry;
	bool		found;

	if (set->last == NULL)
	{
		set->only.key = key;
		set->only.needed = false;
		return &set->only;
	}
	if (set->many == NULL)
	{
		set->many = keyset_create(CurrentMemoryContext, 16, NULL);
		entry = keyset_insert(set->many, set->only.key, &found);
		entry->needed = set->only.needed;
	}
	if (set->many->members >= Max((Size) work_mem * 1024 / KEY_ENTRY_SIZE, 16))
		spill_keys(set);
	entry = keyset_insert(set->many, key, &found);
	if (found)
		pfree(key.department_code);
	else
		entry->needed = false;
	return entry;
}

/* Add the keys of a transition table's rows. */
static void
collect_keys(Tuplestorestate *store, TupleTableSlot *slot, const KeyColumns *columns,
			 bool needed, KeySet *set)
{
	while (tuplestore_gettupleslot(store, true, false, slot))
	{
		Datum	   *values = slot->tts_values;
		text	   *code;
		int32		fiscal_year;
		int32		version;

		CHECK_FOR_INTERRUPTS();
		slot_getsomeattrs(slot, columns->last);
		if (slot->tts_isnull[columns->department_code - 1])
			bp_null_error("department_code");
		code = DatumGetTextPP(values[columns->department_code - 1]);
		fiscal_year = DatumGetInt32(values[columns->fiscal_year - 1]);
		version = DatumGetInt32(values[columns->version - 1]);

		if (set->last == NULL ||
			!is_key(set->last, VARDATA_ANY(code), VARSIZE_ANY_EXHDR(code), fiscal_year, version))
		{
			BpKey		key = {text_to_cstring(code), fiscal_year, version};

			set->last = add_key(set, key);
		}
		set->last->needed |= needed;
	}
}

static int
entry_compare(const void *a, const void *b)
{
	return bp_key_compare(&((const KeyEntry *) a)->key, &((const KeyEntry *) b)->key);
}

/* A row without its declaration: what a foreign key would say. */
static void
missing_error(Relation rel, const BpKey *key)
{
	char	   *constraint = psprintf("%s_declaration_fkey", RelationGetRelationName(rel));

	ereport(ERROR,
			(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
			 errmsg("insert or update on table \"%s\" violates foreign key constraint \"%s\"",
					RelationGetRelationName(rel), constraint),
			 errdetail("Key (%s)=(%s) is not present in table \"%s\".",
					   "department_code, fiscal_year, version",
					   psprintf("%s, %d, %d", key->department_code, key->fiscal_year,
								key->version),
					   "declaration"),
			 errtableconstraint(rel, constraint)));
	pg_unreachable();
}

/*
 * Lock the declarations, in key order; refuse if one is sealed, or is not
 * there and must be.  This one look-up stands in for the check of a foreign
 * key, which would ask for every row: the lock keeps the declaration from
 * being deleted or renamed until the end of the transaction.
 */
static void
lock_and_look(Relation rel, Oid declaration, KeyEntry *entries, int nentries)
{
	int			done = 0;

	/* a row may have to be looked for again: by a scan of its own, as it is then */
	while (done < nentries)
	{
		BpScan	   *scan = bp_scan_begin_guard(declaration, locked_columns, lengthof(locked_columns),
											   RowShareLock);
		bool		found = true;

		if (scan == NULL)
		{
			query_and_look(rel, entries + done, nentries - done);
			break;
		}
		while (done < nentries && found)
		{
			const KeyEntry *entry = &entries[done];

			if (bp_scan_find_declaration(scan, &entry->key))
				found = lock_one(rel, scan, entry);
			else if (entry->needed)
				missing_error(rel, &entry->key);
			if (found)
				done++;
		}
		bp_scan_end(scan);
	}
}

/*
 * Lock the row that was found, as the executor does it for SELECT ... FOR NO KEY
 * UPDATE.  False if it has to be looked for again: it was deleted while its lock
 * was waited for.
 */
static bool
lock_row(BpScan *scan, TM_FailureData *failure)
{
	ItemPointerData place = scan->slot->tts_tid;
	uint8		flags = TUPLE_LOCK_FLAG_LOCK_UPDATE_IN_PROGRESS;
	TM_Result	result;

	if (!IsolationUsesXactSnapshot())
		flags |= TUPLE_LOCK_FLAG_FIND_LAST_VERSION;
	ExecClearTuple(scan->slot);
	result = table_tuple_lock(scan->rel, &place,
							  scan->snapshot != NULL ? scan->snapshot : SnapshotSelf, scan->slot,
							  GetCurrentCommandId(false),
							  LockTupleNoKeyExclusive, LockWaitBlock, flags, failure);
	switch (result)
	{
		case TM_Ok:
			return true;
		case TM_Updated:
		case TM_Deleted:
			if (IsolationUsesXactSnapshot())
				ereport(ERROR,
						(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
						 errmsg("could not serialize access due to concurrent update")));
			return false;
		default:
			elog(ERROR, "table_tuple_lock returned %d", (int) result);
	}
	return false;				/* keep compiler quiet */
}

/*
 * Lock the declaration that was found, and look at what it is then.  False if
 * it has to be looked for again: the row was deleted, or has got another key,
 * while its lock was waited for.
 */
static bool
lock_one(Relation rel, BpScan *scan, const KeyEntry *entry)
{
	TupleTableSlot *slot = scan->slot;
	TM_FailureData failure = {0};
	bool		isnull;
	Datum		writer = slot_getsysattr(slot, MinTransactionIdAttributeNumber, &isnull);
	Datum		status;
	bool		same;

	/*
	 * A version of our own making is locked by being there: a new row nobody else
	 * sees, and who wants one that we updated waits for our end.
	 */
	if (!TransactionIdIsCurrentTransactionId(DatumGetTransactionId(writer)) &&
		!lock_row(scan, &failure))
		return false;

	(void) slot_getattr(slot, scan->attnum[0], &isnull);
	if (isnull)
		bp_null_error("department_code");
	status = slot_getattr(slot, scan->attnum[3], &isnull);
	if (isnull)
		bp_null_error("status");
	same = !failure.traversed || bp_scan_holds(scan, &entry->key);
	if (same && !bp_text_is(status, BP_STATUS_DRAFT))
		bp_sealed_error(rel, &entry->key, TextDatumGetCString(status));
	return same;
}

/* The same by a query, for a declaration table without its primary key. */
static void
query_and_look(Relation rel, const KeyEntry *entries, int nentries)
{
	const char *ledger = get_namespace_name(RelationGetNamespace(rel));
	static Oid	types[] = {TEXTARRAYOID, INT4ARRAYOID, INT4ARRAYOID};
	Datum		values[3];
	BpKey	   *keys = (BpKey *) palloc(sizeof(BpKey) * nentries);
	BpOwnerSwitch saved;
	uint64		row = 0;

	for (int i = 0; i < nentries; i++)
		keys[i] = entries[i].key;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	bp_become_owner(ledger, &saved);
	bp_key_arrays(keys, nentries, values);
	bp_execute_kept(ledger,
					"SELECT d.department_code, d.fiscal_year, d.version, d.status"
					" FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2),"
					" pg_catalog.unnest($3)) AS k (department_code, fiscal_year, version)"
					" JOIN ONLY @ledger@.declaration AS d"
					" ON d.department_code OPERATOR(pg_catalog.=) k.department_code"
					" AND d.fiscal_year OPERATOR(pg_catalog.=) k.fiscal_year"
					" AND d.version OPERATOR(pg_catalog.=) k.version"
					" ORDER BY 1, 2, 3 FOR NO KEY UPDATE OF d",
					3, types, values, NULL, bp_latest_snapshot(), false);

	/* Both are in key order: walk them side by side. */
	for (int i = 0; i < nentries; i++)
	{
		BpKey		key;
		bool		found = false;

		/* without a primary key there may be several rows of one key */
		while (row < SPI_processed)
		{
			char	   *status;

			key.department_code = bp_row_given(row, 1);
			key.fiscal_year = bp_row_int32(row, 2, 0);
			key.version = bp_row_int32(row, 3, 0);
			if (bp_key_compare(&key, &entries[i].key) != 0)
				break;
			status = bp_row_given(row, 4);
			if (strcmp(status, BP_STATUS_DRAFT) != 0)
				bp_sealed_error(rel, &key, status);
			found = true;
			row++;
		}
		if (!found && entries[i].needed)
			missing_error(rel, &entries[i].key);
	}
	/* A row moved by a concurrent change of its key may come out of order. */
	if (row != SPI_processed)
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("could not serialize access due to concurrent update"),
				 errhint("The transaction might succeed if retried.")));

	bp_unbecome_owner(&saved);
	SPI_finish();
}

/* The same for keys that were too many for memory. */
static void
lock_sorted(Relation rel, Oid declaration, KeySet *keys)
{
	KeyEntry   *batch = (KeyEntry *) palloc(sizeof(KeyEntry) * LOCK_BATCH);
	int			count = 0;
	BpTaggedKey next;

	spill_keys(keys);
	bp_keysort_perform(keys->sort);
	while (bp_keysort_next(keys->sort, &next))
	{
		if (count > 0 && bp_key_compare(&batch[count - 1].key, &next.key) == 0)
		{
			batch[count - 1].needed |= (bool) next.tag;
			pfree(next.key.department_code);
			continue;
		}
		if (count == LOCK_BATCH)
		{
			lock_and_look(rel, declaration, batch, count);
			while (count > 0)
				pfree(batch[--count].key.department_code);
		}
		batch[count].key = next.key;
		batch[count++].needed = (bool) next.tag;
	}
	lock_and_look(rel, declaration, batch, count);
	bp_keysort_end(keys->sort);
}

/*
 * guard_child: AFTER INSERT, UPDATE or DELETE statement trigger of
 * the children of a declaration.  OLD and NEW parents count: a row that
 * moves touches both.
 */
Datum
budget_perf_guard_child(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	Oid			declaration = check_trigger(fcinfo, "guard_child", false, child_tables);
	Relation	rel = trigdata->tg_relation;
	TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(rel), &TTSOpsMinimalTuple);
	KeyColumns	columns;
	KeySet		keys = {.last = NULL};

	columns.department_code = bp_column(rel, "department_code", TEXTOID);
	columns.fiscal_year = bp_column(rel, "fiscal_year", INT4OID);
	columns.version = bp_column(rel, "version", INT4OID);
	columns.last = Max(columns.department_code, Max(columns.fiscal_year, columns.version));

	if (!TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
		collect_keys(bp_transition_table(trigdata, true, "guard_child"), slot, &columns, false,
					 &keys);
	if (!TRIGGER_FIRED_BY_DELETE(trigdata->tg_event))
		collect_keys(bp_transition_table(trigdata, false, "guard_child"), slot, &columns, true,
					 &keys);
	ExecDropSingleTupleTableSlot(slot);

	if (keys.sort != NULL)
		lock_sorted(rel, declaration, &keys);
	else if (keys.many != NULL)
	{
		keyset_iterator iterator;
		KeyEntry   *entry;
		KeyEntry   *sorted = (KeyEntry *)
			MemoryContextAllocHuge(CurrentMemoryContext,
								   sizeof(KeyEntry) * (Size) keys.many->members);
		int			nkeys = 0;

		keyset_start_iterate(keys.many, &iterator);
		while ((entry = keyset_iterate(keys.many, &iterator)) != NULL)
			sorted[nkeys++] = *entry;
		qsort(sorted, nkeys, sizeof(KeyEntry), entry_compare);
		lock_and_look(rel, declaration, sorted, nkeys);
	}
	else if (keys.last != NULL)
		lock_and_look(rel, declaration, &keys.only, 1);

	return PointerGetDatum(NULL);
}

/*
 * guard_truncate: BEFORE TRUNCATE trigger of every guarded table.  TRUNCATE
 * holds ACCESS EXCLUSIVE by now, so no submission can be reading the table.
 * Drafts may be truncated; a record of what happened may not.
 */
Datum
budget_perf_guard_truncate(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	char	   *ledger = bp_check_trigger(fcinfo, "guard_truncate", true, truncate_tables);
	Relation	rel = trigdata->tg_relation;
	BpOwnerSwitch saved;
	char	   *query;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	bp_become_owner(ledger, &saved);

	if (is_named(rel, record_tables))
		query = psprintf("SELECT FROM %s LIMIT 1",
						 bp_table(ledger, RelationGetRelationName(rel)));
	else if (strcmp(RelationGetRelationName(rel), "declaration") == 0)
		query = "SELECT FROM @ledger@.declaration AS d"
			" WHERE d.status OPERATOR(pg_catalog.<>) 'draft'"
			" UNION ALL SELECT FROM @ledger@.budget_line"
			" UNION ALL SELECT FROM @ledger@.task"
			" UNION ALL SELECT FROM @ledger@.indicator LIMIT 1";
	else
		query = "SELECT FROM @ledger@.declaration AS d"
			" WHERE d.status OPERATOR(pg_catalog.<>) 'draft' LIMIT 1";
	bp_execute(ledger, query, 0, NULL, NULL, NULL, bp_latest_snapshot(), false);
	if (SPI_processed > 0)
		ereport(ERROR,
				(errcode(ERRCODE_RESTRICT_VIOLATION),
				 errmsg("table \"%s\" cannot be truncated", RelationGetRelationName(rel)),
				 is_named(rel, record_tables) ?
				 errdetail("It records what was submitted, and is written by triggers only.") :
				 errdetail("The ledger \"%s\" holds sealed declarations, or rows of drafts that would be left alone.", ledger),
				 errhint("Drafts can be removed with DELETE."),
				 errtableconstraint(rel, "declaration_sealed")));

	bp_unbecome_owner(&saved);
	SPI_finish();
	return PointerGetDatum(NULL);
}

/*
 * guard_record: BEFORE INSERT, UPDATE or DELETE statement trigger of seal,
 * history and rule_set.
 */
Datum
budget_perf_guard_record(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;

	(void) check_trigger(fcinfo, "guard_record", true, record_tables);
	if (!recording)
		ereport(ERROR,
				(errcode(ERRCODE_RESTRICT_VIOLATION),
				 errmsg("table \"%s\" is written by triggers only",
						RelationGetRelationName(trigdata->tg_relation)),
				 errhint("Change the status of a declaration instead; the records follow."),
				 errtableconstraint(trigdata->tg_relation, "written_by_triggers")));
	return PointerGetDatum(NULL);
}

/*
 * The flag is up only while our own statement runs, and comes down whatever
 * happens in it.
 */
void
bp_record(const char *ledger, const char *query, int nargs, Oid *argtypes, Datum *values,
		  const char *nulls)
{
	PG_TRY();
	{
		recording = true;
		bp_execute_kept(ledger, query, nargs, argtypes, values, nulls,
						bp_latest_snapshot(), false);
	}
	PG_FINALLY();
	{
		recording = false;
	}
	PG_END_TRY();
}
