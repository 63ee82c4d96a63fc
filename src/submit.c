/*
 * submit.c
 *	  The trigger of the table declaration: what may become of a status, and
 *	  what happens when it does.
 *
 * Invariant: a declaration leaves the state of a draft only through here, in
 * the transaction that checks it, totals it and writes its seal; a sealed one
 * changes in nothing but its status.  The UPDATE that fires the trigger holds
 * the row's lock, so every writer of a child (guard.c) has either committed,
 * and is seen under the latest snapshot, or will find the new status.
 *
 * The work is done set-wise: one declaration or fifty thousand in one UPDATE
 * take the same queries, SUBMIT_BATCH declarations at a time, and what there is
 * to do waits in a sort, so that memory is bounded however many there are.
 */
#include "postgres.h"

#include "access/heaptoast.h"
#include "access/htup_details.h"
#include "access/sysattr.h"
#include "access/toast_compression.h"
#include "access/toast_internals.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/timestamp.h"

#include "check.h"
#include "content.h"
#include "finding.h"
#include "keysort.h"
#include "ledger.h"
#include "record.h"
#include "scan.h"
#include "seal.h"
#include "trigger.h"
#include "waiver.h"

/*
 * Declarations checked together: enough that the queries' overhead vanishes,
 * few enough that their content (tens of kilobytes each at most) stays small.
 */
#define SUBMIT_BATCH		256

/* Refused declarations whose findings an error lists; the rest are counted. */
#define REFUSALS_LISTED		100

/* Errors of a declaration that its message names. */
#define ERRORS_NAMED		3

typedef enum Transition
{
	TRANSITION_SUBMIT,
	TRANSITION_RECORD,
	TRANSITION_APPROVE,
	TRANSITION_SEND_BACK
} Transition;

/* Keys for which children are looked for by one query. */
#define FOLLOW_BATCH		1024

/* A declaration whose status changes. */
typedef struct Move
{
	BpKey		key;			/* must be first */
	Transition	transition;
	char	   *comment;		/* NULL = none */
} Move;

/* A form and a year whose rules a statement applies. */
typedef struct FormYear
{
	char	   *form_code;
	int32		fiscal_year;
} FormYear;

/* What a statement has to do: a list while it is one batch, then a sort. */
typedef struct Moves
{
	List	   *few;			/* of Move * */
	BpKeySort  *many;			/* NULL while they are few */
	List	   *forms;			/* of FormYear *, each once: what is to be checked */
} Moves;

static const struct
{
	const char *from;
	const char *to;
}			transitions[] = {
	[TRANSITION_SUBMIT] = {BP_STATUS_DRAFT, BP_STATUS_SUBMITTED},
	[TRANSITION_RECORD] = {BP_STATUS_DRAFT, BP_STATUS_RECORDED},
	[TRANSITION_APPROVE] = {BP_STATUS_SUBMITTED, BP_STATUS_APPROVED},
	[TRANSITION_SEND_BACK] = {BP_STATUS_SUBMITTED, BP_STATUS_DRAFT},
};

/* Columns of the table declaration, by position in this list. */
typedef enum Column
{
	COLUMN_DEPARTMENT_CODE,
	COLUMN_FISCAL_YEAR,
	COLUMN_VERSION,
	COLUMN_FORM_CODE,
	COLUMN_GOAL,
	COLUMN_CYCLE_FROM,
	COLUMN_CYCLE_TO,
	COLUMN_CREATED_AT,
	COLUMN_STATUS,
	COLUMN_STATUS_COMMENT
} Column;

#define KEY_COLUMNS			3	/* the first of them are the key */
#define SEALED_COLUMNS		8	/* the first of them never change once sealed */

static const BpColumn columns[] = {
	[COLUMN_DEPARTMENT_CODE] = {"department_code", TEXTOID},
	[COLUMN_FISCAL_YEAR] = {"fiscal_year", INT4OID},
	[COLUMN_VERSION] = {"version", INT4OID},
	[COLUMN_FORM_CODE] = {"form_code", TEXTOID},
	[COLUMN_GOAL] = {"goal", TEXTOID},
	[COLUMN_CYCLE_FROM] = {"cycle_from", INT4OID},
	[COLUMN_CYCLE_TO] = {"cycle_to", INT4OID},
	[COLUMN_CREATED_AT] = {"created_at", TIMESTAMPTZOID},
	[COLUMN_STATUS] = {"status", TEXTOID},
	[COLUMN_STATUS_COMMENT] = {"status_comment", TEXTOID},
};

/* What a seal's row will say. */
typedef struct Seal
{
	const BpDeclaration *declaration;
	int32		submission;
	bool		enforced;
	char	   *digest;
	char	   *previous_digest;	/* NULL for a first version */
	char	   *rule_set;
	Jsonb	   *totals;
	Jsonb	   *findings;
} Seal;

/* The columns of a seal and of a step in the history that are given, in one order. */
static const BpColumn seal_columns[] = {
	{"department_code", TEXTOID}, {"fiscal_year", INT4OID}, {"version", INT4OID},
	{"submission", INT4OID}, {"sealed_at", TIMESTAMPTZOID}, {"sealed_by", TEXTOID},
	{"enforced", BOOLOID}, {"digest", TEXTOID}, {"previous_digest", TEXTOID},
	{"rule_set", TEXTOID}, {"totals", JSONBOID}, {"budget_lines", INT4OID},
	{"tasks", INT4OID}, {"indicators", INT4OID}, {"findings", JSONBOID},
	{"withdrawn_at", TIMESTAMPTZOID}
};
#define SEAL_COLUMNS \
	"department_code, fiscal_year, version, submission, sealed_at, sealed_by, enforced, digest," \
	" previous_digest, rule_set, totals, budget_lines, tasks, indicators, findings, withdrawn_at"

