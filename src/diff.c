/*
 * diff.c
 *	  What changed between two versions of a declaration, field by field.
 *
 * Invariant: every difference of the sealed content is reported once, and
 * nothing else is: status, comments and times are no content.  Rows are
 * matched by their keys (item, number), in key order, in one merge.
 *
 * Amendments belong to one version and are never the same as another's, so
 * those of one are removed and those of the other added.
 */
#include "postgres.h"

#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/snapmgr.h"

#include "budget_perf.h"
#include "content.h"
#include "ledger.h"

#define MAX_FIELDS	10			/* of one row: the indicator has the most */

/* A field of a row: its column, and its value as text, NULL = null. */
typedef struct DiffField
{
	const char *column;
	const char *value;
} DiffField;

/* A row of a declaration in the form in which rows are compared. */
typedef struct DiffRow
{
	const char *item_code;		/* key of a budget line, else NULL */
	int32		number;			/* key of a task, an indicator or an amendment */
	int32		line_no;		/* key of an amendment's line, with its number; or 0 */
	int			nfields;
	DiffField	fields[MAX_FIELDS];
} DiffRow;

/* A kind of row: where it stands and how it is read. */
typedef struct DiffTable
{
	const char *table;
	const char *key_column;		/* NULL = one row without a key of its own */
	void		(*read) (const void *element, DiffRow *row);
} DiffTable;

/* The columns of budget_perf.change. */
enum
{
	CHANGE_TABLE,
	CHANGE_KEY,
	CHANGE_COLUMN,
	CHANGE_CHANGE,
	CHANGE_OLD,
	CHANGE_NEW,
	CHANGE_COLUMN_COUNT
};

static int32 version_arg(FunctionCallInfo fcinfo, int number);
static const BpDeclaration *load_version(const char *ledger, const BpKey *key,
										 Snapshot snapshot);
static void compare_rows(const DiffTable *table, List *from, List *to, ReturnSetInfo *result);
static void compare_fields(const DiffTable *table, const DiffRow *from, const DiffRow *to,
						   ReturnSetInfo *result);
static int	row_order(const DiffRow *a, const DiffRow *b);
static void put_change(const DiffTable *table, const DiffRow *row, const char *column,
					   const char *change, const char *from, const char *to,
					   ReturnSetInfo *result);
static char *row_json(const DiffRow *row);
static void read_declaration(const void *element, DiffRow *row);
static void read_line(const void *element, DiffRow *row);
static void read_task(const void *element, DiffRow *row);
static void read_indicator(const void *element, DiffRow *row);
static void read_amendment(const void *element, DiffRow *row);
static void read_amendment_line(const void *element, DiffRow *row);
static List *amendment_lines(const BpDeclaration *declaration);
static void add_field(DiffRow *row, const char *column, const char *value);
static char *year_text(int32 year);
static char *number_text(Numeric number);

static const DiffTable diff_declaration = {"declaration", NULL, read_declaration};
static const DiffTable diff_line = {"budget_line", "item_code", read_line};
static const DiffTable diff_task = {"task", "task_no", read_task};
static const DiffTable diff_indicator = {"indicator", "indicator_no", read_indicator};
static const DiffTable diff_amendment = {"amendment", "amendment_no", read_amendment};
static const DiffTable diff_amendment_line = {"amendment_line", "amendment_no", read_amendment_line};

PG_FUNCTION_INFO_V1(budget_perf_version_diff);

/*
 * version_diff(department_code text, fiscal_year integer, from_version integer,
 *				to_version integer, ledger text) returns setof change
 */
Datum
budget_perf_version_diff(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *department_code;
	int32		fiscal_year;
	char	   *ledger;
	BpKey		from_key;
	BpKey		to_key;
	Snapshot	snapshot;
	const BpDeclaration *from;
	const BpDeclaration *to;

	/* not strict: that two versions do not differ must not be said of nothing */
	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(4))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("department code, fiscal year and ledger must not be null")));
	department_code = text_to_cstring(PG_GETARG_TEXT_PP(0));
	fiscal_year = PG_GETARG_INT32(1);
	ledger = bp_ledger_arg(PG_GETARG_TEXT_PP(4));

	InitMaterializedSRF(fcinfo, 0);

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");

	from_key = bp_key_resolve(ledger, department_code, fiscal_year, version_arg(fcinfo, 2));
	to_key = bp_key_resolve(ledger, department_code, fiscal_year, version_arg(fcinfo, 3));
	/* one snapshot, or an edit meanwhile would show as a difference that never was */
	snapshot = RegisterSnapshot(GetTransactionSnapshot());
	from = load_version(ledger, &from_key, snapshot);
	to = load_version(ledger, &to_key, snapshot);
	UnregisterSnapshot(snapshot);

	compare_rows(&diff_declaration, list_make1(unconstify(BpDeclaration *, from)),
				 list_make1(unconstify(BpDeclaration *, to)), result);
	compare_rows(&diff_line, from->lines, to->lines, result);
	compare_rows(&diff_task, from->tasks, to->tasks, result);
	compare_rows(&diff_indicator, from->indicators, to->indicators, result);
	if (from->key.version != to->key.version)
	{
		compare_rows(&diff_amendment, from->amendments, NIL, result);
		compare_rows(&diff_amendment_line, amendment_lines(from), NIL, result);
		compare_rows(&diff_amendment, NIL, to->amendments, result);
		compare_rows(&diff_amendment_line, NIL, amendment_lines(to), result);
	}

	SPI_finish();
	return (Datum) 0;
}

