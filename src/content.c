/*
 * content.c
 *	  Reading whole declarations, many at a time.
 *
 * Invariant: a declaration is read as it stands under one rule of visibility;
 * whoever needs it unchanging (the submission) holds the lock on its row,
 * which every writer of its children takes too.
 *
 * One query per table for all keys, each sorted by key, so that the rows are
 * dealt out in one merge over the sorted declarations.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "content.h"
#include "ledger.h"

/* The keys asked for, as a row source named k. */
#define KEYS \
	" FROM ROWS FROM (pg_catalog.unnest($1), pg_catalog.unnest($2), pg_catalog.unnest($3))" \
	" AS k (department_code, fiscal_year, version)"

#define JOIN_KEYS(table, alias) \
	KEYS " JOIN ONLY @ledger@." table " AS " alias \
	" ON " alias ".department_code OPERATOR(pg_catalog.=) k.department_code COLLATE pg_catalog.\"C\"" \
	" AND " alias ".fiscal_year OPERATOR(pg_catalog.=) k.fiscal_year" \
	" AND " alias ".version OPERATOR(pg_catalog.=) k.version"

#define KEY_COLUMNS(alias) \
	alias ".department_code, " alias ".fiscal_year, " alias ".version"

#define QUERY_DECLARATIONS \
	"SELECT " KEY_COLUMNS("d") ", d.form_code, d.status, d.goal, d.cycle_from, d.cycle_to" \
	JOIN_KEYS("declaration", "d") \
	" ORDER BY 1, 2, 3"

#define QUERY_LINES \
	"SELECT " KEY_COLUMNS("c") ", c.item_code, c.amount, c.amount_source" \
	JOIN_KEYS("budget_line", "c") \
	" ORDER BY 1, 2, 3, 4"

#define QUERY_TASKS \
	"SELECT " KEY_COLUMNS("c") ", c.task_no, c.amount, c.name, c.content," \
	" c.expected_outcome, c.amount_source" \
	JOIN_KEYS("task", "c") \
	" ORDER BY 1, 2, 3, 4"

#define QUERY_INDICATORS \
	"SELECT " KEY_COLUMNS("c") ", c.indicator_no, c.level1, c.level2, c.name, c.unit," \
	" c.cycle_target::pg_catalog.text, c.annual_target::pg_catalog.text," \
	" c.weight, c.accumulation, c.code" \
	JOIN_KEYS("indicator", "c") \
	" ORDER BY 1, 2, 3, 4"

#define QUERY_AMENDMENTS \
	"SELECT " KEY_COLUMNS("c") ", c.amendment_no, c.kind, c.batch, c.reason," \
	" c.legal_reference" \
	JOIN_KEYS("amendment", "c") \
	" ORDER BY 1, 2, 3, 4"

#define QUERY_AMENDMENT_LINES \
	"SELECT " KEY_COLUMNS("c") ", c.amendment_no, c.line_no, c.item_code, c.task_no," \
	" c.change, c.change_source" \
	JOIN_KEYS("amendment_line", "c") \
	" ORDER BY 1, 2, 3, 4, 5"

/* Last year's expenditure: what the version that counts declared. */
#define QUERY_LAST_YEAR \
	"SELECT " KEY_COLUMNS("k") ", e.expenditure" KEYS \
	" CROSS JOIN LATERAL (SELECT d.department_code, d.fiscal_year, d.version, d.form_code" \
	"  FROM ONLY @ledger@.declaration AS d" \
	"  WHERE d.department_code OPERATOR(pg_catalog.=) k.department_code COLLATE pg_catalog.\"C\"" \
	"  AND d.fiscal_year OPERATOR(pg_catalog.=) (k.fiscal_year OPERATOR(pg_catalog.-) 1)" \
	"  AND d.status OPERATOR(pg_catalog.<>) 'draft'" \
	"  ORDER BY (d.status OPERATOR(pg_catalog.=) 'submitted'), d.version DESC LIMIT 1) AS p" \
	" CROSS JOIN LATERAL (SELECT pg_catalog.sum(b.amount) AS expenditure" \
	"  FROM ONLY @ledger@.budget_line AS b JOIN ONLY @ledger@.form_item AS i" \
	"  ON i.form_code OPERATOR(pg_catalog.=) p.form_code" \
	"  AND i.item_code OPERATOR(pg_catalog.=) b.item_code" \
	"  AND i.category OPERATOR(pg_catalog.=) 'expenditure'" \
	"  WHERE b.department_code OPERATOR(pg_catalog.=) p.department_code" \
	"  AND b.fiscal_year OPERATOR(pg_catalog.=) p.fiscal_year" \
	"  AND b.version OPERATOR(pg_catalog.=) p.version) AS e" \
	" ORDER BY k.department_code COLLATE pg_catalog.\"C\", 2, 3"

