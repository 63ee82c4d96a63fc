/*
 * ledger.c
 *	  Making ledgers, finding them, and running queries on them.
 *
 * A ledger is a schema that create_ledger() filled; its name is never assumed.
 * Invariant: every query of the extension is written with "@ledger@" where the
 * schema stands, every function, operator and type in it is qualified, and so
 * the caller's search path can capture nothing.
 *
 * Objects of a ledger must not become members of the extension, not even when
 * the install script makes the first ledger: members restore badly, and DROP
 * EXTENSION would take the data along.  create_ledger() therefore hides from
 * the server, for its own statements only, that an extension is being made.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "fmgr.h"
#include "jit/jit.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "optimizer/cost.h"
#include "parser/parser.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/hsearch.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/plancache.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "ledger.h"

#define LEDGER_MARK			"@ledger@"
#define LEDGER_TABLE		"declaration"	/* the table that makes a schema a ledger */

/* A kept plan: which query of ours, for which ledger. */
typedef struct PlanKey
{
	const char *query;			/* address of the query's text in the source */
	NameData	ledger;			/* schema name, zero-padded */
} PlanKey;

typedef struct PlanEntry
{
	PlanKey		key;			/* hash key (must be first) */
	SPIPlanPtr	plan;			/* NULL until it has been kept */
} PlanEntry;

/*
 * The relations that the guards keep, declared for tools that read them from
 * the catalog.  Only 18 can declare a foreign key without enforcing it.
 */
static const char *const relations =
#if PG18_GE
#define DECLARE_RELATION(table, name, columns, referenced, referenced_columns) \
	"ALTER TABLE " LEDGER_MARK "." table " ADD CONSTRAINT " name \
	" FOREIGN KEY (" columns ") REFERENCES " LEDGER_MARK "." referenced \
	" (" referenced_columns ") NOT ENFORCED;"
#define DECLARE_CHILD(table) \
	DECLARE_RELATION(table, table "_declaration_fkey", "department_code, fiscal_year, version", \
					 "declaration", "department_code, fiscal_year, version")
DECLARE_CHILD("budget_line")
DECLARE_CHILD("task")
DECLARE_CHILD("indicator")
DECLARE_RELATION("seal", "seal_rule_set_fkey", "rule_set", "rule_set", "digest")
#endif
	"";

static HTAB *plan_cache = NULL;

static void run_script(const char *script);
static Oid	ledger_table_oid(const char *ledger);
static SPIPlanPtr prepare_plan(const char *ledger, const char *query, int nargs,
							   Oid *argtypes, int options);
static int	execute_plan(SPIPlanPtr plan, Datum *values, const char *nulls,
						 Snapshot snapshot, bool read_only);

PG_FUNCTION_INFO_V1(budget_perf_create_ledger);

/*
 * create_ledger(ledger text) returns void
 *
 * Make a schema and fill it with the tables, reference rows, triggers and
 * views of a ledger, all owned by the caller.
 */
Datum
budget_perf_create_ledger(PG_FUNCTION_ARGS)
{
	bool		was_creating = creating_extension;
	MemoryContext caller = CurrentMemoryContext;
	char	   *name;
	int			nest_level;
	char	   *script;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("ledger must not be null")));
	name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	if (strlen(name) == 0 || strlen(name) >= NAMEDATALEN)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("\"%s\" is not a usable name for a ledger", name),
				 errdetail("A ledger is a schema; its name has between 1 and %d bytes.",
						   NAMEDATALEN - 1)));
	if (OidIsValid(get_namespace_oid(name, true)))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_SCHEMA),
				 errmsg("schema \"%s\" already exists", name),
				 errhint("Choose another name; a ledger is always made in a schema of its own.")));

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");

	nest_level = NewGUCNestLevel();
	RestrictSearchPath();
	/* "table ... does not exist" notices and the like are of no use here */
	(void) set_config_option("client_min_messages", "warning",
							 PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);

	if (SPI_execute("SELECT " BP_ENGINE_SCHEMA ".ledger_script()", true, 1) != SPI_OK_SELECT ||
		SPI_processed != 1)
		elog(ERROR, "ledger_script() gave no row");
	MemoryContextSwitchTo(caller);
	script = psprintf("CREATE SCHEMA " LEDGER_MARK ";\n%s", bp_row_text(0, 1));

	creating_extension = false;
	PG_TRY();
	{
		run_script(bp_expand(script, name));
		run_script(bp_expand(relations, name));
	}
	PG_FINALLY();
	{
		creating_extension = was_creating;
	}
	PG_END_TRY();

	AtEOXact_GUC(true, nest_level);
	SPI_finish();

	PG_RETURN_VOID();
}

