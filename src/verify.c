/*
 * verify.c
 *	  The audit behind the guards: is everything in a ledger as it must be?
 *
 * Triggers can be switched off, dropped, or bypassed by a restore, by
 * replication and by DDL.  verify() takes nothing of that for granted: it
 * derives keys, values, seals and rules again, and looks whether the guards
 * are in place.
 *
 * Invariant: nothing here calls the code that checks and seals, so that a
 * fault in one shows against the other.  Everything is read under the
 * caller's snapshot, as the caller, with row security off: a row that the
 * caller may not see is an error, never a row left out, and the audit never
 * says "clean" of what it could not read.
 */
#include "postgres.h"

#include "catalog/pg_subscription.h"
#include "catalog/pg_subscription_rel.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "executor/tuptable.h"
#include "fmgr.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "nodes/execnodes.h"
#include "nodes/params.h"
#include "tcop/dest.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/guc.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/varlena.h"

#include "budget_perf.h"
#include "ledger.h"
#include "verify.h"
#include "verify_queries.h"

/* The columns that an audit's query may have. */
typedef enum AuditColumn
{
	AUDIT_TABLE,
	AUDIT_KEY,
	AUDIT_COLUMN,
	AUDIT_OBJECT,
	AUDIT_ROWS,
	AUDIT_LHS,
	AUDIT_RHS,
	AUDIT_TOLERANCE,
	AUDIT_WHAT,
	AUDIT_RULE,
	AUDIT_COLUMN_COUNT
} AuditColumn;

static const char *const audit_column_names[] = {
	"table", "key", "column", "object", "rows", "lhs", "rhs", "tolerance", "what", "rule"
};

/* The columns of budget_perf.finding. */
enum
{
	FINDING_RULE,
	FINDING_SEVERITY,
	FINDING_STATUS,
	FINDING_LHS,
	FINDING_RHS,
	FINDING_DIFFERENCE,
	FINDING_TOLERANCE,
	FINDING_LOCATION,
	FINDING_MESSAGE,
	FINDING_HINT,
	FINDING_COLUMN_COUNT
};

/* Takes the rows of one audit's query and turns each into a finding. */
typedef struct AuditReceiver
{
	DestReceiver pub;			/* must be first */
	const BpAudit *audit;
	ReturnSetInfo *result;
	MemoryContext row_context;	/* reset after each row */
	int			columns[AUDIT_COLUMN_COUNT];	/* attribute number, 0 = not there */
	uint64		found;
} AuditReceiver;

/* A row as the receiver reads it; NULL = null or no such column. */
typedef struct AuditRow
{
	char	   *texts[AUDIT_COLUMN_COUNT];	/* of every column */
	Numeric		lhs;
	Numeric		rhs;
	Numeric		tolerance;
} AuditRow;

/* A parameter of the server as the audit needs it. */
typedef struct Setting
{
	const char *name;
	const char *value;
} Setting;

/* How texts are read and printed, and that nothing is hidden. */
static const Setting settings[] = {
	{"row_security", "off"},	/* an error is better than a hidden row */
	{"quote_all_identifiers", "off"},	/* definitions are compared as text */
	{"standard_conforming_strings", "on"},
	{"transform_null_equals", "off"},
	/* plans without an alternative have an absurd cost */
	{"jit", "off"}
};

/* How the contents are read. */
static const Setting content_settings[] = {
	/* from the tables alone: a damaged index hides what is not in it */
	{"enable_indexscan", "off"},
	{"enable_indexonlyscan", "off"},
	{"enable_bitmapscan", "off"},
	{"enable_seqscan", "on"},
	/*
	 * After a restore there are no statistics, and a wrong guess is quadratic:
	 * a nested loop is, and a merge join that sorts by some of its columns only.
	 */
	{"enable_nestloop", "off"},
	{"enable_mergejoin", "off"},
	{"enable_hashjoin", "on"},
	{"enable_hashagg", "on"},
	{"enable_sort", "off"}
};

/* What every query of the audit is run with. */
typedef struct Audit
{
	const char *ledger;
	ParamListInfo params;		/* the ledger's name, its views' names, whether texts are UTF-8 */
	ReturnSetInfo *result;
} Audit;

