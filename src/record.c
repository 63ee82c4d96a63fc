/*
 * record.c
 *	  Writing rows of the records (seal, history) without a query.
 *
 * A submission of one declaration writes two rows.  By queries that took a
 * tenth of all that filing and submitting it takes, mostly to start and end
 * two executors and to look up by a foreign key the declaration whose lock the
 * statement holds.  So the rows go to the executor's own insert, which is that
 * of a logical replication's worker.
 *
 * Invariant: what a query would have done is done, or a query does it.  The
 * table's constraints and indexes are kept up by the executor; where there is
 * more than those (a trigger, row security, a column that we do not know) there
 * is no recorder.
 */
#include "postgres.h"

#include "access/table.h"
#include "access/toast_compression.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/sequence.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rls.h"
#include "utils/syscache.h"

#include "record.h"
#include "trigger.h"

/* The sequence of a table's identity column; to look it up scans a catalog. */
static struct
{
	Oid			relid;
	AttrNumber	attnum;
	Oid			sequence;
}			known_sequence;

static bool is_guard(const Trigger *trigger);
static bool only_our_triggers(Relation rel);
static Oid	identity_sequence(Relation rel, AttrNumber attnum);
static bool find_columns(BpRecorder *recorder, const BpColumn *columns);

/* Whether a trigger is guard_record(), which lets our own writing through. */
static bool
is_guard(const Trigger *trigger)
{
	Oid			schema = get_namespace_oid(BP_ENGINE_SCHEMA, false);
	oidvector  *none = buildoidvector(NULL, 0);
	Oid			guard = GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid,
										CStringGetDatum("guard_record"),
										PointerGetDatum(none), ObjectIdGetDatum(schema));

	pfree(none);
	return OidIsValid(guard) && trigger->tgfoid == guard;
}

/*
 * Whether nothing would fire at an INSERT but what may be passed by: the guard,
 * and the foreign key to the declarations.
 */
static bool
only_our_triggers(Relation rel)
{
	Oid			declaration = get_relname_relid("declaration", RelationGetNamespace(rel));

	if (rel->trigdesc == NULL)
		return true;
	for (int i = 0; i < rel->trigdesc->numtriggers; i++)
	{
		const Trigger *trigger = &rel->trigdesc->triggers[i];

		if (!TRIGGER_FOR_INSERT(trigger->tgtype))
			continue;
		if (RI_FKey_trigger_type(trigger->tgfoid) == RI_TRIGGER_FK ?
			trigger->tgconstrrelid != declaration : !is_guard(trigger))
			return false;
	}
	return true;
}

static Oid
identity_sequence(Relation rel, AttrNumber attnum)
{
	/* DROP IDENTITY drops the sequence, too */
	if (known_sequence.relid != RelationGetRelid(rel) || known_sequence.attnum != attnum ||
		get_rel_relkind(known_sequence.sequence) != RELKIND_SEQUENCE)
	{
		known_sequence.sequence = getIdentitySequence(rel, attnum, false);
		known_sequence.relid = RelationGetRelid(rel);
		known_sequence.attnum = attnum;
	}
	return known_sequence.sequence;
}

/* Whether the columns of the table are those that we know, and one that is numbered. */
static bool
find_columns(BpRecorder *recorder, const BpColumn *columns)
{
	TupleDesc	desc = RelationGetDescr(recorder->rel);
	int			nothers = 0;

	for (int i = 0; i < recorder->ncolumns; i++)
		recorder->attnum[i] = bp_column_after(recorder->rel,
											  i > 0 ? recorder->attnum[i - 1] : 0,
											  columns[i].name, columns[i].type);
	for (int i = 0; i < desc->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(desc, i);

		if (attribute->attisdropped)
			continue;
		if (attribute->attgenerated != '\0')
			return false;
		if (attribute->attidentity == '\0')
			nothers++;
		else if (recorder->identity != InvalidAttrNumber || attribute->atttypid != INT8OID)
			return false;
		else
			recorder->identity = attribute->attnum;
	}
	return nothers == recorder->ncolumns;
}

BpRecorder *
bp_recorder_begin(const char *ledger, const char *table, const BpColumn *columns, int ncolumns)
{
	Oid			relid = get_relname_relid(table, get_namespace_oid(ledger, false));
	BpRecorder *recorder;
	Relation	rel;

	Assert(ncolumns <= BP_RECORD_COLUMNS_MAX);

	if (!OidIsValid(relid) ||
		pg_class_aclcheck(relid, GetUserId(), ACL_INSERT) != ACLCHECK_OK ||
		check_enable_rls(relid, InvalidOid, true) == RLS_ENABLED)
		return NULL;
	rel = table_open(relid, RowExclusiveLock);
	recorder = palloc0(sizeof(BpRecorder));
	recorder->rel = rel;
	recorder->ncolumns = ncolumns;
	if (rel->rd_rel->relkind != RELKIND_RELATION || rel->rd_rel->relispartition ||
		rel->rd_rules != NULL || !only_our_triggers(rel) || !find_columns(recorder, columns))
	{
		table_close(rel, NoLock);
		pfree(recorder);
		return NULL;
	}
	if (recorder->identity != InvalidAttrNumber)
		recorder->sequence = identity_sequence(rel, recorder->identity);

	recorder->estate = CreateExecutorState();
	recorder->target = makeNode(ResultRelInfo);
	InitResultRelInfo(recorder->target, rel, 0, NULL, 0);
	/* none of them is for us, as was seen above */
	recorder->target->ri_TrigDesc = NULL;
	ExecOpenIndices(recorder->target, false);
	recorder->slot = table_slot_create(rel, NULL);
	return recorder;
}

bool
bp_recorder_may_compress(const BpRecorder *recorder, int column)
{
	Form_pg_attribute attribute = TupleDescAttr(RelationGetDescr(recorder->rel),
												recorder->attnum[column] - 1);

	return attribute->attcompression == InvalidCompressionMethod &&
		(attribute->attstorage == TYPSTORAGE_EXTENDED || attribute->attstorage == TYPSTORAGE_MAIN);
}

void
bp_recorder_put(BpRecorder *recorder, const Datum *values, const bool *nulls)
{
	TupleTableSlot *slot = recorder->slot;

	ExecClearTuple(slot);
	/* columns that were dropped */
	memset(slot->tts_isnull, true, sizeof(bool) * slot->tts_tupleDescriptor->natts);
	for (int i = 0; i < recorder->ncolumns; i++)
	{
		slot->tts_values[recorder->attnum[i] - 1] = values[i];
		slot->tts_isnull[recorder->attnum[i] - 1] = nulls[i];
	}
	if (recorder->identity != InvalidAttrNumber)
	{
		/* as a query does it: who may write to the table may number its rows */
		slot->tts_values[recorder->identity - 1] =
			Int64GetDatum(nextval_internal(recorder->sequence, false));
		slot->tts_isnull[recorder->identity - 1] = false;
	}
	ExecStoreVirtualTuple(slot);
	ExecSimpleRelationInsert(recorder->target, recorder->estate, slot);
	ResetPerTupleExprContext(recorder->estate);
}

/* The lock stays until the end of the transaction, as that of a query does. */
void
bp_recorder_end(BpRecorder *recorder)
{
	ExecDropSingleTupleTableSlot(recorder->slot);
	ExecCloseIndices(recorder->target);
	FreeExecutorState(recorder->estate);
	table_close(recorder->rel, NoLock);
	pfree(recorder);
	CommandCounterIncrement();
}
