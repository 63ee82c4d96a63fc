/*
 * document_import.c
 *	  Taking a declaration in from its JSON document: reading the document.
 *
 * Invariants: nothing of the document is lost silently, neither an unknown key
 * nor a digit; texts are kept byte for byte; every error names the path of what
 * it is about.  The document is read completely before the first row is written.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"

#include "document_import.h"
#include "ledger.h"

static int32 read_int(const BpNode *node, int32 low, int32 high,
					  const BpPlace *place);
static void require_key(const BpNode *object, const char *key, BpNode *child,
						const char *why, const BpPlace *place);
static void require(const BpNode *object, const char *key, BpNode *child,
					const BpPlace *place);
static char *optional_text(const BpNode *object, const char *key,
						   const BpPlace *place);
static BpDepartment *read_department(BpImport *im, const BpNode *node);
static void read_head(BpImport *im);
static void read_cycle(BpImport *im);
static void note_rounding(BpImport *im, const BpNode *node, const char *text,
						  const BpAmountReading *reading);
static void read_amount(BpImport *im, const BpNode *node, const char *table,
						const char *column, char **yuan, char **source);
static void start_rows(BpColumns *columns, int size, int ncolumns);
static void read_line(BpImport *im, const BpNode *node, const char *block);
static void read_budget(BpImport *im);
static bool get_rows(BpImport *im, const char *key, const BpPlace *place,
					 BpNode *rows);
static int32 row_number(const BpNode *row, const BpColumns *rows,
						const BpPlace *place);
static void read_tasks(BpImport *im);
static char *read_target(const BpNode *row, const char *key,
						 const BpPlace *place);
static char *read_weight(BpImport *im, const BpNode *row);
static char *read_accumulation(BpImport *im, const BpNode *row);
static void read_indicators(BpImport *im);
static char *read_kind(const BpNode *row, const BpPlace *place);
static char *read_item(BpImport *im, const BpNode *row, const BpPlace *place);
static void read_changes(BpImport *im, const BpNode *rows, int32 amendment_no);
static void read_amendments(BpImport *im);
static void report_rounding(const BpImport *im);

PG_FUNCTION_INFO_V1(budget_perf_import_declaration);

/*
 * import_declaration(document jsonb, ledger text) returns declaration_key
 */
Datum
budget_perf_import_declaration(PG_FUNCTION_ARGS)
{
	static const char *const keys[] = {
		"department", "fiscal_year", "version", "form", "amount_unit", "cycle",
		"goal", "budget", "tasks", "indicators", "amendments", NULL
	};
	MemoryContext caller = CurrentMemoryContext;
	Jsonb	   *document = PG_GETARG_JSONB_P(0);
	BpImport	im;
	TupleDesc	desc;
	Datum		values[3];
	bool		nulls[3] = {false, false, false};

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	desc = BlessTupleDesc(desc);

	memset(&im, 0, sizeof(im));
	im.ledger = bp_ledger_arg(PG_GETARG_TEXT_PP(1));

	im.document.value.type = jbvBinary;
	im.document.value.val.binary.data = &document->root;
	im.document.value.val.binary.len = VARSIZE(document) - VARHDRSZ;
	if (!JB_ROOT_IS_OBJECT(document))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("wrong kind of value at $"),
				 errdetail("The document of a declaration is an object.")));
	bp_node_check_keys(&im.document, keys);

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	/* what is read must outlive SPI_finish() */
	MemoryContextSwitchTo(caller);

	bp_forms_load(&im);
	read_head(&im);
	read_cycle(&im);
	read_budget(&im);
	read_tasks(&im);
	read_indicators(&im);
	read_amendments(&im);

	bp_import_store(&im);
	report_rounding(&im);

	SPI_finish();

	values[0] = CStringGetTextDatum(im.department->code);
	values[1] = Int32GetDatum(im.fiscal_year);
	values[2] = Int32GetDatum(im.version);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}