/* Walks over sorted declarations beside sorted rows. */
typedef struct Dealer
{
	List	   *declarations;
	int			at;				/* index of the current declaration */
} Dealer;

typedef void (*DealRow) (BpDeclaration *declaration, int row);

static BpKey row_key(int row);
static BpDeclaration *deal(Dealer *dealer, int row);
static void load_children(const char *ledger, const char *query, Datum *keys,
						  Snapshot snapshot, List *declarations, DealRow add);
static void add_line(BpDeclaration *declaration, int row);
static void add_task(BpDeclaration *declaration, int row);
static void add_indicator(BpDeclaration *declaration, int row);
static void add_last_year(BpDeclaration *declaration, int row);
static void add_amendment(BpDeclaration *declaration, int row);
static void add_amendment_line(BpDeclaration *declaration, int row);
static List *load_versions(const char *ledger, Datum *values, Snapshot snapshot);
static void load_amendments(const char *ledger, List *declarations, Snapshot snapshot);

static Oid	key_types[] = {TEXTARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

int
bp_key_compare(const BpKey *a, const BpKey *b)
{
	int			order = strcmp(a->department_code, b->department_code);

	if (order != 0)
		return order;
	if (a->fiscal_year != b->fiscal_year)
		return a->fiscal_year < b->fiscal_year ? -1 : 1;
	if (a->version != b->version)
		return a->version < b->version ? -1 : 1;
	return 0;
}

static BpKey
row_key(int row)
{
	BpKey		key;

	key.department_code = bp_row_given(row, 1);
	key.fiscal_year = bp_row_int32(row, 2, 0);
	key.version = bp_row_int32(row, 3, 0);
	return key;
}

/* The declaration that a row belongs to; NULL if it was not loaded. */
static BpDeclaration *
deal(Dealer *dealer, int row)
{
	BpKey		key = row_key(row);
	BpDeclaration *result = NULL;

	while (dealer->at < list_length(dealer->declarations))
	{
		BpDeclaration *declaration = list_nth(dealer->declarations, dealer->at);
		int			order = bp_key_compare(&declaration->key, &key);

		if (order == 0)
			result = declaration;
		if (order >= 0)
			break;
		dealer->at++;
	}
	pfree(key.department_code);
	return result;
}

static void
load_children(const char *ledger, const char *query, Datum *keys, Snapshot snapshot,
			  List *declarations, DealRow add)
{
	Dealer		dealer = {declarations, 0};

	bp_execute_kept(ledger, query, 3, key_types, keys, NULL, snapshot, false);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		BpDeclaration *declaration = deal(&dealer, row);

		CHECK_FOR_INTERRUPTS();
		if (declaration != NULL)
			add(declaration, row);
	}
	SPI_freetuptable(SPI_tuptable);
}

static void
add_line(BpDeclaration *declaration, int row)
{
	BpLine	   *line = palloc0(sizeof(BpLine));

	line->item_code = bp_row_given(row, 4);
	line->amount = bp_row_numeric(row, 5);
	line->amount_source = bp_row_text(row, 6);
	declaration->lines = lappend(declaration->lines, line);
}

static void
add_task(BpDeclaration *declaration, int row)
{
	BpTask	   *task = palloc0(sizeof(BpTask));

	task->task_no = bp_row_int32(row, 4, 0);
	task->amount = bp_row_numeric(row, 5);
	task->name = bp_row_given(row, 6);
	task->content = bp_row_text(row, 7);
	task->expected_outcome = bp_row_text(row, 8);
	task->amount_source = bp_row_text(row, 9);
	declaration->tasks = lappend(declaration->tasks, task);
}

