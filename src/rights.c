/*
 * rights.c
 *	  Setting up who may do what: secure_ledger(), grant_duty(), give_ledger().
 *
 * Invariant: these are conveniences over plain ALTER and GRANT statements, run
 * with the caller's rights, and may be run again: what is so already stays so.
 * What a role may do is decided by the server, from privileges (which
 * statements) and policies (which rows, by the table duty), and by the guards.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "duty.h"
#include "ledger.h"

/* The tables whose rows are of one department each, what hangs on them, and the duties. */
static const char *const secured_tables[] = {
	"declaration", "budget_line", "task", "indicator", "amendment", "amendment_line",
	"seal", "rule_set", "history", "execution", "measurement", "indicator_link", "waiver", "duty"
};

/* A grant without its last words, which name the role. */
typedef struct Grant
{
	const char *duties;			/* those that need it; NULL = every one */
	const char *statement;
} Grant;

/*
 * What there is to read is for every duty: row security says which rows.  Of
 * declaration the key and the time are nobody's to change; of rule_set the time
 * would tell when another department submitted.
 */
static const Grant grants[] = {
	{NULL, "GRANT USAGE ON SCHEMA @ledger@"},
	{NULL, "GRANT SELECT ON @ledger@.ledger_version, @ledger@.department,"
		" @ledger@.department_succession, @ledger@.form, @ledger@.form_item,"
		" @ledger@.indicator_class, @ledger@.rule, @ledger@.rule_term,"
		" @ledger@.rating, @ledger@.light_scale, @ledger@.score_method,"
		" @ledger@.score_tier, @ledger@.score_grade, @ledger@.score_weight,"
		" @ledger@.score_use, @ledger@.ambition_parameter, @ledger@.monitoring_scheme,"
		" @ledger@.monitoring_threshold, @ledger@.monitoring_use"},
	{NULL, "GRANT SELECT (digest, rules) ON @ledger@.rule_set"},
	{NULL, "GRANT SELECT ON @ledger@.declaration, @ledger@.budget_line, @ledger@.task,"
		" @ledger@.indicator, @ledger@.amendment, @ledger@.amendment_line,"
		" @ledger@.seal, @ledger@.history, @ledger@.execution, @ledger@.measurement,"
		" @ledger@.indicator_link, @ledger@.waiver, @ledger@.duty"},
	{"clerk archivist", "GRANT INSERT (department_code, fiscal_year, version, status, form_code,"
		" goal, cycle_from, cycle_to, status_comment) ON @ledger@.declaration"},
	{"clerk archivist", "GRANT UPDATE (status, form_code, goal, cycle_from, cycle_to,"
		" status_comment) ON @ledger@.declaration"},
	{"clerk archivist", "GRANT DELETE ON @ledger@.declaration"},
	{"clerk archivist", "GRANT INSERT, UPDATE, DELETE ON @ledger@.budget_line, @ledger@.task,"
		" @ledger@.indicator, @ledger@.amendment, @ledger@.amendment_line,"
		" @ledger@.execution, @ledger@.measurement"},
	{"reviewer", "GRANT UPDATE (status, status_comment) ON @ledger@.declaration"},
	{"steward", "GRANT INSERT, UPDATE, DELETE ON @ledger@.department,"
		" @ledger@.department_succession, @ledger@.form, @ledger@.form_item,"
		" @ledger@.indicator_class, @ledger@.rule, @ledger@.rule_term,"
		" @ledger@.rating, @ledger@.light_scale, @ledger@.score_method,"
		" @ledger@.score_tier, @ledger@.score_grade, @ledger@.score_weight,"
		" @ledger@.score_use, @ledger@.ambition_parameter, @ledger@.monitoring_scheme,"
		" @ledger@.monitoring_threshold, @ledger@.monitoring_use,"
		" @ledger@.indicator_link"},
	/* who entered a waiver, and when, is not for him to say */
	{"steward", "GRANT INSERT (rule_id, department_code, form_code, first_year, last_year,"
		" reason, approver, expires_on), UPDATE (rule_id, department_code, form_code,"
		" first_year, last_year, reason, approver, expires_on), DELETE"
		" ON @ledger@.waiver"},
};

/*
 * A view of the ledger's owner that does not run with the rights of whoever
 * asks ($2) would show every department; $1 is the ledger.
 */
#define QUERY_VIEWS \
	"SELECT c.relname::pg_catalog.text FROM pg_catalog.pg_class AS c" \
	" JOIN pg_catalog.pg_namespace AS n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace" \
	" WHERE n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name" \
	" AND c.relkind OPERATOR(pg_catalog.=) 'v'" \
	" AND EXISTS (SELECT FROM pg_catalog.pg_options_to_table(c.reloptions) AS o" \
	"  WHERE o.option_name OPERATOR(pg_catalog.=) $2" \
	"  AND o.option_value::pg_catalog.bool)" \
	" ORDER BY 1"

