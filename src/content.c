/*
 * content.c
 *	  Reading whole declarations, many at a time.
 *
 * Invariant: a declaration is read as it stands under one rule of visibility;
 * whoever needs it unchanging (the submission) holds the lock on its row,
 * which every writer of its children takes too.
 *
 * Each table is read for one declaration after the other through its primary
 * key (scan.h), or, where the caller may not, by one query for all keys, sorted,
 * so that the rows are dealt out in one merge over the sorted declarations.
 * Either way a row comes as the values of the same list of columns.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "access/htup_details.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/snapmgr.h"

#include "content.h"
#include "ledger.h"
#include "scan.h"
#include "seal.h"

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

/*
 * A table that is read: its columns, of which the first three are the key of
 * the declaration, and the query that gives the same columns for many keys.
 */
typedef struct Source
{
	const char *table;
	int			ncolumns;
	BpColumn	columns[BP_SCAN_COLUMNS_MAX];
	const char *query;
} Source;

#define KEY_OF_DECLARATION \
	{"department_code", TEXTOID}, {"fiscal_year", INT4OID}, {"version", INT4OID}

static const Source declaration_source = {
	"declaration", 8,
	{KEY_OF_DECLARATION, {"form_code", TEXTOID}, {"status", TEXTOID}, {"goal", TEXTOID},
	{"cycle_from", INT4OID}, {"cycle_to", INT4OID}},
	"SELECT " KEY_COLUMNS("c") ", c.form_code, c.status, c.goal, c.cycle_from, c.cycle_to"
	JOIN_KEYS("declaration", "c")
	" ORDER BY 1, 2, 3"
};

static const Source line_source = {
	"budget_line", 6,
	{KEY_OF_DECLARATION, {"item_code", TEXTOID}, {"amount", NUMERICOID},
	{"amount_source", TEXTOID}},
	"SELECT " KEY_COLUMNS("c") ", c.item_code, c.amount, c.amount_source"
	JOIN_KEYS("budget_line", "c")
	" ORDER BY 1, 2, 3, 4"
};

static const Source task_source = {
	"task", 9,
	{KEY_OF_DECLARATION, {"task_no", INT4OID}, {"amount", NUMERICOID}, {"name", TEXTOID},
	{"content", TEXTOID}, {"expected_outcome", TEXTOID}, {"amount_source", TEXTOID}},
	"SELECT " KEY_COLUMNS("c") ", c.task_no, c.amount, c.name, c.content,"
	" c.expected_outcome, c.amount_source"
	JOIN_KEYS("task", "c")
	" ORDER BY 1, 2, 3, 4"
};

static const Source indicator_source = {
	"indicator", 13,
	{KEY_OF_DECLARATION, {"indicator_no", INT4OID}, {"level1", TEXTOID}, {"level2", TEXTOID},
	{"name", TEXTOID}, {"unit", TEXTOID}, {"cycle_target", BP_TARGET_TYPE},
	{"annual_target", BP_TARGET_TYPE}, {"weight", NUMERICOID}, {"accumulation", TEXTOID},
	{"code", TEXTOID}},
	"SELECT " KEY_COLUMNS("c") ", c.indicator_no, c.level1, c.level2, c.name, c.unit,"
	" c.cycle_target, c.annual_target, c.weight, c.accumulation, c.code"
	JOIN_KEYS("indicator", "c")
	" ORDER BY 1, 2, 3, 4"
};

static const Source amendment_source = {
	"amendment", 8,
	{KEY_OF_DECLARATION, {"amendment_no", INT4OID}, {"kind", TEXTOID}, {"batch", TEXTOID},
	{"reason", TEXTOID}, {"legal_reference", TEXTOID}},
	"SELECT " KEY_COLUMNS("c") ", c.amendment_no, c.kind, c.batch, c.reason,"
	" c.legal_reference"
	JOIN_KEYS("amendment", "c")
	" ORDER BY 1, 2, 3, 4"
};