static void
add_indicator(BpDeclaration *declaration, int row)
{
	BpIndicator *indicator = palloc0(sizeof(BpIndicator));

	indicator->indicator_no = bp_row_int32(row, 4, 0);
	indicator->level1 = bp_row_given(row, 5);
	indicator->level2 = bp_row_given(row, 6);
	indicator->name = bp_row_given(row, 7);
	indicator->unit = bp_row_text(row, 8);
	indicator->cycle_target = bp_row_text(row, 9);
	indicator->annual_target = bp_row_text(row, 10);
	indicator->weight = bp_row_numeric(row, 11);
	indicator->accumulation = bp_row_text(row, 12);
	indicator->code = bp_row_text(row, 13);
	declaration->indicators = lappend(declaration->indicators, indicator);
}

static void
add_last_year(BpDeclaration *declaration, int row)
{
	declaration->last_year_expenditure = bp_row_numeric(row, 4);
}

static void
add_amendment(BpDeclaration *declaration, int row)
{
	BpAmendment *amendment = palloc0(sizeof(BpAmendment));

	amendment->amendment_no = bp_row_int32(row, 4, 0);
	amendment->kind = bp_row_given(row, 5);
	amendment->batch = bp_row_text(row, 6);
	amendment->reason = bp_row_given(row, 7);
	amendment->legal_reference = bp_row_text(row, 8);
	declaration->amendments = lappend(declaration->amendments, amendment);
}

/* Lines come in the order of their amendments, which are there already. */
static void
add_amendment_line(BpDeclaration *declaration, int row)
{
	BpAmendmentLine *line = palloc0(sizeof(BpAmendmentLine));
	ListCell   *cell;

	line->amendment_no = bp_row_int32(row, 4, 0);
	line->line_no = bp_row_int32(row, 5, 0);
	line->item_code = bp_row_text(row, 6);
	line->task_no = bp_row_int32(row, 7, 0);
	line->change = bp_row_numeric(row, 8);
	if (line->change == NULL)
		bp_null_error("change");
	line->change_source = bp_row_text(row, 9);
	foreach(cell, declaration->amendments)
	{
		BpAmendment *amendment = lfirst(cell);

		if (amendment->amendment_no == line->amendment_no)
			amendment->lines = lappend(amendment->lines, line);
	}
}

void
bp_key_arrays(const BpKey *keys, int nkeys, Datum *values)
{
	char	  **codes = (char **) palloc(sizeof(char *) * Max(nkeys, 1));
	int32	   *years = (int32 *) palloc(sizeof(int32) * Max(nkeys, 1));
	int32	   *versions = (int32 *) palloc(sizeof(int32) * Max(nkeys, 1));

	for (int i = 0; i < nkeys; i++)
	{
		codes[i] = keys[i].department_code;
		years[i] = keys[i].fiscal_year;
		versions[i] = keys[i].version;
	}
	values[0] = bp_text_array(codes, nkeys);
	values[1] = bp_int32_array(years, nkeys);
	values[2] = bp_int32_array(versions, nkeys);
}

/* Declarations with what every version has: lines, tasks, indicators. */
static List *
load_versions(const char *ledger, Datum *values, Snapshot snapshot)
{
	List	   *declarations = NIL;

	bp_execute_kept(ledger, QUERY_DECLARATIONS, 3, key_types, values, NULL,
					snapshot, false);
	for (uint64 row = 0; row < SPI_processed; row++)
	{
		BpDeclaration *declaration = palloc0(sizeof(BpDeclaration));

		declaration->key = row_key(row);
		declaration->form_code = bp_row_given(row, 4);
		declaration->status = bp_row_given(row, 5);
		declaration->goal = bp_row_text(row, 6);
		declaration->cycle_from = bp_row_int32(row, 7, 0);
		declaration->cycle_to = bp_row_int32(row, 8, 0);
		declarations = lappend(declarations, declaration);
	}
	SPI_freetuptable(SPI_tuptable);

	load_children(ledger, QUERY_LINES, values, snapshot, declarations, add_line);
	load_children(ledger, QUERY_TASKS, values, snapshot, declarations, add_task);
	load_children(ledger, QUERY_INDICATORS, values, snapshot, declarations, add_indicator);
	return declarations;
}

