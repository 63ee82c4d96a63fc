/*
 * form.c
 *	  Forms as the views ask for them, again and again within one query: their
 *	  items, and the classes of their taxonomy.
 *
 * Invariant: a form is read once a query, and only what of it is asked for; all
 * that is handed out lives as long as the query.  A label is kept as printed,
 * with the class that it means: forms repeat the same few.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datum.h"

#include "form.h"
#include "names_sql.h"

/* Labels kept by taxonomy; where there are more, something odd goes on. */
#define LABELS_MAX	1000

static const char *const items_query =
	"SELECT m.item_code, m.label, m.category, m.block, m.block_label, m.ordinal"
	" FROM @ledger@.form_item m WHERE m.form_code OPERATOR(pg_catalog.=) $1";
static const char *const taxonomy_query =
	"SELECT f.taxonomy FROM @ledger@.form f WHERE f.code OPERATOR(pg_catalog.=) $1";
static const char *const classes_query =
	"SELECT c.ordinal, c.code, c.level1, c.level2, c.level1_names, c.level2_names"
	" FROM @ledger@.indicator_class c WHERE c.taxonomy OPERATOR(pg_catalog.=) $1";

static int	item_order(const void *a, const void *b);
static int	class_order(const void *a, const void *b);
static unsigned totals_of(const BpFormItem *item);
static const char **stems_of(Datum array, int *count);
static void read_classes(BpForms *forms, BpTaxonomy *taxonomy);
static BpTaxonomy *taxonomy_of(BpForms *forms, BpForm *form);
static bool is_among(const char *stem, const char **stems, int count);
static const BpClass *class_of(const BpTaxonomy *taxonomy, const char *level1_stem,
							   const char *level2_stem);

void
bp_forms_begin(BpForms *forms, BpCalls *calls)
{
	forms->calls = calls;
	forms->items.query = items_query;
	forms->items.nkeys = 1;
	forms->taxonomy.query = taxonomy_query;
	forms->taxonomy.nkeys = 1;
	forms->classes.query = classes_query;
	forms->classes.nkeys = 1;
}

BpForm *
bp_form(BpForms *forms, Datum code)
{
	const text *given = DatumGetTextPP(code);
	const char *bytes = VARDATA_ANY(given);
	size_t		length = VARSIZE_ANY_EXHDR(given);
	MemoryContext caller;
	BpForm	   *form;

	for (form = forms->forms; form != NULL; form = form->next)
	{
		if (strlen(form->code) == length && memcmp(form->code, bytes, length) == 0)
			return form;
	}
	caller = MemoryContextSwitchTo(forms->calls->context);
	form = (BpForm *) palloc0(sizeof(BpForm));
	form->code = pnstrdup(bytes, length);
	form->code_text = CStringGetTextDatum(form->code);
	form->next = forms->forms;
	forms->forms = form;
	MemoryContextSwitchTo(caller);
	return form;
}

/*
 * Items
 */

static int
item_order(const void *a, const void *b)
{
	int32		x = ((const BpFormItem *) a)->ordinal;
	int32		y = ((const BpFormItem *) b)->ordinal;

	return (x > y) - (x < y);
}

/* Which totals an item counts in. */
static unsigned
totals_of(const BpFormItem *item)
{
	static const struct
	{
		const char *word;
		BpTotal		total;
	}			categories[] =
	{
		{"expenditure", BP_EXPENDITURE}, {"income", BP_INCOME}, {"tier", BP_TIER}
	}, blocks[] =
	{
		{"department", BP_DEPARTMENT}, {"development", BP_DEVELOPMENT}
	};
	const char *category = TextDatumGetCString(item->category);
	const char *block = TextDatumGetCString(item->block);
	unsigned	totals = 0;

	for (size_t i = 0; i < lengthof(categories); i++)
	{
		if (strcmp(category, categories[i].word) == 0)
			totals |= 1u << categories[i].total;
	}
	for (size_t i = 0; i < lengthof(blocks); i++)
	{
		if (strcmp(block, blocks[i].word) == 0)
			totals |= 1u << blocks[i].total;
	}
	return totals;
}

void
bp_form_items(BpForms *forms, BpForm *form)
{
	MemoryContext caller;
	int			space = 16;
	TupleTableSlot *row;

	if (form->has_items)
		return;
	caller = MemoryContextSwitchTo(forms->calls->context);
	form->items = (BpFormItem *) palloc(sizeof(BpFormItem) * space);
	bp_lookup(forms->calls, &forms->items, form->code_text, 0, 0);
	while ((row = bp_lookup_next(&forms->items)) != NULL)
	{
		BpFormItem *item;

		if (form->nitems == space)
		{
			space *= 2;
			form->items = (BpFormItem *) repalloc(form->items, sizeof(BpFormItem) * space);
		}
		item = &form->items[form->nitems++];
		item->code_text = datumCopy(bp_lookup_given(row, 1), false, -1);
		item->code = TextDatumGetCString(item->code_text);
		item->label = datumCopy(bp_lookup_given(row, 2), false, -1);
		item->category = datumCopy(bp_lookup_given(row, 3), false, -1);
		item->block = datumCopy(bp_lookup_given(row, 4), false, -1);
		item->block_label = datumCopy(bp_lookup_given(row, 5), false, -1);
		item->ordinal = DatumGetInt16(bp_lookup_given(row, 6));
		item->totals = totals_of(item);
	}
	qsort(form->items, form->nitems, sizeof(BpFormItem), item_order);
	form->has_items = true;
	MemoryContextSwitchTo(caller);
}