/* What a ledger is made of, as the statements that change its owner; $2 is the role. */
#define QUERY_OWNED \
	"SELECT pg_catalog.format('ALTER SCHEMA %I OWNER TO %I', n.nspname, $2)" \
	" FROM pg_catalog.pg_namespace AS n" \
	" WHERE n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name" \
	" UNION ALL" \
	" SELECT pg_catalog.format('ALTER %s %I.%I OWNER TO %I', k.kind, $1, c.relname, $2)" \
	" FROM pg_catalog.pg_class AS c JOIN (VALUES ('r', 'TABLE'), ('p', 'TABLE')," \
	"  ('f', 'FOREIGN TABLE'), ('v', 'VIEW'), ('m', 'MATERIALIZED VIEW')," \
	"  ('S', 'SEQUENCE'), ('c', 'TYPE')) AS k (relkind, kind)" \
	" ON k.relkind OPERATOR(pg_catalog.=) c.relkind::pg_catalog.text" \
	" WHERE c.relnamespace OPERATOR(pg_catalog.=)" \
	"  (SELECT n.oid FROM pg_catalog.pg_namespace AS n" \
	"   WHERE n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name)" \
	" AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend AS d" /* of a column */ \
	"  WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass" \
	"  AND d.objid OPERATOR(pg_catalog.=) c.oid AND c.relkind OPERATOR(pg_catalog.=) 'S'" \
	"  AND d.deptype OPERATOR(pg_catalog.=) ANY ('{a,i}'::pg_catalog.\"char\"[]))" \
	" UNION ALL" \
	" SELECT pg_catalog.format('ALTER ROUTINE %I.%I(%s) OWNER TO %I', $1, p.proname," \
	"  pg_catalog.pg_get_function_identity_arguments(p.oid), $2)" \
	" FROM pg_catalog.pg_proc AS p WHERE p.pronamespace OPERATOR(pg_catalog.=)" \
	"  (SELECT n.oid FROM pg_catalog.pg_namespace AS n" \
	"   WHERE n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name)" \
	" UNION ALL" \
	" SELECT pg_catalog.format('ALTER TYPE %I.%I OWNER TO %I', $1, t.typname, $2)" \
	" FROM pg_catalog.pg_type AS t" \
	" WHERE t.typtype OPERATOR(pg_catalog.=) ANY ('{d,e,r}'::pg_catalog.\"char\"[])" \
	" AND t.typnamespace OPERATOR(pg_catalog.=)" \
	"  (SELECT n.oid FROM pg_catalog.pg_namespace AS n" \
	"   WHERE n.nspname OPERATOR(pg_catalog.=) $1::pg_catalog.name)"

static char *text_argument(FunctionCallInfo fcinfo, int number, const char *name);
static char *ledger_argument(FunctionCallInfo fcinfo, int number);
static bool has_row_security(const char *ledger, const char *table);
static bool names_duty(const char *list, const char *duty);
static void run(const char *statement);
static List *read_column(const char *query, const char *first, const char *second);

PG_FUNCTION_INFO_V1(budget_perf_secure_ledger);
PG_FUNCTION_INFO_V1(budget_perf_grant_duty);
PG_FUNCTION_INFO_V1(budget_perf_give_ledger);

static char *
text_argument(FunctionCallInfo fcinfo, int number, const char *name)
{
	if (PG_ARGISNULL(number))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", name)));
	return text_to_cstring(PG_GETARG_TEXT_PP(number));
}

static char *
ledger_argument(FunctionCallInfo fcinfo, int number)
{
	return bp_ledger_named(text_argument(fcinfo, number, "ledger"));
}

static bool
has_row_security(const char *ledger, const char *table)
{
	Oid			schema = get_namespace_oid(ledger, false);
	Oid			relid = get_relname_relid(table, schema);
	HeapTuple	tuple;
	bool		secured;

	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("ledger \"%s\" has no table \"%s\"", ledger, table),
				 err_generic_string(PG_DIAG_SCHEMA_NAME, ledger),
				 err_generic_string(PG_DIAG_TABLE_NAME, table)));
	secured = ((Form_pg_class) GETSTRUCT(tuple))->relrowsecurity;
	ReleaseSysCache(tuple);
	return secured;
}

/* Is a duty among those of a list?  No duty's name is part of another's. */
static bool
names_duty(const char *list, const char *duty)
{
	return strstr(list, duty) != NULL;
}

static void
run(const char *statement)
{
	if (SPI_execute(statement, false, 0) < 0)
		elog(ERROR, "SPI_execute returned %s", SPI_result_code_string(SPI_result));
}

