/*
 * document_export.c
 *	  Giving a declaration out as its JSON document.
 *
 * Invariant: importing the document into a ledger that lacks the declaration
 * makes the same rows, value for value.  Amounts stand in the form's printed
 * unit, exactly; where a row keeps the figure that was given, that figure
 * stands in the document, so that it is kept again.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"
#include "utils/snapmgr.h"

#include "content.h"
#include "document.h"
#include "exact.h"
#include "ledger.h"

/* Superiors above superiors: beyond this the tree goes round in a circle. */
#define MAX_SUPERIORS	32

/* The printed labels of a form's items. */
typedef struct Labels
{
	int			count;
	char	  **codes;
	char	  **labels;
} Labels;

static char *numeric_text(Numeric number);
static void start_value(StringInfo out, const char *key);
static void put_text(StringInfo out, const char *key, const char *text);
static void put_int(StringInfo out, const char *key, int32 number);
static void put_amount(StringInfo out, const char *key, Numeric amount,
					   const char *source, int unit_exponent);
static bool reads_as(const char *source, const char *yuan, int unit_exponent);
static void put_department(StringInfo out, const char *ledger, const char *code,
						   Snapshot snapshot);
static void load_labels(const char *ledger, const char *form_code, Snapshot snapshot,
						Labels *labels);
static const char *label_of(const Labels *labels, const char *item_code);
static void put_budget(StringInfo out, const char *ledger, const BpDeclaration *declaration,
					   int unit_exponent, Snapshot snapshot);
static void put_tasks(StringInfo out, const BpDeclaration *declaration, int unit_exponent);
static void put_indicators(StringInfo out, const BpDeclaration *declaration);
static void put_amendments(StringInfo out, const char *ledger, const BpDeclaration *declaration,
						   int unit_exponent, Snapshot snapshot);
static char *form_unit(const char *ledger, const char *form_code, Snapshot snapshot);

PG_FUNCTION_INFO_V1(budget_perf_export_declaration);

/*
 * export_declaration(department_code text, fiscal_year integer,
 *					  version integer, ledger text) returns jsonb
 *
 * All parts are read under the snapshot of the calling statement.
 */
Datum
budget_perf_export_declaration(PG_FUNCTION_ARGS)
{
	MemoryContext caller = CurrentMemoryContext;
	Snapshot	snapshot = GetActiveSnapshot();
	char	   *ledger;
	BpKey		key;
	int32		version = 0;
	List	   *declarations;
	BpDeclaration *declaration;
	char	   *unit;
	int			unit_exponent;
	StringInfoData out;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	ledger = bp_ledger_arg(PG_GETARG_TEXT_PP(3));
	if (!PG_ARGISNULL(2))
	{
		version = PG_GETARG_INT32(2);
		/* below, 0 stands for the newest */
		if (version < 1)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("there is no version %d", version),
					 errdetail("Versions are numbered from 1."),
					 errhint("Leave the version out, or give null, for the newest.")));
	}

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	/* the document must outlive SPI_finish() */
	MemoryContextSwitchTo(caller);

	key = bp_key_resolve(ledger, text_to_cstring(PG_GETARG_TEXT_PP(0)),
						 PG_GETARG_INT32(1), version);
	declarations = bp_content_load(ledger, &key, 1, snapshot);
	if (declarations == NIL)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("department \"%s\" has no declaration for %d, version %d",
						key.department_code, key.fiscal_year, key.version)));
	declaration = linitial(declarations);
	unit = form_unit(ledger, declaration->form_code, snapshot);
	unit_exponent = bp_unit_exponent(unit);
	if (unit_exponent < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown unit of money: \"%s\"", bp_clip(unit)),
				 errhint("Correct the unit of form \"%s\".", declaration->form_code)));

	initStringInfo(&out);
	appendStringInfoChar(&out, '{');
	start_value(&out, "department");
	put_department(&out, ledger, key.department_code, snapshot);
	put_int(&out, "fiscal_year", key.fiscal_year);
	if (key.version != 1)
		put_int(&out, "version", key.version);
	put_text(&out, "form", declaration->form_code);
	put_text(&out, "amount_unit", unit);
	if (declaration->cycle_from != 0 || declaration->cycle_to != 0)
	{
		start_value(&out, "cycle");
		appendStringInfoChar(&out, '{');
		if (declaration->cycle_from != 0)
			put_int(&out, "from", declaration->cycle_from);
		if (declaration->cycle_to != 0)
			put_int(&out, "to", declaration->cycle_to);
		appendStringInfoChar(&out, '}');
	}
	put_text(&out, "goal", declaration->goal);
	start_value(&out, "budget");
	put_budget(&out, ledger, declaration, unit_exponent, snapshot);
	start_value(&out, "tasks");
	put_tasks(&out, declaration, unit_exponent);
	start_value(&out, "indicators");
	put_indicators(&out, declaration);
	if (declaration->amendments != NIL)
	{
		start_value(&out, "amendments");
		put_amendments(&out, ledger, declaration, unit_exponent, snapshot);
	}
	appendStringInfoChar(&out, '}');

	SPI_finish();

	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(out.data)));
}

