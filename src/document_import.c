/*
 * document_import.c
 *	  Taking a declaration in from its JSON document.
 *
 * Invariants: nothing of the document is lost silently, neither an unknown key
 * nor a digit; what exists is never overwritten; texts are stored byte for
 * byte.  The document is read completely before the first row is written.
 *
 * The statements run with the caller's rights, so that privileges and row
 * security hold as for rows that the caller writes by hand.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "document.h"
#include "ledger.h"
#include "names_sql.h"

/* The form that is taken where a document's labels do not tell. */
#define USUAL_FORM		"district"

/* The years that a declaration may have; the table says so, too. */
#define FIRST_YEAR		1949
#define LAST_YEAR		9999

/* A budget item of one of the ledger's forms. */
typedef struct FormItem
{
	char	   *code;
	char	   *block;
	char	   *block_label;
	char	   *label;
	int			naliases;
	char	  **aliases;
} FormItem;

typedef struct Form
{
	char	   *code;
	char	   *title;
	char	   *amount_unit;
	int			nitems;
	FormItem   *items;
} Form;

/* A department of the document, the outermost superior last. */
typedef struct Department
{
	const BpNode *node;
	char	   *code;
	char	   *name;			/* NULL = not given */
	char	   *region;			/* NULL = not given */
	struct Department *parent;	/* NULL = not given */
} Department;

/* Places in Columns.text, by table. */
enum
{
	LINE_ITEM, LINE_AMOUNT, LINE_SOURCE
};
enum
{
	TASK_NAME, TASK_CONTENT, TASK_AMOUNT, TASK_SOURCE, TASK_EXPECTED
};
enum
{
	INDICATOR_LEVEL1, INDICATOR_LEVEL2, INDICATOR_NAME, INDICATOR_UNIT,
	INDICATOR_CYCLE, INDICATOR_ANNUAL, INDICATOR_WEIGHT,
	INDICATOR_ACCUMULATION, INDICATOR_CODE
};
#define MAX_COLUMNS		9

/* Rows to be inserted, column by column; a NULL member is null. */
typedef struct Columns
{
	int			count;
	int32	   *numbers;		/* task_no or indicator_no */
	char	  **text[MAX_COLUMNS];
} Columns;

typedef struct Import
{
	char	   *ledger;
	BpNode		document;

	int			nforms;
	Form	   *forms;
	Form	   *form;			/* of this declaration */

	Department *department;
	int32		fiscal_year;
	int32		version;		/* 0 = not given */
	char	   *goal;
	int32		cycle_from;		/* 0 = not given */
	int32		cycle_to;		/* 0 = not given */

	char	   *unit;			/* of the document's amounts */
	int			unit_exponent;
	bool		unit_is_forms;	/* the same as the form's printed unit? */

	Columns		lines;
	Columns		tasks;
	Columns		indicators;

	/* What rounding to the fen did, for the notice. */
	int			noise;
	int			lost;
	char	   *rounded_path;
	char	   *rounded_source;
	char	   *rounded_yuan;
} Import;

#define normal_name(text)	bp_names_apply(bp_normalise_name, text)
#define normal_code(text)	bp_names_apply(bp_normalise_code, text)

static char **array_members(int row, int column, int *count);
static void load_forms(Import *im);
static bool names_item(const FormItem *item, int way, const char *text,
					   const char *text_normal);
static const FormItem *find_item(const Form *form, const BpNode *node);
static bool is_group(const BpNode *member);
static int count_labels(const Form *form, const BpNode *object);
static char *list_forms(const Import *im);
static Form *named_form(const Import *im, const BpNode *node);
static Form *inferred_form(const Import *im);
static int32 read_int(const BpNode *node, int32 low, int32 high,
					  const BpPlace *place);
static void require(const BpNode *object, const char *key, BpNode *child,
					const BpPlace *place);
static char *optional_text(const BpNode *object, const char *key,
						   const BpPlace *place);
static Department *read_department(Import *im, const BpNode *node);
static void read_head(Import *im);
static void read_cycle(Import *im);
static void note_rounding(Import *im, const BpNode *node, const char *text,
						  const BpAmountReading *reading);
static void read_amount(Import *im, const BpNode *node, const char *table,
						char **yuan, char **source);
