/*
 * document_form.c
 *	  Which form a document is of, and what its labels name.
 *
 * Invariant: nothing about a form is known here but its rows in the ledger,
 * and a label that might name two things names none.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "document_import.h"
#include "ledger.h"

/* The form that is taken where a document's labels do not tell. */
#define USUAL_FORM		"district"

static char **array_members(int row, int column, int *count);
static bool names_item(const BpFormItem *item, int way, const char *text,
					   const char *text_normal);
static int count_labels(const BpForm *form, const BpNode *object);
static char *list_forms(const BpImport *im);

static char **
array_members(int row, int column, int *count)
{
	bool		isnull;
	Datum		array = bp_row_datum(row, column, TEXTARRAYOID, &isnull);
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
void
bp_forms_load(BpImport *im)
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
	im->forms = (BpForm *) palloc0(sizeof(BpForm) * Max(nrows, 1));
	for (int row = 0; row < nrows; row++)
	{
		char	   *code = bp_row_given(row, 1);
		BpFormItem   *item;

		if (form < 0 || strcmp(im->forms[form].code, code) != 0)
		{
			form = im->nforms++;
			im->forms[form].code = code;
			im->forms[form].title = bp_row_given(row, 2);
			im->forms[form].amount_unit = bp_row_given(row, 3);
			im->forms[form].items = (BpFormItem *) palloc(sizeof(BpFormItem) * (nrows - row));
		}
		if (bp_row_text(row, 4) == NULL)
			continue;			/* a form without items */
		item = &im->forms[form].items[im->forms[form].nitems++];
		item->code = bp_row_given(row, 4);
		item->block = bp_row_given(row, 5);
		item->block_label = bp_row_given(row, 6);
		item->label = bp_row_given(row, 7);
		item->aliases = array_members(row, 8, &item->naliases);
	}
	SPI_freetuptable(SPI_tuptable);
}

/*
 * Does a text name an item, by one of the ways in which it can: the printed
 * label, an alias or the code, to the letter first, then by normal form?
 */
static bool
names_item(const BpFormItem *item, int way, const char *text, const char *text_normal)
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
			return strcmp(bp_normal_name(item->label), text_normal) == 0;
		case 4:
			return strcmp(bp_normal_name(item->code), text_normal) == 0;
		default:
			for (int i = 0; i < item->naliases; i++)
			{
				if (strcmp(bp_normal_name(item->aliases[i]), text_normal) == 0)
					return true;
			}
			return false;
	}
}

/* The item that a key names; NULL if none; an error if it might be two. */
const BpFormItem *
bp_form_find_item(const BpForm *form, const BpNode *node)
{
	char	   *key_normal = bp_normal_name(node->key);

	for (int way = 0; way < 6; way++)
	{
		const BpFormItem *found = NULL;

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

/* The block of a printed heading or block code; NULL if it is none. */
const char *
bp_form_find_block(const BpForm *form, const char *key)
{
	char	   *key_normal = bp_normal_name(key);

	for (int i = 0; i < form->nitems; i++)
	{
		const BpFormItem *item = &form->items[i];

		if (strcmp(item->block, key) == 0 ||
			strcmp(bp_normal_name(item->block_label), key_normal) == 0)
			return item->block;
	}
	return NULL;
}

/* For the error about an unknown item: the form's labels. */
char *
bp_form_list_items(const BpForm *form, const char *block)
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

/*
 * Members of the budget object are amounts, or groups of amounts under the
 * printed heading of their block.  An amount may be an object, too.
 */
bool
bp_budget_is_group(const BpNode *member)
{
	BpNode		ignored;

	return bp_node_is_object(member) &&
		!bp_node_get(member, BP_AMOUNT_KEY, &ignored) &&
		!bp_node_get(member, BP_SOURCE_KEY, &ignored);
}

/* How many of the budget's keys are printed labels of the form? */
static int
count_labels(const BpForm *form, const BpNode *object)
{
	BpNode	   *members = bp_node_members(object);
	int			size = bp_node_size(object);
	int			count = 0;

	for (int m = 0; m < size; m++)
	{
		char	   *key_normal;

		if (object->parent->parent == NULL && bp_budget_is_group(&members[m]))
		{
			count += count_labels(form, &members[m]);
			continue;
		}
		key_normal = bp_normal_name(members[m].key);
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
list_forms(const BpImport *im)
{
	StringInfoData out;

	initStringInfo(&out);
	for (int i = 0; i < im->nforms; i++)
		appendStringInfo(&out, "%s\"%s\" (%s)", i > 0 ? ", " : "",
						 im->forms[i].code, im->forms[i].title);
	return out.data;
}

/* The form that the document names by code or printed title. */
BpForm *
bp_form_named(const BpImport *im, const BpNode *node)
{
	BpPlace		place = {im->ledger, "declaration", "form_code"};
	char	   *name = bp_node_text(node, &place);
	char	   *name_normal = bp_normal_name(name);
	BpForm	   *found = NULL;

	for (int i = 0; i < im->nforms; i++)
	{
		if (strcmp(im->forms[i].code, name) == 0)
			return &im->forms[i];
	}
	for (int i = 0; i < im->nforms; i++)
	{
		if (strcmp(bp_normal_name(im->forms[i].title), name_normal) != 0)
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
				 im->nforms == 0 ? errdetail("The ledger has no form.") :
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
BpForm *
bp_form_inferred(const BpImport *im)
{
	BpNode		budget;
	bool		has_budget;
	BpForm	   *best = NULL;
	int			best_count = -1;
	bool		tie = false;

	has_budget = bp_node_get(&im->document, "budget", &budget) &&
		bp_node_is_object(&budget);
	for (int i = 0; i < im->nforms; i++)
	{
		BpForm	   *form = &im->forms[i];
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
	if (best_count < 0 || (tie && strcmp(best->code, USUAL_FORM) != 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("no form is given at $.form"),
				 im->nforms == 0 ? errdetail("The ledger has no form.") :
				 errdetail("The labels of the budget do not tell which of the forms it is: %s.",
						   list_forms(im)),
				 im->nforms == 0 ? errhint("Add the form to table \"form\".") :
				 errhint("Give the code or the title of the form.")));
	return best;
}
