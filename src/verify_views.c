/*
 * verify_views.c
 *	  Do the views of a ledger say what the engine's script says?
 *
 * The text of a view changes with the server's version, and a dump rewrites
 * it.  So nothing is compared with a text that was kept: the script's query is
 * analysed here and now, as CREATE VIEW would, and printed by the same function
 * as the query that the view holds.  That a dump and a restore leave the print
 * as it is is what pg_dump itself lives by.
 *
 * Invariant: nothing is executed.  The script is taken from the catalog, where
 * its digest must be the one that the library was built with; calling a function
 * that someone may have replaced would run it as whoever audits.
 */
#include "postgres.h"

#include "access/relation.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/parsenodes.h"
#include "parser/analyze.h"
#include "parser/parser.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/resowner.h"
#include "utils/ruleutils.h"

#include "ledger.h"
#include "verify.h"

/* What stands around the script in the body of ledger_script(). */
#define SCRIPT_BEGIN	"SELECT $ledger_script$\n"
#define SCRIPT_END		"$ledger_script$"

#define QUERY_SCRIPT \
	"SELECT p.prosrc FROM pg_catalog.pg_proc AS p" \
	" WHERE p.pronamespace OPERATOR(pg_catalog.=) 'budget_perf'::pg_catalog.regnamespace" \
	" AND p.proname OPERATOR(pg_catalog.=) 'ledger_script' AND p.pronargs OPERATOR(pg_catalog.=) 0" \
	" AND pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(p.prosrc, 'UTF8')), 'hex')" \
	"  OPERATOR(pg_catalog.=) '" BUDGET_PERF_LEDGER_SCRIPT "'"

static char *engine_script(const char *ledger);
static void name_columns(Query *query, List *names);
static void name_branches(Query *query, Node *node, List *names);
static char *print_query(Query *query, List *names);
static char *print_expected(Node *statement, const char *script);
static char *try_print_expected(Node *statement, const char *script);
static char *print_view(Oid relid);