/* A whole number, as a number or in digits. */
static int32
read_int(const BpNode *node, int32 low, int32 high, const BpPlace *place)
{
	char	   *text = bp_node_scalar(node);
	char	   *digits;
	char	   *end;
	long		value;

	if (text == NULL)
		bp_node_wrong_kind(node, _("a whole number"), place);
	digits = bp_normal_code(text);

	/* 2023.0 is how some programs write 2023 */
	end = digits + strspn(digits, "0123456789");
	if (end > digits && *end == '.' && end[1] == '0' && end[1 + strspn(end + 1, "0")] == '\0')
		*end = '\0';
	if (end == digits || *end != '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("value at %s is not a whole number: \"%s\"",
						bp_node_path(node), bp_clip(text)),
				 bp_err_place(place)));
	errno = 0;
	value = strtol(digits, NULL, 10);
	if (errno != 0 || value < low || value > high)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("value at %s is out of range: %s", bp_node_path(node), bp_clip(digits)),
				 errdetail("It must be between %d and %d.", low, high),
				 bp_err_place(place)));
	return (int32) value;
}

/* A key that must be there; why is the detail of the error. */
static void
require_key(const BpNode *object, const char *key, BpNode *child, const char *why,
			const BpPlace *place)
{
	if (!bp_node_get(object, key, child))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("no value at %s", bp_node_path(child)),
				 errdetail_internal("%s", why),
				 bp_err_place(place)));
}

static void
require(const BpNode *object, const char *key, BpNode *child, const BpPlace *place)
{
	require_key(object, key, child,
				_("A declaration is filed by department code and budget year."), place);
}

/* The text under a key as it is; NULL where it is missing or null. */
static char *
optional_text(const BpNode *object, const char *key, const BpPlace *place)
{
	BpNode		node;

	return bp_node_get(object, key, &node) ? bp_node_text(&node, place) : NULL;
}

/*
 * A department with its superiors.  Codes are stored in normal form, names and
 * regions as they are.
 */
static BpDepartment *
read_department(BpImport *im, const BpNode *node)
{
	static const char *const keys[] = {"code", "name", "region", "parent", NULL};
	BpPlace		at_code = {im->ledger, "department", "code"};
	BpPlace		at_name = {im->ledger, "department", "name"};
	BpPlace		at_region = {im->ledger, "department", "region"};
	BpDepartment *department = (BpDepartment *) palloc0(sizeof(BpDepartment));
	BpNode	   *parent = (BpNode *) palloc(sizeof(BpNode));
	BpNode		code;
	char	   *text;

	check_stack_depth();
	if (!bp_node_is_object(node))
		bp_node_wrong_kind(node, _("an object"), &at_code);
	bp_node_check_keys(node, keys);

	department->node = node;
	require(node, "code", &code, &at_code);
	text = bp_node_text(&code, &at_code);
	department->code = bp_normal_code(text);
	if (department->code[0] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("no department code at %s", bp_node_path(&code)),
				 errdetail("The value is \"%s\".", bp_clip(text)),
				 bp_err_place(&at_code)));
	department->name = optional_text(node, "name", &at_name);
	department->region = optional_text(node, "region", &at_region);
	if (bp_node_get(node, "parent", parent))
		department->parent = read_department(im, parent);
	return department;
}

/* What stands above the tables of the form. */
static void
read_head(BpImport *im)
{
	BpPlace		at_code = {im->ledger, "department", "code"};
	BpPlace		at_year = {im->ledger, "declaration", "fiscal_year"};
	BpPlace		at_version = {im->ledger, "declaration", "version"};
	BpPlace		at_goal = {im->ledger, "declaration", "goal"};
	BpPlace		at_unit = {im->ledger, "form", "amount_unit"};
	BpNode	   *department = (BpNode *) palloc(sizeof(BpNode));
	BpNode		node;

	require(&im->document, "department", department, &at_code);
	im->department = read_department(im, department);

	require(&im->document, "fiscal_year", &node, &at_year);
	im->fiscal_year = read_int(&node, BP_FIRST_YEAR, BP_LAST_YEAR, &at_year);
	if (bp_node_get(&im->document, "version", &node))
		im->version = read_int(&node, 1, PG_INT32_MAX, &at_version);

	im->form = bp_node_get(&im->document, "form", &node) ?
		bp_form_named(im, &node) : bp_form_inferred(im);

	im->unit = im->form->amount_unit;
	if (bp_node_get(&im->document, "amount_unit", &node))
		im->unit = bp_node_text(&node, &at_unit);
	im->unit_exponent = bp_unit_exponent(im->unit);
	if (im->unit_exponent < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown unit of money at $.amount_unit: \"%s\"", bp_clip(im->unit)),
				 errhint("Give a unit such as %s, %s or %s.",
						 bp_from_utf8("元"), bp_from_utf8("万元"), bp_from_utf8("亿元")),
				 bp_err_place(&at_unit)));
	im->unit_is_forms = (im->unit_exponent == bp_unit_exponent(im->form->amount_unit));

	im->goal = optional_text(&im->document, "goal", &at_goal);
}