/* The first column of a query of two texts, as a List of char *. */
static List *
read_column(const char *query, const char *first, const char *second)
{
	Oid			types[] = {TEXTOID, TEXTOID};
	Datum		values[2];
	List	   *result = NIL;
	MemoryContext caller = CurrentMemoryContext;

	values[0] = CStringGetTextDatum(first);
	values[1] = CStringGetTextDatum(second);
	if (SPI_execute_with_args(query, 2, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "SPI_execute_with_args returned %s", SPI_result_code_string(SPI_result));
	MemoryContextSwitchTo(caller);
	for (uint64 row = 0; row < SPI_processed; row++)
		result = lappend(result, bp_row_given(row, 1));
	SPI_freetuptable(SPI_tuptable);
	return result;
}

/*
 * secure_ledger(ledger text) returns void
 *
 * The policies are there already; a table that lacks its own is closed to all
 * but the owner, not open.
 */
Datum
budget_perf_secure_ledger(PG_FUNCTION_ARGS)
{
	char	   *ledger = ledger_argument(fcinfo, 0);
	MemoryContext caller = CurrentMemoryContext;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	MemoryContextSwitchTo(caller);
	for (int i = 0; i < (int) lengthof(secured_tables); i++)
	{
		if (!has_row_security(ledger, secured_tables[i]))
			run(psprintf("ALTER TABLE %s ENABLE ROW LEVEL SECURITY",
						 bp_table(ledger, secured_tables[i])));
	}
	SPI_finish();
	PG_RETURN_VOID();
}

/*
 * grant_duty(duty text, role_name text, ledger text) returns void
 *
 * Where row security is off these privileges would open every department to
 * the role, so that it comes first.
 */
Datum
budget_perf_grant_duty(PG_FUNCTION_ARGS)
{
	const char *duty = bp_duty_named(text_argument(fcinfo, 0, "duty"));
	char	   *role_name = text_argument(fcinfo, 1, "role_name");
	char	   *ledger = ledger_argument(fcinfo, 2);
	MemoryContext caller = CurrentMemoryContext;
	Oid			role = get_role_oid(role_name, false);
	Oid			owner = bp_ledger_owner(ledger);
	const char *quoted = quote_identifier(role_name);
	ListCell   *cell;

	/* the server would only warn where nothing could be granted */
	if (!has_privs_of_role(GetUserId(), owner))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("must be owner of ledger \"%s\"", ledger)));

	for (int i = 0; i < (int) lengthof(secured_tables); i++)
	{
		if (!has_row_security(ledger, secured_tables[i]))
			ereport(ERROR,
					(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					 errmsg("row security of ledger \"%s\" is not switched on", ledger),
					 errdetail("Table \"%s\" would be open to the role for every department.",
							   secured_tables[i]),
					 errhint("Switch it on first, with %s.secure_ledger().", BP_ENGINE_SCHEMA),
					 err_generic_string(PG_DIAG_SCHEMA_NAME, ledger),
					 err_generic_string(PG_DIAG_TABLE_NAME, secured_tables[i])));
	}
	if (has_bypassrls_privilege(role) ||
		is_member_of_role(role, owner))
		ereport(WARNING,
				(errmsg("row security does not bind role \"%s\"", role_name),
				 errdetail("It is a superuser, may bypass row security, or may act as the owner of the ledger.")));

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	MemoryContextSwitchTo(caller);
	for (int i = 0; i < (int) lengthof(grants); i++)
	{
		if (grants[i].duties == NULL || names_duty(grants[i].duties, duty))
			run(psprintf("%s TO %s", bp_expand(grants[i].statement, ledger), quoted));
	}
	foreach(cell, read_column(QUERY_VIEWS, ledger, "security_invoker"))
		run(psprintf("GRANT SELECT ON %s TO %s", bp_table(ledger, lfirst(cell)), quoted));
	SPI_finish();
	PG_RETURN_VOID();
}

/*
 * give_ledger(role_name text, ledger text) returns void
 *
 * Change the owner of the schema and of what is in it, the schema first: what
 * a role is to own must lie where it may create.
 */
Datum
budget_perf_give_ledger(PG_FUNCTION_ARGS)
{
	char	   *role_name = text_argument(fcinfo, 0, "role_name");
	char	   *ledger = ledger_argument(fcinfo, 1);
	MemoryContext caller = CurrentMemoryContext;
	int			nest_level;
	ListCell   *cell;

	(void) get_role_oid(role_name, false);

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	MemoryContextSwitchTo(caller);

	/* types of arguments are printed with their schemas */
	nest_level = NewGUCNestLevel();
	RestrictSearchPath();
	foreach(cell, read_column(QUERY_OWNED, ledger, role_name))
		run(lfirst(cell));
	AtEOXact_GUC(true, nest_level);

	SPI_finish();
	PG_RETURN_VOID();
}