/* The statements that make a ledger, with its name in them; NULL if unknown. */
static char *
engine_script(const char *ledger)
{
	MemoryContext caller = CurrentMemoryContext;
	char	   *body = NULL;
	char	   *end;

	if (SPI_execute(QUERY_SCRIPT, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "the engine's script could not be read");
	MemoryContextSwitchTo(caller);
	if (SPI_processed == 1)
		body = bp_row_text(0, 1);
	SPI_freetuptable(SPI_tuptable);
	if (body == NULL)
		return NULL;

	end = strncmp(body, SCRIPT_BEGIN, strlen(SCRIPT_BEGIN)) == 0 ?
		strstr(body + strlen(SCRIPT_BEGIN), SCRIPT_END) : NULL;
	if (end == NULL)
		elog(ERROR, "the engine's script does not stand where it should");
	*end = '\0';
	return bp_expand(body + strlen(SCRIPT_BEGIN), ledger);
}

List *
bp_expected_views(const char *ledger, char **script)
{
	List	   *views = NIL;
	ListCell   *cell;

	*script = engine_script(ledger);
	if (*script == NULL)
		return NIL;
	foreach(cell, raw_parser(*script, RAW_PARSE_DEFAULT))
	{
		Node	   *statement = lfirst_node(RawStmt, cell)->stmt;

		if (IsA(statement, ViewStmt))
		{
			ViewStmt   *made = (ViewStmt *) statement;
			BpView	   *view = palloc(sizeof(BpView));

			Assert(made->aliases == NIL);
			view->name = made->view->relname;
			view->query = made->query;
			views = lappend(views, view);
		}
	}
	return views;
}

/* Give the columns of a query these names, and those of what it unites, too. */
static void
name_columns(Query *query, List *names)
{
	ListCell   *cell;
	ListCell   *name = list_head(names);

	foreach(cell, query->targetList)
	{
		TargetEntry *column = lfirst_node(TargetEntry, cell);

		if (column->resjunk || name == NULL)
			continue;
		column->resname = lfirst(name);
		name = lnext(names, name);
	}
	if (query->setOperations != NULL)
		name_branches(query, query->setOperations, names);
}

static void
name_branches(Query *query, Node *node, List *names)
{
	if (IsA(node, SetOperationStmt))
	{
		name_branches(query, ((SetOperationStmt *) node)->larg, names);
		name_branches(query, ((SetOperationStmt *) node)->rarg, names);
	}
	else
		name_columns(rt_fetch(castNode(RangeTblRef, node)->rtindex, query->rtable)->subquery,
					 names);
}

/*
 * Print a query in a form that does not depend on where it came from.  What a
 * view holds has, up to 15, two more relations in its range table, of which
 * nothing is read; they count when it is decided whether columns are printed
 * with the relation that they are of.  One more in every query settles that.
 * A second branch of a union has names of its own until it is dumped.
 */
static char *
print_query(Query *query, List *names)
{
	RangeTblEntry *unused = makeNode(RangeTblEntry);

	unused->rtekind = RTE_RESULT;
	unused->eref = makeAlias("*unused*", NIL);
	query->rtable = lappend(query->rtable, unused);
	name_columns(query, names);
	return pg_get_querydef(query, false);
}

static char *
print_expected(Node *statement, const char *script)
{
	RawStmt    *raw = makeNode(RawStmt);
	Query	   *query;
	List	   *names = NIL;
	ListCell   *cell;

	raw->stmt = copyObject(statement);	/* analysis scribbles on its input */
	query = parse_analyze_fixedparams(raw, script, NULL, 0, NULL);
	foreach(cell, query->targetList)
	{
		TargetEntry *column = lfirst_node(TargetEntry, cell);

		if (!column->resjunk)
			names = lappend(names, column->resname);
	}
	return print_query(query, names);
}

/*
 * The same; NULL where the query does not fit the tables and views that there
 * are.  Nothing else that can go wrong is passed over.
 */
static char *
try_print_expected(Node *statement, const char *script)
{
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;
	char	   *volatile printed = NULL;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(caller);
	PG_TRY();
	{
		printed = print_expected(statement, script);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		if (ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION)
			PG_RE_THROW();
		FlushErrorState();
		FreeErrorData(error);
		RollbackAndReleaseCurrentSubTransaction();
		printed = NULL;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	CurrentResourceOwner = owner;
	return printed;
}

static char *
print_view(Oid relid)
{
	Relation	rel = relation_open(relid, AccessShareLock);
	Query	   *query = copyObject(get_view_query(rel));
	List	   *names = NIL;
	char	   *printed;

	for (int i = 0; i < RelationGetDescr(rel)->natts; i++)
		names = lappend(names, NameStr(TupleDescAttr(RelationGetDescr(rel), i)->attname));
	printed = print_query(query, names);
	relation_close(rel, AccessShareLock);
	return printed;
}

void
bp_audit_views(const char *ledger, List *views, const char *script, bool excuse,
			   ReturnSetInfo *result)
{
	Oid			schema = get_namespace_oid(ledger, false);
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext scratch = AllocSetContextCreate(caller, "budget_perf views",
												  ALLOCSET_DEFAULT_SIZES);
	List	   *unjudged = NIL;
	ListCell   *cell;

	foreach(cell, views)
	{
		const BpView *view = lfirst(cell);
		Oid			relid = get_relname_relid(view->name, schema);
		char	   *expected;

		CHECK_FOR_INTERRUPTS();
		if (!OidIsValid(relid) || get_rel_relkind(relid) != RELKIND_VIEW)
		{
			excuse = true;		/* it is missing, which a query reports */
			continue;
		}

		MemoryContextSwitchTo(scratch);
		expected = try_print_expected(view->query, script);
		if (expected == NULL)
		{
			MemoryContextSwitchTo(caller);
			unjudged = lappend(unjudged, view->name);
		}
		else if (strcmp(expected, print_view(relid)) != 0)
		{
			excuse = true;
			bp_audit_report(result, "verify_view", "error", view->name, NULL,
							gettext_noop("view \"{table}\" does not say what it should"),
							gettext_noop("Make it as a fresh ledger has it; a view of your own belongs under a name of its own."));
		}
		MemoryContextSwitchTo(caller);
		MemoryContextReset(scratch);
	}
	MemoryContextDelete(scratch);

	foreach(cell, unjudged)
	{
		if (!excuse)
			bp_audit_report(result, "verify_view", "error", lfirst(cell), NULL,
							gettext_noop("view \"{table}\" could not be compared: what it should read is not there"),
							gettext_noop("Put back what it reads as a fresh ledger has it, then run the audit again."));
	}
}
