/*
 * lookup.c
 *	  Rows of a ledger by key, asked for again and again within one query.
 *
 * A view that compares years needs the rows of one declaration after another,
 * some of them rare ones.  In SQL each such place is one more relation, which
 * the planner plans every time, and for a single department planning is most
 * of the work.  Here a query by key is planned once a session, started once a
 * query, and asked again by a rescan, as the executor asks a nested loop's
 * inner side.
 *
 * Invariant: a look-up runs as the view's reader, with the reader's rights and
 * row security, under the snapshot of the query that calls, and it lives
 * exactly as long as that query's executor: it is shut down by a callback of
 * an ExprContext of that executor, and where the query fails, by the resource
 * owner, like everything else the query holds.
 */
#include "postgres.h"

#include "catalog/namespace.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "ledger.h"
#include "lookup.h"

#define LEDGER_TABLE		"declaration"

static CachedPlan *plan_of(BpCalls *calls, BpLookup *lookup, const char **text);
static bool repeats(const PlanState *state);
static void start(BpCalls *calls, BpLookup *lookup);
static void end(BpLookup *lookup);
static void end_all(Datum argument);
static void name_ledger(BpCalls *calls, Oid declaration);

PG_FUNCTION_INFO_V1(budget_perf_declaration_table);

/* The plan, locked for use, and the text that it was made from. */
static CachedPlan *
plan_of(BpCalls *calls, BpLookup *lookup, const char **text)
{
	static Oid	types[BP_LOOKUP_KEYS] = {TEXTOID, INT4OID, INT4OID};
	SPIPlanPtr	kept;
	CachedPlan *plan;

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	kept = bp_kept_plan(calls->ledger, lookup->query, lookup->nkeys, types);
	plan = bp_plan_by_key(kept);
	if (list_length(plan->stmt_list) != 1)
		elog(ERROR, "a look-up is not one plan");
	*text = ((CachedPlanSource *) linitial(SPI_plan_get_plan_sources(kept)))->query_string;
	SPI_finish();
	return plan;
}

/*
 * Whether a plan may be asked for another key by a rescan.  The keys are
 * parameters from outside, of which a rescan does not know that they changed:
 * scans evaluate them anew all the same, but a node that keeps rows (a hash
 * table, a materialization), or that chose its children at the start, would
 * answer for the old key.  Such nodes come with row security or inheritance.
 */
static bool
repeats(const PlanState *state)
{
	switch (nodeTag(state))
	{
		case T_IndexScanState:
		case T_IndexOnlyScanState:
		case T_SeqScanState:
		case T_BitmapIndexScanState:
			return true;
		case T_BitmapHeapScanState:
			return repeats(outerPlanState(state));
		case T_ResultState:
			return outerPlanState(state) == NULL || repeats(outerPlanState(state));
		default:
			return false;
	}
}

static void
start(BpCalls *calls, BpLookup *lookup)
{
	MemoryContext caller = CurrentMemoryContext;
	const char *text;

	lookup->plan = plan_of(calls, lookup, &text);
	lookup->owner = CurrentResourceOwner;
	MemoryContextSwitchTo(calls->context);
	lookup->running = CreateQueryDesc(linitial_node(PlannedStmt, lookup->plan->stmt_list),
									  text, GetActiveSnapshot(), InvalidSnapshot,
									  None_Receiver, lookup->keys, NULL, 0);
	ExecutorStart(lookup->running, EXEC_FLAG_SKIP_TRIGGERS);
	lookup->repeats = repeats(lookup->running->planstate);
	MemoryContextSwitchTo(caller);
}

static void
end(BpLookup *lookup)
{
	ExecutorFinish(lookup->running);
	ExecutorEnd(lookup->running);
	FreeQueryDesc(lookup->running);
	ReleaseCachedPlan(lookup->plan, lookup->owner);
	lookup->running = NULL;
}

/* When the executor of the calling query ends; not where it fails. */
static void
end_all(Datum argument)
{
	BpCalls    *calls = (BpCalls *) DatumGetPointer(argument);

	for (BpLookup *lookup = calls->started; lookup != NULL; lookup = lookup->next)
	{
		if (lookup->running != NULL)
			end(lookup);
	}
	calls->started = NULL;
}