static const BpColumn history_columns[] = {
	{"department_code", TEXTOID}, {"fiscal_year", INT4OID}, {"version", INT4OID},
	{"from_status", TEXTOID}, {"to_status", TEXTOID}, {"changed_at", TIMESTAMPTZOID},
	{"changed_by", TEXTOID}, {"comment", TEXTOID}
};
#define HISTORY_COLUMNS \
	"department_code, fiscal_year, version, from_status, to_status, changed_at, changed_by, comment"

/* What belongs to a declaration. */
static const char *const child_tables[] = {"budget_line", "task", "indicator"};

/* The table as the trigger sees it. */
typedef struct Table
{
	Relation	rel;
	char	   *ledger;
	AttrNumber	attnum[lengthof(columns)];
} Table;

/* What became of the submissions of a statement. */
typedef struct Outcome
{
	int			submitted;		/* how many were to be enforced */
	int			refused;		/* how many of them break an error rule */
	StringInfoData findings;	/* JSON array of the refused ones' findings */
	char	   *message;		/* of the first refused one ... */
	char	   *hint;
	const char *rule;
	const char *table;
	const char *column;
	bool		waivers_loaded;	/* once, when the first error is met */
	List	   *waivers;
} Outcome;

static bool same_value(const Table *table, TupleTableSlot *a, TupleTableSlot *b,
					   Column column);
static char *slot_text(const Table *table, TupleTableSlot *slot, Column column);
static char *slot_given(const Table *table, TupleTableSlot *slot, Column column);
static BpKey slot_key(const Table *table, TupleTableSlot *slot);
static void refuse_insert(const Table *table, TriggerData *trigdata);
static void delete_drafts(const Table *table, TriggerData *trigdata);
static void follow_children(const Table *table, List **keys, bool gone);
static void collect_moves(const Table *table, TriggerData *trigdata, Moves *moves);
static void add_move(Moves *moves, Move *move);
static void add_form(Moves *moves, const char *form_code, int32 fiscal_year);
static bool find_transition(const char *from, const char *to, Transition *transition);
static int	move_compare(const ListCell *a, const ListCell *b);
static void require_plain_tables(const Table *table);
static void make_moves(const Table *table, Moves *moves);
static int	next_batch(Moves *moves, Move **batch);
static void move_batch(const Table *table, Move **moves, int nmoves,
					   const List *rule_sets, MemoryContext statement_context,
					   const char *role, Outcome *outcome);
static List *load_rule_sets(const Table *table, const List *forms);
static int	digest_compare(const ListCell *a, const ListCell *b);
static bool has_rule_set(const Table *table, Datum digest);
static void keep_rule_set(const Table *table, const BpRuleSet *rules);
static const BpRuleSet *rules_for(const BpDeclaration *declaration, const List *rule_sets);
static char **previous_digests(const Table *table, List *declarations);
static void note_refusal(const BpDeclaration *declaration, List *findings, int errors,
						 MemoryContext statement_context, Outcome *outcome);
pg_noreturn static void refuse(const Table *table, const Outcome *outcome);
static void write_seals(const Table *table, List *declarations, Move **moves, int nmoves,
						const List *rule_sets, MemoryContext statement_context,
						const char *role, Outcome *outcome);
static void number_submissions(const Table *table, Seal *seals, int count);
static void put_record(const Table *table, BpRecorder *recorder, const char *query,
					   const BpColumn *record_columns, int ncolumns, Datum *values,
					   const bool *nulls);
static void set_text(Datum *value, bool *isnull, const char *text);
static void set_key(Datum *values, bool *nulls, const BpKey *key);
static Datum compressed(const BpRecorder *recorder, int column, Datum value);
static void insert_seals(const Table *table, const Seal *seals, int count, const char *role);
static void write_history(const Table *table, Move **moves, int nmoves, const char *role);
static void withdraw_seals(const Table *table, Move **moves, int nmoves);

PG_FUNCTION_INFO_V1(budget_perf_guard_declaration);

/*
 * guard_declaration: AFTER INSERT, UPDATE or DELETE statement trigger of the
 * table declaration.
 */
Datum
budget_perf_guard_declaration(PG_FUNCTION_ARGS)
{
	static const char *const tables[] = {"declaration", NULL};
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	Table		table;

	table.ledger = bp_check_trigger(fcinfo, "guard_declaration", false, tables);
	table.rel = trigdata->tg_relation;
	for (int i = 0; i < (int) lengthof(columns); i++)
		table.attnum[i] = bp_column_after(table.rel, i > 0 ? table.attnum[i - 1] : 0,
										  columns[i].name, columns[i].type);

	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
		refuse_insert(&table, trigdata);
	else if (TRIGGER_FIRED_BY_DELETE(trigdata->tg_event))
		delete_drafts(&table, trigdata);
	else
	{
		Moves		moves = {NIL, NULL, NIL};

		collect_moves(&table, trigdata, &moves);
		if (moves.few != NIL || moves.many != NULL)
		{
			require_plain_tables(&table);
			make_moves(&table, &moves);
		}
	}
	return PointerGetDatum(NULL);
}

static bool
same_value(const Table *table, TupleTableSlot *a, TupleTableSlot *b, Column column)
{
	AttrNumber	attnum = table->attnum[column];
	Form_pg_attribute attribute = TupleDescAttr(RelationGetDescr(table->rel), attnum - 1);
	bool		null_a;
	bool		null_b;
	Datum		value_a = slot_getattr(a, attnum, &null_a);
	Datum		value_b = slot_getattr(b, attnum, &null_b);

	if (null_a || null_b)
		return null_a == null_b;
	return datum_image_eq(value_a, value_b, attribute->attbyval, attribute->attlen);
}

static char *
slot_text(const Table *table, TupleTableSlot *slot, Column column)
{
	bool		isnull;
	Datum		value = slot_getattr(slot, table->attnum[column], &isnull);

	return isnull ? NULL : TextDatumGetCString(value);
}

/* For columns that are not null; see bp_row_given(). */
static char *
slot_given(const Table *table, TupleTableSlot *slot, Column column)
{
	char	   *value = slot_text(table, slot, column);

	if (value == NULL)
		bp_null_error(columns[column].name);
	return value;
}