static void start_rows(Columns *columns, int size, int ncolumns);
static char *list_items(const Form *form, const char *block);
static void read_line(Import *im, const BpNode *node, const char *block);
static const char *find_block(const Form *form, const char *key);
static void read_budget(Import *im);
static bool get_rows(Import *im, const char *key, const BpPlace *place,
					 BpNode *rows);
static int32 row_number(const BpNode *row, const Columns *rows,
						const BpPlace *place);
static void read_tasks(Import *im);
static char *read_target(const BpNode *row, const char *key,
						 const BpPlace *place);
static char *read_weight(Import *im, const BpNode *row);
static char *read_accumulation(Import *im, const BpNode *row);
static void read_indicators(Import *im);
static Datum text_or_null(const char *text, char *null);
static bool agree(const char *given, const char *stored);
static void store_department(Import *im, const Department *department);
static void choose_version(Import *im);
static void insert_rows(Import *im, const char *query, const Columns *columns,
						int ncolumns, bool numbered);
static void store(Import *im);
static void report_rounding(const Import *im);

PG_FUNCTION_INFO_V1(budget_perf_import_declaration);

/*
 * import_declaration(document jsonb, ledger text) returns declaration_key
 */
Datum
budget_perf_import_declaration(PG_FUNCTION_ARGS)
{
	static const char *const keys[] = {
		"department", "fiscal_year", "version", "form", "amount_unit", "cycle",
		"goal", "budget", "tasks", "indicators", NULL
	};
	MemoryContext caller = CurrentMemoryContext;
	Jsonb	   *document = PG_GETARG_JSONB_P(0);
	Import		im;
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

	load_forms(&im);
	read_head(&im);
	read_cycle(&im);
	read_budget(&im);
	read_tasks(&im);
	read_indicators(&im);

	store_department(&im, im.department);
	choose_version(&im);
	store(&im);
	report_rounding(&im);

	SPI_finish();

	values[0] = CStringGetTextDatum(im.department->code);
	values[1] = Int32GetDatum(im.fiscal_year);
	values[2] = Int32GetDatum(im.version);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(desc, values, nulls)));
}

static char **
array_members(int row, int column, int *count)
{
	bool		isnull;
	Datum		array = SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc,
									  column, &isnull);
	Datum	   *datums;
	bool	   *nulls;
	char	  **members;
	int			n;

	*count = 0;
	if (isnull)
		return NULL;
	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT,
					  &datums, &nulls, &n);
	members = (char **) palloc(sizeof(char *) * Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		if (!nulls[i])
			members[(*count)++] = TextDatumGetCString(datums[i]);
	}
	return members;
}

/* All forms of the ledger with their items: there are a handful. */
static void
load_forms(Import *im)
{
	int			nrows;
	int			form = -1;

	bp_execute_kept(im->ledger,
					"SELECT f.code, f.title, f.amount_unit, i.item_code, i.block,"
					" i.block_label, i.label, i.aliases"
					" FROM @ledger@.form AS f LEFT JOIN @ledger@.form_item AS i"
					" ON i.form_code OPERATOR(pg_catalog.=) f.code"
					" ORDER BY f.code, i.ordinal",
					0, NULL, NULL, NULL, InvalidSnapshot, false);
	nrows = (int) SPI_processed;
	im->forms = (Form *) palloc0(sizeof(Form) * Max(nrows, 1));
	for (int row = 0; row < nrows; row++)
	{
		char	   *code = bp_row_text(row, 1);
		FormItem   *item;

		if (form < 0 || strcmp(im->forms[form].code, code) != 0)
		{
			form = im->nforms++;
			im->forms[form].code = code;
			im->forms[form].title = bp_row_text(row, 2);
			im->forms[form].amount_unit = bp_row_text(row, 3);
			im->forms[form].items = (FormItem *) palloc(sizeof(FormItem) * (nrows - row));
		}
		if (bp_row_text(row, 4) == NULL)
			continue;			/* a form without items */
		item = &im->forms[form].items[im->forms[form].nitems++];
		item->code = bp_row_text(row, 4);
		item->block = bp_row_text(row, 5);
		item->block_label = bp_row_text(row, 6);
		item->label = bp_row_text(row, 7);
		item->aliases = array_members(row, 8, &item->naliases);
	}
	SPI_freetuptable(SPI_tuptable);
}