static void
read_cycle(BpImport *im)
{
	static const char *const keys[] = {"from", "to", NULL};
	BpPlace		at_from = {im->ledger, "declaration", "cycle_from"};
	BpPlace		at_to = {im->ledger, "declaration", "cycle_to"};
	BpNode		cycle;
	BpNode		node;

	if (!bp_node_get(&im->document, "cycle", &cycle))
		return;
	if (!bp_node_is_object(&cycle))
		bp_node_wrong_kind(&cycle, _("an object"), &at_from);
	bp_node_check_keys(&cycle, keys);

	if (bp_node_get(&cycle, "from", &node))
		im->cycle_from = read_int(&node, BP_FIRST_YEAR, BP_LAST_YEAR, &at_from);
	if (bp_node_get(&cycle, "to", &node))
		im->cycle_to = read_int(&node, BP_FIRST_YEAR, BP_LAST_YEAR, &at_to);
	if (im->cycle_from != 0 && im->cycle_to != 0 && im->cycle_from > im->cycle_to)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("implementation period at $.cycle ends before it begins: %d to %d",
						im->cycle_from, im->cycle_to),
				 bp_err_place(&at_to)));
}

/* Remember for the notice that an amount was rounded. */
static void
note_rounding(BpImport *im, const BpNode *node, const char *text, const BpAmountReading *reading)
{
	bool		lost = (reading->rounding == BP_AMOUNT_LOST);

	/* the first of them is named; real digits before mere noise */
	if (im->noise + im->lost == 0 || (lost && im->lost == 0))
	{
		im->rounded_path = bp_node_path(node);
		im->rounded_source = reading->unit_printed ? psprintf("\"%s\"", bp_clip(text)) :
			psprintf("\"%s\" %s", bp_clip(text), im->unit);
		im->rounded_yuan = pstrdup(reading->text);
	}
	if (lost)
		im->lost++;
	else
		im->noise++;
}

/*
 * An amount: text, a number, or the long form {"amount": ..., "source": ...},
 * which an export writes where the source would not read as the amount.
 *
 * The source keeps what rounding would lose.  It is stored as it is given; if
 * the document's unit is not the form's, the unit is added, as the source
 * would otherwise be taken for the form's when it is read again.
 */
static void
read_amount(BpImport *im, const BpNode *node, const char *table, const char *column,
			char **yuan, char **source)
{
	static const char *const keys[] = {BP_AMOUNT_KEY, BP_SOURCE_KEY, NULL};
	BpAmountFormat format = {im->unit_exponent, true, BP_MONEY_DECIMALS, BP_MONEY_DIGITS};
	BpPlace		place = {im->ledger, table, column};
	BpPlace		at_source = {im->ledger, table, psprintf("%s_source", column)};
	BpAmountReading reading;
	BpNode		inner;
	char	   *given = NULL;
	char	   *text;

	*yuan = NULL;
	*source = NULL;
	if (bp_node_is_object(node))
	{
		bp_node_check_keys(node, keys);
		given = optional_text(node, BP_SOURCE_KEY, &at_source);
		*source = given;
		if (!bp_node_get(node, BP_AMOUNT_KEY, &inner))
			return;
		node = &inner;
	}
	else if (node->value.type == jbvNull)
		return;

	text = bp_node_scalar(node);
	if (text == NULL)
		bp_node_wrong_kind(node, _("an amount as a string or a number"), &place);
	if (!bp_read_number(text, &format, node, &place, &reading))
		return;

	*yuan = pstrdup(reading.text);
	if (reading.rounding != BP_AMOUNT_EXACT)
	{
		note_rounding(im, node, text, &reading);
		if (given == NULL)
			*source = im->unit_is_forms || reading.unit_printed ? text :
				psprintf("%s%s", text, im->unit);
	}
}