static BpKey
slot_key(const Table *table, TupleTableSlot *slot)
{
	BpKey		key;
	bool		isnull;

	key.department_code = slot_given(table, slot, COLUMN_DEPARTMENT_CODE);
	key.fiscal_year = DatumGetInt32(slot_getattr(slot, table->attnum[COLUMN_FISCAL_YEAR], &isnull));
	key.version = DatumGetInt32(slot_getattr(slot, table->attnum[COLUMN_VERSION], &isnull));
	return key;
}

/* A new declaration is a draft: nothing can have been checked yet. */
static void
refuse_insert(const Table *table, TriggerData *trigdata)
{
	Tuplestorestate *store = bp_transition_table(trigdata, false, "guard_declaration");
	TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(table->rel),
													&TTSOpsMinimalTuple);

	while (tuplestore_gettupleslot(store, true, false, slot))
	{
		char	   *status = slot_given(table, slot, COLUMN_STATUS);

		CHECK_FOR_INTERRUPTS();
		if (strcmp(status, BP_STATUS_DRAFT) != 0)
		{
			BpKey		key = slot_key(table, slot);

			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("declaration of department \"%s\" for %d, version %d cannot be inserted as %s",
							key.department_code, key.fiscal_year, key.version, status),
					 errdetail("A declaration begins as a draft."),
					 errhint("Insert it with status \"draft\", add its rows, and then set the status to \"%s\".",
							 status),
					 errtablecol(table->rel, table->attnum[COLUMN_STATUS]),
					 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "declaration_transition")));
		}
		pfree(status);
	}
	ExecDropSingleTupleTableSlot(slot);
}

/* A draft that is deleted takes its rows along; what is sealed stays. */
static void
delete_drafts(const Table *table, TriggerData *trigdata)
{
	Tuplestorestate *store = bp_transition_table(trigdata, true, "guard_declaration");
	TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(table->rel),
													&TTSOpsMinimalTuple);
	List	   *keys = NIL;

	while (tuplestore_gettupleslot(store, true, false, slot))
	{
		BpKey	   *key = palloc(sizeof(BpKey));
		char	   *status = slot_given(table, slot, COLUMN_STATUS);

		CHECK_FOR_INTERRUPTS();
		*key = slot_key(table, slot);
		if (strcmp(status, BP_STATUS_DRAFT) != 0)
			bp_sealed_error(table->rel, key, status);
		keys = lappend(keys, key);
		pfree(status);
		if (list_length(keys) == FOLLOW_BATCH)
			follow_children(table, &keys, true);
	}
	ExecDropSingleTupleTableSlot(slot);
	if (keys != NIL)
		follow_children(table, &keys, true);
}

/*
 * The parent's side of the relation between declarations (the list is emptied)
 * and their children, which no foreign key guards: of a declaration that is gone the children go,
 * too; under a key that has changed there must have been none.  The rows are
 * looked for with the latest snapshot: a writer of one held the declaration's
 * lock, so what it wrote is committed by now, or it will find no declaration.
 */
static void
follow_children(const Table *table, List **keys, bool gone)
{
	static Oid	types[] = {TEXTARRAYOID, INT4ARRAYOID, INT4ARRAYOID};
	static const char *const of_these =
		" ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3))"
		" AS k (department_code, fiscal_year, version)"
		" WHERE c.department_code OPERATOR(pg_catalog.=) k.department_code"
		" AND c.fiscal_year OPERATOR(pg_catalog.=) k.fiscal_year"
		" AND c.version OPERATOR(pg_catalog.=) k.version";
	int			count = list_length(*keys);
	BpKey	   *array = (BpKey *) palloc(sizeof(BpKey) * count);
	Datum		values[lengthof(types)];
	BpOwnerSwitch saved;
	ListCell   *cell;

	foreach(cell, *keys)
		array[foreach_current_index(cell)] = *(const BpKey *) lfirst(cell);
	bp_key_arrays(array, count, values);

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	bp_become_owner(table->ledger, &saved);

	for (int i = 0; i < (int) lengthof(child_tables); i++)
	{
		if (gone)
			bp_execute(table->ledger,
					   psprintf("DELETE FROM ONLY @ledger@.%s AS c USING%s",
								child_tables[i], of_these),
					   lengthof(types), types, values, NULL, bp_latest_snapshot(), false);
		else
		{
			bp_execute(table->ledger,
					   psprintf("SELECT k.department_code, k.fiscal_year, k.version"
								" FROM ONLY @ledger@.%s AS c,%s LIMIT 1",
								child_tables[i], of_these),
					   lengthof(types), types, values, NULL, bp_latest_snapshot(), false);
			if (SPI_processed > 0)
			{
				char	   *constraint = psprintf("%s_declaration_fkey", child_tables[i]);

				ereport(ERROR,
						(errcode(ERRCODE_FOREIGN_KEY_VIOLATION),
						 errmsg("update or delete on table \"%s\" violates foreign key constraint \"%s\" on table \"%s\"",
								"declaration", constraint, child_tables[i]),
						 errdetail("Key (%s)=(%s) is still referenced from table \"%s\".",
								   "department_code, fiscal_year, version",
								   psprintf("%s, %d, %d", bp_row_text(0, 1),
											bp_row_int32(0, 2, 0), bp_row_int32(0, 3, 0)),
								   child_tables[i]),
						 err_generic_string(PG_DIAG_SCHEMA_NAME, table->ledger),
						 err_generic_string(PG_DIAG_TABLE_NAME, child_tables[i]),
						 err_generic_string(PG_DIAG_CONSTRAINT_NAME, constraint)));
			}
		}
	}

	bp_unbecome_owner(&saved);
	SPI_finish();
	list_free_deep(*keys);
	*keys = NIL;
}