static const Source amendment_line_source = {
	"amendment_line", 9,
	{KEY_OF_DECLARATION, {"amendment_no", INT4OID}, {"line_no", INT4OID},
	{"item_code", TEXTOID}, {"task_no", INT4OID}, {"change", NUMERICOID},
	{"change_source", TEXTOID}},
	"SELECT " KEY_COLUMNS("c") ", c.amendment_no, c.line_no, c.item_code, c.task_no,"
	" c.change, c.change_source"
	JOIN_KEYS("amendment_line", "c")
	" ORDER BY 1, 2, 3, 4, 5"
};

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

/* A row of a source: its values by column, and the columns' names. */
typedef struct Row
{
	const Source *source;
	const Datum *values;
	const bool *nulls;
} Row;

/* The items of expenditure of a form. */
typedef struct FormItems
{
	char	   *form_code;
	List	   *item_codes;		/* of char * */
} FormItems;

typedef void (*AddRow) (BpDeclaration *declaration, const Row *row);

/* What is read, and how. */
typedef struct Reader
{
	const char *ledger;
	Snapshot	snapshot;		/* as the caller gave it */
	Snapshot	scanned;		/* registered, for scans */
} Reader;

static char *text_of(const Row *row, int column);
static char *given_of(const Row *row, int column);
static int32 int32_of(const Row *row, int column);
static Numeric numeric_of(const Row *row, int column);
static BpKey key_of(const Row *row);
static void query_rows(const Reader *reader, const Source *source, const BpKey *keys,
					   int nkeys, List **declarations, AddRow add);
static void read_rows(const Reader *reader, const Source *source, const BpKey *keys,
					  int nkeys, List **declarations, AddRow add);
static BpDeclaration *make_declaration(const Row *row);
static void add_line(BpDeclaration *declaration, const Row *row);
static void add_task(BpDeclaration *declaration, const Row *row);
static void add_indicator(BpDeclaration *declaration, const Row *row);
static void add_amendment(BpDeclaration *declaration, const Row *row);
static void add_amendment_line(BpDeclaration *declaration, const Row *row);
static List *load_versions(const Reader *reader, const BpKey *keys, int nkeys);
static BpKey *keys_of(const List *declarations);
static void load_amendments(const Reader *reader, List *declarations);
static List *expenditure_items(BpScan *items, const char *form_code, List **forms);
static void scan_last_year(BpScan *versions, BpScan *lines, BpScan *items,
						   List *declarations);
static void query_last_year(const Reader *reader, List *declarations);
static void load_last_year(const Reader *reader, List *declarations);

