/*
 * workflow.c
 *	  Functions that move a declaration: submit, approve, send_back, record,
 *	  amend; and its totals.
 *
 * Invariant: these are conveniences over plain statements on the ledger's
 * tables, run with the caller's rights.  What a status may become, and what
 * happens then, is decided by the trigger (submit.c) alone.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "check.h"
#include "content.h"
#include "ledger.h"
#include "seal.h"
#include "trigger.h"

/* Arguments shared by the functions of this file. */
typedef struct Call
{
	char	   *department_code;
	int32		fiscal_year;
	int32		version;		/* 0 = the newest */
	text	   *comment;		/* NULL = none */
	char	   *ledger;
} Call;

/* A change of status under way, for the context of an error. */
typedef struct Attempt
{
	const BpKey *key;
	const char *from;
	const char *to;
} Attempt;

static Call read_call(FunctionCallInfo fcinfo, int ledger_argument);
static char *lock_row(const char *ledger, const BpKey *key);
static char *lock_status(const char *ledger, const BpKey *key, bool *locked);
static int	hint_rights(void);
static void move_context(void *arg);
static Datum key_result(FunctionCallInfo fcinfo, const BpKey *key);
static Datum move(FunctionCallInfo fcinfo, const char *from, const char *to);
static int	key_arguments(const BpKey *key, Datum *values);

static Oid	key_types[] = {TEXTOID, INT4OID, INT4OID, TEXTOID, TEXTOID};

PG_FUNCTION_INFO_V1(budget_perf_submit);
PG_FUNCTION_INFO_V1(budget_perf_approve);
PG_FUNCTION_INFO_V1(budget_perf_send_back);
PG_FUNCTION_INFO_V1(budget_perf_record);
PG_FUNCTION_INFO_V1(budget_perf_amend);
PG_FUNCTION_INFO_V1(budget_perf_declaration_totals);

/*
 * Read (department_code, fiscal_year, version, ..., ledger).  The version may
 * be null, and the comment, which stands before the ledger where there is one.
 */
static Call
read_call(FunctionCallInfo fcinfo, int ledger_argument)
{
	Call		call;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(ledger_argument))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("department code, fiscal year and ledger must not be null")));
	call.department_code = text_to_cstring(PG_GETARG_TEXT_PP(0));
	call.fiscal_year = PG_GETARG_INT32(1);
	call.version = 0;
	if (!PG_ARGISNULL(2))
	{
		call.version = PG_GETARG_INT32(2);
		if (call.version < 1)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("version %d is not a version", call.version),
					 errhint("Versions count from 1; null means the newest.")));
	}
	call.comment = (ledger_argument > 3 && !PG_ARGISNULL(3)) ? PG_GETARG_TEXT_PP(3) : NULL;
	call.ledger = bp_ledger_arg(PG_GETARG_TEXT_PP(ledger_argument));
	return call;
}

static int
key_arguments(const BpKey *key, Datum *values)
{
	values[0] = CStringGetTextDatum(key->department_code);
	values[1] = Int32GetDatum(key->fiscal_year);
	values[2] = Int32GetDatum(key->version);
	return 3;
}

/* Lock a declaration; its status, or NULL if there is none that can be locked. */
static char *
lock_row(const char *ledger, const BpKey *key)
{
	Datum		values[3];

	bp_execute_kept(ledger,
					"SELECT d.status FROM ONLY @ledger@.declaration AS d"
					" WHERE d.department_code OPERATOR(pg_catalog.=) $1"
					" AND d.fiscal_year OPERATOR(pg_catalog.=) $2"
					" AND d.version OPERATOR(pg_catalog.=) $3"
					" FOR NO KEY UPDATE OF d",
					key_arguments(key, values), key_types, values, NULL,
					InvalidSnapshot, false);
	return SPI_processed == 1 ? bp_row_given(0, 1) : NULL;
}

/*
 * Lock a declaration and return its status as of now.  What row security lets
 * the caller read but not change is not locked: it is still the same row after
 * a second try.  Another row means that somebody has put it in the place of the
 * one that was to be locked.
 */