/*
 * Run statements one by one, so that an error's context quotes the one that
 * failed instead of all of them.  Each ends with a semicolon, so that the
 * parser says how long it is.
 */
static void
run_script(const char *script)
{
	List	   *statements = raw_parser(script, RAW_PARSE_DEFAULT);
	MemoryContext caller = CurrentMemoryContext;
	ListCell   *cell;

	foreach(cell, statements)
	{
		const RawStmt *statement = lfirst_node(RawStmt, cell);
		char	   *text = pnstrdup(script + statement->stmt_location, statement->stmt_len);

		Assert(statement->stmt_len > 0);
		CHECK_FOR_INTERRUPTS();
		if (SPI_execute(text, false, 0) < 0)
			elog(ERROR, "SPI_execute returned %s", SPI_result_code_string(SPI_result));
		MemoryContextSwitchTo(caller);
		pfree(text);
	}
}

/* OID of the declaration table of a ledger, or InvalidOid. */
static Oid
ledger_table_oid(const char *ledger)
{
	Oid			schema = get_namespace_oid(ledger, true);

	return OidIsValid(schema) ? get_relname_relid(LEDGER_TABLE, schema) : InvalidOid;
}

char *
bp_ledger_named(const char *name)
{
	if (!OidIsValid(get_namespace_oid(name, true)))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_SCHEMA),
				 errmsg("ledger \"%s\" does not exist", name),
				 errhint("Make it with %s.create_ledger('%s'), or name another ledger.",
						 BP_ENGINE_SCHEMA, name)));
	if (!OidIsValid(ledger_table_oid(name)))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("schema \"%s\" is not a ledger", name),
				 errdetail("It has no table \"%s\".", LEDGER_TABLE),
				 errhint("Ledgers are made by %s.create_ledger().", BP_ENGINE_SCHEMA)));
	return pstrdup(name);
}

char *
bp_ledger_arg(const text *name)
{
	return bp_ledger_named(text_to_cstring(name));
}

char *
bp_table(const char *ledger, const char *table)
{
	return quote_qualified_identifier(ledger, table);
}

char *
bp_expand(const char *query, const char *ledger)
{
	const char *quoted = quote_identifier(ledger);
	const char *mark;
	StringInfoData out;

	initStringInfo(&out);
	while ((mark = strstr(query, LEDGER_MARK)) != NULL)
	{
		appendBinaryStringInfo(&out, query, mark - query);
		appendStringInfoString(&out, quoted);
		query = mark + strlen(LEDGER_MARK);
	}
	appendStringInfoString(&out, query);
	return out.data;
}

static SPIPlanPtr
prepare_plan(const char *ledger, const char *query, int nargs, Oid *argtypes, int options)
{
	MemoryContext caller = CurrentMemoryContext;
	char	   *text = bp_expand(query, ledger);
	SPIPlanPtr	plan = SPI_prepare_cursor(text, nargs, argtypes, options);

	MemoryContextSwitchTo(caller);
	if (plan == NULL)
		elog(ERROR, "SPI_prepare returned %s", SPI_result_code_string(SPI_result));
	pfree(text);
	return plan;
}

static int
execute_plan(SPIPlanPtr plan, Datum *values, const char *nulls,
			 Snapshot snapshot, bool read_only)
{
	MemoryContext caller = CurrentMemoryContext;
	int			result;

	result = SPI_execute_snapshot(plan, values, nulls, snapshot, InvalidSnapshot,
								  read_only, true, 0);
	/* SPI leaves its own context current; rows are to be read into the caller's */
	MemoryContextSwitchTo(caller);
	if (result < 0)
		elog(ERROR, "SPI_execute_snapshot returned %s", SPI_result_code_string(result));
	return result;
}