/*
 * Does a text name an item, by one of the ways in which it can: the printed
 * label, an alias or the code, to the letter first, then by normal form?
 */
static bool
names_item(const FormItem *item, int way, const char *text, const char *text_normal)
{
	switch (way)
	{
		case 0:
			return strcmp(item->label, text) == 0;
		case 1:
			return strcmp(item->code, text) == 0;
		case 2:
			for (int i = 0; i < item->naliases; i++)
			{
				if (strcmp(item->aliases[i], text) == 0)
					return true;
			}
			return false;
		case 3:
			return strcmp(normal_name(item->label), text_normal) == 0;
		case 4:
			return strcmp(normal_name(item->code), text_normal) == 0;
		default:
			for (int i = 0; i < item->naliases; i++)
			{
				if (strcmp(normal_name(item->aliases[i]), text_normal) == 0)
					return true;
			}
			return false;
	}
}

/* The item that a key names; NULL if none; an error if it might be two. */
static const FormItem *
find_item(const Form *form, const BpNode *node)
{
	char	   *key_normal = normal_name(node->key);

	for (int way = 0; way < 6; way++)
	{
		const FormItem *found = NULL;

		for (int i = 0; i < form->nitems; i++)
		{
			if (!names_item(&form->items[i], way, node->key, key_normal))
				continue;
			if (found != NULL)
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("budget item at %s is ambiguous", bp_node_path(node)),
						 errdetail("In form \"%s\" it may be \"%s\" or \"%s\".",
								   form->code, found->code, form->items[i].code),
						 errhint("Name the item by its code.")));
			found = &form->items[i];
		}
		if (found != NULL)
			return found;
	}
	return NULL;
}

/*
 * Members of the budget object are amounts, or groups of amounts under the
 * printed heading of their block.  An amount may be an object, too.
 */
static bool
is_group(const BpNode *member)
{
	BpNode		ignored;

	return bp_node_is_object(member) &&
		!bp_node_get(member, BP_AMOUNT_KEY, &ignored) &&
		!bp_node_get(member, BP_SOURCE_KEY, &ignored);
}

/* How many of the budget's keys are printed labels of the form? */
static int
count_labels(const Form *form, const BpNode *object)
{
	BpNode	   *members = bp_node_members(object);
	int			size = bp_node_size(object);
	int			count = 0;

	for (int m = 0; m < size; m++)
	{
		char	   *key_normal;

		if (object->parent->parent == NULL && is_group(&members[m]))
		{
			count += count_labels(form, &members[m]);
			continue;
		}
		key_normal = normal_name(members[m].key);
		for (int i = 0; i < form->nitems; i++)
		{
			if (names_item(&form->items[i], 0, members[m].key, key_normal) ||
				names_item(&form->items[i], 3, members[m].key, key_normal))
			{
				count++;
				break;
			}
		}
	}
	return count;
}

/* For the detail or hint of an error: what forms there are. */
static char *
list_forms(const Import *im)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < im->nforms; i++)
		appendStringInfo(&out, "%s\"%s\" (%s)", i > 0 ? ", " : "",
						 im->forms[i].code, im->forms[i].title);
	return out.data;
}

/* The form that the document names by code or printed title. */
static Form *
named_form(const Import *im, const BpNode *node)
{
	BpPlace		place = {im->ledger, "declaration", "form_code"};
	char	   *name = bp_node_text(node, &place);
	char	   *name_normal = normal_name(name);
	Form	   *found = NULL;

	for (int i = 0; i < im->nforms; i++)
	{
		if (strcmp(im->forms[i].code, name) == 0)
			return &im->forms[i];
	}
	for (int i = 0; i < im->nforms; i++)
	{
		if (strcmp(normal_name(im->forms[i].title), name_normal) != 0)
			continue;
		if (found != NULL)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("form at %s is ambiguous: \"%s\"",
							bp_node_path(node), bp_clip(name)),
					 errdetail("Forms \"%s\" and \"%s\" have that title.",
							   found->code, im->forms[i].code),
					 errhint("Name the form by its code."),
					 bp_err_place(&place)));
		found = &im->forms[i];
	}
	if (found == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown form at %s: \"%s\"", bp_node_path(node), bp_clip(name)),
				 errdetail("The ledger has the forms %s.", list_forms(im)),
				 errhint("Give the code or the title of a form, or add the form to table \"form\"."),
				 bp_err_place(&place)));
	return found;
}