static Oid	key_types[] = {TEXTARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

uint32
bp_key_hash(const BpKey *key)
{
	uint32		hash = hash_bytes((const unsigned char *) key->department_code,
								  strlen(key->department_code));

	hash = hash_combine(hash, hash_bytes_uint32((uint32) key->fiscal_year));
	return hash_combine(hash, hash_bytes_uint32((uint32) key->version));
}

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

/* Values of a row, in the current memory context; columns count from 0. */
static char *
text_of(const Row *row, int column)
{
	return row->nulls[column] ? NULL : TextDatumGetCString(row->values[column]);
}

/* For columns that are not null; see bp_null_error(). */
static char *
given_of(const Row *row, int column)
{
	if (row->nulls[column])
		bp_null_error(row->source->columns[column].name);
	return TextDatumGetCString(row->values[column]);
}

static int32
int32_of(const Row *row, int column)
{
	return row->nulls[column] ? 0 : DatumGetInt32(row->values[column]);
}

static Numeric
numeric_of(const Row *row, int column)
{
	return row->nulls[column] ? NULL : DatumGetNumericCopy(row->values[column]);
}

static BpKey
key_of(const Row *row)
{
	BpKey		key;

	key.department_code = given_of(row, 0);
	key.fiscal_year = int32_of(row, 1);
	key.version = int32_of(row, 2);
	return key;
}

/*
 * The rows of a source for some keys.  Without add they are the declarations
 * themselves, to be made; with it rows to be added to those there are, which
 * have these keys, in the same order.
 */
static void
read_rows(const Reader *reader, const Source *source, const BpKey *keys, int nkeys,
		  List **declarations, AddRow add)
{
	BpScan	   *scan = bp_scan_begin(reader->ledger, source->table, source->columns,
									 source->ncolumns, 3, reader->scanned, AccessShareLock);
	Row			row = {source, NULL, NULL};

	if (scan == NULL)
	{
		query_rows(reader, source, keys, nkeys, declarations, add);
		return;
	}
	row.values = scan->values;
	row.nulls = scan->nulls;
	for (int i = 0; i < nkeys; i++)
	{
		bp_scan_seek_declaration(scan, &keys[i]);
		while (bp_scan_next(scan))
		{
			if (add != NULL)
				add(list_nth(*declarations, i), &row);
			else
				*declarations = lappend(*declarations, make_declaration(&row));
		}
	}
	bp_scan_end(scan);
}

/* The same by a query; row security may leave rows out. */
static void
query_rows(const Reader *reader, const Source *source, const BpKey *keys, int nkeys,
		   List **declarations, AddRow add)
{
	Datum		arguments[3];
	Datum		values[BP_SCAN_COLUMNS_MAX];
	bool		nulls[BP_SCAN_COLUMNS_MAX];
	Row			row = {source, values, nulls};
	int			at = 0;

	bp_key_arrays(keys, nkeys, arguments);
	bp_execute_kept(reader->ledger, source->query, 3, key_types, arguments, NULL,
					reader->snapshot, false);
	Assert(SPI_tuptable->tupdesc->natts == source->ncolumns);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		BpKey		key;

		CHECK_FOR_INTERRUPTS();
		heap_deform_tuple(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, values, nulls);
		if (add == NULL)
		{
			*declarations = lappend(*declarations, make_declaration(&row));
			continue;
		}
		key = key_of(&row);
		while (at < nkeys && bp_key_compare(&keys[at], &key) < 0)
			at++;
		if (at < nkeys && bp_key_compare(&keys[at], &key) == 0)
			add(list_nth(*declarations, at), &row);
		pfree(key.department_code);
	}
	SPI_freetuptable(SPI_tuptable);
}

static BpDeclaration *
make_declaration(const Row *row)
{
	BpDeclaration *declaration = palloc0(sizeof(BpDeclaration));

	declaration->key = key_of(row);
	declaration->form_code = given_of(row, 3);
	declaration->status = given_of(row, 4);
	declaration->goal = text_of(row, 5);
	declaration->cycle_from = int32_of(row, 6);
	declaration->cycle_to = int32_of(row, 7);
	return declaration;
}

static void
add_line(BpDeclaration *declaration, const Row *row)
{
	BpLine	   *line = palloc(sizeof(BpLine));

	line->item_code = given_of(row, 3);
	line->amount = numeric_of(row, 4);
	line->amount_source = text_of(row, 5);
	declaration->lines = lappend(declaration->lines, line);
}

static void
add_task(BpDeclaration *declaration, const Row *row)
{
	BpTask	   *task = palloc(sizeof(BpTask));

	task->task_no = int32_of(row, 3);
	task->amount = numeric_of(row, 4);
	task->name = given_of(row, 5);
	task->content = text_of(row, 6);
	task->expected_outcome = text_of(row, 7);
	task->amount_source = text_of(row, 8);
	declaration->tasks = lappend(declaration->tasks, task);
}

static void
add_indicator(BpDeclaration *declaration, const Row *row)
{
	BpIndicator *indicator = palloc(sizeof(BpIndicator));

	indicator->indicator_no = int32_of(row, 3);
	indicator->level1 = given_of(row, 4);
	indicator->level2 = given_of(row, 5);
	indicator->name = given_of(row, 6);
	indicator->unit = text_of(row, 7);
	/* a target is its text: see target.c */
	indicator->cycle_target = text_of(row, 8);
	indicator->annual_target = text_of(row, 9);
	indicator->weight = numeric_of(row, 10);
	indicator->accumulation = text_of(row, 11);
	indicator->code = text_of(row, 12);
	declaration->indicators = lappend(declaration->indicators, indicator);
}