static char *
numeric_text(Numeric number)
{
	return number == NULL ? NULL :
		DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(number)));
}

/* Separate from what stands before, and write the key unless it is NULL. */
static void
start_value(StringInfo out, const char *key)
{
	char		before = out->data[out->len - 1];

	if (before != '{' && before != '[' && before != ':')
		appendStringInfoChar(out, ',');
	if (key != NULL)
	{
		escape_json(out, key);
		appendStringInfoChar(out, ':');
	}
}

/* Nulls are left out; a missing key is null. */
static void
put_text(StringInfo out, const char *key, const char *text)
{
	if (text == NULL)
		return;
	start_value(out, key);
	escape_json(out, text);
}

static void
put_int(StringInfo out, const char *key, int32 number)
{
	start_value(out, key);
	appendStringInfo(out, "%d", number);
}

/*
 * Would an import of this source make this amount, and keep the source?  Not
 * if somebody has changed the amount since.
 */
static bool
reads_as(const char *source, const char *yuan, int unit_exponent)
{
	BpAmountFormat format = {unit_exponent, true, BP_MONEY_DECIMALS, BP_MONEY_DIGITS};
	BpAmountReading reading;
	char	   *utf8 = bp_to_utf8(source);

	return bp_amount_read(utf8, strlen(utf8), &format, &reading) == BP_AMOUNT_OK &&
		reading.rounding != BP_AMOUNT_EXACT && strcmp(reading.text, yuan) == 0;
}

static void
put_amount(StringInfo out, const char *key, Numeric amount, const char *source,
		   int unit_exponent)
{
	char	   *yuan = numeric_text(amount);
	char	   *printed = NULL;

	if (yuan != NULL)
	{
		printed = (char *) palloc(strlen(yuan) + unit_exponent + 8);
		if (!bp_amount_print(yuan, unit_exponent, printed))
			bp_amount_error(yuan);
	}

	start_value(out, key);
	if (source == NULL && printed == NULL)
		appendStringInfoString(out, "null");
	else if (source == NULL)
		escape_json(out, printed);
	else if (printed != NULL && reads_as(source, yuan, unit_exponent))
		escape_json(out, source);
	else
	{
		appendStringInfoChar(out, '{');
		put_text(out, BP_AMOUNT_KEY, printed);
		put_text(out, BP_SOURCE_KEY, source);
		appendStringInfoChar(out, '}');
	}
}