static bool
find_transition(const char *from, const char *to, Transition *transition)
{
	for (int i = 0; i < (int) lengthof(transitions); i++)
	{
		if (strcmp(transitions[i].from, from) == 0 && strcmp(transitions[i].to, to) == 0)
		{
			*transition = (Transition) i;
			return true;
		}
	}
	return false;
}

static int
move_compare(const ListCell *a, const ListCell *b)
{
	return bp_key_compare(lfirst(a), lfirst(b));
}

static void
add_move(Moves *moves, Move *move)
{
	ListCell   *cell;

	if (moves->many == NULL)
	{
		moves->few = lappend(moves->few, move);
		if (list_length(moves->few) <= SUBMIT_BATCH)
			return;
		moves->many = bp_keysort_begin();
		foreach(cell, moves->few)
		{
			move = lfirst(cell);
			bp_keysort_put(moves->many, &move->key, move->transition, move->comment);
		}
		list_free_deep(moves->few);
		moves->few = NIL;
		return;
	}
	bp_keysort_put(moves->many, &move->key, move->transition, move->comment);
	pfree(move->key.department_code);
	if (move->comment != NULL)
		pfree(move->comment);
	pfree(move);
}

/* Note that a statement needs the rules of a form and year. */
static void
add_form(Moves *moves, const char *form_code, int32 fiscal_year)
{
	FormYear   *form;
	ListCell   *cell;

	foreach(cell, moves->forms)
	{
		form = lfirst(cell);
		if (form->fiscal_year == fiscal_year && strcmp(form->form_code, form_code) == 0)
			return;
	}
	form = palloc(sizeof(FormYear));
	form->form_code = pstrdup(form_code);
	form->fiscal_year = fiscal_year;
	moves->forms = lappend(moves->forms, form);
}

/*
 * Read the updated rows, before and after side by side (the two transition
 * tables hold them in the same order), refuse what may not be, and collect the
 * changes of status.
 */
static void
collect_moves(const Table *table, TriggerData *trigdata, Moves *moves)
{
	Tuplestorestate *old_store = bp_transition_table(trigdata, true, "guard_declaration");
	Tuplestorestate *new_store = bp_transition_table(trigdata, false, "guard_declaration");
	TupleTableSlot *old_slot = MakeSingleTupleTableSlot(RelationGetDescr(table->rel),
														&TTSOpsMinimalTuple);
	TupleTableSlot *new_slot = MakeSingleTupleTableSlot(RelationGetDescr(table->rel),
														&TTSOpsMinimalTuple);
	List	   *left_keys = NIL;
	bool		commented;

	/* A comment counts for this change only if this statement gives it. */
	commented = bms_is_member(table->attnum[COLUMN_STATUS_COMMENT] -
							  FirstLowInvalidHeapAttributeNumber,
							  trigdata->tg_updatedcols);

	while (tuplestore_gettupleslot(old_store, true, false, old_slot))
	{
		char	   *from;
		char	   *to;
		bool		same_status;
		bool		same_key = true;
		bool		same_content = true;

		CHECK_FOR_INTERRUPTS();
		if (!tuplestore_gettupleslot(new_store, true, false, new_slot))
			elog(ERROR, "transition tables of table \"%s\" differ in length",
				 RelationGetRelationName(table->rel));

		from = slot_given(table, old_slot, COLUMN_STATUS);
		to = slot_given(table, new_slot, COLUMN_STATUS);
		same_status = strcmp(from, to) == 0;
		for (int i = 0; i < SEALED_COLUMNS; i++)
		{
			if (!same_value(table, old_slot, new_slot, (Column) i))
			{
				same_content = false;
				if (i < KEY_COLUMNS)
					same_key = false;
			}
		}

		if (strcmp(from, BP_STATUS_DRAFT) != 0)
		{
			BpKey		key = slot_key(table, old_slot);

			/* A comment belongs to a change of status. */
			if (!same_content ||
				(same_status &&
				 !same_value(table, old_slot, new_slot, COLUMN_STATUS_COMMENT)))
				bp_sealed_error(table->rel, &key, from);
		}
		if (!same_status)
		{
			Move	   *move = palloc(sizeof(Move));

			move->key = slot_key(table, new_slot);
			move->comment = commented ?
				slot_text(table, new_slot, COLUMN_STATUS_COMMENT) : NULL;
			if (!same_key || !find_transition(from, to, &move->transition))
				ereport(ERROR,
						(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						 errmsg("declaration of department \"%s\" for %d, version %d cannot go from %s to %s",
								move->key.department_code, move->key.fiscal_year,
								move->key.version, from, to),
						 same_key ?
						 errdetail("A draft is submitted or recorded, a submitted declaration approved or sent back.") :
						 errdetail("A change of status and a change of key cannot be one statement."),
						 strcmp(from, BP_STATUS_APPROVED) == 0 || strcmp(from, BP_STATUS_RECORDED) == 0 ?
						 errhint("Open a new version with %s.amend().", BP_ENGINE_SCHEMA) : 0,
						 errtablecol(table->rel, table->attnum[COLUMN_STATUS]),
						 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "declaration_transition")));
			if (move->transition == TRANSITION_SUBMIT || move->transition == TRANSITION_RECORD)
			{
				char	   *form_code = slot_given(table, new_slot, COLUMN_FORM_CODE);

				add_form(moves, form_code, move->key.fiscal_year);
				pfree(form_code);
			}
			add_move(moves, move);
		}
		if (!same_key)
		{
			BpKey	   *key = palloc(sizeof(BpKey));

			*key = slot_key(table, old_slot);
			left_keys = lappend(left_keys, key);
			if (list_length(left_keys) == FOLLOW_BATCH)
				follow_children(table, &left_keys, false);
		}
		pfree(from);
		pfree(to);
	}
	ExecDropSingleTupleTableSlot(old_slot);
	ExecDropSingleTupleTableSlot(new_slot);
	if (left_keys != NIL)
		follow_children(table, &left_keys, false);
}

/*
 * What is checked must be all there is: a child table that was replaced by a
 * partitioned one or by a view would read as empty.
 */