static char *
lock_status(const char *ledger, const BpKey *key, bool *locked)
{
	Datum		values[3];
	char	   *status = lock_row(ledger, key);
	char	   *version = NULL;

	while (status == NULL)
	{
		char	   *before = version;
		char	   *seen;

		CHECK_FOR_INTERRUPTS();
		bp_execute_kept(ledger,
						"SELECT d.status, pg_catalog.concat(d.ctid, ' ', d.xmin)"
						" FROM ONLY @ledger@.declaration AS d"
						" WHERE d.department_code OPERATOR(pg_catalog.=) $1"
						" AND d.fiscal_year OPERATOR(pg_catalog.=) $2"
						" AND d.version OPERATOR(pg_catalog.=) $3",
						key_arguments(key, values), key_types, values, NULL,
						InvalidSnapshot, false);
		if (SPI_processed != 1)
			ereport(ERROR,
					(errcode(ERRCODE_NO_DATA_FOUND),
					 errmsg("declaration of department \"%s\" for %d, version %d is gone",
							key->department_code, key->fiscal_year, key->version)));
		seen = bp_row_given(0, 1);
		version = bp_row_given(0, 2);
		if (before != NULL && strcmp(before, version) == 0)
		{
			*locked = false;
			return seen;
		}
		status = lock_row(ledger, key);
	}
	*locked = true;
	return status;
}

/* The hint of every refusal that is a matter of rights. */
static int
hint_rights(void)
{
	return errhint("The privileges and the row security policies of the ledger, and its table \"duty\", say who may do what.");
}

/* Privileges and policies refuse in the server's words, which do not say what was tried. */
static void
move_context(void *arg)
{
	const Attempt *attempt = arg;

	if (geterrcode() != ERRCODE_INSUFFICIENT_PRIVILEGE)
		return;
	hint_rights();
	errcontext("taking the declaration of department \"%s\" for %d, version %d from %s to %s",
			   attempt->key->department_code, attempt->key->fiscal_year,
			   attempt->key->version, attempt->from, attempt->to);
}

static Datum
key_result(FunctionCallInfo fcinfo, const BpKey *key)
{
	TupleDesc	desc;
	Datum		values[3];
	bool		nulls[3] = {false, false, false};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	key_arguments(key, values);
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls));
}

static Datum
move(FunctionCallInfo fcinfo, const char *from, const char *to)
{
	Call		call = read_call(fcinfo, 4);
	MemoryContext caller = CurrentMemoryContext;
	BpKey		key;
	char	   *status;
	bool		locked;
	Datum		values[5];
	Attempt		attempt = {&key, from, to};
	ErrorContextCallback context = {
		.previous = error_context_stack,
		.callback = move_context,
		.arg = &attempt
	};

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	MemoryContextSwitchTo(caller);

	key = bp_key_resolve(call.ledger, call.department_code, call.fiscal_year, call.version);
	status = lock_status(call.ledger, &key, &locked);
	if (strcmp(status, from) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("declaration of department \"%s\" for %d, version %d is %s, not %s",
						key.department_code, key.fiscal_year, key.version, status, from),
				 strcmp(status, BP_STATUS_DRAFT) == 0 ?
				 errhint("Submit it first, with %s.submit().", BP_ENGINE_SCHEMA) :
				 strcmp(status, BP_STATUS_SUBMITTED) == 0 ?
				 errhint("Approve it with %s.approve(), or send it back with %s.send_back().",
						 BP_ENGINE_SCHEMA, BP_ENGINE_SCHEMA) :
				 errhint("Open a new version with %s.amend().", BP_ENGINE_SCHEMA),
				 err_generic_string(PG_DIAG_SCHEMA_NAME, call.ledger),
				 err_generic_string(PG_DIAG_TABLE_NAME, "declaration"),
				 err_generic_string(PG_DIAG_COLUMN_NAME, "status"),
				 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "declaration_transition")));
	if (!locked)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("role \"%s\" may not take the declaration of department \"%s\" for %d, version %d from %s to %s",
						GetUserNameFromId(GetUserId(), false), key.department_code,
						key.fiscal_year, key.version, from, to),
				 hint_rights(),
				 err_generic_string(PG_DIAG_SCHEMA_NAME, call.ledger),
				 err_generic_string(PG_DIAG_TABLE_NAME, "declaration")));

	key_arguments(&key, values);
	values[3] = CStringGetTextDatum(to);
	values[4] = PointerGetDatum(call.comment);
	error_context_stack = &context;
	bp_execute_kept(call.ledger,
					"UPDATE ONLY @ledger@.declaration AS d SET status = $4, status_comment = $5"
					" WHERE d.department_code OPERATOR(pg_catalog.=) $1"
					" AND d.fiscal_year OPERATOR(pg_catalog.=) $2"
					" AND d.version OPERATOR(pg_catalog.=) $3",
					5, key_types, values,
					call.comment == NULL ? "    n" : NULL,
					InvalidSnapshot, false);
	error_context_stack = context.previous;
	if (SPI_processed != 1)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the declaration of department \"%s\" for %d, version %d was not changed",
						key.department_code, key.fiscal_year, key.version),
				 errhint("A rule or a trigger that is not of the ledger stands in the way: see verify()."),
				 err_generic_string(PG_DIAG_SCHEMA_NAME, call.ledger),
				 err_generic_string(PG_DIAG_TABLE_NAME, "declaration")));

	SPI_finish();
	return key_result(fcinfo, &key);
}