static void
start_rows(BpColumns *columns, int size, int ncolumns)
{
	columns->count = 0;
	columns->numbers = (int32 *) palloc0(sizeof(int32) * Max(size, 1));
	for (int i = 0; i < ncolumns; i++)
		columns->text[i] = (char **) palloc0(sizeof(char *) * Max(size, 1));
}

/* One amount of the budget; block is that of the heading it stands under. */
static void
read_line(BpImport *im, const BpNode *node, const char *block)
{
	BpPlace		place = {im->ledger, "budget_line", "item_code"};
	BpColumns  *lines = &im->lines;
	const BpFormItem *item = bp_form_find_item(im->form, node);
	char	   *code = NULL;

	if (item != NULL)
	{
		code = item->code;
		if (block != NULL && strcmp(item->block, block) != 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("budget item at %s stands under the wrong heading",
							bp_node_path(node)),
					 errdetail("In form \"%s\" it stands under \"%s\".",
							   im->form->code, item->block_label),
					 bp_err_place(&place)));
	}
	else
	{
		/*
		 * An item that another form has is a declaration's content all the
		 * same, for the check to judge; anything else may be a misspelling.
		 */
		for (int f = 0; f < im->nforms && code == NULL; f++)
		{
			for (int i = 0; i < im->forms[f].nitems && code == NULL; i++)
			{
				if (strcmp(im->forms[f].items[i].code, node->key) == 0)
					code = im->forms[f].items[i].code;
			}
		}
		if (code == NULL || block != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("unknown budget item at %s", bp_node_path(node)),
					 errdetail("Form \"%s\" has the items %s.", im->form->code,
							   bp_form_list_items(im->form, block)),
					 errhint("Name an item by its printed label, an alias or its code, or give another form at $.form."),
					 bp_err_place(&place)));
	}

	for (int i = 0; i < lines->count; i++)
	{
		if (strcmp(lines->text[LINE_ITEM][i], code) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("budget item at %s is given twice", bp_node_path(node)),
					 errdetail("An earlier key names the same item \"%s\".", code),
					 bp_err_place(&place)));
	}

	lines->text[LINE_ITEM][lines->count] = code;
	read_amount(im, node, "budget_line", "amount", &lines->text[LINE_AMOUNT][lines->count],
				&lines->text[LINE_SOURCE][lines->count]);
	lines->count++;
}

static void
read_budget(BpImport *im)
{
	BpPlace		place = {im->ledger, "budget_line", NULL};
	BpNode		budget;
	BpNode	   *members;
	int			size;
	int			room = 0;

	if (!bp_node_get(&im->document, "budget", &budget))
		return;
	if (!bp_node_is_object(&budget))
		bp_node_wrong_kind(&budget, _("an object"), &place);

	size = bp_node_size(&budget);
	members = bp_node_members(&budget);
	for (int m = 0; m < size; m++)
		room += bp_budget_is_group(&members[m]) ? bp_node_size(&members[m]) : 1;
	start_rows(&im->lines, room, LINE_SOURCE + 1);

	for (int m = 0; m < size; m++)
	{
		BpNode	   *group;
		int			group_size;
		const char *block;

		CHECK_FOR_INTERRUPTS();
		if (!bp_budget_is_group(&members[m]))
		{
			/* a heading without anything under it is blank as a whole */
			if (members[m].value.type != jbvNull ||
				bp_form_find_item(im->form, &members[m]) != NULL ||
				bp_form_find_block(im->form, members[m].key) == NULL)
				read_line(im, &members[m], NULL);
			continue;
		}
		block = bp_form_find_block(im->form, members[m].key);
		if (block == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("unknown heading at %s", bp_node_path(&members[m])),
					 errdetail("Form \"%s\" has no block of that name.", im->form->code),
					 bp_err_place(&place)));
		group_size = bp_node_size(&members[m]);
		group = bp_node_members(&members[m]);
		for (int g = 0; g < group_size; g++)
			read_line(im, &group[g], block);
	}
}