/*
 * The form whose printed labels the budget's keys are: one label, such as that
 * of the tier's own funds, tells the forms apart.  Where they do not tell, the
 * usual form.
 */
static Form *
inferred_form(const Import *im)
{
	BpNode		budget;
	bool		has_budget;
	Form	   *best = NULL;
	int			best_count = -1;
	bool		tie = false;

	has_budget = bp_node_get(&im->document, "budget", &budget) &&
		bp_node_is_object(&budget);
	for (int i = 0; i < im->nforms; i++)
	{
		Form	   *form = &im->forms[i];
		int			count = has_budget ? count_labels(form, &budget) : 0;

		if (count > best_count)
		{
			best = form;
			best_count = count;
			tie = false;
		}
		else if (count == best_count)
		{
			if (strcmp(form->code, USUAL_FORM) == 0)
				best = form;
			tie = true;
		}
	}
	if (best == NULL || (tie && strcmp(best->code, USUAL_FORM) != 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("no form is given at $.form"),
				 errdetail("The labels of the budget do not tell which of the forms it is: %s.",
						   list_forms(im)),
				 errhint("Give the code or the title of the form.")));
	return best;
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
	digits = normal_code(text);

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

/* A key that must be there. */
static void
require(const BpNode *object, const char *key, BpNode *child, const BpPlace *place)
{
	if (!bp_node_get(object, key, child))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("no value at %s", bp_node_path(child)),
				 errdetail("A declaration is filed by department code and budget year."),
				 bp_err_place(place)));
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
static Department *
read_department(Import *im, const BpNode *node)
{
	static const char *const keys[] = {"code", "name", "region", "parent", NULL};
	BpPlace		at_code = {im->ledger, "department", "code"};
	BpPlace		at_name = {im->ledger, "department", "name"};
	BpPlace		at_region = {im->ledger, "department", "region"};
	Department *department = (Department *) palloc0(sizeof(Department));
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
	department->code = normal_code(text);
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
read_head(Import *im)
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
	im->fiscal_year = read_int(&node, FIRST_YEAR, LAST_YEAR, &at_year);
	if (bp_node_get(&im->document, "version", &node))
		im->version = read_int(&node, 1, PG_INT32_MAX, &at_version);

	im->form = bp_node_get(&im->document, "form", &node) ?
		named_form(im, &node) : inferred_form(im);

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
read_cycle(Import *im)
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
		im->cycle_from = read_int(&node, FIRST_YEAR, LAST_YEAR, &at_from);
	if (bp_node_get(&cycle, "to", &node))
		im->cycle_to = read_int(&node, FIRST_YEAR, LAST_YEAR, &at_to);
	if (im->cycle_from != 0 && im->cycle_to != 0 && im->cycle_from > im->cycle_to)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("implementation period at $.cycle ends before it begins: %d to %d",
						im->cycle_from, im->cycle_to),
				 bp_err_place(&at_to)));
}

/* Remember for the notice that an amount was rounded. */
static void
note_rounding(Import *im, const BpNode *node, const char *text, const BpAmountReading *reading)
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
read_amount(Import *im, const BpNode *node, const char *table, char **yuan, char **source)
{
	static const char *const keys[] = {BP_AMOUNT_KEY, BP_SOURCE_KEY, NULL};
	BpAmountFormat format = {im->unit_exponent, true, BP_MONEY_DECIMALS, BP_MONEY_DIGITS};
	BpPlace		place = {im->ledger, table, "amount"};
	BpPlace		at_source = {im->ledger, table, "amount_source"};
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
start_rows(Columns *columns, int size, int ncolumns)
{
	columns->count = 0;
	columns->numbers = (int32 *) palloc0(sizeof(int32) * Max(size, 1));
	for (int i = 0; i < ncolumns; i++)
		columns->text[i] = (char **) palloc0(sizeof(char *) * Max(size, 1));
}

/* For the error about an unknown item: the form's labels. */
static char *
list_items(const Form *form, const char *block)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < form->nitems; i++)
	{
		if (block == NULL || strcmp(form->items[i].block, block) == 0)
			appendStringInfo(&out, "%s\"%s\"", out.len > 0 ? ", " : "",
							 form->items[i].label);
	}
	return out.data;
}