int
bp_execute(const char *ledger, const char *query, int nargs, Oid *argtypes,
		   Datum *values, const char *nulls, Snapshot snapshot, bool read_only)
{
	SPIPlanPtr	plan = prepare_plan(ledger, query, nargs, argtypes, 0);
	int			result;

	result = execute_plan(plan, values, nulls, snapshot, read_only);
	SPI_freeplan(plan);
	return result;
}

/*
 * Plans are never thrown away: there are a few per ledger.  A plan follows
 * DDL by itself (its text is analysed again); a renamed ledger has another key.
 * They are made once for any arguments: all of these queries look rows up by
 * key, for which there is one plan, and to make it anew for each array of keys
 * cost ten times what it takes to run it for one.
 */
SPIPlanPtr
bp_kept_plan(const char *ledger, const char *query, int nargs, Oid *argtypes)
{
	PlanKey		key;
	PlanEntry  *entry;
	bool		found;

	if (plan_cache == NULL)
	{
		HASHCTL		ctl;

		ctl.keysize = sizeof(PlanKey);
		ctl.entrysize = sizeof(PlanEntry);
		ctl.hcxt = AllocSetContextCreate(CacheMemoryContext, "budget_perf plans",
										 ALLOCSET_SMALL_SIZES);
		plan_cache = hash_create("budget_perf plans", 64, &ctl,
								 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}

	memset(&key, 0, sizeof(key));
	key.query = query;
	namestrcpy(&key.ledger, ledger);

	entry = (PlanEntry *) hash_search(plan_cache, &key, HASH_ENTER, &found);
	if (!found)
		entry->plan = NULL;
	if (entry->plan == NULL)
	{
		SPIPlanPtr	plan = prepare_plan(ledger, query, nargs, argtypes,
										CURSOR_OPT_GENERIC_PLAN);

		if (SPI_keepplan(plan) != 0)
			elog(ERROR, "SPI_keepplan failed");
		entry->plan = plan;
	}
	return entry->plan;
}

/*
 * All kept plans look rows up by key, and are made once for any arguments.  So
 * they have to be by index whatever the sizes of the tables then: a session that
 * looks at an empty ledger and fills it must not scan it whole for every key, or
 * hash it.  Nor is such a plan ever worth compiling.
 */
CachedPlan *
bp_plan_by_key(SPIPlanPtr kept)
{
	bool		seqscan = enable_seqscan;
	bool		hashjoin = enable_hashjoin;
	bool		mergejoin = enable_mergejoin;
	bool		jit = jit_enabled;
	CachedPlan *plan = NULL;

	PG_TRY();
	{
		enable_seqscan = enable_hashjoin = enable_mergejoin = jit_enabled = false;
		plan = SPI_plan_get_cached_plan(kept);
	}
	PG_FINALLY();
	{
		enable_seqscan = seqscan;
		enable_hashjoin = hashjoin;
		enable_mergejoin = mergejoin;
		jit_enabled = jit;
	}
	PG_END_TRY();
	if (plan == NULL)
		elog(ERROR, "a query of ours is not one statement");
	return plan;
}

int
bp_execute_kept(const char *ledger, const char *query, int nargs, Oid *argtypes,
				Datum *values, const char *nulls, Snapshot snapshot, bool read_only)
{
	SPIPlanPtr	plan = bp_kept_plan(ledger, query, nargs, argtypes);

	/* it is planned here, if it has to be; SPI then finds the plan */
	ReleaseCachedPlan(bp_plan_by_key(plan), CurrentResourceOwner);
	return execute_plan(plan, values, nulls, snapshot, read_only);
}

/*
 * At READ COMMITTED each query takes a new snapshot anyway.  Above it the
 * transaction's snapshot may be older than the lock we have just waited for;
 * what was committed meanwhile must be seen all the same (ri_triggers.c does
 * likewise).
 */
Snapshot
bp_latest_snapshot(void)
{
	if (!IsolationUsesXactSnapshot())
		return InvalidSnapshot;
	CommandCounterIncrement();	/* our own changes must be visible, too */
	return GetLatestSnapshot();
}

char *
bp_row_text(int row, int column)
{
	return SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column);
}