static void
add_amendment(BpDeclaration *declaration, const Row *row)
{
	BpAmendment *amendment = palloc0(sizeof(BpAmendment));

	amendment->amendment_no = int32_of(row, 3);
	amendment->kind = given_of(row, 4);
	amendment->batch = text_of(row, 5);
	amendment->reason = given_of(row, 6);
	amendment->legal_reference = text_of(row, 7);
	declaration->amendments = lappend(declaration->amendments, amendment);
}

/* Lines come in the order of their amendments, which are there already. */
static void
add_amendment_line(BpDeclaration *declaration, const Row *row)
{
	BpAmendmentLine *line = palloc(sizeof(BpAmendmentLine));
	ListCell   *cell;

	line->amendment_no = int32_of(row, 3);
	line->line_no = int32_of(row, 4);
	line->item_code = text_of(row, 5);
	line->task_no = int32_of(row, 6);
	line->change = numeric_of(row, 7);
	if (line->change == NULL)
		bp_null_error("change");
	line->change_source = text_of(row, 8);
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
load_versions(const Reader *reader, const BpKey *keys, int nkeys)
{
	List	   *declarations = NIL;
	BpKey	   *found;
	int			nfound;

	read_rows(reader, &declaration_source, keys, nkeys, &declarations, NULL);
	found = keys_of(declarations);
	nfound = list_length(declarations);
	read_rows(reader, &line_source, found, nfound, &declarations, add_line);
	read_rows(reader, &task_source, found, nfound, &declarations, add_task);
	read_rows(reader, &indicator_source, found, nfound, &declarations, add_indicator);
	pfree(found);
	return declarations;
}

static BpKey *
keys_of(const List *declarations)
{
	BpKey	   *keys = (BpKey *) palloc(sizeof(BpKey) * Max(list_length(declarations), 1));
	ListCell   *cell;

	foreach(cell, declarations)
		keys[foreach_current_index(cell)] = ((const BpDeclaration *) lfirst(cell))->key;
	return keys;
}

/*
 * Give each later version its amendments and the version before it.  First
 * versions, which most are, cost nothing.
 */
static void
load_amendments(const Reader *reader, List *declarations)
{
	BpKey	   *keys;
	List	   *later = NIL;
	List	   *previous;
	ListCell   *cell;
	int			at = 0;

	foreach(cell, declarations)
	{
		BpDeclaration *declaration = lfirst(cell);

		if (declaration->key.version > 1)
			later = lappend(later, declaration);
	}
	if (later == NIL)
		return;

	keys = keys_of(later);
	read_rows(reader, &amendment_source, keys, list_length(later), &later, add_amendment);
	read_rows(reader, &amendment_line_source, keys, list_length(later), &later,
			  add_amendment_line);

	for (int i = 0; i < list_length(later); i++)
		keys[i].version--;
	previous = load_versions(reader, keys, list_length(later));

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

/* The codes of a form's items of expenditure, read once per form. */
static List *
expenditure_items(BpScan *items, const char *form_code, List **forms)
{
	FormItems  *form;
	ListCell   *cell;
	Datum		key;

	foreach(cell, *forms)
	{
		form = lfirst(cell);
		if (strcmp(form->form_code, form_code) == 0)
			return form->item_codes;
	}
	form = palloc0(sizeof(FormItems));
	form->form_code = pstrdup(form_code);
	key = CStringGetTextDatum(form_code);
	bp_scan_seek(items, &key);
	while (bp_scan_next(items))
	{
		if (!items->nulls[1] && !items->nulls[2] &&
			strcmp(TextDatumGetCString(items->values[2]), "expenditure") == 0)
			form->item_codes = lappend(form->item_codes, TextDatumGetCString(items->values[1]));
	}
	*forms = lappend(*forms, form);
	return form->item_codes;
}

/*
 * What was declared for the year before by the version that counts: the
 * newest that is final, or else the newest that is submitted.
 */
static void
scan_last_year(BpScan *versions, BpScan *lines, BpScan *items, List *declarations)
{
	List	   *forms = NIL;
	ListCell   *cell;

	foreach(cell, declarations)
	{
		BpDeclaration *declaration = lfirst(cell);
		BpKey		before = declaration->key;
		char	   *form_code = NULL;
		bool		final = false;
		List	   *codes;

		before.fiscal_year--;
		bp_scan_seek_declaration(versions, &before);
		/* versions come in ascending order */
		while (bp_scan_next(versions))
		{
			Row			row = {&declaration_source, versions->values, versions->nulls};
			char	   *status = given_of(&row, 4);
			bool		submitted = (strcmp(status, "submitted") == 0);

			if (strcmp(status, "draft") != 0 && !(submitted && final))
			{
				final = !submitted;
				before.version = int32_of(&row, 2);
				form_code = given_of(&row, 3);
			}
			pfree(status);
		}
		if (form_code == NULL)
			continue;

		codes = expenditure_items(items, form_code, &forms);
		bp_scan_seek_declaration(lines, &before);
		while (bp_scan_next(lines))
		{
			Row			row = {&line_source, lines->values, lines->nulls};
			char	   *item_code = given_of(&row, 3);
			ListCell   *code;

			foreach(code, codes)
			{
				if (strcmp(lfirst(code), item_code) == 0)
				{
					declaration->last_year_expenditure =
						bp_add_amounts(declaration->last_year_expenditure, numeric_of(&row, 4));
					break;
				}
			}
			pfree(item_code);
		}
	}
}

static void
load_last_year(const Reader *reader, List *declarations)
{
	static const BpColumn item_columns[] = {
		{"form_code", TEXTOID}, {"item_code", TEXTOID}, {"category", TEXTOID}
	};
	BpScan	   *versions = bp_scan_begin(reader->ledger, "declaration", declaration_source.columns,
										 declaration_source.ncolumns, 2, reader->scanned,
										 AccessShareLock);
	BpScan	   *lines = bp_scan_begin(reader->ledger, "budget_line", line_source.columns,
									  line_source.ncolumns, 3, reader->scanned, AccessShareLock);
	BpScan	   *items = bp_scan_begin(reader->ledger, "form_item", item_columns,
									  lengthof(item_columns), 1, reader->scanned,
									  AccessShareLock);

	if (versions != NULL && lines != NULL && items != NULL)
		scan_last_year(versions, lines, items, declarations);
	else
		query_last_year(reader, declarations);
	if (versions != NULL)
		bp_scan_end(versions);
	if (lines != NULL)
		bp_scan_end(lines);
	if (items != NULL)
		bp_scan_end(items);
}

/* The same by a query; its rows are in key order, too. */
static void
query_last_year(const Reader *reader, List *declarations)
{
	BpKey	   *keys = keys_of(declarations);
	int			nkeys = list_length(declarations);
	Datum		arguments[3];
	int			at = 0;

	bp_key_arrays(keys, nkeys, arguments);
	bp_execute_kept(reader->ledger, QUERY_LAST_YEAR, 3, key_types, arguments, NULL,
					reader->snapshot, false);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		BpKey		key;

		key.department_code = bp_row_given(i, 1);
		key.fiscal_year = bp_row_int32(i, 2, 0);
		key.version = bp_row_int32(i, 3, 0);
		while (at < nkeys && bp_key_compare(&keys[at], &key) < 0)
			at++;
		if (at < nkeys && bp_key_compare(&keys[at], &key) == 0)
			((BpDeclaration *) list_nth(declarations, at))->last_year_expenditure =
				bp_row_numeric(i, 4);
		pfree(key.department_code);
	}
	SPI_freetuptable(SPI_tuptable);
}

List *
bp_content_load(const char *ledger, const BpKey *keys, int nkeys, Snapshot snapshot)
{
	Reader		reader = {ledger, snapshot, bp_scan_snapshot(snapshot)};
	List	   *declarations = load_versions(&reader, keys, nkeys);

	if (declarations != NIL)
	{
		load_last_year(&reader, declarations);
		load_amendments(&reader, declarations);
	}
	UnregisterSnapshot(reader.scanned);
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