/* An array of objects; false where it is missing or null. */
static bool
get_rows(BpImport *im, const char *key, const BpPlace *place, BpNode *rows)
{
	if (!bp_node_get(&im->document, key, rows))
		return false;
	if (!bp_node_is_array(rows))
		bp_node_wrong_kind(rows, _("an array"), place);
	return true;
}

/*
 * The number of a row: one more than that of the row before, or what "no"
 * says, which an export gives where there is a gap.  Numbers only grow.
 */
static int32
row_number(const BpNode *row, const BpColumns *rows, const BpPlace *place)
{
	int32		before = rows->count > 0 ? rows->numbers[rows->count - 1] : 0;
	BpNode		node;

	if (before == PG_INT32_MAX)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("there is no number for the row at %s", bp_node_path(row)),
				 bp_err_place(place)));
	if (!bp_node_get(row, "no", &node))
		return before + 1;
	return read_int(&node, before + 1, PG_INT32_MAX, place);
}

static void
read_tasks(BpImport *im)
{
	static const char *const keys[] = {
		"no", "name", "content", "amount", "expected", NULL
	};
	BpPlace		at_table = {im->ledger, "task", NULL};
	BpPlace		at_number = {im->ledger, "task", "task_no"};
	BpPlace		at_name = {im->ledger, "task", "name"};
	BpPlace		at_content = {im->ledger, "task", "content"};
	BpPlace		at_expected = {im->ledger, "task", "expected_outcome"};
	BpColumns  *tasks = &im->tasks;
	BpNode		rows;
	int			size;

	if (!get_rows(im, "tasks", &at_table, &rows))
		return;
	size = bp_node_size(&rows);
	start_rows(tasks, size, TASK_EXPECTED + 1);
	for (int n = 0; n < size; n++)
	{
		BpNode		row;
		BpNode		amount;
		char	   *name;

		CHECK_FOR_INTERRUPTS();
		bp_node_element(&rows, n, &row);
		if (!bp_node_is_object(&row))
			bp_node_wrong_kind(&row, _("an object"), &at_table);
		bp_node_check_keys(&row, keys);

		tasks->numbers[n] = row_number(&row, tasks, &at_number);
		name = optional_text(&row, "name", &at_name);
		tasks->text[TASK_NAME][n] = name != NULL ? name : pstrdup("");
		tasks->text[TASK_CONTENT][n] = optional_text(&row, "content", &at_content);
		tasks->text[TASK_EXPECTED][n] = optional_text(&row, "expected", &at_expected);
		if (bp_node_get(&row, "amount", &amount))
			read_amount(im, &amount, "task", "amount", &tasks->text[TASK_AMOUNT][n],
						&tasks->text[TASK_SOURCE][n]);
		tasks->count++;
	}
}

/* A target as printed; a number stands for its digits. */
static char *
read_target(const BpNode *row, const char *key, const BpPlace *place)
{
	BpNode		node;
	char	   *text;

	if (!bp_node_get(row, key, &node))
		return NULL;
	text = bp_node_scalar(&node);
	if (text == NULL)
		bp_node_wrong_kind(&node, _("a target as a string or a number"), place);
	return text;
}

static char *
read_weight(BpImport *im, const BpNode *row)
{
	BpAmountFormat format = {0, false, BP_WEIGHT_DECIMALS, BP_WEIGHT_DIGITS};
	BpPlace		place = {im->ledger, "indicator", "weight"};
	BpAmountReading reading;
	BpNode		node;
	char	   *text;

	if (!bp_node_get(row, "weight", &node))
		return NULL;
	text = bp_node_scalar(&node);
	if (text == NULL)
		bp_node_wrong_kind(&node, _("points as a string or a number"), &place);
	if (!bp_read_number(text, &format, &node, &place, &reading))
		return NULL;
	if (reading.rounding == BP_AMOUNT_LOST || reading.text[0] == '-')
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("weight at %s is out of range: \"%s\"",
						bp_node_path(&node), bp_clip(text)),
				 errdetail("A weight is not negative and has at most %d decimals.",
						   BP_WEIGHT_DECIMALS),
				 bp_err_place(&place)));
	return pstrdup(reading.text);
}