/*
 * For columns that are NOT NULL, which an owner may have dropped: a null must
 * not get any further.
 */
char *
bp_row_given(int row, int column)
{
	char	   *value = bp_row_text(row, column);

	if (value == NULL)
		bp_null_error(SPI_fname(SPI_tuptable->tupdesc, column));
	return value;
}

void
bp_null_error(const char *column)
{
	ereport(ERROR,
			(errcode(ERRCODE_NOT_NULL_VIOLATION),
			 errmsg("column \"%s\" of a table of the ledger is null", column),
			 errhint("Its NOT NULL was dropped; %s.verify() finds the row.", BP_ENGINE_SCHEMA),
			 err_generic_string(PG_DIAG_COLUMN_NAME, column)));
	pg_unreachable();
}

/*
 * A value as it is.  Its type is looked at first: an owner may have altered the
 * column, or the schema may only look like a ledger, and a number that is taken
 * for a pointer is the end of the server.
 */
Datum
bp_row_datum(int row, int column, Oid type, bool *isnull)
{
	bp_require_type(SPI_tuptable->tupdesc, column, type);
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, column, isnull);
}

void
bp_require_type(TupleDesc desc, int column, Oid type)
{
	if (TupleDescAttr(desc, column - 1)->atttypid != type)
		ereport(ERROR,
				(errcode(ERRCODE_DATATYPE_MISMATCH),
				 errmsg("column \"%s\" of a table of the ledger is not of type %s",
						NameStr(TupleDescAttr(desc, column - 1)->attname), format_type_be(type)),
				 errhint("A ledger's own columns cannot be renamed, dropped or retyped.")));
}

int32
bp_row_int32(int row, int column, int32 if_null)
{
	bool		isnull;
	Datum		value = bp_row_datum(row, column, INT4OID, &isnull);

	return isnull ? if_null : DatumGetInt32(value);
}

Numeric
bp_row_numeric(int row, int column)
{
	bool		isnull;
	Datum		value = bp_row_datum(row, column, NUMERICOID, &isnull);

	return isnull ? NULL : DatumGetNumericCopy(value);
}

Datum
bp_text_array(char **values, int count)
{
	Datum	   *datums = (Datum *) palloc(sizeof(Datum) * Max(count, 1));
	bool	   *nulls = (bool *) palloc(sizeof(bool) * Max(count, 1));
	int			lower = 1;

	for (int i = 0; i < count; i++)
	{
		nulls[i] = (values[i] == NULL);
		datums[i] = nulls[i] ? (Datum) 0 : CStringGetTextDatum(values[i]);
	}
	return PointerGetDatum(construct_md_array(datums, nulls, 1, &count, &lower,
											  TEXTOID, -1, false, TYPALIGN_INT));
}

Datum
bp_int32_array(const int32 *values, int count)
{
	Datum	   *datums = (Datum *) palloc(sizeof(Datum) * Max(count, 1));

	for (int i = 0; i < count; i++)
		datums[i] = Int32GetDatum(values[i]);
	return PointerGetDatum(construct_array(datums, count, INT4OID, sizeof(int32),
										   true, TYPALIGN_INT));
}

/* Who owns the declarations, and so the ledger. */
Oid
bp_ledger_owner(const char *ledger)
{
	Oid			relid = ledger_table_oid(ledger);
	HeapTuple	tuple;
	Oid			owner;

	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	if (!HeapTupleIsValid(tuple))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("schema \"%s\" is not a ledger", ledger),
				 errdetail("It has no table \"%s\".", LEDGER_TABLE)));
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

/*
 * Row security would hide rows from a check, and with them a broken rule; the
 * owner is not subject to it, not even where it is forced on the owner.
 */
void
bp_become_owner(const char *ledger, BpOwnerSwitch *saved)
{
	Oid			owner = bp_ledger_owner(ledger);

	GetUserIdAndSecContext(&saved->userid, &saved->sec_context);
	SetUserIdAndSecContext(owner,
						   saved->sec_context | SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_NOFORCE_RLS);
}

void
bp_unbecome_owner(const BpOwnerSwitch *saved)
{
	SetUserIdAndSecContext(saved->userid, saved->sec_context);
}