/* The department with its superiors, so that the document stands by itself. */
static void
put_department(StringInfo out, const char *ledger, const char *code, Snapshot snapshot)
{
	static Oid	types[] = {TEXTOID};
	int			depth = 0;

	for (;;)
	{
		Datum		values[1];
		char	   *parent = NULL;

		values[0] = CStringGetTextDatum(code);
		bp_execute_kept(ledger,
						"SELECT d.name, d.region, d.parent_code FROM @ledger@.department AS d"
						" WHERE d.code OPERATOR(pg_catalog.=) $1",
						1, types, values, NULL, snapshot, false);
		appendStringInfoChar(out, '{');
		depth++;
		put_text(out, "code", code);
		/* row security may hide the row */
		if (SPI_processed > 0)
		{
			put_text(out, "name", bp_row_text(0, 1));
			put_text(out, "region", bp_row_text(0, 2));
			parent = bp_row_text(0, 3);
		}
		SPI_freetuptable(SPI_tuptable);
		if (parent == NULL)
			break;
		if (depth > MAX_SUPERIORS)
			ereport(ERROR,
					(errcode(ERRCODE_DATA_EXCEPTION),
					 errmsg("department \"%s\" is its own superior", code),
					 errhint("Correct column \"parent_code\" of table \"department\"."),
					 errdetail("The superiors go round in a circle.")));
		start_value(out, "parent");
		code = parent;
	}
	while (depth-- > 0)
		appendStringInfoChar(out, '}');
}

static char *
form_unit(const char *ledger, const char *form_code, Snapshot snapshot)
{
	static Oid	types[] = {TEXTOID};
	Datum		values[1];
	char	   *unit;

	values[0] = CStringGetTextDatum(form_code);
	bp_execute_kept(ledger,
					"SELECT f.amount_unit FROM @ledger@.form AS f"
					" WHERE f.code OPERATOR(pg_catalog.=) $1",
					1, types, values, NULL, snapshot, false);
	if (SPI_processed != 1)
		ereport(ERROR,
				(errcode(ERRCODE_NO_DATA_FOUND),
				 errmsg("form \"%s\" cannot be read", form_code),
				 errhint("The caller needs to see the rows of table \"form\".")));
	unit = bp_row_given(0, 1);
	SPI_freetuptable(SPI_tuptable);
	return unit;
}

static void
load_labels(const char *ledger, const char *form_code, Snapshot snapshot, Labels *labels)
{
	static Oid	types[] = {TEXTOID};
	Datum		values[1];

	values[0] = CStringGetTextDatum(form_code);
	bp_execute_kept(ledger,
					"SELECT i.item_code, i.label FROM @ledger@.form_item AS i"
					" WHERE i.form_code OPERATOR(pg_catalog.=) $1",
					1, types, values, NULL, snapshot, false);
	labels->count = (int) SPI_processed;
	labels->codes = (char **) palloc(sizeof(char *) * Max(labels->count, 1));
	labels->labels = (char **) palloc(sizeof(char *) * Max(labels->count, 1));
	for (int i = 0; i < labels->count; i++)
	{
		labels->codes[i] = bp_row_given(i, 1);
		labels->labels[i] = bp_row_text(i, 2);
	}
	SPI_freetuptable(SPI_tuptable);
}

/* The printed label of an item; its code if the form lacks it. */
static const char *
label_of(const Labels *labels, const char *item_code)
{
	for (int i = 0; i < labels->count; i++)
	{
		if (strcmp(labels->codes[i], item_code) == 0)
			return labels->labels[i];
	}
	return item_code;
}

/* Amounts under the form's printed labels; an item that it lacks under its code. */
static void
put_budget(StringInfo out, const char *ledger, const BpDeclaration *declaration,
		   int unit_exponent, Snapshot snapshot)
{
	Labels		labels;
	ListCell   *lc;

	load_labels(ledger, declaration->form_code, snapshot, &labels);
	appendStringInfoChar(out, '{');
	foreach(lc, declaration->lines)
	{
		BpLine	   *line = lfirst(lc);

		put_amount(out, label_of(&labels, line->item_code), line->amount,
				   line->amount_source, unit_exponent);
	}
	appendStringInfoChar(out, '}');
}