static void set_for_audit(const Setting *settings, size_t count);
static uint64 run_all(const Audit *run, const BpAudit *audits, size_t count);
static uint64 run_audit(const Audit *run, const BpAudit *audit);
static void run_values(const Audit *run, const BpValueAudit *values);
static void run_rules(const Audit *run);
static bool may_read_subscriptions(void);
static void say_unreadable(const Audit *run, const char *severity, const char *what,
						   const char *message, const char *hint);
static void audit_startup(DestReceiver *self, int operation, TupleDesc desc);
static bool audit_receive(TupleTableSlot *slot, DestReceiver *self);
static void audit_done(DestReceiver *self);
static void put_finding(const BpAudit *audit, const AuditRow *row, ReturnSetInfo *result);
static char *location_json(const AuditRow *row);
static char *fill_in(const char *format, const AuditRow *row);
static ParamListInfo query_params(const char *ledger, const BpScript *script);
static char *server_text(const char *utf8);

PG_FUNCTION_INFO_V1(budget_perf_verify);

/*
 * verify(ledger text) returns setof finding
 *
 * One row for each thing that is wrong; no row = clean.  Not strict, since a
 * strict function would call the ledger null clean.
 */
Datum
budget_perf_verify(PG_FUNCTION_ARGS)
{
	Audit		run;
	bool		readable;
	BpScript   *script;
	int			nest_level;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("ledger must not be null"),
				 errhint("Name the schema of the ledger to be verified.")));
	run.ledger = bp_ledger_arg(PG_GETARG_TEXT_PP(0));

	InitMaterializedSRF(fcinfo, 0);
	run.result = (ReturnSetInfo *) fcinfo->resultinfo;

	nest_level = NewGUCNestLevel();
	RestrictSearchPath();
	set_for_audit(settings, lengthof(settings));

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	script = bp_script_read(run.ledger);
	run.params = query_params(run.ledger, script);

	readable = run_all(&run, readability_audits, lengthof(readability_audits)) == 0;
	if (readable)
		readable = run_all(&run, version_audits, lengthof(version_audits)) == 0;
	run_all(&run, structure_audits, lengthof(structure_audits));
	bp_audit_views(run.ledger, script, !readable, run.result);
	bp_audit_policies(run.ledger, script, run.result);
	if (may_read_subscriptions())
		run_audit(&run, &subscription_audit);
	else
		say_unreadable(&run, "info", NULL,
					   gettext_noop("the subscriptions of the database cannot be read"),
					   gettext_noop("Run the audit as a role that may read pg_subscription."));

	if (!readable)
		say_unreadable(&run, "error", NULL,
					   gettext_noop("the contents of the ledger were not read: tables, columns or a version are not what they should be"),
					   gettext_noop("Put them right, then run the audit again."));
	else
	{
		set_for_audit(content_settings, lengthof(content_settings));
		for (size_t i = 0; i < lengthof(value_audits); i++)
			run_values(&run, &value_audits[i]);
		run_all(&run, content_audits, lengthof(content_audits));
		run_rules(&run);
	}

	SPI_finish();
	AtEOXact_GUC(false, nest_level);

	return (Datum) 0;
}

/*
 * Set what the audit depends on, until the caller's nesting level of parameters
 * ends.
 */
