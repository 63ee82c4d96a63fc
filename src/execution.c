/*
 * execution.c
 *	  The trigger of the table execution: what money may be spent against.
 *
 * Invariant: spending stands against a department's year of which some version
 * is approved or recorded, against an item of such a version's form, and a task
 * of such a version.  Both statuses are final and their content is sealed, so
 * what was found under the latest snapshot stays true without a lock.  A later
 * version may drop a task on which money was spent; the spending stays, and can
 * still be corrected.
 *
 * One query per statement, over the distinct places that it touches.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "ledger.h"
#include "names_sql.h"
#include "trigger.h"

/* A place that money is spent against. */
typedef struct Place
{
	char	   *department_code;
	int32		fiscal_year;
	char	   *item_code;		/* NULL = none */
	int32		task_no;		/* 0 and not given = none */
	bool		has_task;
} Place;

typedef struct PlaceEntry
{
	Place		place;
	uint32		hash;			/* of the place, kept by simplehash */
	char		status;			/* of the entry, for simplehash */
} PlaceEntry;

static inline uint32
hash_place(const Place *place)
{
	uint32		hash = hash_bytes((const unsigned char *) place->department_code,
								  strlen(place->department_code));

	hash = hash_combine(hash, hash_bytes_uint32((uint32) place->fiscal_year));
	if (place->item_code != NULL)
		hash = hash_combine(hash, hash_bytes((const unsigned char *) place->item_code,
											 strlen(place->item_code)));
	return hash_combine(hash, hash_bytes_uint32((uint32) place->task_no));
}

static inline bool
same_item(const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return strcmp(a, b) == 0;
}

static inline bool
same_place(const Place *a, const Place *b)
{
	return a->fiscal_year == b->fiscal_year &&
		a->has_task == b->has_task && a->task_no == b->task_no &&
		same_item(a->item_code, b->item_code) &&
		strcmp(a->department_code, b->department_code) == 0;
}

#define SH_PREFIX placeset
#define SH_ELEMENT_TYPE PlaceEntry
#define SH_KEY_TYPE Place
#define SH_KEY place
#define SH_HASH_KEY(table, key) hash_place(&(key))
#define SH_EQUAL(table, a, b) same_place(&(a), &(b))
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry) (entry)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

/* Conditions on a place k. */
#define SAME_YEAR(alias) \
	alias ".department_code OPERATOR(pg_catalog.=) k.department_code COLLATE pg_catalog.\"C\"" \
	" AND " alias ".fiscal_year OPERATOR(pg_catalog.=) k.fiscal_year"

#define FINAL(alias) \
	alias ".status OPERATOR(pg_catalog.=) ANY ('{approved,recorded}'::pg_catalog.text[])"

#define ITEM_KNOWN \
	"EXISTS (SELECT FROM ONLY @ledger@.declaration AS d JOIN ONLY @ledger@.form_item AS i" \
	" ON i.form_code OPERATOR(pg_catalog.=) d.form_code" \
	" WHERE " SAME_YEAR("d") " AND " FINAL("d") \
	" AND i.item_code OPERATOR(pg_catalog.=) k.item_code COLLATE pg_catalog.\"C\")"

#define TASK_KNOWN \
	"EXISTS (SELECT FROM ONLY @ledger@.declaration AS d JOIN ONLY @ledger@.task AS t" \
	" ON t.department_code OPERATOR(pg_catalog.=) d.department_code" \
	" AND t.fiscal_year OPERATOR(pg_catalog.=) d.fiscal_year" \
	" AND t.version OPERATOR(pg_catalog.=) d.version" \
	" WHERE " SAME_YEAR("d") " AND " FINAL("d") \
	" AND t.task_no OPERATOR(pg_catalog.=) k.task_no::pg_catalog.int4)"

static void collect_places(Relation rel, Tuplestorestate *store, placeset_hash *places);
static void refuse_wrong(Relation rel, const char *ledger, placeset_hash *places);

PG_FUNCTION_INFO_V1(budget_perf_guard_execution);

/* guard_execution: AFTER INSERT or UPDATE statement trigger of execution. */
Datum
budget_perf_guard_execution(PG_FUNCTION_ARGS)
{
	static const char *const tables[] = {"execution", NULL};
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	char	   *ledger = bp_check_trigger(fcinfo, "guard_execution", false, tables);
	placeset_hash *places;

	/* what is taken back was let in once */
	if (TRIGGER_FIRED_BY_DELETE(trigdata->tg_event))
		return PointerGetDatum(NULL);

	places = placeset_create(CurrentMemoryContext, 16, NULL);
	collect_places(trigdata->tg_relation,
				   bp_transition_table(trigdata, false, "guard_execution"), places);
	if (places->members > 0)
		refuse_wrong(trigdata->tg_relation, ledger, places);
	placeset_destroy(places);

	return PointerGetDatum(NULL);
}