/*
 * Give each later version its amendments and the version before it.  First
 * versions, which most are, cost nothing.
 */
static void
load_amendments(const char *ledger, List *declarations, Snapshot snapshot)
{
	BpKey	   *keys = (BpKey *) palloc(sizeof(BpKey) * Max(list_length(declarations), 1));
	List	   *later = NIL;
	List	   *previous;
	Datum		values[3];
	ListCell   *cell;
	int			at = 0;

	foreach(cell, declarations)
	{
		BpDeclaration *declaration = lfirst(cell);

		if (declaration->key.version == 1)
			continue;
		keys[list_length(later)] = declaration->key;
		later = lappend(later, declaration);
	}
	if (later == NIL)
		return;

	bp_key_arrays(keys, list_length(later), values);
	load_children(ledger, QUERY_AMENDMENTS, values, snapshot, later, add_amendment);
	load_children(ledger, QUERY_AMENDMENT_LINES, values, snapshot, later, add_amendment_line);

	for (int i = 0; i < list_length(later); i++)
		keys[i].version--;
	bp_key_arrays(keys, list_length(later), values);
	previous = load_versions(ledger, values, snapshot);

	/* both are in key order */
	for (int i = 0; i < list_length(later) && at < list_length(previous); i++)
	{
		BpDeclaration *candidate = list_nth(previous, at);

		if (bp_key_compare(&candidate->key, &keys[i]) == 0)
		{
			((BpDeclaration *) list_nth(later, i))->previous = candidate;
			at++;
		}
	}
}

List *
bp_content_load(const char *ledger, const BpKey *keys, int nkeys, Snapshot snapshot)
{
	Datum		values[3];
	List	   *declarations;

	bp_key_arrays(keys, nkeys, values);
	declarations = load_versions(ledger, values, snapshot);
	load_children(ledger, QUERY_LAST_YEAR, values, snapshot, declarations, add_last_year);
	load_amendments(ledger, declarations, snapshot);

	return declarations;
}

BpDeclaration *
bp_content_load_found(const char *ledger, const BpKey *key, Snapshot snapshot)
{
	List	   *declarations = bp_content_load(ledger, key, 1, snapshot);

	if (declarations == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_T_R_SERIALIZATION_FAILURE),
				 errmsg("the declaration was removed while it was being read"),
				 errhint("The transaction might succeed if retried.")));
	return linitial(declarations);
}

BpKey
bp_key_resolve(const char *ledger, const char *department_code, int32 fiscal_year,
			   int32 version)
{
	static Oid	types[] = {TEXTOID, INT4OID, INT4OID};
	Datum		values[3];
	BpKey		key;

	values[0] = CStringGetTextDatum(department_code);
	values[1] = Int32GetDatum(fiscal_year);
	values[2] = Int32GetDatum(version);
	bp_execute_kept(ledger,
					"SELECT d.version FROM ONLY @ledger@.declaration AS d"
					" WHERE d.department_code OPERATOR(pg_catalog.=) $1"
					" AND d.fiscal_year OPERATOR(pg_catalog.=) $2"
					" AND ($3 OPERATOR(pg_catalog.=) 0 OR d.version OPERATOR(pg_catalog.=) $3)"
					" ORDER BY d.version DESC LIMIT 1",
					3, types, values, NULL, InvalidSnapshot, false);
	if (SPI_processed != 1)
	{
		if (version == 0)
			ereport(ERROR,
					(errcode(ERRCODE_NO_DATA_FOUND),
					 errmsg("department \"%s\" has no declaration for %d",
							department_code, fiscal_year)));
		else
			ereport(ERROR,
					(errcode(ERRCODE_NO_DATA_FOUND),
					 errmsg("department \"%s\" has no declaration for %d, version %d",
							department_code, fiscal_year, version)));
	}
	key.department_code = pstrdup(department_code);
	key.fiscal_year = fiscal_year;
	key.version = bp_row_int32(0, 1, 0);
	SPI_freetuptable(SPI_tuptable);
	return key;
}