static char *
read_accumulation(BpImport *im, const BpNode *row)
{
	BpPlace		place = {im->ledger, "indicator", "accumulation"};
	BpNode		node;
	char	   *text;
	char	   *utf8;

	if (!bp_node_get(row, "accumulation", &node))
		return NULL;
	text = bp_node_text(&node, &place);
	utf8 = bp_to_utf8(text);
	if (strcmp(utf8, "cumulative") == 0 || strcmp(utf8, "累计") == 0)
		return pstrdup("cumulative");
	if (strcmp(utf8, "level") == 0 || strcmp(utf8, "时点") == 0)
		return pstrdup("level");
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown way of accumulation at %s: \"%s\"",
					bp_node_path(&node), bp_clip(text)),
			 errhint("Give \"cumulative\" or \"level\", or leave it out."),
			 bp_err_place(&place)));
	return NULL;				/* not reached */
}

static void
read_indicators(BpImport *im)
{
	static const char *const keys[] = {
		"no", "level1", "level2", "name", "unit", "cycle_target", "annual_target",
		"weight", "accumulation", "code", NULL
	};

	/* the columns that are texts: key in the document, column, never null? */
	static const struct
	{
		const char *key;
		int			column;
		bool		never_null;
	}			texts[] =
	{
		{"level1", INDICATOR_LEVEL1, true},
		{"level2", INDICATOR_LEVEL2, true},
		{"name", INDICATOR_NAME, true},
		{"unit", INDICATOR_UNIT, false},
		{"code", INDICATOR_CODE, false},
	};
	BpPlace		at_table = {im->ledger, "indicator", NULL};
	BpPlace		at_number = {im->ledger, "indicator", "indicator_no"};
	BpPlace		at_cycle = {im->ledger, "indicator", "cycle_target"};
	BpPlace		at_annual = {im->ledger, "indicator", "annual_target"};
	BpColumns  *indicators = &im->indicators;
	BpNode		rows;
	int			size;

	if (!get_rows(im, "indicators", &at_table, &rows))
		return;
	size = bp_node_size(&rows);
	start_rows(indicators, size, INDICATOR_CODE + 1);
	for (int n = 0; n < size; n++)
	{
		BpNode		row;

		CHECK_FOR_INTERRUPTS();
		bp_node_element(&rows, n, &row);
		if (!bp_node_is_object(&row))
			bp_node_wrong_kind(&row, _("an object"), &at_table);
		bp_node_check_keys(&row, keys);

		indicators->numbers[n] = row_number(&row, indicators, &at_number);
		for (int t = 0; t < (int) lengthof(texts); t++)
		{
			BpPlace		place = {im->ledger, "indicator", texts[t].key};
			char	   *text = optional_text(&row, texts[t].key, &place);

			if (text == NULL && texts[t].never_null)
				text = pstrdup("");
			indicators->text[texts[t].column][n] = text;
		}
		indicators->text[INDICATOR_CYCLE][n] = read_target(&row, "cycle_target", &at_cycle);
		indicators->text[INDICATOR_ANNUAL][n] = read_target(&row, "annual_target", &at_annual);
		indicators->text[INDICATOR_WEIGHT][n] = read_weight(im, &row);
		indicators->text[INDICATOR_ACCUMULATION][n] = read_accumulation(im, &row);
		indicators->count++;
	}
}