static void
require_plain_tables(const Table *table)
{
	static const char *const tables[] = {
		"budget_line", "task", "indicator", "amendment", "amendment_line"
	};
	Oid			schema = RelationGetNamespace(table->rel);

	for (int i = 0; i < (int) lengthof(tables); i++)
	{
		Oid			relid = get_relname_relid(tables[i], schema);

		/* has_subclass() may still remember a child that is gone */
		if (!OidIsValid(relid) || get_rel_relkind(relid) != RELKIND_RELATION ||
			get_rel_relispartition(relid) ||
			(has_subclass(relid) && find_inheritance_children(relid, NoLock) != NIL))
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("\"%s\" of ledger \"%s\" is not a plain table",
							tables[i], table->ledger),
					 errdetail("Nothing can be submitted while it is missing, partitioned, a view, or has children."),
					 err_generic_string(PG_DIAG_SCHEMA_NAME, table->ledger),
					 err_generic_string(PG_DIAG_TABLE_NAME, tables[i])));
	}
}

/* The next changes of status in key order, at most SUBMIT_BATCH; how many. */
static int
next_batch(Moves *moves, Move **batch)
{
	int			count = 0;
	ListCell   *cell;

	if (moves->many == NULL)
	{
		foreach(cell, moves->few)
			batch[count++] = lfirst(cell);
		moves->few = NIL;
		return count;
	}
	while (count < SUBMIT_BATCH)
	{
		BpTaggedKey next;
		Move	   *move;

		if (!bp_keysort_next(moves->many, &next))
			break;
		move = palloc(sizeof(Move));
		move->key = next.key;
		move->transition = (Transition) next.tag;
		move->comment = next.note;
		batch[count++] = move;
	}
	return count;
}

/* Carry out the changes of status, in key order, a batch at a time. */
static void
make_moves(const Table *table, Moves *moves)
{
	MemoryContext statement_context = CurrentMemoryContext;
	MemoryContext batch_context;
	BpOwnerSwitch saved;
	char	   *role = GetUserNameFromId(GetUserId(), false);
	Move	   *batch[SUBMIT_BATCH];
	List	   *rule_sets;
	Outcome		outcome;
	int			count;

	if (moves->many != NULL)
		bp_keysort_perform(moves->many);
	else
		list_sort(moves->few, move_compare);
	memset(&outcome, 0, sizeof(outcome));
	initStringInfo(&outcome.findings);

	batch_context = AllocSetContextCreate(statement_context, "budget_perf submission",
										  ALLOCSET_DEFAULT_SIZES);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	bp_become_owner(table->ledger, &saved);

	MemoryContextSwitchTo(statement_context);
	rule_sets = load_rule_sets(table, moves->forms);
	MemoryContextSwitchTo(batch_context);
	while ((count = next_batch(moves, batch)) > 0)
	{
		move_batch(table, batch, count, rule_sets, statement_context, role, &outcome);
		MemoryContextReset(batch_context);
	}
	MemoryContextSwitchTo(statement_context);
	if (moves->many != NULL)
		bp_keysort_end(moves->many);
	if (outcome.refused > 0)
		refuse(table, &outcome);

	bp_unbecome_owner(&saved);
	SPI_finish();
	MemoryContextDelete(batch_context);
}

/* Whether the set of rules of a digest is on record; false where that cannot be told. */
static bool
has_rule_set(const Table *table, Datum digest)
{
	static const BpColumn column = {"digest", TEXTOID};
	Snapshot	snapshot = bp_scan_snapshot(bp_latest_snapshot());
	BpScan	   *scan = bp_scan_begin(table->ledger, "rule_set", &column, 1, 1, snapshot,
									 AccessShareLock);
	bool		found = false;

	if (scan != NULL)
	{
		bp_scan_seek(scan, &digest);
		found = bp_scan_find(scan);
		bp_scan_end(scan);
	}
	UnregisterSnapshot(snapshot);
	return found;
}

/*
 * Keep what is applied; mostly it is there already.  That a seal's rules are on
 * record is seen to here, and not by a foreign key, which at REPEATABLE READ
 * would miss those that another session was the first to use since the
 * transaction began.
 */
static void
keep_rule_set(const Table *table, const BpRuleSet *rules)
{
	static Oid	types[] = {TEXTOID, TEXTOID};
	Datum		values[2];

	values[0] = CStringGetTextDatum(rules->digest);
	values[1] = CStringGetTextDatum(rules->json);
	if (!has_rule_set(table, values[0]))
		bp_record(table->ledger,
				  "INSERT INTO @ledger@.rule_set (digest, rules)"
				  " VALUES ($1, $2::pg_catalog.jsonb) ON CONFLICT DO NOTHING",
				  2, types, values, NULL);
}

/*
 * The rules for each form and year of a statement, each as of one moment: what
 * is recorded is what was checked by.  Those that are new are written down in
 * the order of their digests, so that no two statements each hold one that the
 * other waits for.
 */
static List *
load_rule_sets(const Table *table, const List *forms)
{
	List	   *rule_sets = NIL;
	const char *kept = "";
	ListCell   *cell;

	foreach(cell, forms)
	{
		const FormYear *form = lfirst(cell);

		rule_sets = lappend(rule_sets,
							unconstify(BpRuleSet *,
									   bp_rules_get(table->ledger, form->form_code,
													form->fiscal_year, bp_latest_snapshot())));
	}

	list_sort(rule_sets, digest_compare);
	foreach(cell, rule_sets)
	{
		const BpRuleSet *rules = lfirst(cell);

		if (strcmp(rules->digest, kept) != 0)
			keep_rule_set(table, rules);
		kept = rules->digest;
	}
	return rule_sets;
}

static int
digest_compare(const ListCell *a, const ListCell *b)
{
	return strcmp(((const BpRuleSet *) lfirst(a))->digest,
				  ((const BpRuleSet *) lfirst(b))->digest);
}

