/*
 * duty.c
 *	  has_duty(): what the row security policies of a ledger ask.
 *
 * Invariant: the answer is that of the table duty under the caller's snapshot,
 * for the role that is current now; in doubt it is no.  The table is read as
 * its owner, so that nobody needs rights on it to be judged by it.
 *
 * A query asks at each row of each table, so that what was read is kept as long
 * as the query runs, and for as long as role, snapshot and question stay the
 * same: no other role, no later statement and no open cursor meets an old answer.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "nodes/pg_list.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"

#include "duty.h"
#include "ledger.h"

/* A text that does not end in a zero byte. */
typedef struct Span
{
	const char *bytes;
	size_t		length;
} Span;

/* What tells one snapshot from another within a transaction, and between them. */
typedef struct Moment
{
	TransactionId xmin;
	TransactionId xmax;
	uint32		xcnt;
	CommandId	curcid;
	uint64		completed;
	SubTransactionId subxact;
} Moment;

/* What a role has duties for. */
typedef struct Reach
{
	Oid			userid;			/* the role ... */
	Moment		moment;			/* and when it was read for it */
	Oid			row_type;		/* of the table duty */
	Datum		duties;			/* text[], those that were asked for */
	bool		everywhere;		/* every department */
	Span	   *beginnings;		/* departments whose codes begin so */
	int			nbeginnings;
	Span	   *codes;			/* single departments, sorted */
	int			ncodes;
} Reach;

/* The state of one place in a query that asks. */
typedef struct Asker
{
	const Reach *reach;
	bool		asked;			/* is there a last question? */
	char	   *last_code;		/* rows of a department mostly come together */
	size_t		last_length;
	size_t		last_space;
	bool		last_answer;
} Asker;

/* What the places of one query, the latest, have in common. */
static struct
{
	MemoryContext context;		/* the query's; NULL = there is none */
	List	   *reaches;		/* of Reach *, in that context */
}			shared;

static const char *const duties[] = {
	"clerk", "reviewer", "reader", "archivist", "steward"
};

/* The rows of the table that are the role's; $1 duties, $2 role. */
#define DUTIES_OF_ROLE \
	" FROM ONLY @ledger@.duty AS u" \
	" WHERE u.duty OPERATOR(pg_catalog.=) ANY ($1)" \
	" AND pg_catalog.pg_has_role($2, pg_catalog.to_regrole(pg_catalog.quote_ident(u.role_name)), 'USAGE')"

#define QUERY_DUTIES \
	"SELECT u.department_code, u.subordinates" DUTIES_OF_ROLE \
	" AND u.region OPERATOR(pg_catalog.=) ''"

/* Regions stand with the departments, of which there are a few thousand at most. */
#define QUERY_BY_REGION \
	"SELECT g.code, false FROM ONLY @ledger@.department AS g" \
	" WHERE EXISTS (SELECT" DUTIES_OF_ROLE \
	" AND u.region OPERATOR(pg_catalog.<>) ''" \
	" AND pg_catalog.starts_with(g.region, u.region)" \
	" AND (u.department_code OPERATOR(pg_catalog.=) ''" \
	" OR g.code OPERATOR(pg_catalog.=) u.department_code" \
	" OR u.subordinates AND pg_catalog.starts_with(g.code, u.department_code)))"

static Moment this_moment(void);
static bool still_so(const Reach *reach, Oid row_type, const Moment *moment);
static const Reach *find_reach(FunctionCallInfo fcinfo, Oid row_type, const Moment *moment);
static void forget_shared(void *context);
static char *find_ledger(Oid row_type);
static Oid	owner_of_table(Oid relid);
static Reach *read_reach(FunctionCallInfo fcinfo, Oid row_type, const Moment *moment);
static void add_rows(Reach *reach, MemoryContext context);
static int	span_compare(const void *a, const void *b);
static bool within_reach(const Reach *reach, const char *code, size_t length);

PG_FUNCTION_INFO_V1(budget_perf_has_duty);

const char *
bp_duty_named(const char *name)
{
	for (int i = 0; i < (int) lengthof(duties); i++)
	{
		if (strcmp(duties[i], name) == 0)
			return duties[i];
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("\"%s\" is not a duty", name),
			 errhint("Duties are clerk, reviewer, reader, archivist and steward.")));
	return NULL;				/* not reached */
}

/*
 * has_duty(duties text[], department_code text, duty_row anyelement) returns boolean
 *
 * The last argument is there for its type, the row type of a ledger's table
 * duty, which names the ledger whatever it is called.  A null department asks
 * for all of them.
 */