/* The kind of an amendment, by its code or its word. */
static char *
read_kind(const BpNode *row, const BpPlace *place)
{
	static const struct
	{
		const char *kind;
		const char *words[3];
	}			kinds[] = {
		{"increase", {"追加", "调增", NULL}},
		{"decrease", {"追减", "调减", NULL}},
		{"transfer", {"调剂", NULL, NULL}},
	};
	BpNode		node;
	char	   *utf8;

	require_key(row, "kind", &node, _("An amendment has a kind."), place);
	utf8 = bp_to_utf8(bp_normal_name(bp_node_text(&node, place)));
	for (int k = 0; k < (int) lengthof(kinds); k++)
	{
		if (strcmp(utf8, kinds[k].kind) == 0)
			return pstrdup(kinds[k].kind);
		for (int w = 0; kinds[k].words[w] != NULL; w++)
		{
			if (strcmp(utf8, kinds[k].words[w]) == 0)
				return pstrdup(kinds[k].kind);
		}
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown kind of amendment at %s: \"%s\"", bp_node_path(&node),
					bp_clip(bp_node_text(&node, place))),
			 errhint("Give %s, %s or %s.", bp_from_utf8("追加"), bp_from_utf8("追减"),
					 bp_from_utf8("调剂")),
			 bp_err_place(place)));
	return NULL;				/* not reached */
}

/* The item of a line, by label, alias or code; NULL where there is none. */
static char *
read_item(BpImport *im, const BpNode *row, const BpPlace *place)
{
	BpNode		node;
	BpNode		named;
	const BpFormItem *item;

	if (!bp_node_get(row, "item", &node))
		return NULL;
	named = node;
	named.key = bp_node_text(&node, place);
	item = bp_form_find_item(im->form, &named);
	if (item != NULL)
		return item->code;

	/* an item that another form has is for the check to judge */
	for (int f = 0; f < im->nforms; f++)
	{
		for (int i = 0; i < im->forms[f].nitems; i++)
		{
			if (strcmp(im->forms[f].items[i].code, named.key) == 0)
				return im->forms[f].items[i].code;
		}
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown budget item at %s: \"%s\"", bp_node_path(&node),
					bp_clip(named.key)),
			 errdetail("Form \"%s\" has the items %s.", im->form->code,
					   bp_form_list_items(im->form, NULL)),
			 errhint("Name an item by its printed label, an alias or its code."),
			 bp_err_place(place)));
	return NULL;				/* not reached */
}

/* The lines of one amendment. */
static void
read_changes(BpImport *im, const BpNode *rows, int32 amendment_no)
{
	static const char *const keys[] = {"no", "item", "task", "change", NULL};
	BpPlace		at_table = {im->ledger, "amendment_line", NULL};
	BpPlace		at_number = {im->ledger, "amendment_line", "line_no"};
	BpPlace		at_item = {im->ledger, "amendment_line", "item_code"};
	BpPlace		at_task = {im->ledger, "amendment_line", "task_no"};
	BpPlace		at_change = {im->ledger, "amendment_line", "change"};
	BpColumns  *changes = &im->changes;
	BpColumns	before = {0};	/* of this amendment, for the numbers */
	int			size = bp_node_size(rows);

	before.numbers = (int32 *) palloc0(sizeof(int32) * Max(size, 1));
	for (int n = 0; n < size; n++)
	{
		BpNode		row;
		BpNode		task;
		BpNode		change;
		int			at = changes->count;

		CHECK_FOR_INTERRUPTS();
		bp_node_element(rows, n, &row);
		if (!bp_node_is_object(&row))
			bp_node_wrong_kind(&row, _("an object"), &at_table);
		bp_node_check_keys(&row, keys);

		changes->numbers[at] = row_number(&row, &before, &at_number);
		before.numbers[before.count++] = changes->numbers[at];
		changes->text[CHANGE_AMENDMENT][at] = psprintf("%d", amendment_no);
		changes->text[CHANGE_ITEM][at] = read_item(im, &row, &at_item);
		if (bp_node_get(&row, "task", &task))
			changes->text[CHANGE_TASK][at] =
				psprintf("%d", read_int(&task, 1, PG_INT32_MAX, &at_task));
		if ((changes->text[CHANGE_ITEM][at] == NULL) == (changes->text[CHANGE_TASK][at] == NULL))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("line at %s names no place, or two", bp_node_path(&row)),
					 errdetail("A line of an amendment changes one budget item or one task."),
					 errhint("Give either \"item\" or \"task\"."),
					 bp_err_place(&at_item)));
		require_key(&row, "change", &change, _("A line of an amendment says by how much it changes."),
					&at_change);
		read_amount(im, &change, "amendment_line", "change",
					&changes->text[CHANGE_AMOUNT][at], &changes->text[CHANGE_SOURCE][at]);
		if (changes->text[CHANGE_AMOUNT][at] == NULL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("no amount at %s", bp_node_path(&change)),
					 errdetail("A line of an amendment says by how much it changes."),
					 bp_err_place(&at_change)));
		changes->count++;
	}
}