/* The rules for a declaration's form and year, which were loaded for the statement. */
static const BpRuleSet *
rules_for(const BpDeclaration *declaration, const List *rule_sets)
{
	ListCell   *cell;

	foreach(cell, rule_sets)
	{
		const BpRuleSet *rules = lfirst(cell);

		if (rules->fiscal_year == declaration->key.fiscal_year &&
			strcmp(rules->form_code, declaration->form_code) == 0)
			return rules;
	}
	elog(ERROR, "no rules were loaded for form \"%s\"", declaration->form_code);
	return NULL;				/* keep compiler quiet */
}

static void
move_batch(const Table *table, Move **moves, int nmoves, const List *rule_sets,
		   MemoryContext statement_context, const char *role, Outcome *outcome)
{
	BpKey	   *keys = (BpKey *) palloc(sizeof(BpKey) * nmoves);
	int			nkeys = 0;

	for (int i = 0; i < nmoves; i++)
	{
		if (moves[i]->transition == TRANSITION_SUBMIT ||
			moves[i]->transition == TRANSITION_RECORD)
			keys[nkeys++] = moves[i]->key;
	}
	if (nkeys > 0)
		write_seals(table, bp_content_load(table->ledger, keys, nkeys, bp_latest_snapshot()),
					moves, nmoves, rule_sets, statement_context, role, outcome);

	/* Once one is refused the statement fails; the others are only checked. */
	if (outcome->refused > 0)
		return;
	withdraw_seals(table, moves, nmoves);
	write_history(table, moves, nmoves, role);
}

/*
 * For each declaration the digest of the seal of the version before it; NULL
 * for a first version.  A later version waits until the one before is final.
 */
static char **
previous_digests(const Table *table, List *declarations)
{
	static Oid	types[] = {TEXTARRAYOID, INT4ARRAYOID, INT4ARRAYOID};
	int			count = list_length(declarations);
	char	  **digests = (char **) palloc0(sizeof(char *) * count);
	BpKey	   *keys = (BpKey *) palloc(sizeof(BpKey) * count);
	int		   *which = (int *) palloc(sizeof(int) * count);
	int			later = 0;
	Datum		values[3];

	for (int i = 0; i < count; i++)
	{
		BpDeclaration *declaration = list_nth(declarations, i);

		if (declaration->key.version == 1)
			continue;
		keys[later] = declaration->key;
		which[later++] = i;
	}
	if (later == 0)
		return digests;

	bp_key_arrays(keys, later, values);
	bp_execute_kept(table->ledger,
					"SELECT k.n::pg_catalog.int4, d.status, s.digest"
					" FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2),"
					" pg_catalog.unnest($3)) WITH ORDINALITY"
					" AS k (department_code, fiscal_year, version, n)"
					" LEFT JOIN ONLY @ledger@.declaration AS d"
					" ON d.department_code OPERATOR(pg_catalog.=) k.department_code"
					" AND d.fiscal_year OPERATOR(pg_catalog.=) k.fiscal_year"
					" AND d.version OPERATOR(pg_catalog.=) (k.version OPERATOR(pg_catalog.-) 1)"
					" LEFT JOIN ONLY @ledger@.seal AS s"
					" ON s.department_code OPERATOR(pg_catalog.=) d.department_code"
					" AND s.fiscal_year OPERATOR(pg_catalog.=) d.fiscal_year"
					" AND s.version OPERATOR(pg_catalog.=) d.version"
					" AND s.withdrawn_at IS NULL"
					" ORDER BY k.n",
					3, types, values, NULL, bp_latest_snapshot(), false);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		int			i = which[bp_row_int32(row, 1, 0) - 1];
		char	   *status = bp_row_text(row, 2);

		digests[i] = bp_row_text(row, 3);
		if (status == NULL || digests[i] == NULL ||
			(strcmp(status, BP_STATUS_APPROVED) != 0 && strcmp(status, BP_STATUS_RECORDED) != 0))
		{
			BpDeclaration *declaration = list_nth(declarations, i);

			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("declaration of department \"%s\" for %d, version %d cannot be submitted before version %d is final",
							declaration->key.department_code, declaration->key.fiscal_year,
							declaration->key.version, declaration->key.version - 1),
					 status == NULL ? errdetail("There is no version %d.", declaration->key.version - 1) :
					 errdetail("Version %d is %s.", declaration->key.version - 1, status),
					 errhint("Approve the version before, or delete this one."),
					 errtablecol(table->rel, table->attnum[COLUMN_VERSION]),
					 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "declaration_version_order")));
		}
	}
	SPI_freetuptable(SPI_tuptable);
	return digests;
}

/* Add a refused declaration to what the error will say. */
static void
note_refusal(const BpDeclaration *declaration, List *findings, int errors,
			 MemoryContext statement_context, Outcome *outcome)
{
	MemoryContext caller = MemoryContextSwitchTo(statement_context);
	ListCell   *cell;

	if (outcome->refused == 0)
	{
		StringInfoData message;
		int			named = 0;

		initStringInfo(&message);
		foreach(cell, findings)
		{
			const BpFinding *finding = lfirst(cell);

			if (finding->severity != BP_ERROR || finding->status != BP_FAIL)
				continue;
			if (named == 0)
			{
				outcome->rule = pstrdup(finding->rule);
				outcome->table = finding->location.table ? pstrdup(finding->location.table) : "declaration";
				outcome->column = finding->location.column ? pstrdup(finding->location.column) : NULL;
				outcome->hint = finding->hint ? pstrdup(finding->hint) : NULL;
			}
			if (named < ERRORS_NAMED)
				appendStringInfo(&message, "%s%s", named > 0 ? " " : "", finding->message);
			named++;
		}
		outcome->message =
			psprintf(dngettext(TEXTDOMAIN,
							   "declaration of department \"%s\" for %d, version %d breaks %d rule: %s",
							   "declaration of department \"%s\" for %d, version %d breaks rules in %d places: %s",
							   errors),
					 declaration->key.department_code, declaration->key.fiscal_year,
					 declaration->key.version, errors, message.data);
		pfree(message.data);
	}
	if (outcome->refused < REFUSALS_LISTED)
	{
		char	   *json = bp_findings_to_json(findings);
		size_t		length = strlen(json);

		/* Join the arrays: "[" a "]" and "[" b "]" make "[" a ", " b "]". */
		appendStringInfoString(&outcome->findings, outcome->findings.len == 0 ? "[" : ", ");
		appendBinaryStringInfo(&outcome->findings, json + 1, length - 2);
		pfree(json);
	}
	outcome->refused++;
	MemoryContextSwitchTo(caller);
}