/* One amount of the budget; block is that of the heading it stands under. */
static void
read_line(Import *im, const BpNode *node, const char *block)
{
	BpPlace		place = {im->ledger, "budget_line", "item_code"};
	Columns    *lines = &im->lines;
	const FormItem *item = find_item(im->form, node);
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
							   list_items(im->form, block)),
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
	read_amount(im, node, "budget_line", &lines->text[LINE_AMOUNT][lines->count],
				&lines->text[LINE_SOURCE][lines->count]);
	lines->count++;
}

/* The block of a printed heading or block code; NULL if it is none. */
static const char *
find_block(const Form *form, const char *key)
{
	char	   *key_normal = normal_name(key);

	for (int i = 0; i < form->nitems; i++)
	{
		const FormItem *item = &form->items[i];

		if (strcmp(item->block, key) == 0 ||
			strcmp(normal_name(item->block_label), key_normal) == 0)
			return item->block;
	}
	return NULL;
}

static void
read_budget(Import *im)
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
		room += is_group(&members[m]) ? bp_node_size(&members[m]) : 1;
	start_rows(&im->lines, room, LINE_SOURCE + 1);

	for (int m = 0; m < size; m++)
	{
		BpNode	   *group;
		int			group_size;
		const char *block;

		CHECK_FOR_INTERRUPTS();
		if (!is_group(&members[m]))
		{
			/* a heading without anything under it is blank as a whole */
			if (members[m].value.type != jbvNull ||
				find_item(im->form, &members[m]) != NULL ||
				find_block(im->form, members[m].key) == NULL)
				read_line(im, &members[m], NULL);
			continue;
		}
		block = find_block(im->form, members[m].key);
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
get_rows(Import *im, const char *key, const BpPlace *place, BpNode *rows)
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
row_number(const BpNode *row, const Columns *rows, const BpPlace *place)
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
read_tasks(Import *im)
{
	static const char *const keys[] = {
		"no", "name", "content", "amount", "expected", NULL
	};
	BpPlace		at_table = {im->ledger, "task", NULL};
	BpPlace		at_number = {im->ledger, "task", "task_no"};
	BpPlace		at_name = {im->ledger, "task", "name"};
	BpPlace		at_content = {im->ledger, "task", "content"};
	BpPlace		at_expected = {im->ledger, "task", "expected_outcome"};
	Columns    *tasks = &im->tasks;
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
			read_amount(im, &amount, "task", &tasks->text[TASK_AMOUNT][n],
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
read_weight(Import *im, const BpNode *row)
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
read_accumulation(Import *im, const BpNode *row)
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
read_indicators(Import *im)
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
	Columns    *indicators = &im->indicators;
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

static Datum
text_or_null(const char *text, char *null)
{
	*null = (text == NULL) ? 'n' : ' ';
	return text == NULL ? (Datum) 0 : CStringGetTextDatum(text);
}

/* Are two texts the same but for how they are printed?  NULL says nothing. */
static bool
agree(const char *given, const char *stored)
{
	if (given == NULL)
		return true;
	return stored != NULL &&
		strcmp(normal_name(given), normal_name(stored)) == 0;
}

/*
 * Make a department that is unknown, and before it its superiors.  One that is known stays
 * as it is: departments are renamed over the years, and a filing is no way to
 * rename them; where the document differs, it says so.
 */
static void
store_department(Import *im, const Department *department)
{
	static Oid	types[] = {TEXTOID, TEXTOID, TEXTOID, TEXTOID};
	BpPlace		place = {im->ledger, "department", "name"};
	Datum		values[4];
	char		nulls[4];

	values[0] = text_or_null(department->code, &nulls[0]);
	bp_execute_kept(im->ledger,
					"SELECT d.name, d.parent_code, d.region FROM @ledger@.department AS d"
					" WHERE d.code OPERATOR(pg_catalog.=) $1",
					1, types, values, nulls, InvalidSnapshot, false);
	if (SPI_processed > 0)
	{
		char	   *name = bp_row_text(0, 1);
		char	   *parent = bp_row_text(0, 2);
		char	   *region = bp_row_text(0, 3);

		SPI_freetuptable(SPI_tuptable);
		if (!agree(department->name, name))
			ereport(NOTICE,
					(errmsg("department \"%s\" keeps its name \"%s\"", department->code, name),
					 errdetail("The document has \"%s\" at %s.", department->name,
							   psprintf("%s.name", bp_node_path(department->node))),
					 bp_err_place(&place)));
		if (!agree(department->region, region) ||
			(department->parent != NULL &&
			 (parent == NULL || strcmp(department->parent->code, parent) != 0)))
			ereport(NOTICE,
					(errmsg("department \"%s\" keeps its region and superior department",
							department->code),
					 errdetail("The document has others at %s.",
							   bp_node_path(department->node)),
					 bp_err_place(&place)));
		return;
	}

	if (department->name == NULL || department->name[0] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("department \"%s\" is unknown, and there is no name at %s.name",
						department->code, bp_node_path(department->node)),
				 errhint("Give the department's name, or correct its code."),
				 bp_err_place(&place)));
	if (department->parent != NULL)
		store_department(im, department->parent);
	values[1] = text_or_null(department->name, &nulls[1]);
	values[2] = text_or_null(department->parent != NULL ? department->parent->code : NULL,
							 &nulls[2]);
	values[3] = text_or_null(department->region, &nulls[3]);
	bp_execute_kept(im->ledger,
					"INSERT INTO @ledger@.department (code, name, parent_code, region)"
					" VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
					4, types, values, nulls, InvalidSnapshot, false);
}

/*
 * The version to make.  What exists is never overwritten, and a second
 * document for a department's year is not taken for an amendment by itself.
 */
static void
choose_version(Import *im)
{
	static Oid	types[] = {TEXTOID, INT4OID, INT4OID};
	BpPlace		place = {im->ledger, "declaration", "version"};
	Datum		values[3];
	int32		newest;
	bool		taken;

	values[0] = CStringGetTextDatum(im->department->code);
	values[1] = Int32GetDatum(im->fiscal_year);
	values[2] = Int32GetDatum(im->version);
	bp_execute_kept(im->ledger,
					"SELECT pg_catalog.max(d.version),"
					" pg_catalog.max(d.version) FILTER (WHERE d.version OPERATOR(pg_catalog.=) $3)"
					" FROM @ledger@.declaration AS d"
					" WHERE d.department_code OPERATOR(pg_catalog.=) $1"
					" AND d.fiscal_year OPERATOR(pg_catalog.=) $2",
					3, types, values, NULL, InvalidSnapshot, false);
	newest = bp_row_int32(0, 1, 0);
	taken = (im->version == 0) ? newest > 0 : bp_row_int32(0, 2, 0) > 0;
	SPI_freetuptable(SPI_tuptable);

	if (taken)
		ereport(ERROR,
				(errcode(ERRCODE_UNIQUE_VIOLATION),
				 errmsg("department \"%s\" has a declaration for %d already, up to version %d",
						im->department->code, im->fiscal_year, newest),
				 errdetail("An import never overwrites what exists."),
				 errhint("Open the next version with %s.amend(), delete the draft that stands, or give another version at $.version.",
						 BP_ENGINE_SCHEMA),
				 bp_err_place(&place),
				 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "declaration_pkey")));
	if (im->version == 0)
		im->version = 1;
}

/*
 * Insert rows of one table, column by column: parameters are the key, the
 * numbers if the table has any, and the text columns.
 */
static void
insert_rows(Import *im, const char *query, const Columns *columns, int ncolumns, bool numbered)
{
	Oid			types[4 + MAX_COLUMNS];
	Datum		values[4 + MAX_COLUMNS];
	int			nargs = 0;

	if (columns->count == 0)
		return;
	types[nargs] = TEXTOID;
	values[nargs++] = CStringGetTextDatum(im->department->code);
	types[nargs] = INT4OID;
	values[nargs++] = Int32GetDatum(im->fiscal_year);
	types[nargs] = INT4OID;
	values[nargs++] = Int32GetDatum(im->version);
	if (numbered)
	{
		types[nargs] = INT4ARRAYOID;
		values[nargs++] = bp_int32_array(columns->numbers, columns->count);
	}
	for (int i = 0; i < ncolumns; i++)
	{
		types[nargs] = TEXTARRAYOID;
		values[nargs++] = bp_text_array(columns->text[i], columns->count);
	}
	bp_execute_kept(im->ledger, query, nargs, types, values, NULL, InvalidSnapshot, false);
}

static void
store(Import *im)
{
	static Oid	types[] = {TEXTOID, INT4OID, INT4OID, TEXTOID, TEXTOID, INT4OID, INT4OID};
	Datum		values[7];
	char		nulls[7];

	memset(nulls, ' ', sizeof(nulls));
	values[0] = CStringGetTextDatum(im->department->code);
	values[1] = Int32GetDatum(im->fiscal_year);
	values[2] = Int32GetDatum(im->version);
	values[3] = CStringGetTextDatum(im->form->code);
	values[4] = text_or_null(im->goal, &nulls[4]);
	values[5] = Int32GetDatum(im->cycle_from);
	nulls[5] = im->cycle_from == 0 ? 'n' : ' ';
	values[6] = Int32GetDatum(im->cycle_to);
	nulls[6] = im->cycle_to == 0 ? 'n' : ' ';
	bp_execute_kept(im->ledger,
					"INSERT INTO @ledger@.declaration (department_code, fiscal_year, version,"
					" form_code, goal, cycle_from, cycle_to)"
					" VALUES ($1, $2, $3, $4, $5, $6, $7)",
					7, types, values, nulls, InvalidSnapshot, false);

	insert_rows(im,
				"INSERT INTO @ledger@.budget_line (department_code, fiscal_year, version,"
				" item_code, amount, amount_source)"
				" SELECT $1, $2, $3, r.item_code, r.amount::pg_catalog.numeric, r.source"
				" FROM ROWS FROM (pg_catalog.unnest($4), pg_catalog.unnest($5),"
				" pg_catalog.unnest($6)) AS r (item_code, amount, source)",
				&im->lines, LINE_SOURCE + 1, false);
	insert_rows(im,
				"INSERT INTO @ledger@.task (department_code, fiscal_year, version,"
				" task_no, name, content, amount, amount_source, expected_outcome)"
				" SELECT $1, $2, $3, r.number, r.name, r.content,"
				" r.amount::pg_catalog.numeric, r.source, r.expected"
				" FROM ROWS FROM (pg_catalog.unnest($4), pg_catalog.unnest($5),"
				" pg_catalog.unnest($6), pg_catalog.unnest($7), pg_catalog.unnest($8),"
				" pg_catalog.unnest($9))"
				" AS r (number, name, content, amount, source, expected)",
				&im->tasks, TASK_EXPECTED + 1, true);
	insert_rows(im,
				"INSERT INTO @ledger@.indicator (department_code, fiscal_year, version,"
				" indicator_no, level1, level2, name, unit, cycle_target, annual_target,"
				" weight, accumulation, code)"
				" SELECT $1, $2, $3, r.number, r.level1, r.level2, r.name, r.unit,"
				" r.cycle_target::" BP_ENGINE_SCHEMA ".indicator_target,"
				" r.annual_target::" BP_ENGINE_SCHEMA ".indicator_target,"
				" r.weight::pg_catalog.numeric, r.accumulation, r.code"
				" FROM ROWS FROM (pg_catalog.unnest($4), pg_catalog.unnest($5),"
				" pg_catalog.unnest($6), pg_catalog.unnest($7), pg_catalog.unnest($8),"
				" pg_catalog.unnest($9), pg_catalog.unnest($10), pg_catalog.unnest($11),"
				" pg_catalog.unnest($12), pg_catalog.unnest($13))"
				" AS r (number, level1, level2, name, unit, cycle_target, annual_target,"
				" weight, accumulation, code)",
				&im->indicators, INDICATOR_CODE + 1, true);
}

static void
report_rounding(const Import *im)
{
	if (im->noise + im->lost == 0)
		return;
	ereport(NOTICE,
			(errmsg("amount at %s was rounded: %s to %s yuan",
					im->rounded_path, im->rounded_source, im->rounded_yuan),
			 errdetail("Rounded to the fen: %d by binary noise of less than a thousandth of a fen, %d by real digits. Column \"amount_source\" keeps the figures as given.",
					   im->noise, im->lost)));
}
