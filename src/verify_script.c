/*
 * verify_script.c
 *	  Do the views and policies of a ledger say what the engine's script says?
 *
 * The text of a view changes with the server's version, and a dump rewrites
 * it.  So nothing is compared with a text that was kept: the script's query is
 * analysed here and now, as CREATE VIEW would, and printed by the same function
 * as the query that the view holds.  That a dump and a restore leave the print
 * as it is is what pg_dump itself lives by.  Policies likewise.
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
#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "parser/analyze.h"
#include "parser/parse_clause.h"
#include "parser/parse_collate.h"
#include "parser/parse_relation.h"
#include "parser/parser.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
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

/* Every policy of the ledger; whether it is for everybody, as all of ours are. */
#define QUERY_POLICIES \
	"SELECT c.relname::pg_catalog.text, p.polname::pg_catalog.text, p.polcmd::pg_catalog.text," \
	" p.polpermissive AND p.polroles OPERATOR(pg_catalog.=) '{0}'::pg_catalog.oid[]," \
	" p.polqual::pg_catalog.text, p.polwithcheck::pg_catalog.text" \
	" FROM pg_catalog.pg_policy AS p JOIN pg_catalog.pg_class AS c" \
	" ON c.oid OPERATOR(pg_catalog.=) p.polrelid" \
	" WHERE c.relnamespace OPERATOR(pg_catalog.=) $1"

/* What is printed in a subtransaction, so that it may fail. */
typedef struct Printing
{
	const BpScript *script;
	Node	   *statement;
	Relation	rel;			/* of a policy */
	char	   *printed;		/* NULL if it cannot be */
} Printing;

/* A policy as it is. */
typedef struct Policy
{
	char	   *table;
	char	   *name;
	char		command;
	bool		plain;			/* permissive and for everybody */
	char	   *using;			/* node trees as text; NULL = none */
	char	   *check;
} Policy;

static char *engine_script(const char *ledger);
static void name_columns(Query *query, List *names);
static char *print_query(Query *query, List *names);
static void print_expected_view(Printing *printing);
static char *print_view(Oid relid);
static char *print_conditions(Relation rel, Node *using, Node *check);
static Node *analysed_condition(Relation rel, Node *condition, const char *script);
static void print_expected_policy(Printing *printing);
static bool try_to(void (*print) (Printing *), Printing *printing);
static char policy_command(const char *name);
static List *read_policies(Oid schema);
static void audit_policy(const BpScript *script, CreatePolicyStmt *made, Oid relid,
						 const Policy *policy, ReturnSetInfo *result);

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

BpScript *
bp_script_read(const char *ledger)
{
	BpScript   *script = palloc0(sizeof(BpScript));
	ListCell   *cell;

	script->text = engine_script(ledger);
	if (script->text == NULL)
		return script;
	foreach(cell, raw_parser(script->text, RAW_PARSE_DEFAULT))
	{
		Node	   *statement = lfirst_node(RawStmt, cell)->stmt;

		if (IsA(statement, ViewStmt))
		{
			Assert(((ViewStmt *) statement)->aliases == NIL);
			script->views = lappend(script->views, statement);
		}
		else if (IsA(statement, CreatePolicyStmt))
			script->policies = lappend(script->policies, statement);
	}
	return script;
}

Datum
bp_script_view_names(const BpScript *script)
{
	char	  **names = palloc(sizeof(char *) * Max(list_length(script->views), 1));
	ListCell   *cell;

	foreach(cell, script->views)
		names[foreach_current_index(cell)] = lfirst_node(ViewStmt, cell)->view->relname;
	return bp_text_array(names, list_length(script->views));
}

/*
 * Print in a subtransaction.  False where what is to be printed does not fit
 * the tables and views that there are; nothing else that can go wrong is passed
 * over.
 */
static bool
try_to(void (*print) (Printing *), Printing *printing)
{
	MemoryContext caller = CurrentMemoryContext;
	ResourceOwner owner = CurrentResourceOwner;

	BeginInternalSubTransaction(NULL);
	MemoryContextSwitchTo(caller);
	PG_TRY();
	{
		print(printing);
		ReleaseCurrentSubTransaction();
	}
	PG_CATCH();
	{
		ErrorData  *error;
		int			category;

		MemoryContextSwitchTo(caller);
		error = CopyErrorData();
		FlushErrorState();
		/* before all else: an error that left it open would end it alone, and the session stay in it */
		RollbackAndReleaseCurrentSubTransaction();
		MemoryContextSwitchTo(caller);
		CurrentResourceOwner = owner;
		category = ERRCODE_TO_CATEGORY(error->sqlerrcode);
		/* a constant that is none of its column's type is a data exception */
		if (category != ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION &&
			category != ERRCODE_DATA_EXCEPTION)
			ReThrowError(error);
		FreeErrorData(error);
		printing->printed = NULL;
	}
	PG_END_TRY();
	MemoryContextSwitchTo(caller);
	CurrentResourceOwner = owner;
	return printing->printed != NULL;
}