static void
set_for_audit(const Setting *settings, size_t count)
{
	for (size_t i = 0; i < count; i++)
		(void) set_config_option(settings[i].name, settings[i].value, PGC_USERSET,
								 PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
}

/* Run audits one by one; returns how many findings they gave. */
static uint64
run_all(const Audit *run, const BpAudit *audits, size_t count)
{
	uint64		found = 0;

	for (size_t i = 0; i < count; i++)
		found += run_audit(run, &audits[i]);
	return found;
}

static uint64
run_audit(const Audit *run, const BpAudit *audit)
{
	AuditReceiver receiver = {
		.pub = {audit_receive, audit_startup, audit_done, NULL, DestNone},
		.audit = audit,
		.result = run->result
	};
	SPIExecuteOptions options = {.params = run->params};
	int			outcome;

	options.read_only = true;	/* all queries under one snapshot, the caller's */
	options.dest = &receiver.pub;

	outcome = SPI_execute_extended(bp_expand(server_text(audit->query), run->ledger),
								   &options);
	if (outcome < 0)
		elog(ERROR, "SPI_execute_extended returned %s", SPI_result_code_string(outcome));
	return receiver.found;
}

/*
 * Values of one table: nulls where none may be, keys that stand twice, and
 * values that no constraint would let in.
 */
static void
run_values(const Audit *run, const BpValueAudit *values)
{
	BpAudit		audit = {.rule = "verify_value", .severity = "error"};
	StringInfoData key;
	StringInfoData query;
	StringInfoData wrong;
	List	   *names;
	ListCell   *cell;
	char	   *key_names = pstrdup(values->key);

	initStringInfo(&key);
	appendStringInfoString(&key, "jsonb_build_object(");
	if (!SplitIdentifierString(key_names, ',', &names))
		elog(ERROR, "the key of \"%s\" is not a list of names", values->table);
	foreach(cell, names)
		appendStringInfo(&key, "%s'%s', r.%s", foreach_current_index(cell) > 0 ? ", " : "",
						 (char *) lfirst(cell), (char *) lfirst(cell));
	appendStringInfoString(&key, ") AS key");

	/* nulls */
	initStringInfo(&query);
	appendStringInfo(&query, "SELECT '%s' AS \"table\", %s FROM ONLY @ledger@.%s r"
					 " WHERE num_nulls(%s%s%s) > 0",
					 values->table, key.data, values->table, values->key,
					 values->required ? ", " : "", values->required ? values->required : "");
	audit.query = query.data;
	audit.message = gettext_noop("a column that must be given is null");
	audit.hint = gettext_noop("Fill the column, then run ALTER TABLE ... SET NOT NULL.");
	run_audit(run, &audit);

	/* duplicates, which a damaged or missing index lets in */
	resetStringInfo(&query);
	appendStringInfo(&query, "SELECT '%s' AS \"table\", %s, count(*) AS rows"
					 " FROM ONLY @ledger@.%s r GROUP BY %s HAVING count(*) > 1",
					 values->table, key.data, values->table, values->key);
	audit.query = query.data;
	audit.rule = "verify_duplicate";
	audit.message = gettext_noop("{rows} rows have this key");
	audit.hint = gettext_noop("Delete the rows that do not belong, then run REINDEX.");
	run_audit(run, &audit);

	if (values->values[0].column == NULL)
		return;

	/* the outer condition spares the expansion for the rows that are right */
	initStringInfo(&wrong);
	resetStringInfo(&query);
	appendStringInfo(&query, "SELECT '%s' AS \"table\", v.name AS \"column\", v.value AS what, %s"
					 " FROM ONLY @ledger@.%s r CROSS JOIN LATERAL (VALUES ",
					 values->table, key.data, values->table);
	for (size_t i = 0; i < lengthof(values->values) && values->values[i].column != NULL; i++)
	{
		appendStringInfo(&query, "%s('%s', r.%s::text, %s)", i > 0 ? ", " : "",
						 values->values[i].column, values->values[i].column,
						 values->values[i].wrong);
		appendStringInfo(&wrong, "%s(%s)", i > 0 ? " OR " : "", values->values[i].wrong);
	}
	appendStringInfo(&query, ") AS v (name, value, wrong) WHERE (%s) AND v.wrong", wrong.data);
	audit.query = query.data;
	audit.rule = "verify_value";
	audit.message = gettext_noop("column \"{column}\" has the value \"{what}\", which must not be");
	audit.hint = gettext_noop("Correct the value; its constraint was missing when it was written.");
	run_audit(run, &audit);
}

/*
 * Check every enforced seal again by the rule set that it names.  A kind of
 * rule that has no query is said to be unchecked.
 */
static void
run_rules(const Audit *run)
{
	SPIExecuteOptions options = {.params = run->params};
	List	   *kinds = NIL;
	ListCell   *cell;

	options.read_only = true;
	if (SPI_execute_extended(bp_expand(KINDS_IN_FORCE " ORDER BY 1", run->ledger), &options) != SPI_OK_SELECT)
		elog(ERROR, "the kinds of rules could not be read");
	for (uint64 row = 0; row < SPI_processed; row++)
		kinds = lappend(kinds, bp_row_text(row, 1));
	SPI_freetuptable(SPI_tuptable);

	foreach(cell, kinds)
	{
		const char *kind = lfirst(cell);
		bool		known = false;

		for (size_t i = 0; i < lengthof(rule_audits); i++)
		{
			if (strcmp(rule_audits[i].kind, kind) == 0)
			{
				run_audit(run, &rule_audits[i].audit);
				known = true;
			}
		}
		if (!known)
			say_unreadable(run, "error", kind,
						   gettext_noop("error rules of kind \"{what}\" are unknown to this engine, and were not checked again"),
						   gettext_noop("Run the audit with the engine that made the rules."));
	}
}

/* The catalogs of subscriptions may be closed to all but superusers. */
static bool
may_read_subscriptions(void)
{
	return pg_class_aclcheck(SubscriptionRelRelationId, GetUserId(), ACL_SELECT) == ACLCHECK_OK &&
		(pg_class_aclcheck(SubscriptionRelationId, GetUserId(), ACL_SELECT) == ACLCHECK_OK ||
		 (pg_attribute_aclcheck(SubscriptionRelationId, Anum_pg_subscription_oid,
								GetUserId(), ACL_SELECT) == ACLCHECK_OK &&
		  pg_attribute_aclcheck(SubscriptionRelationId, Anum_pg_subscription_subname,
								GetUserId(), ACL_SELECT) == ACLCHECK_OK));
}

/* A finding about the audit itself. */
static void
say_unreadable(const Audit *run, const char *severity, const char *what,
			   const char *message, const char *hint)
{
	BpAudit		audit = {"verify_unreadable", severity, NULL, message, hint};
	AuditRow	row = {.lhs = NULL};

	row.texts[AUDIT_WHAT] = what == NULL ? NULL : pstrdup(what);
	put_finding(&audit, &row, run->result);
}

void
bp_audit_report(ReturnSetInfo *result, const char *rule, const char *severity,
				const char *table, const char *object, const char *message,
				const char *hint)
{
	BpAudit		audit = {rule, severity, NULL, message, hint};
	AuditRow	row = {.lhs = NULL};

	row.texts[AUDIT_TABLE] = table == NULL ? NULL : pstrdup(table);
	row.texts[AUDIT_OBJECT] = object == NULL ? NULL : pstrdup(object);
	put_finding(&audit, &row, result);
}

/* ---- receiving rows ---- */

static void
audit_startup(DestReceiver *self, int operation pg_attribute_unused(), TupleDesc desc)
{
	AuditReceiver *receiver = (AuditReceiver *) self;

	for (int column = 0; column < AUDIT_COLUMN_COUNT; column++)
	{
		int			number = SPI_fnumber(desc, audit_column_names[column]);

		receiver->columns[column] = number > 0 ? number : 0;
	}
	receiver->found = 0;
	receiver->row_context = AllocSetContextCreate(CurrentMemoryContext, "budget_perf audit row",
												  ALLOCSET_DEFAULT_SIZES);
}

static bool
audit_receive(TupleTableSlot *slot, DestReceiver *self)
{
	AuditReceiver *receiver = (AuditReceiver *) self;
	TupleDesc	desc = slot->tts_tupleDescriptor;
	MemoryContext caller = MemoryContextSwitchTo(receiver->row_context);
	AuditRow	row = {.lhs = NULL};

	slot_getallattrs(slot);
	for (int column = 0; column < AUDIT_COLUMN_COUNT; column++)
	{
		int			number = receiver->columns[column];
		Datum		value;
		Oid			output;
		bool		varlena;

		if (number == 0 || slot->tts_isnull[number - 1])
			continue;
		value = slot->tts_values[number - 1];
		getTypeOutputInfo(TupleDescAttr(desc, number - 1)->atttypid, &output, &varlena);
		row.texts[column] = OidOutputFunctionCall(output, value);
		if (column == AUDIT_LHS || column == AUDIT_RHS || column == AUDIT_TOLERANCE)
			bp_require_type(desc, number, NUMERICOID);
		if (column == AUDIT_LHS)
			row.lhs = DatumGetNumeric(value);
		else if (column == AUDIT_RHS)
			row.rhs = DatumGetNumeric(value);
		else if (column == AUDIT_TOLERANCE)
			row.tolerance = DatumGetNumeric(value);
	}
	put_finding(receiver->audit, &row, receiver->result);
	receiver->found++;

	MemoryContextSwitchTo(caller);
	MemoryContextReset(receiver->row_context);
	return true;
}

static void
audit_done(DestReceiver *self)
{
	MemoryContextDelete(((AuditReceiver *) self)->row_context);
}

/* ---- making findings ---- */

static void
put_finding(const BpAudit *audit, const AuditRow *row, ReturnSetInfo *result)
{
	Datum		values[FINDING_COLUMN_COUNT] = {0};
	bool		nulls[FINDING_COLUMN_COUNT] = {false};

	values[FINDING_RULE] = CStringGetTextDatum(audit->rule != NULL ? audit->rule :
											   row->texts[AUDIT_RULE]);
	values[FINDING_SEVERITY] = CStringGetTextDatum(audit->severity);
	values[FINDING_STATUS] = CStringGetTextDatum("fail");

	nulls[FINDING_LHS] = (row->lhs == NULL);
	nulls[FINDING_RHS] = (row->rhs == NULL);
	nulls[FINDING_TOLERANCE] = (row->tolerance == NULL);
	nulls[FINDING_DIFFERENCE] = (row->lhs == NULL || row->rhs == NULL);
	values[FINDING_LHS] = NumericGetDatum(row->lhs);
	values[FINDING_RHS] = NumericGetDatum(row->rhs);
	values[FINDING_TOLERANCE] = NumericGetDatum(row->tolerance);
	if (!nulls[FINDING_DIFFERENCE])
		values[FINDING_DIFFERENCE] = DirectFunctionCall2(numeric_sub, values[FINDING_LHS],
														 values[FINDING_RHS]);

	values[FINDING_LOCATION] = DirectFunctionCall1(jsonb_in,
												   CStringGetDatum(location_json(row)));
	values[FINDING_MESSAGE] = CStringGetTextDatum(fill_in(_(audit->message), row));
	values[FINDING_HINT] = CStringGetTextDatum(_(audit->hint));

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* Where: {"table": .., "key": .., "column": .., "rows": ..}, what is known of it. */
static char *
location_json(const AuditRow *row)
{
	static const AuditColumn parts[] = {
		AUDIT_TABLE, AUDIT_KEY, AUDIT_COLUMN, AUDIT_OBJECT, AUDIT_ROWS
	};
	StringInfoData out;
	bool		first = true;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	for (size_t i = 0; i < lengthof(parts); i++)
	{
		const char *value = row->texts[parts[i]];

		if (value == NULL)
			continue;
		if (!first)
			appendStringInfoString(&out, ", ");
		first = false;
		escape_json(&out, audit_column_names[parts[i]]);
		appendStringInfoString(&out, ": ");
		/* a key is JSON already, a count is a number */
		if (parts[i] == AUDIT_KEY || parts[i] == AUDIT_ROWS)
			appendStringInfoString(&out, value);
		else
			escape_json(&out, value);
	}
	appendStringInfoChar(&out, '}');
	return out.data;
}

/* Put the row's values in place of {table}, {what} and so on. */
static char *
fill_in(const char *format, const AuditRow *row)
{
	StringInfoData out;

	initStringInfo(&out);
	while (*format != '\0')
	{
		int			column = AUDIT_COLUMN_COUNT;

		if (*format == '{')
		{
			for (column = 0; column < AUDIT_COLUMN_COUNT; column++)
			{
				size_t		length = strlen(audit_column_names[column]);

				if (strncmp(format + 1, audit_column_names[column], length) == 0 &&
					format[1 + length] == '}')
				{
					appendStringInfoString(&out, row->texts[column] != NULL ?
										   row->texts[column] : "");
					format += length + 2;
					break;
				}
			}
		}
		if (column == AUDIT_COLUMN_COUNT)
			appendStringInfoChar(&out, *format++);
	}
	return out.data;
}

/* $1 of every query: the ledger's name; $2: the names of its views; $3: whether the database is in UTF-8. */
static ParamListInfo
query_params(const char *ledger, const BpScript *script)
{
	ParamListInfo params = makeParamList(3);

	params->params[0].value = CStringGetTextDatum(ledger);
	params->params[0].ptype = TEXTOID;
	params->params[1].value = bp_script_view_names(script);
	params->params[1].ptype = TEXTARRAYOID;
	params->params[2].value = BoolGetDatum(GetDatabaseEncoding() == PG_UTF8);
	params->params[2].ptype = BOOLOID;
	for (int i = 0; i < params->numParams; i++)
	{
		params->params[i].isnull = false;
		params->params[i].pflags = PARAM_FLAG_CONST;
	}
	return params;
}

/* Queries are written in UTF-8; the parser wants the server's encoding. */
static char *
server_text(const char *utf8)
{
	return pg_any_to_server(utf8, strlen(utf8), PG_UTF8);
}