Datum
budget_perf_submit(PG_FUNCTION_ARGS)
{
	return move(fcinfo, BP_STATUS_DRAFT, BP_STATUS_SUBMITTED);
}

Datum
budget_perf_approve(PG_FUNCTION_ARGS)
{
	return move(fcinfo, BP_STATUS_SUBMITTED, BP_STATUS_APPROVED);
}

Datum
budget_perf_send_back(PG_FUNCTION_ARGS)
{
	return move(fcinfo, BP_STATUS_SUBMITTED, BP_STATUS_DRAFT);
}

Datum
budget_perf_record(PG_FUNCTION_ARGS)
{
	return move(fcinfo, BP_STATUS_DRAFT, BP_STATUS_RECORDED);
}

/*
 * amend: the newest version, final, is copied into the next one, without the
 * amendments, for they say how that version came about.  Two that amend at once
 * meet at its lock, or, with a snapshot older than that, at the primary key.
 */
Datum
budget_perf_amend(PG_FUNCTION_ARGS)
{
	static const char *const copies[] = {
		"INSERT INTO @ledger@.declaration (department_code, fiscal_year, version,"
		" form_code, goal, cycle_from, cycle_to, status_comment)"
		" SELECT c.department_code, c.fiscal_year, c.version OPERATOR(pg_catalog.+) 1,"
		" c.form_code, c.goal, c.cycle_from, c.cycle_to, $4"
		" FROM ONLY @ledger@.declaration AS c",
		"INSERT INTO @ledger@.budget_line (department_code, fiscal_year, version,"
		" item_code, amount, amount_source)"
		" SELECT c.department_code, c.fiscal_year, c.version OPERATOR(pg_catalog.+) 1,"
		" c.item_code, c.amount, c.amount_source"
		" FROM ONLY @ledger@.budget_line AS c",
		"INSERT INTO @ledger@.task (department_code, fiscal_year, version, task_no,"
		" amount, name, content, expected_outcome, amount_source)"
		" SELECT c.department_code, c.fiscal_year, c.version OPERATOR(pg_catalog.+) 1,"
		" c.task_no, c.amount, c.name, c.content, c.expected_outcome, c.amount_source"
		" FROM ONLY @ledger@.task AS c",
		"INSERT INTO @ledger@.indicator (department_code, fiscal_year, version,"
		" indicator_no, level1, level2, name, unit, cycle_target, annual_target, weight,"
		" accumulation, code)"
		" SELECT c.department_code, c.fiscal_year, c.version OPERATOR(pg_catalog.+) 1,"
		" c.indicator_no, c.level1, c.level2, c.name, c.unit, c.cycle_target,"
		" c.annual_target, c.weight, c.accumulation, c.code"
		" FROM ONLY @ledger@.indicator AS c",
	};
	static const char *const of_this_version =
		" WHERE c.department_code OPERATOR(pg_catalog.=) $1"
		" AND c.fiscal_year OPERATOR(pg_catalog.=) $2"
		" AND c.version OPERATOR(pg_catalog.=) $3";
	Call		call = read_call(fcinfo, 4);
	MemoryContext caller = CurrentMemoryContext;
	BpKey		key;
	BpKey		newest;
	char	   *status;
	bool		locked;
	Datum		values[4];

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	MemoryContextSwitchTo(caller);

	key = bp_key_resolve(call.ledger, call.department_code, call.fiscal_year, call.version);
	status = lock_status(call.ledger, &key, &locked);
	/* only now, for another may have amended while this one waited */
	newest = bp_key_resolve(call.ledger, call.department_code, call.fiscal_year, 0);
	if (strcmp(status, BP_STATUS_APPROVED) != 0 && strcmp(status, BP_STATUS_RECORDED) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("declaration of department \"%s\" for %d, version %d is %s and cannot be amended",
						key.department_code, key.fiscal_year, key.version, status),
				 errhint("A draft is changed directly, a submitted declaration after %s.send_back().",
						 BP_ENGINE_SCHEMA),
				 err_generic_string(PG_DIAG_SCHEMA_NAME, call.ledger),
				 err_generic_string(PG_DIAG_TABLE_NAME, "declaration"),
				 err_generic_string(PG_DIAG_COLUMN_NAME, "status"),
				 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "declaration_transition")));
	if (newest.version != key.version)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("declaration of department \"%s\" for %d has been amended already",
						key.department_code, key.fiscal_year),
				 errdetail("Version %d is not the newest; version %d is.",
						   key.version, newest.version),
				 err_generic_string(PG_DIAG_SCHEMA_NAME, call.ledger),
				 err_generic_string(PG_DIAG_TABLE_NAME, "declaration"),
				 err_generic_string(PG_DIAG_COLUMN_NAME, "version"),
				 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "declaration_version_order")));
	if (!locked)
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("role \"%s\" may not amend the declaration of department \"%s\" for %d, version %d",
						GetUserNameFromId(GetUserId(), false), key.department_code,
						key.fiscal_year, key.version),
				 hint_rights(),
				 err_generic_string(PG_DIAG_SCHEMA_NAME, call.ledger),
				 err_generic_string(PG_DIAG_TABLE_NAME, "declaration")));

	/*
	 * What is copied is what was sealed, and that may be newer than this
	 * transaction's snapshot where the same transaction has sealed it.
	 */
	key_arguments(&key, values);
	values[3] = PointerGetDatum(call.comment);
	for (int i = 0; i < (int) lengthof(copies); i++)
		bp_execute(call.ledger, psprintf("%s%s", copies[i], of_this_version),
				   i == 0 ? 4 : 3, key_types, values,
				   call.comment == NULL ? "   n" : NULL, bp_latest_snapshot(), false);

	SPI_finish();
	key.version++;
	return key_result(fcinfo, &key);
}