/* ---- views ---- */

/* Give the columns of a query these names; what it only sorts by comes behind them. */
static void
name_columns(Query *query, List *names)
{
	ListCell   *cell;
	ListCell   *name = list_head(names);

	foreach(cell, query->targetList)
	{
		TargetEntry *column = lfirst_node(TargetEntry, cell);

		if (column->resjunk)
			continue;
		column->resname = lfirst(name);
		name = lnext(names, name);
	}
}

/*
 * Print a query in a form that does not depend on where it came from.  What a
 * view holds has, up to 15, two more relations in its range table, of which
 * nothing is read; they count when it is decided whether columns are printed
 * with the relation that they are of.  One more in every query settles that.
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

static void
print_expected_view(Printing *printing)
{
	RawStmt    *raw = makeNode(RawStmt);
	Query	   *query;
	List	   *names = NIL;
	ListCell   *cell;

	/* analysis scribbles on its input */
	raw->stmt = copyObject(castNode(ViewStmt, printing->statement)->query);
	query = parse_analyze_fixedparams(raw, printing->script->text, NULL, 0, NULL);
	/* the second branch of a union would have names of its own until it is dumped */
	Assert(query->setOperations == NULL);
	foreach(cell, query->targetList)
	{
		TargetEntry *column = lfirst_node(TargetEntry, cell);

		if (!column->resjunk)
			names = lappend(names, column->resname);
	}
	printing->printed = print_query(query, names);
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
bp_audit_views(const char *ledger, const BpScript *script, bool excuse, ReturnSetInfo *result)
{
	Oid			schema = get_namespace_oid(ledger, false);
	MemoryContext caller = CurrentMemoryContext;
	MemoryContext scratch = AllocSetContextCreate(caller, "budget_perf views",
												  ALLOCSET_DEFAULT_SIZES);
	List	   *unjudged = NIL;
	ListCell   *cell;

	foreach(cell, script->views)
	{
		ViewStmt   *made = lfirst_node(ViewStmt, cell);
		char	   *name = made->view->relname;
		Oid			relid = get_relname_relid(name, schema);
		Printing	printing = {script, (Node *) made, NULL, NULL};

		CHECK_FOR_INTERRUPTS();
		if (!OidIsValid(relid) || get_rel_relkind(relid) != RELKIND_VIEW)
		{
			excuse = true;		/* it is missing, which a query reports */
			continue;
		}

		MemoryContextSwitchTo(scratch);
		if (!try_to(print_expected_view, &printing))
		{
			MemoryContextSwitchTo(caller);
			unjudged = lappend(unjudged, name);
		}
		else if (strcmp(printing.printed, print_view(relid)) != 0)
		{
			excuse = true;
			bp_audit_report(result, "verify_view", "error", name, NULL,
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

/* ---- policies ---- */

static char *
print_conditions(Relation rel, Node *using, Node *check)
{
	List	   *context = deparse_context_for(RelationGetRelationName(rel), RelationGetRelid(rel));

	return psprintf("USING %s WITH CHECK %s",
					using == NULL ? "" : deparse_expression(using, context, false, false),
					check == NULL ? "" : deparse_expression(check, context, false, false));
}

/* A condition as CREATE POLICY would have it. */
static Node *
analysed_condition(Relation rel, Node *condition, const char *script)
{
	ParseState *pstate = make_parsestate(NULL);
	Node	   *result;

	pstate->p_sourcetext = script;
	addNSItemToQuery(pstate,
					 addRangeTableEntryForRelation(pstate, rel, AccessShareLock, NULL, false, false),
					 false, true, true);
	result = transformWhereClause(pstate, copyObject(condition), EXPR_KIND_POLICY, "POLICY");
	assign_expr_collations(pstate, result);
	free_parsestate(pstate);
	return result;
}

static void
print_expected_policy(Printing *printing)
{
	CreatePolicyStmt *made = castNode(CreatePolicyStmt, printing->statement);

	printing->printed =
		print_conditions(printing->rel,
						 analysed_condition(printing->rel, made->qual, printing->script->text),
						 analysed_condition(printing->rel, made->with_check, printing->script->text));
}

/* pg_policy.polcmd of a command as the grammar names it. */
static char
policy_command(const char *name)
{
	return strcmp(name, "select") == 0 ? 'r' : strcmp(name, "insert") == 0 ? 'a' :
		strcmp(name, "update") == 0 ? 'w' : strcmp(name, "delete") == 0 ? 'd' : '*';
}

static List *
read_policies(Oid schema)
{
	MemoryContext caller = CurrentMemoryContext;
	Oid			types[] = {OIDOID};
	Datum		values[] = {ObjectIdGetDatum(schema)};
	List	   *policies = NIL;

	if (SPI_execute_with_args(QUERY_POLICIES, 1, types, values, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "the policies could not be read");
	MemoryContextSwitchTo(caller);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		Policy	   *policy = palloc(sizeof(Policy));

		policy->table = bp_row_text(row, 1);
		policy->name = bp_row_text(row, 2);
		policy->command = bp_row_text(row, 3)[0];
		policy->plain = strcmp(bp_row_text(row, 4), "t") == 0;
		policy->using = bp_row_text(row, 5);
		policy->check = bp_row_text(row, 6);
		policies = lappend(policies, policy);
	}
	SPI_freetuptable(SPI_tuptable);
	return policies;
}

static void
audit_policy(const BpScript *script, CreatePolicyStmt *made, Oid relid, const Policy *policy,
			 ReturnSetInfo *result)
{
	Printing	printing = {script, (Node *) made, NULL, NULL};
	bool		same = policy->plain && policy->command == policy_command(made->cmd_name);

	/* what cannot be analysed reads a table or a function that was reported */
	printing.rel = relation_open(relid, AccessShareLock);
	if (same && try_to(print_expected_policy, &printing))
		same = strcmp(printing.printed,
					  print_conditions(printing.rel,
									   policy->using ? stringToNode(policy->using) : NULL,
									   policy->check ? stringToNode(policy->check) : NULL)) == 0;
	relation_close(printing.rel, AccessShareLock);
	if (!same)
		bp_audit_report(result, "verify_policy", "error", made->table->relname, made->policy_name,
						gettext_noop("policy \"{object}\" of table \"{table}\" does not say what it should"),
						gettext_noop("Make it as a fresh ledger has it; a policy of your own belongs under a name of its own."));
}

/*
 * The policies that the script makes.  Once secure_ledger() has run, a table
 * with policies whose row security is off is open to whoever has privileges on
 * it.  That it has run is seen by two tables of which one alone would hardly be
 * secured by hand.
 */
void
bp_audit_policies(const char *ledger, const BpScript *script, ReturnSetInfo *result)
{
	Oid			schema = get_namespace_oid(ledger, false);
	List	   *policies = read_policies(schema);
	List	   *open = NIL;
	bool		secured = false;
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, script->policies)
	{
		CreatePolicyStmt *made = lfirst_node(CreatePolicyStmt, cell);
		char	   *table = made->table->relname;
		Oid			relid = get_relname_relid(table, schema);
		const Policy *found = NULL;
		Relation	rel;

		CHECK_FOR_INTERRUPTS();
		if (!OidIsValid(relid) || get_rel_relkind(relid) != RELKIND_RELATION)
			continue;			/* a query reports it */
		rel = relation_open(relid, AccessShareLock);
		if (rel->rd_rel->relrowsecurity)
			secured |= strcmp(table, "duty") == 0 || strcmp(table, "rule_set") == 0;
		else if (open == NIL || strcmp(llast(open), table) != 0)
			open = lappend(open, table);
		relation_close(rel, AccessShareLock);

		foreach(other, policies)
		{
			const Policy *policy = lfirst(other);

			if (strcmp(policy->table, table) == 0 && strcmp(policy->name, made->policy_name) == 0)
				found = policy;
		}
		if (found != NULL)
			audit_policy(script, made, relid, found, result);
		else
			bp_audit_report(result, "verify_policy", "error", table, made->policy_name,
							gettext_noop("table \"{table}\" has no policy \"{object}\""),
							gettext_noop("Make it as a fresh ledger has it."));
	}

	foreach(cell, open)
	{
		if (secured)
			bp_audit_report(result, "verify_policy", "error", lfirst(cell), NULL,
							gettext_noop("row security is off in table \"{table}\", while it is on in others of the ledger"),
							gettext_noop("Run budget_perf.secure_ledger(); until then whoever has privileges on the table sees all of it."));
	}
}