/* A version; null is the newest, which bp_key_resolve() knows as 0. */
static int32
version_arg(FunctionCallInfo fcinfo, int number)
{
	int32		version;

	if (PG_ARGISNULL(number))
		return 0;
	version = PG_GETARG_INT32(number);
	if (version < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("version %d is not a version", version),
				 errhint("Versions count from 1; null means the newest.")));
	return version;
}

/* One version with its children; an error if there is none. */
static const BpDeclaration *
load_version(const char *ledger, const BpKey *key, Snapshot snapshot)
{
	List	   *declarations = bp_content_load(ledger, key, 1, snapshot);

	/* deleted between the two looks */
	if (declarations == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("department \"%s\" has no declaration for %d, version %d",
						key->department_code, key->fiscal_year, key->version)));
	return linitial(declarations);
}

/* Both lists are in key order. */
static void
compare_rows(const DiffTable *table, List *from, List *to, ReturnSetInfo *result)
{
	int			i = 0;
	int			j = 0;

	while (i < list_length(from) || j < list_length(to))
	{
		DiffRow		from_row;
		DiffRow		to_row;
		int			order;

		CHECK_FOR_INTERRUPTS();

		if (i < list_length(from))
			table->read(list_nth(from, i), &from_row);
		if (j < list_length(to))
			table->read(list_nth(to, j), &to_row);

		if (i >= list_length(from))
			order = 1;
		else if (j >= list_length(to))
			order = -1;
		else
			order = row_order(&from_row, &to_row);

		if (order < 0)
		{
			put_change(table, &from_row, NULL, "removed", row_json(&from_row), NULL, result);
			i++;
		}
		else if (order > 0)
		{
			put_change(table, &to_row, NULL, "added", NULL, row_json(&to_row), result);
			j++;
		}
		else
		{
			compare_fields(table, &from_row, &to_row, result);
			i++;
			j++;
		}
	}
}

/* Values are compared as they are printed: 5 and 5.0 as targets do differ. */
static void
compare_fields(const DiffTable *table, const DiffRow *from, const DiffRow *to,
			   ReturnSetInfo *result)
{
	Assert(from->nfields == to->nfields);

	for (int i = 0; i < from->nfields; i++)
	{
		const char *old = from->fields[i].value;
		const char *new = to->fields[i].value;

		if ((old == NULL) != (new == NULL) || (old != NULL && strcmp(old, new) != 0))
			put_change(table, to, to->fields[i].column, "changed", old, new, result);
	}
}

static int
row_order(const DiffRow *a, const DiffRow *b)
{
	if (a->item_code != NULL)
		return strcmp(a->item_code, b->item_code);
	return a->number < b->number ? -1 : a->number > b->number;
}