static void
collect_places(Relation rel, Tuplestorestate *store, placeset_hash *places)
{
	AttrNumber	department_code = bp_column(rel, "department_code", TEXTOID);
	AttrNumber	fiscal_year = bp_column(rel, "fiscal_year", INT4OID);
	AttrNumber	item_code = bp_column(rel, "item_code", TEXTOID);
	AttrNumber	task_no = bp_column(rel, "task_no", INT4OID);
	TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(rel), &TTSOpsMinimalTuple);

	while (tuplestore_gettupleslot(store, true, false, slot))
	{
		Place		place = {0};
		Datum		value;
		bool		isnull;
		bool		found;

		CHECK_FOR_INTERRUPTS();
		value = slot_getattr(slot, department_code, &isnull);
		if (isnull)
			bp_null_error("department_code");
		place.department_code = TextDatumGetCString(value);
		place.fiscal_year = DatumGetInt32(slot_getattr(slot, fiscal_year, &isnull));
		value = slot_getattr(slot, item_code, &isnull);
		if (!isnull)
			place.item_code = TextDatumGetCString(value);
		value = slot_getattr(slot, task_no, &isnull);
		place.has_task = !isnull;
		if (!isnull)
			place.task_no = DatumGetInt32(value);

		placeset_insert(places, place, &found);
		if (found)
		{
			pfree(place.department_code);
			if (place.item_code != NULL)
				pfree(place.item_code);
		}
	}
	ExecDropSingleTupleTableSlot(slot);
}

static void
refuse_wrong(Relation rel, const char *ledger, placeset_hash *places)
{
	static Oid	types[] = {TEXTARRAYOID, INT4ARRAYOID, TEXTARRAYOID, TEXTARRAYOID};
	Size		count = places->members;
	char	  **codes = (char **) palloc_extended(sizeof(char *) * count, MCXT_ALLOC_HUGE);
	int32	   *years = (int32 *) palloc_extended(sizeof(int32) * count, MCXT_ALLOC_HUGE);
	char	  **items = (char **) palloc_extended(sizeof(char *) * count, MCXT_ALLOC_HUGE);
	char	  **tasks = (char **) palloc_extended(sizeof(char *) * count, MCXT_ALLOC_HUGE);
	placeset_iterator iterator;
	PlaceEntry *entry;
	BpOwnerSwitch saved;
	Datum		values[4];
	int			n = 0;

	placeset_start_iterate(places, &iterator);
	while ((entry = placeset_iterate(places, &iterator)) != NULL)
	{
		codes[n] = entry->place.department_code;
		years[n] = entry->place.fiscal_year;
		items[n] = entry->place.item_code;
		tasks[n] = entry->place.has_task ? psprintf("%d", entry->place.task_no) : NULL;
		n++;
	}
	values[0] = bp_text_array(codes, n);
	values[1] = bp_int32_array(years, n);
	values[2] = bp_text_array(items, n);
	values[3] = bp_text_array(tasks, n);

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	bp_become_owner(ledger, &saved);

	/* the first place, by key, at which no money can be spent */
	bp_execute_kept(ledger,
					"SELECT k.department_code, k.fiscal_year, k.item_code, k.task_no, e.final,"
					" e.newest, k.item_code IS NOT NULL AND NOT " ITEM_KNOWN
					" FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2),"
					" pg_catalog.unnest($3), pg_catalog.unnest($4))"
					" AS k (department_code, fiscal_year, item_code, task_no)"
					" CROSS JOIN LATERAL (SELECT pg_catalog.bool_or(" FINAL("d") ") AS final,"
					"  (pg_catalog.array_agg(d.status ORDER BY d.version DESC))[1] AS newest"
					"  FROM ONLY @ledger@.declaration AS d WHERE " SAME_YEAR("d") ") AS e"
					" WHERE e.final IS NOT TRUE"
					" OR k.item_code IS NOT NULL AND NOT " ITEM_KNOWN
					" OR k.task_no IS NOT NULL AND NOT " TASK_KNOWN
					" ORDER BY k.department_code COLLATE pg_catalog.\"C\", 2, 3, 4 LIMIT 1",
					lengthof(types), types, values, NULL, bp_latest_snapshot(), false);
	if (SPI_processed > 0)
	{
		char	   *code = bp_row_text(0, 1);
		int32		year = bp_row_int32(0, 2, 0);
		char	   *item = bp_row_text(0, 3);
		char	   *task = bp_row_text(0, 4);
		char	   *final = bp_row_text(0, 5);
		char	   *newest = bp_row_text(0, 6);
		char	   *no_item = bp_row_text(0, 7);

		if (final == NULL || strcmp(final, "t") != 0)
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("department \"%s\" has no approved budget for %d to spend from",
							bp_clip(code), year),
					 newest == NULL ? errdetail("It has no declaration for that year.") :
					 errdetail("The status of its newest version is \"%s\".", newest),
					 errhint("Approve the declaration first, with %s.approve(), or record it as published with %s.record().",
							 BP_ENGINE_SCHEMA, BP_ENGINE_SCHEMA),
					 errtablecol(rel, bp_column(rel, "fiscal_year", INT4OID)),
					 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "execution_budget_final")));
		if (strcmp(no_item, "t") == 0)
			ereport(ERROR,
					(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
					 errmsg("department \"%s\" cannot spend from item \"%s\" in %d",
							bp_clip(code), bp_clip(item), year),
					 errdetail("The form of its declaration has no such item."),
					 errhint("Items are rows of the table \"form_item\"."),
					 errtablecol(rel, bp_column(rel, "item_code", TEXTOID)),
					 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "execution_item_known")));
		ereport(ERROR,
				(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
				 errmsg("department \"%s\" cannot spend on task %s in %d",
						bp_clip(code), task, year),
				 errdetail("No approved or recorded version of its declaration has such a task."),
				 errhint("Name the task by its number, or the budget item alone."),
				 errtablecol(rel, bp_column(rel, "task_no", INT4OID)),
				 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "execution_task_known")));
	}

	bp_unbecome_owner(&saved);
	SPI_finish();
}