Datum
budget_perf_has_duty(PG_FUNCTION_ARGS)
{
	MemoryContext context = fcinfo->flinfo->fn_mcxt;
	Asker	   *asker = (Asker *) fcinfo->flinfo->fn_extra;
	Oid			row_type = get_fn_expr_argtype(fcinfo->flinfo, 2);
	Moment		moment = this_moment();
	text	   *code;
	const char *bytes;
	size_t		length;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", "duties")));

	if (asker == NULL)
		fcinfo->flinfo->fn_extra = asker = MemoryContextAllocZero(context, sizeof(Asker));
	if (asker->reach == NULL || !still_so(asker->reach, row_type, &moment) ||
		(!get_fn_expr_arg_stable(fcinfo->flinfo, 0) &&
		 !datum_image_eq(asker->reach->duties, PointerGetDatum(PG_GETARG_ARRAYTYPE_P(0)), false, -1)))
	{
		asker->reach = find_reach(fcinfo, row_type, &moment);
		asker->asked = false;
	}
	if (asker->reach->everywhere || PG_ARGISNULL(1))
		PG_RETURN_BOOL(asker->reach->everywhere);

	code = PG_GETARG_TEXT_PP(1);
	bytes = VARDATA_ANY(code);
	length = VARSIZE_ANY_EXHDR(code);
	if (!asker->asked || length != asker->last_length ||
		memcmp(bytes, asker->last_code, length) != 0)
	{
		if (length > asker->last_space)
		{
			asker->last_code = MemoryContextAlloc(context, length);
			asker->last_space = length;
		}
		if (length > 0)
			memcpy(asker->last_code, bytes, length);
		asker->last_length = length;
		asker->last_answer = within_reach(asker->reach, bytes, length);
		asker->asked = true;
	}
	PG_FREE_IF_COPY(code, 1);
	PG_RETURN_BOOL(asker->last_answer);
}

static Moment
this_moment(void)
{
	Snapshot	snapshot;

	if (!ActiveSnapshotSet())
		elog(ERROR, "has_duty() was called without a snapshot");
	snapshot = GetActiveSnapshot();
	return (Moment)
	{
		.xmin = snapshot->xmin,
		.xmax = snapshot->xmax,
		.xcnt = snapshot->xcnt,
		.curcid = snapshot->curcid,
		.completed = snapshot->snapXactCompletionCount,
		.subxact = GetCurrentSubTransactionId()
	};
}

/* Whether role, snapshot and ledger are those that it was read for. */
static bool
still_so(const Reach *reach, Oid row_type, const Moment *moment)
{
	return reach->userid == GetUserId() && reach->row_type == row_type &&
		reach->moment.curcid == moment->curcid &&
		reach->moment.completed == moment->completed &&
		reach->moment.subxact == moment->subxact &&
		reach->moment.xmin == moment->xmin && reach->moment.xmax == moment->xmax &&
		reach->moment.xcnt == moment->xcnt;
}

/* What another place of the query has read, or else the table says. */
static const Reach *
find_reach(FunctionCallInfo fcinfo, Oid row_type, const Moment *moment)
{
	MemoryContext context = fcinfo->flinfo->fn_mcxt;
	MemoryContext caller;
	Reach	   *reach;
	ListCell   *cell;

	if (shared.context == context)
	{
		Datum		duties = PointerGetDatum(PG_GETARG_ARRAYTYPE_P(0));

		foreach(cell, shared.reaches)
		{
			reach = lfirst(cell);
			if (still_so(reach, row_type, moment) &&
				datum_image_eq(reach->duties, duties, false, -1))
				return reach;
		}
	}

	reach = read_reach(fcinfo, row_type, moment);

	caller = MemoryContextSwitchTo(context);
	if (shared.context != context)
	{
		MemoryContextCallback *callback = palloc(sizeof(MemoryContextCallback));

		callback->func = forget_shared;
		callback->arg = context;
		MemoryContextRegisterResetCallback(context, callback);
		shared.context = context;
		shared.reaches = NIL;
	}
	shared.reaches = lappend(shared.reaches, reach);
	MemoryContextSwitchTo(caller);
	return reach;
}

/* The query is over. */
static void
forget_shared(void *context)
{
	if (shared.context == (MemoryContext) context)
		shared.context = NULL;
}

/*
 * The ledger whose table duty has this row type.  Anyone may call the function
 * with a type of their own: the tables that are read as the ledger's owner must
 * be plain tables of that owner, or the owner would run what is not his.
 */
static char *
find_ledger(Oid row_type)
{
	static const char *const tables[] = {"declaration", "duty", "department"};
	Oid			relid = get_typ_typrelid(row_type);
	Oid			schema = OidIsValid(relid) ? get_rel_namespace(relid) : InvalidOid;
	Oid			owner = InvalidOid;

	for (int i = 0; i < (int) lengthof(tables); i++)
	{
		Oid			table = OidIsValid(schema) ? get_relname_relid(tables[i], schema) : InvalidOid;
		Oid			table_owner = OidIsValid(table) ? owner_of_table(table) : InvalidOid;

		if (i == 0)
			owner = table_owner;
		if (!OidIsValid(table_owner) || table_owner != owner ||
			(strcmp(tables[i], "duty") == 0 && table != relid))
			ereport(ERROR,
					(errcode(ERRCODE_WRONG_OBJECT_TYPE),
					 errmsg("type %s is not that of the table \"%s\" of a ledger",
							format_type_be(row_type), "duty"),
					 errhint("Name the ledger by a null of that type, as in NULL::budget.duty.")));
	}
	return get_namespace_name(schema);
}