static void
put_change(const DiffTable *table, const DiffRow *row, const char *column,
		   const char *change, const char *from, const char *to, ReturnSetInfo *result)
{
	Datum		values[CHANGE_COLUMN_COUNT] = {0};
	bool		nulls[CHANGE_COLUMN_COUNT] = {false};
	StringInfoData key;

	initStringInfo(&key);
	appendStringInfoChar(&key, '{');
	if (table->key_column != NULL)
	{
		escape_json(&key, table->key_column);
		appendStringInfoString(&key, ": ");
		if (row->item_code != NULL)
			escape_json(&key, row->item_code);
		else
			appendStringInfo(&key, "%d", row->number);
		if (row->line_no != 0)
			appendStringInfo(&key, ", \"line_no\": %d", row->line_no);
	}
	appendStringInfoChar(&key, '}');

	values[CHANGE_TABLE] = CStringGetTextDatum(table->table);
	values[CHANGE_KEY] = DirectFunctionCall1(jsonb_in, CStringGetDatum(key.data));
	values[CHANGE_CHANGE] = CStringGetTextDatum(change);
	nulls[CHANGE_COLUMN] = (column == NULL);
	if (column != NULL)
		values[CHANGE_COLUMN] = CStringGetTextDatum(column);
	nulls[CHANGE_OLD] = (from == NULL);
	if (from != NULL)
		values[CHANGE_OLD] = CStringGetTextDatum(from);
	nulls[CHANGE_NEW] = (to == NULL);
	if (to != NULL)
		values[CHANGE_NEW] = CStringGetTextDatum(to);

	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* A whole row as JSON text, nulls left out: nothing of a row is lost. */
static char *
row_json(const DiffRow *row)
{
	StringInfoData out;
	bool		first = true;

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	for (int i = 0; i < row->nfields; i++)
	{
		if (row->fields[i].value == NULL)
			continue;
		if (!first)
			appendStringInfoString(&out, ", ");
		first = false;
		escape_json(&out, row->fields[i].column);
		appendStringInfoString(&out, ": ");
		escape_json(&out, row->fields[i].value);
	}
	appendStringInfoChar(&out, '}');
	return out.data;
}

/* ---- reading rows ---- */

static void
read_declaration(const void *element, DiffRow *row)
{
	const BpDeclaration *declaration = element;

	memset(row, 0, sizeof(*row));
	add_field(row, "form_code", declaration->form_code);
	add_field(row, "goal", declaration->goal);
	add_field(row, "cycle_from", year_text(declaration->cycle_from));
	add_field(row, "cycle_to", year_text(declaration->cycle_to));
}

static void
read_line(const void *element, DiffRow *row)
{
	const BpLine *line = element;

	memset(row, 0, sizeof(*row));
	row->item_code = line->item_code;
	add_field(row, "amount", number_text(line->amount));
	add_field(row, "amount_source", line->amount_source);
}

static void
read_task(const void *element, DiffRow *row)
{
	const BpTask *task = element;

	memset(row, 0, sizeof(*row));
	row->number = task->task_no;
	add_field(row, "name", task->name);
	add_field(row, "amount", number_text(task->amount));
	add_field(row, "amount_source", task->amount_source);
	add_field(row, "content", task->content);
	add_field(row, "expected_outcome", task->expected_outcome);
}

static void
read_indicator(const void *element, DiffRow *row)
{
	const BpIndicator *indicator = element;

	memset(row, 0, sizeof(*row));
	row->number = indicator->indicator_no;
	add_field(row, "level1", indicator->level1);
	add_field(row, "level2", indicator->level2);
	add_field(row, "name", indicator->name);
	add_field(row, "unit", indicator->unit);
	add_field(row, "cycle_target", indicator->cycle_target);
	add_field(row, "annual_target", indicator->annual_target);
	add_field(row, "weight", number_text(indicator->weight));
	add_field(row, "accumulation", indicator->accumulation);
	add_field(row, "code", indicator->code);
}

static void
read_amendment(const void *element, DiffRow *row)
{
	const BpAmendment *amendment = element;

	memset(row, 0, sizeof(*row));
	row->number = amendment->amendment_no;
	add_field(row, "kind", amendment->kind);
	add_field(row, "batch", amendment->batch);
	add_field(row, "reason", amendment->reason);
	add_field(row, "legal_reference", amendment->legal_reference);
}

static void
read_amendment_line(const void *element, DiffRow *row)
{
	const BpAmendmentLine *line = element;

	memset(row, 0, sizeof(*row));
	row->number = line->amendment_no;
	row->line_no = line->line_no;
	add_field(row, "item_code", line->item_code);
	add_field(row, "task_no", line->item_code != NULL ? NULL : psprintf("%d", line->task_no));
	add_field(row, "change", number_text(line->change));
	add_field(row, "change_source", line->change_source);
}

/* The lines of all amendments, in key order. */
static List *
amendment_lines(const BpDeclaration *declaration)
{
	List	   *lines = NIL;
	ListCell   *cell;

	foreach(cell, declaration->amendments)
		lines = list_concat(lines, ((BpAmendment *) lfirst(cell))->lines);
	return lines;
}

static void
add_field(DiffRow *row, const char *column, const char *value)
{
	Assert(row->nfields < MAX_FIELDS);
	row->fields[row->nfields].column = column;
	row->fields[row->nfields].value = value;
	row->nfields++;
}

/* A year as content.c gives it: 0 = not given. */
static char *
year_text(int32 year)
{
	return year == 0 ? NULL : psprintf("%d", year);
}

static char *
number_text(Numeric number)
{
	if (number == NULL)
		return NULL;
	return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(number)));
}