/* The one error of a refused statement. */
static void
refuse(const Table *table, const Outcome *outcome)
{
	StringInfoData message;

	initStringInfo(&message);
	if (outcome->submitted > 1)
		appendStringInfo(&message, _("%d of %d declarations are refused; the first: "),
						 outcome->refused, outcome->submitted);
	appendStringInfoString(&message, outcome->message);

	ereport(ERROR,
			(errcode(ERRCODE_CHECK_VIOLATION),
			 errmsg_internal("%s", message.data),
			 errdetail_internal("%s]", outcome->findings.data),
			 outcome->hint ? errhint("%s Every finding is in the detail, as JSON.", outcome->hint) :
			 errhint("Every finding is in the detail, as JSON; %s.check_declaration() shows them as rows.",
					 BP_ENGINE_SCHEMA),
			 err_generic_string(PG_DIAG_SCHEMA_NAME, table->ledger),
			 err_generic_string(PG_DIAG_TABLE_NAME, outcome->table),
			 outcome->column ? err_generic_string(PG_DIAG_COLUMN_NAME, outcome->column) : 0,
			 err_generic_string(PG_DIAG_CONSTRAINT_NAME, outcome->rule)));
	pg_unreachable();
}

/*
 * Check the declarations of a batch and write their seals.  moves holds theirs
 * among others, in the same order.
 */
static void
write_seals(const Table *table, List *declarations, Move **moves, int nmoves,
			const List *rule_sets, MemoryContext statement_context, const char *role,
			Outcome *outcome)
{
	int			count = list_length(declarations);
	char	  **previous = previous_digests(table, declarations);
	Seal	   *seals = (Seal *) palloc(sizeof(Seal) * count);
	int			at = 0;

	for (int i = 0; i < count; i++)
	{
		BpDeclaration *declaration = list_nth(declarations, i);
		const BpRuleSet *rules = rules_for(declaration, rule_sets);
		List	   *findings = bp_check(declaration, rules, false);
		Seal	   *seal = &seals[i];
		int			errors = bp_count_errors(findings);

		CHECK_FOR_INTERRUPTS();
		while (at < nmoves && bp_key_compare(&moves[at]->key, &declaration->key) != 0)
			at++;
		if (at == nmoves)
			elog(ERROR, "declaration %d of the batch was not asked for", i);
		seal->enforced = moves[at]->transition == TRANSITION_SUBMIT;

		if (seal->enforced)
		{
			outcome->submitted++;
			if (errors > 0 && !outcome->waivers_loaded)
			{
				MemoryContext caller = MemoryContextSwitchTo(statement_context);

				outcome->waivers = bp_waivers_load(table->ledger, bp_latest_snapshot());
				outcome->waivers_loaded = true;
				MemoryContextSwitchTo(caller);
			}
			if (errors > 0)
				errors = bp_waive(findings, declaration, outcome->waivers);
			if (errors > 0)
				note_refusal(declaration, findings, errors, statement_context, outcome);
		}

		seal->declaration = declaration;
		seal->digest = bp_digest(declaration, findings, rules->digest, seal->enforced,
								 previous[i]);
		seal->previous_digest = previous[i];
		seal->rule_set = rules->digest;
		seal->totals = bp_totals_jsonb(declaration, rules);
		seal->findings = bp_findings_to_jsonb(findings);
	}
	if (outcome->refused > 0)
		return;
	number_submissions(table, seals, count);
	insert_seals(table, seals, count, role);
}

/*
 * Submissions of one declaration are numbered from 1; the lock on its row keeps
 * others from counting.  They are counted by key: a subquery of the INSERT was
 * planned while the table was empty, and then read all of it for each seal.
 */
static void
number_submissions(const Table *table, Seal *seals, int count)
{
	static Oid	types[] = {TEXTOID, INT4OID, INT4OID};
	Snapshot	snapshot = bp_scan_snapshot(bp_latest_snapshot());
	BpScan	   *scan = bp_scan_begin(table->ledger, "seal", columns, KEY_COLUMNS, KEY_COLUMNS,
									 snapshot, AccessShareLock);

	for (int i = 0; i < count; i++)
	{
		const BpKey *key = &seals[i].declaration->key;

		seals[i].submission = 1;
		if (scan != NULL)
		{
			bp_scan_seek_declaration(scan, key);
			while (bp_scan_find(scan))
				seals[i].submission++;
		}
		else
		{
			Datum		values[lengthof(types)];

			values[0] = CStringGetTextDatum(key->department_code);
			values[1] = Int32GetDatum(key->fiscal_year);
			values[2] = Int32GetDatum(key->version);
			bp_execute_kept(table->ledger,
							"SELECT FROM ONLY @ledger@.seal AS s"
							" WHERE s.department_code OPERATOR(pg_catalog.=) $1"
							" AND s.fiscal_year OPERATOR(pg_catalog.=) $2"
							" AND s.version OPERATOR(pg_catalog.=) $3",
							lengthof(types), types, values, NULL, bp_latest_snapshot(), false);
			seals[i].submission += (int32) SPI_processed;
			SPI_freetuptable(SPI_tuptable);
		}
	}
	if (scan != NULL)
		bp_scan_end(scan);
	UnregisterSnapshot(snapshot);
}

/*
 * Write a row of records: by the recorder, or where there is none by a query that
 * takes the same values.
 */