/* InvalidOid if it is no plain table. */
static Oid
owner_of_table(Oid relid)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relid));
	Oid			owner = InvalidOid;

	if (HeapTupleIsValid(tuple))
	{
		Form_pg_class class = (Form_pg_class) GETSTRUCT(tuple);

		if (class->relkind == RELKIND_RELATION)
			owner = class->relowner;
		ReleaseSysCache(tuple);
	}
	return owner;
}

/* Read what the current role has duties for, into the query's context. */
static Reach *
read_reach(FunctionCallInfo fcinfo, Oid row_type, const Moment *moment)
{
	static Oid	types[] = {TEXTARRAYOID, OIDOID};
	MemoryContext context = fcinfo->flinfo->fn_mcxt;
	MemoryContext caller = MemoryContextSwitchTo(context);
	Reach	   *reach = palloc0(sizeof(Reach));
	char	   *ledger = find_ledger(row_type);
	Datum	   *names;
	bool	   *nulls;
	int			count;
	BpOwnerSwitch saved;
	Datum		values[2];

	reach->userid = GetUserId();
	reach->moment = *moment;
	reach->row_type = row_type;
	reach->duties = PointerGetDatum(PG_GETARG_ARRAYTYPE_P_COPY(0));
	MemoryContextSwitchTo(caller);

	deconstruct_array(DatumGetArrayTypeP(reach->duties), TEXTOID, -1, false, TYPALIGN_INT,
					  &names, &nulls, &count);
	for (int i = 0; i < count; i++)
	{
		if (!nulls[i])
			(void) bp_duty_named(TextDatumGetCString(names[i]));
	}

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	bp_become_owner(ledger, &saved);

	/* read-only, under the snapshot of the query that asks */
	values[0] = reach->duties;
	values[1] = ObjectIdGetDatum(reach->userid);
	bp_execute_kept(ledger, QUERY_DUTIES, 2, types, values, NULL, InvalidSnapshot, true);
	add_rows(reach, context);
	if (!reach->everywhere)
	{
		bp_execute_kept(ledger, QUERY_BY_REGION, 2, types, values, NULL, InvalidSnapshot, true);
		add_rows(reach, context);
	}

	bp_unbecome_owner(&saved);
	SPI_finish();

	if (reach->ncodes > 1)
		qsort(reach->codes, reach->ncodes, sizeof(Span), span_compare);
	return reach;
}

/* Take in the rows of a query: code, and whether it stands for all that begin so. */
static void
add_rows(Reach *reach, MemoryContext context)
{
	MemoryContext caller = MemoryContextSwitchTo(context);
	uint64		nrows = SPI_processed;

	if (nrows > 0)
	{
		Span	   *beginnings = palloc(sizeof(Span) * (reach->nbeginnings + nrows));
		Span	   *codes = palloc_extended(sizeof(Span) * (reach->ncodes + nrows), MCXT_ALLOC_HUGE);

		if (reach->nbeginnings > 0)
			memcpy(beginnings, reach->beginnings, sizeof(Span) * reach->nbeginnings);
		if (reach->ncodes > 0)
			memcpy(codes, reach->codes, sizeof(Span) * reach->ncodes);
		reach->beginnings = beginnings;
		reach->codes = codes;
	}
	for (uint64 row = 0; row < nrows; row++)
	{
		Span		span;
		char	   *subordinates = bp_row_given(row, 2);

		span.bytes = bp_row_given(row, 1);
		span.length = strlen(span.bytes);
		if (span.length == 0)
			reach->everywhere = true;
		else if (strcmp(subordinates, "t") == 0)
			reach->beginnings[reach->nbeginnings++] = span;
		else
			reach->codes[reach->ncodes++] = span;
	}
	SPI_freetuptable(SPI_tuptable);
	MemoryContextSwitchTo(caller);
}

/* Bytewise, the shorter first. */
static int
span_compare(const void *a, const void *b)
{
	const Span *left = a;
	const Span *right = b;
	int			order = memcmp(left->bytes, right->bytes, Min(left->length, right->length));

	if (order != 0)
		return order;
	return left->length == right->length ? 0 : left->length < right->length ? -1 : 1;
}

static bool
within_reach(const Reach *reach, const char *code, size_t length)
{
	Span		span = {code, length};

	for (int i = 0; i < reach->nbeginnings; i++)
	{
		if (reach->beginnings[i].length <= length &&
			memcmp(reach->beginnings[i].bytes, code, reach->beginnings[i].length) == 0)
			return true;
	}
	return reach->ncodes > 0 &&
		bsearch(&span, reach->codes, reach->ncodes, sizeof(Span), span_compare) != NULL;
}