static void
put_tasks(StringInfo out, const BpDeclaration *declaration, int unit_exponent)
{
	int64		expected_no = 1;
	ListCell   *lc;

	appendStringInfoChar(out, '[');
	foreach(lc, declaration->tasks)
	{
		BpTask	   *task = lfirst(lc);

		CHECK_FOR_INTERRUPTS();
		start_value(out, NULL);
		appendStringInfoChar(out, '{');
		if (task->task_no != expected_no)
			put_int(out, "no", task->task_no);
		put_text(out, "name", task->name);
		put_text(out, "content", task->content);
		if (task->amount != NULL || task->amount_source != NULL)
			put_amount(out, "amount", task->amount, task->amount_source, unit_exponent);
		put_text(out, "expected", task->expected_outcome);
		appendStringInfoChar(out, '}');
		expected_no = (int64) task->task_no + 1;
	}
	appendStringInfoChar(out, ']');
}

static void
put_indicators(StringInfo out, const BpDeclaration *declaration)
{
	int64		expected_no = 1;
	ListCell   *lc;

	appendStringInfoChar(out, '[');
	foreach(lc, declaration->indicators)
	{
		BpIndicator *indicator = lfirst(lc);
		char	   *weight = numeric_text(indicator->weight);

		CHECK_FOR_INTERRUPTS();
		start_value(out, NULL);
		appendStringInfoChar(out, '{');
		if (indicator->indicator_no != expected_no)
			put_int(out, "no", indicator->indicator_no);
		put_text(out, "level1", indicator->level1);
		put_text(out, "level2", indicator->level2);
		put_text(out, "name", indicator->name);
		put_text(out, "unit", indicator->unit);
		put_text(out, "cycle_target", indicator->cycle_target);
		put_text(out, "annual_target", indicator->annual_target);
		if (weight != NULL)
			put_text(out, "weight",
					 DatumGetCString(DirectFunctionCall1(numeric_out,
														 DirectFunctionCall1(numeric_trim_scale,
																			 NumericGetDatum(indicator->weight)))));
		put_text(out, "accumulation", indicator->accumulation);
		put_text(out, "code", indicator->code);
		appendStringInfoChar(out, '}');
		expected_no = (int64) indicator->indicator_no + 1;
	}
	appendStringInfoChar(out, ']');
}

static void
put_amendments(StringInfo out, const char *ledger, const BpDeclaration *declaration,
			   int unit_exponent, Snapshot snapshot)
{
	int64		expected_no = 1;
	Labels		labels;
	ListCell   *lc;

	load_labels(ledger, declaration->form_code, snapshot, &labels);
	appendStringInfoChar(out, '[');
	foreach(lc, declaration->amendments)
	{
		BpAmendment *amendment = lfirst(lc);
		int64		expected_line = 1;
		ListCell   *other;

		CHECK_FOR_INTERRUPTS();
		start_value(out, NULL);
		appendStringInfoChar(out, '{');
		if (amendment->amendment_no != expected_no)
			put_int(out, "no", amendment->amendment_no);
		put_text(out, "kind", amendment->kind);
		put_text(out, "batch", amendment->batch);
		put_text(out, "reason", amendment->reason);
		put_text(out, "legal_reference", amendment->legal_reference);
		start_value(out, "lines");
		appendStringInfoChar(out, '[');
		foreach(other, amendment->lines)
		{
			BpAmendmentLine *line = lfirst(other);

			start_value(out, NULL);
			appendStringInfoChar(out, '{');
			if (line->line_no != expected_line)
				put_int(out, "no", line->line_no);
			if (line->item_code != NULL)
				put_text(out, "item", label_of(&labels, line->item_code));
			else
				put_int(out, "task", line->task_no);
			put_amount(out, "change", line->change, line->change_source, unit_exponent);
			appendStringInfoChar(out, '}');
			expected_line = (int64) line->line_no + 1;
		}
		appendStringInfoString(out, "]}");
		expected_no = (int64) amendment->amendment_no + 1;
	}
	appendStringInfoChar(out, ']');
}