static void
put_record(const Table *table, BpRecorder *recorder, const char *query,
		   const BpColumn *record_columns, int ncolumns, Datum *values, const bool *nulls)
{
	Oid			types[BP_RECORD_COLUMNS_MAX];
	char		marks[BP_RECORD_COLUMNS_MAX + 1];

	if (recorder != NULL)
	{
		bp_recorder_put(recorder, values, nulls);
		return;
	}
	for (int i = 0; i < ncolumns; i++)
	{
		types[i] = record_columns[i].type;
		marks[i] = nulls[i] ? 'n' : ' ';
	}
	marks[ncolumns] = '\0';
	bp_record(table->ledger, query, ncolumns, types, values, marks);
}

/* A text or a null. */
static void
set_text(Datum *value, bool *isnull, const char *text)
{
	*isnull = (text == NULL);
	*value = *isnull ? (Datum) 0 : CStringGetTextDatum(text);
}

/* The key of a declaration, which is the first of a record. */
static void
set_key(Datum *values, bool *nulls, const BpKey *key)
{
	set_text(&values[0], &nulls[0], key->department_code);
	values[1] = Int32GetDatum(key->fiscal_year);
	values[2] = Int32GetDatum(key->version);
}

/*
 * Findings of more than some lines make the row too long to stand as it is.  Unless
 * told otherwise the server compresses them by pglz, which took as long as all else
 * that it does to insert the row; lz4 takes a fifth of that.
 */
static Datum
compressed(const BpRecorder *recorder, int column, Datum value)
{
#ifdef USE_LZ4
	if (recorder != NULL && default_toast_compression == TOAST_PGLZ_COMPRESSION &&
		VARSIZE_ANY(DatumGetPointer(value)) > TOAST_TUPLE_THRESHOLD / 2 &&
		bp_recorder_may_compress(recorder, column))
	{
		Datum		shorter = toast_compress_datum(value, TOAST_LZ4_COMPRESSION);

		/* 0 = it does not get any shorter */
		if (shorter != (Datum) 0)
			return shorter;
	}
#endif
	return value;
}

static void
insert_seals(const Table *table, const Seal *seals, int count, const char *role)
{
	BpRecorder *recorder = bp_recorder_begin(table->ledger, "seal", seal_columns,
											 lengthof(seal_columns));
	Datum		values[lengthof(seal_columns)];
	bool		nulls[lengthof(seal_columns)] = {false};

	set_text(&values[5], &nulls[5], role);
	nulls[15] = true;
	for (int i = 0; i < count; i++)
	{
		const Seal *seal = &seals[i];
		const BpDeclaration *declaration = seal->declaration;

		set_key(values, nulls, &declaration->key);
		values[3] = Int32GetDatum(seal->submission);
		values[4] = TimestampTzGetDatum(GetCurrentTimestamp());
		values[6] = BoolGetDatum(seal->enforced);
		set_text(&values[7], &nulls[7], seal->digest);
		set_text(&values[8], &nulls[8], seal->previous_digest);
		set_text(&values[9], &nulls[9], seal->rule_set);
		values[10] = JsonbPGetDatum(seal->totals);
		values[11] = Int32GetDatum(list_length(declaration->lines));
		values[12] = Int32GetDatum(list_length(declaration->tasks));
		values[13] = Int32GetDatum(list_length(declaration->indicators));
		values[14] = compressed(recorder, 14, JsonbPGetDatum(seal->findings));
		put_record(table, recorder,
				   "INSERT INTO @ledger@.seal (" SEAL_COLUMNS ")"
				   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
				   seal_columns, lengthof(seal_columns), values, nulls);
	}
	if (recorder != NULL)
		bp_recorder_end(recorder);
}

static void
write_history(const Table *table, Move **moves, int nmoves, const char *role)
{
	BpRecorder *recorder = bp_recorder_begin(table->ledger, "history", history_columns,
											 lengthof(history_columns));
	Datum		values[lengthof(history_columns)];
	bool		nulls[lengthof(history_columns)] = {false};

	set_text(&values[6], &nulls[6], role);
	for (int i = 0; i < nmoves; i++)
	{
		const Move *move = moves[i];

		set_key(values, nulls, &move->key);
		set_text(&values[3], &nulls[3], transitions[move->transition].from);
		set_text(&values[4], &nulls[4], transitions[move->transition].to);
		values[5] = TimestampTzGetDatum(GetCurrentTimestamp());
		set_text(&values[7], &nulls[7], move->comment);
		put_record(table, recorder,
				   "INSERT INTO @ledger@.history (" HISTORY_COLUMNS ")"
				   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
				   history_columns, lengthof(history_columns), values, nulls);
	}
	if (recorder != NULL)
		bp_recorder_end(recorder);
}

/* A submission that is sent back keeps its seal on record, marked as withdrawn. */
static void
withdraw_seals(const Table *table, Move **moves, int nmoves)
{
	static Oid	types[] = {TEXTARRAYOID, INT4ARRAYOID, INT4ARRAYOID};
	BpKey	   *keys = (BpKey *) palloc(sizeof(BpKey) * nmoves);
	int			count = 0;
	Datum		values[lengthof(types)];

	for (int i = 0; i < nmoves; i++)
	{
		if (moves[i]->transition == TRANSITION_SEND_BACK)
			keys[count++] = moves[i]->key;
	}
	if (count == 0)
		return;
	bp_key_arrays(keys, count, values);
	bp_record(table->ledger,
			  "UPDATE ONLY @ledger@.seal AS s SET withdrawn_at = pg_catalog.clock_timestamp()"
			  " FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2),"
			  "  pg_catalog.unnest($3)) AS k (department_code, fiscal_year, version)"
			  " WHERE s.department_code OPERATOR(pg_catalog.=) k.department_code"
			  " AND s.fiscal_year OPERATOR(pg_catalog.=) k.fiscal_year"
			  " AND s.version OPERATOR(pg_catalog.=) k.version"
			  " AND s.withdrawn_at IS NULL",
			  lengthof(types), types, values, NULL);
}