static void
read_amendments(BpImport *im)
{
	static const char *const keys[] = {
		"no", "kind", "batch", "reason", "legal_reference", "lines", NULL
	};
	BpPlace		at_table = {im->ledger, "amendment", NULL};
	BpPlace		at_lines = {im->ledger, "amendment_line", NULL};
	BpPlace		at_version = {im->ledger, "amendment", "version"};
	BpPlace		at_number = {im->ledger, "amendment", "amendment_no"};
	BpPlace		at_kind = {im->ledger, "amendment", "kind"};
	BpPlace		at_batch = {im->ledger, "amendment", "batch"};
	BpPlace		at_reason = {im->ledger, "amendment", "reason"};
	BpPlace		at_reference = {im->ledger, "amendment", "legal_reference"};
	BpColumns  *amendments = &im->amendments;
	BpNode		rows;
	int			size;
	int			nlines = 0;

	if (!get_rows(im, "amendments", &at_table, &rows))
		return;
	size = bp_node_size(&rows);
	if (size > 0 && im->version <= 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("a first version has no amendments, but there are some at %s",
						bp_node_path(&rows)),
				 errhint("Give the version that they lead to at $.version."),
				 bp_err_place(&at_version)));

	for (int n = 0; n < size; n++)
	{
		BpNode		row;
		BpNode		lines;

		bp_node_element(&rows, n, &row);
		if (!bp_node_is_object(&row))
			bp_node_wrong_kind(&row, _("an object"), &at_table);
		bp_node_check_keys(&row, keys);
		if (!bp_node_get(&row, "lines", &lines))
			continue;
		if (!bp_node_is_array(&lines))
			bp_node_wrong_kind(&lines, _("an array"), &at_lines);
		nlines += bp_node_size(&lines);
	}
	start_rows(amendments, size, AMENDMENT_REFERENCE + 1);
	start_rows(&im->changes, nlines, CHANGE_SOURCE + 1);

	for (int n = 0; n < size; n++)
	{
		/* paths of nodes below lead through this one */
		BpNode	   *row = (BpNode *) palloc(sizeof(BpNode));
		BpNode		lines;
		char	   *reason;

		CHECK_FOR_INTERRUPTS();
		bp_node_element(&rows, n, row);
		amendments->numbers[n] = row_number(row, amendments, &at_number);
		amendments->text[AMENDMENT_KIND][n] = read_kind(row, &at_kind);
		amendments->text[AMENDMENT_BATCH][n] = optional_text(row, "batch", &at_batch);
		reason = optional_text(row, "reason", &at_reason);
		amendments->text[AMENDMENT_REASON][n] = reason != NULL ? reason : pstrdup("");
		amendments->text[AMENDMENT_REFERENCE][n] =
			optional_text(row, "legal_reference", &at_reference);
		amendments->count++;
		if (bp_node_get(row, "lines", &lines))
			read_changes(im, &lines, amendments->numbers[n]);
	}
}

static void
report_rounding(const BpImport *im)
{
	if (im->noise + im->lost == 0)
		return;
	ereport(NOTICE,
			(errmsg("amount at %s was rounded: %s to %s yuan",
					im->rounded_path, im->rounded_source, im->rounded_yuan),
			 errdetail("Rounded to the fen: %d by binary noise of less than a thousandth of a fen, %d by real digits. Column \"amount_source\" keeps the figures as given.",
					   im->noise, im->lost)));
}