void
bp_lookup(BpCalls *calls, BpLookup *lookup, Datum key1, int32 key2, int32 key3)
{
	const Datum values[BP_LOOKUP_KEYS] = {key1, Int32GetDatum(key2), Int32GetDatum(key3)};

	if (lookup->keys == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(calls->context);

		lookup->keys = makeParamList(lookup->nkeys);
		for (int i = 0; i < lookup->nkeys; i++)
		{
			lookup->keys->params[i].isnull = false;
			lookup->keys->params[i].pflags = PARAM_FLAG_CONST;
			lookup->keys->params[i].ptype = i == 0 ? TEXTOID : INT4OID;
		}
		lookup->next = calls->started;
		calls->started = lookup;
		MemoryContextSwitchTo(caller);
	}
	for (int i = 0; i < Min(lookup->nkeys, BP_LOOKUP_KEYS); i++)
		lookup->keys->params[i].value = values[i];

	if (lookup->running != NULL && !lookup->repeats)
		end(lookup);
	if (lookup->running == NULL)
		start(calls, lookup);
	else
		ExecutorRewind(lookup->running);
}

TupleTableSlot *
bp_lookup_next(BpLookup *lookup)
{
	EState	   *estate = lookup->running->estate;
	MemoryContext caller = MemoryContextSwitchTo(estate->es_query_cxt);
	TupleTableSlot *row;

	ResetPerTupleExprContext(estate);
	row = ExecProcNode(lookup->running->planstate);
	MemoryContextSwitchTo(caller);
	return TupIsNull(row) ? NULL : row;
}

Datum
bp_lookup_given(TupleTableSlot *row, int column)
{
	bool		isnull;
	Datum		value = slot_getattr(row, column, &isnull);

	if (isnull)
		bp_null_error(NameStr(TupleDescAttr(row->tts_tupleDescriptor, column - 1)->attname));
	return value;
}

Datum
bp_lookup_copy(Datum value)
{
	return DatumGetPointer(value) == NULL ? value : datumCopy(value, false, -1);
}

/*
 * declaration_table(declaration_row anyelement) returns regclass
 *
 * The declaration table of a ledger by its row type, so that the text of a view
 * need not hold the ledger's name inside quotes.
 */
Datum
budget_perf_declaration_table(PG_FUNCTION_ARGS)
{
	Oid			row_type = get_fn_expr_argtype(fcinfo->flinfo, 0);
	Oid			table = get_typ_typrelid(row_type);
	const char *name = OidIsValid(table) ? get_rel_name(table) : NULL;

	if (name == NULL || strcmp(name, LEDGER_TABLE) != 0)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("type %s is not that of the table \"%s\" of a ledger",
						format_type_be(row_type), LEDGER_TABLE)));
	PG_RETURN_OID(table);
}

/* The ledger that a declaration table belongs to. */
static void
name_ledger(BpCalls *calls, Oid declaration)
{
	const char *table = get_rel_name(declaration);
	const char *schema = NULL;

	if (table != NULL && strcmp(table, LEDGER_TABLE) == 0)
		schema = get_namespace_name(get_rel_namespace(declaration));
	if (schema == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("relation \"%s\" is not the declaration table of a ledger",
						DatumGetCString(DirectFunctionCall1(regclassout,
															ObjectIdGetDatum(declaration)))),
				 errhint("The ledger \"%s\" is named by '%s.%s'.",
						 BP_DEFAULT_LEDGER, BP_DEFAULT_LEDGER, LEDGER_TABLE)));
	calls->declaration = declaration;
	calls->ledger = MemoryContextStrdup(calls->context, bp_ledger_named(schema));
}

BpCalls *
bp_calls_begin(FunctionCallInfo fcinfo, Size size, bool *first)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	BpCalls    *calls = (BpCalls *) fcinfo->flinfo->fn_extra;
	MemoryContext caller;

	if (result == NULL || !IsA(result, ReturnSetInfo) || result->expectedDesc == NULL ||
		(result->allowedModes & SFRM_Materialize) == 0 || result->econtext->ecxt_estate == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("set-valued function called in context that cannot accept a set")));

	/* the first call of a query, or one for another ledger */
	*first = calls == NULL || calls->declaration != PG_GETARG_OID(0);
	if (*first)
	{
		EState	   *estate = result->econtext->ecxt_estate;

		if (calls != NULL)
			end_all(PointerGetDatum(calls));
		caller = MemoryContextSwitchTo(estate->es_query_cxt);
		calls = (BpCalls *) palloc0(size);
		calls->context = estate->es_query_cxt;
		calls->columns = CreateTupleDescCopy(result->expectedDesc);
		name_ledger(calls, PG_GETARG_OID(0));
		RegisterExprContextCallback(CreateExprContext(estate), end_all, PointerGetDatum(calls));
		MemoryContextSwitchTo(caller);
		fcinfo->flinfo->fn_extra = calls;
	}

	caller = MemoryContextSwitchTo(calls->context);
	calls->rows = tuplestore_begin_heap((result->allowedModes & SFRM_Materialize_Random) != 0,
										false, work_mem);
	result->returnMode = SFRM_Materialize;
	result->setResult = calls->rows;
	result->setDesc = CreateTupleDescCopy(calls->columns);
	MemoryContextSwitchTo(caller);
	return calls;
}