/*
 * declaration_totals: of each category, block and item, in printed order.  All
 * is read under the snapshot of the calling statement.
 */
Datum
budget_perf_declaration_totals(PG_FUNCTION_ARGS)
{
	Call		call = read_call(fcinfo, 3);
	MemoryContext caller = CurrentMemoryContext;
	Snapshot	snapshot = GetActiveSnapshot();
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	BpKey		key;
	BpDeclaration *declaration;
	const BpRuleSet *rules;
	ListCell   *cell;

	InitMaterializedSRF(fcinfo, 0);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	MemoryContextSwitchTo(caller);

	key = bp_key_resolve(call.ledger, call.department_code, call.fiscal_year, call.version);
	declaration = bp_content_load_found(call.ledger, &key, snapshot);
	rules = bp_rules_get(call.ledger, declaration->form_code, key.fiscal_year, snapshot);

	foreach(cell, bp_totals(declaration, rules))
	{
		const BpTotal *total = lfirst(cell);
		ListCell   *other;
		Datum		values[4];
		bool		nulls[4] = {false, total->block == NULL, true, total->amount == NULL};

		values[0] = CStringGetTextDatum(total->category);
		values[1] = total->block ? CStringGetTextDatum(total->block) : (Datum) 0;
		values[2] = (Datum) 0;
		values[3] = NumericGetDatum(total->amount);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);

		if (total->block == NULL)
			continue;
		foreach(other, rules->items)
		{
			const BpItem *item = lfirst(other);
			ListCell   *third;

			if (strcmp(item->category, total->category) != 0 ||
				strcmp(item->block, total->block) != 0)
				continue;
			values[2] = CStringGetTextDatum(item->item_code);
			nulls[2] = false;
			values[3] = (Datum) 0;
			nulls[3] = true;
			foreach(third, declaration->lines)
			{
				const BpLine *line = lfirst(third);

				if (strcmp(line->item_code, item->item_code) == 0 && line->amount != NULL)
				{
					values[3] = NumericGetDatum(line->amount);
					nulls[3] = false;
				}
			}
			tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
		}
	}

	SPI_finish();
	return (Datum) 0;
}