const BpFormItem *
bp_form_item(const BpForm *form, const char *code, size_t length, int guess)
{
	for (int i = 0; i < form->nitems; i++)
	{
		const BpFormItem *item = &form->items[(guess + i) % form->nitems];

		if (strlen(item->code) == length && memcmp(item->code, code, length) == 0)
			return item;
	}
	return NULL;
}

/*
 * Classes
 */

static int
class_order(const void *a, const void *b)
{
	int32		x = ((const BpClass *) a)->ordinal;
	int32		y = ((const BpClass *) b)->ordinal;

	return (x > y) - (x < y);
}

static const char **
stems_of(Datum array, int *count)
{
	Datum	   *values;
	bool	   *nulls;
	int			given;
	const char **stems;

	deconstruct_array(DatumGetArrayTypeP(array), TEXTOID, -1, false, TYPALIGN_INT,
					  &values, &nulls, &given);
	stems = (const char **) palloc(sizeof(char *) * Max(given, 1));
	*count = 0;
	for (int i = 0; i < given; i++)
	{
		if (!nulls[i])
			stems[(*count)++] = TextDatumGetCString(values[i]);
	}
	return stems;
}

static void
read_classes(BpForms *forms, BpTaxonomy *taxonomy)
{
	int			space = 16;
	TupleTableSlot *row;

	taxonomy->classes = (BpClass *) palloc(sizeof(BpClass) * space);
	bp_lookup(forms->calls, &forms->classes, CStringGetTextDatum(taxonomy->name), 0, 0);
	while ((row = bp_lookup_next(&forms->classes)) != NULL)
	{
		BpClass    *class;

		if (taxonomy->nclasses == space)
		{
			space *= 2;
			taxonomy->classes = (BpClass *) repalloc(taxonomy->classes, sizeof(BpClass) * space);
		}
		class = &taxonomy->classes[taxonomy->nclasses++];
		class->ordinal = DatumGetInt16(bp_lookup_given(row, 1));
		class->code = datumCopy(bp_lookup_given(row, 2), false, -1);
		class->level1 = datumCopy(bp_lookup_given(row, 3), false, -1);
		class->level2 = datumCopy(bp_lookup_given(row, 4), false, -1);
		class->level1_names = stems_of(bp_lookup_given(row, 5), &class->nlevel1);
		class->level2_names = stems_of(bp_lookup_given(row, 6), &class->nlevel2);
	}
	qsort(taxonomy->classes, taxonomy->nclasses, sizeof(BpClass), class_order);
}

/* A form that there is not has a taxonomy without classes, of its own. */
static BpTaxonomy *
taxonomy_of(BpForms *forms, BpForm *form)
{
	MemoryContext caller;
	TupleTableSlot *row;
	const char *name;
	BpTaxonomy *taxonomy;

	if (form->taxonomy != NULL)
		return form->taxonomy;
	caller = MemoryContextSwitchTo(forms->calls->context);
	bp_lookup(forms->calls, &forms->taxonomy, form->code_text, 0, 0);
	row = bp_lookup_next(&forms->taxonomy);
	if (row == NULL)
		taxonomy = (BpTaxonomy *) palloc0(sizeof(BpTaxonomy));
	else
	{
		name = TextDatumGetCString(bp_lookup_given(row, 1));
		taxonomy = forms->taxonomies;
		while (taxonomy != NULL && strcmp(taxonomy->name, name) != 0)
			taxonomy = taxonomy->next;
		if (taxonomy == NULL)
		{
			taxonomy = (BpTaxonomy *) palloc0(sizeof(BpTaxonomy));
			taxonomy->name = name;
			read_classes(forms, taxonomy);
			taxonomy->next = forms->taxonomies;
			forms->taxonomies = taxonomy;
		}
	}
	MemoryContextSwitchTo(caller);
	form->taxonomy = taxonomy;
	return taxonomy;
}

static bool
is_among(const char *stem, const char **stems, int count)
{
	for (int i = 0; i < count; i++)
	{
		if (strcmp(stems[i], stem) == 0)
			return true;
	}
	return false;
}

/* The first class that both stems mean. */
static const BpClass *
class_of(const BpTaxonomy *taxonomy, const char *level1_stem, const char *level2_stem)
{
	for (int i = 0; i < taxonomy->nclasses; i++)
	{
		const BpClass *class = &taxonomy->classes[i];

		if (is_among(level1_stem, class->level1_names, class->nlevel1) &&
			is_among(level2_stem, class->level2_names, class->nlevel2))
			return class;
	}
	return NULL;
}

const BpLabel *
bp_form_label(BpForms *forms, BpForm *form, const char *level1, const char *level2)
{
	BpTaxonomy *taxonomy = taxonomy_of(forms, form);
	BpLabel   **link = &taxonomy->labels;
	MemoryContext caller = CurrentMemoryContext;
	bool		kept = taxonomy->nlabels < LABELS_MAX;
	BpLabel    *label;

	for (label = *link; label != NULL; link = &label->next, label = *link)
	{
		if (strcmp(label->level2, level2) == 0 && strcmp(label->level1, level1) == 0)
		{
			*link = label->next;
			label->next = taxonomy->labels;
			taxonomy->labels = label;
			return label;
		}
	}
	if (kept)
		MemoryContextSwitchTo(forms->calls->context);
	label = (BpLabel *) palloc0(sizeof(BpLabel));
	label->level1 = pstrdup(level1);
	label->level2 = pstrdup(level2);
	label->stem = bp_names_apply(bp_class_stem, level2);
	label->class = class_of(taxonomy, bp_names_apply(bp_class_stem, level1), label->stem);
	MemoryContextSwitchTo(caller);
	if (kept)
	{
		label->next = taxonomy->labels;
		taxonomy->labels = label;
		taxonomy->nlabels++;
	}
	return label;
}
