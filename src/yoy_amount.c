/*
 * yoy_amount.c
 *	  Amounts of a department's year: totals and items, beside the year before;
 *	  totals, beside those that were filed first.
 *
 * Invariant: a blank amount is no zero.  A sum adds up what is given, and is
 * null where nothing is; of several predecessors each counts by its own form.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"

#include "exact.h"
#include "pair.h"

static const char *const lines_query =
	"SELECT b.item_code, b.amount FROM @ledger@.budget_line b"
	" WHERE b.department_code OPERATOR(pg_catalog.=) $1"
	" AND b.fiscal_year OPERATOR(pg_catalog.=) $2 AND b.version OPERATOR(pg_catalog.=) $3";
static const char *const tasks_query =
	"SELECT t.amount FROM @ledger@.task t"
	" WHERE t.department_code OPERATOR(pg_catalog.=) $1"
	" AND t.fiscal_year OPERATOR(pg_catalog.=) $2 AND t.version OPERATOR(pg_catalog.=) $3";

static const char *const waived_query =
	"SELECT (SELECT pg_catalog.count(*) FROM pg_catalog.jsonb_array_elements(a.findings) AS n"
	" WHERE n.value OPERATOR(pg_catalog.->>) 'status' OPERATOR(pg_catalog.=) 'waived')"
	" FROM @ledger@.seal a"
	" WHERE a.department_code OPERATOR(pg_catalog.=) $1"
	" AND a.fiscal_year OPERATOR(pg_catalog.=) $2 AND a.version OPERATOR(pg_catalog.=) $3"
	" AND a.withdrawn_at IS NULL";
static const char *const withdrawn_query =
	"SELECT a.submission FROM @ledger@.seal a"
	" WHERE a.department_code OPERATOR(pg_catalog.=) $1"
	" AND a.fiscal_year OPERATOR(pg_catalog.=) $2 AND a.withdrawn_at IS NOT NULL";

/* State of each of the functions. */
typedef struct Amounts
{
	BpPairs		pairs;
	BpLookup	lines;
	BpLookup	tasks;
	BpLookup	waived;
	BpLookup	withdrawn;
} Amounts;

/* A line whose item the form does not have. */
typedef struct Stray
{
	Datum		code_text;
	const char *code;
	Datum		amount;
} Stray;

/* The lines of a declaration; an amount is a NULL pointer where it is blank. */
typedef struct Lines
{
	Datum	   *amounts;		/* by the form's items */
	int			nstrays;
	Stray	   *strays;
} Lines;

/* Totals of a declaration, as far as they have been added up. */
typedef struct Totals
{
	Datum		sum[BP_TOTALS];
} Totals;

/* An item in the result. */
typedef struct ItemPair
{
	const char *code;
	Datum		code_text;
	const BpFormItem *now;		/* of this year's form */
	const BpFormItem *before;	/* of the first form of the year before that has it */
	Datum		amount;
	Datum		previous_amount;
} ItemPair;

typedef struct ItemPairs
{
	int			count;
	int			space;
	ItemPair	   *items;
} ItemPairs;

static Amounts *prepare(BpPairs *pairs);
static void add(Datum *sum, Datum amount);
static void *read_lines(BpPairs *pairs, const BpSource *source);
static void *read_totals(BpPairs *pairs, const BpSource *source);
static void group_totals(BpPairs *pairs, const BpPair *pair, Datum *now, Datum *before);
static Datum reachable(Datum sum);
static bool same_items(BpPairs *pairs, BpForm *a, BpForm *b);
static ItemPair *item_of(ItemPairs *items, const char *code, Datum code_text, int guess);
static void collect(const BpSource *source, const Lines *lines, bool now, ItemPairs *items);
static const char *item_change(const BpPair *pair, const ItemPair *item);
static const char *item_comparability(const BpPair *pair, const ItemPair *item);
static void put_totals(BpPairs *pairs, BpRow *row, const BpSource *source);

PG_FUNCTION_INFO_V1(budget_perf_yoy_budget);
PG_FUNCTION_INFO_V1(budget_perf_yoy_item);
PG_FUNCTION_INFO_V1(budget_perf_department_year);

static Amounts *
prepare(BpPairs *pairs)
{
	Amounts    *amounts = (Amounts *) pairs;

	if (pairs != NULL)
	{
		amounts->lines.query = lines_query;
		amounts->tasks.query = tasks_query;
		amounts->waived.query = waived_query;
		amounts->lines.nkeys = amounts->tasks.nkeys = amounts->waived.nkeys = 3;
		amounts->withdrawn.query = withdrawn_query;
		amounts->withdrawn.nkeys = 2;
	}
	return amounts;
}

/* Blank and blank are blank. */
static void
add(Datum *sum, Datum amount)
{
	if (DatumGetPointer(amount) == NULL)
		return;
	*sum = DatumGetPointer(*sum) == NULL ? amount :
		DirectFunctionCall2(numeric_add, *sum, amount);
}

static void *
read_lines(BpPairs *pairs, const BpSource *source)
{
	Amounts    *amounts = (Amounts *) pairs;
	Lines	   *lines = (Lines *) palloc0(sizeof(Lines));
	int			guess = 0;
	TupleTableSlot *row;

	bp_form_items(&pairs->forms, source->form);
	lines->amounts = (Datum *) palloc0(sizeof(Datum) * Max(source->form->nitems, 1));
	bp_rows_of(pairs, &amounts->lines, source);
	while ((row = bp_lookup_next(&amounts->lines)) != NULL)
	{
		Datum		amount = bp_lookup_value(row, 2);
		const text *code = DatumGetTextPP(bp_lookup_given(row, 1));
		const BpFormItem *item = bp_form_item(source->form, VARDATA_ANY(code),
											  VARSIZE_ANY_EXHDR(code), guess);

		if (DatumGetPointer(amount) != NULL)
			amount = datumCopy(amount, false, -1);
		if (item != NULL)
		{
			lines->amounts[item - source->form->items] = amount;
			guess = item - source->form->items + 1;
		}
		else
		{
			Stray	   *stray;

			lines->strays = lines->strays == NULL ? (Stray *) palloc(sizeof(Stray)) :
				(Stray *) repalloc(lines->strays, sizeof(Stray) * (lines->nstrays + 1));
			stray = &lines->strays[lines->nstrays++];
			stray->code = text_to_cstring(code);
			stray->code_text = CStringGetTextDatum(stray->code);
			stray->amount = amount;
		}
	}
	return lines;
}

static void *
read_totals(BpPairs *pairs, const BpSource *source)
{
	Amounts    *amounts = (Amounts *) pairs;
	Lines	   *lines = (Lines *) read_lines(pairs, source);
	Totals	   *totals = (Totals *) palloc0(sizeof(Totals));
	TupleTableSlot *row;

	for (int i = 0; i < source->form->nitems; i++)
	{
		for (int t = 0; t < BP_TASKS; t++)
		{
			if (source->form->items[i].totals & (1u << t))
				add(&totals->sum[t], lines->amounts[i]);
		}
	}
	bp_rows_of(pairs, &amounts->tasks, source);
	while ((row = bp_lookup_next(&amounts->tasks)) != NULL)
	{
		Datum		amount = bp_lookup_value(row, 1);

		if (DatumGetPointer(amount) != NULL && DatumGetPointer(totals->sum[BP_TASKS]) == NULL)
			amount = datumCopy(amount, false, -1);
		add(&totals->sum[BP_TASKS], amount);
	}
	return totals;
}

/*
 * Money for tasks that no budget can reach is not shown: one absurd
 * declaration, taken in as history, must not break everybody's query.
 */
static Datum
reachable(Datum sum)
{
	static const char *const limit = "100000000000000000";

	if (DatumGetPointer(sum) == NULL ||
		bp_exact_compare(DatumGetNumeric(sum), bp_exact_from_text(limit)) < 0)
		return sum;
	return (Datum) 0;
}

/* Another form is another measure only if its items differ. */
static bool
same_items(BpPairs *pairs, BpForm *a, BpForm *b)
{
	if (a == b)
		return true;
	bp_form_items(&pairs->forms, a);
	bp_form_items(&pairs->forms, b);
	if (a->nitems != b->nitems)
		return false;
	for (int i = 0; i < a->nitems; i++)
	{
		if (bp_form_item(b, a->items[i].code, strlen(a->items[i].code), i) == NULL)
			return false;
	}
	return true;
}

/*
 * After a split only the departments together can be compared: the one that
 * was split and all that came of it.
 */
static void
group_totals(BpPairs *pairs, const BpPair *pair, Datum *now, Datum *before)
{
	Datum		whole = CStringGetTextDatum(pair->split_from);
	List	   *members = bp_split_parts(pairs, pair->split_from, pair->now.fiscal_year);
	BpSource	source;
	ListCell   *cell;

	*now = *before = (Datum) 0;
	members = lappend(members, DatumGetPointer(whole));
	foreach(cell, members)
	{
		if (bp_effective(pairs, PointerGetDatum(lfirst(cell)), pair->now.fiscal_year, &source))
			add(now, ((Totals *) read_totals(pairs, &source))->sum[BP_EXPENDITURE]);
	}
	if (bp_effective(pairs, whole, pair->now.fiscal_year - 1, &source))
		add(before, ((Totals *) read_totals(pairs, &source))->sum[BP_EXPENDITURE]);
}

Datum
budget_perf_yoy_budget(PG_FUNCTION_ARGS)
{
	BpPair		pair;
	BpPairs    *pairs = bp_pairs_begin(fcinfo, sizeof(Amounts), &pair);
	Amounts    *amounts = prepare(pairs);
	Totals		now = {0};
	Totals		before = {0};
	Totals	  **sources;
	bool		differs = false;
	bool		blank;
	Datum		group_now;
	Datum		group_before;
	const char *comparability;
	const char *comparison;
	BpRow		row = {0};

	if (amounts == NULL)
		return (Datum) 0;
	sources = (Totals **) bp_contents_before(pairs, &pair, read_totals);
	for (int i = 0; i < pair.nsources; i++)
	{
		for (int t = 0; t < BP_TOTALS; t++)
			add(&before.sum[t], sources[i]->sum[t]);
		if (pair.filed && !same_items(pairs, pair.now.form, pair.sources[i].form))
			differs = true;
	}
	if (pair.filed)
		now = *(Totals *) bp_content(pairs, &pair.now, read_totals);
	blank = DatumGetPointer(now.sum[BP_EXPENDITURE]) == NULL ||
		DatumGetPointer(before.sum[BP_EXPENDITURE]) == NULL;
	group_now = now.sum[BP_EXPENDITURE];
	group_before = before.sum[BP_EXPENDITURE];
	if (pair.split_from != NULL)
		group_totals(pairs, &pair, &group_now, &group_before);
	now.sum[BP_TASKS] = reachable(now.sum[BP_TASKS]);
	before.sum[BP_TASKS] = reachable(before.sum[BP_TASKS]);

	comparability = pair.comparability;
	if (pair.comparable && (blank || differs))
		comparability = blank ? "blank" : "form differs";
	comparison = pair.comparison;
	if (strcmp(comparison, "no") != 0 && pair.split_from == NULL && (blank || differs))
		comparison = blank ? "no" : "partly";

	bp_row_begin(pairs, &row);
	bp_put_int(&row, pair.filed, pair.now.version);
	bp_put_word(pairs, &row, pair.status);
	bp_put_if(&row, pair.filed ? pair.now.form->code_text : (Datum) 0);
	bp_put_before(&row, &pair, pair.single);
	bp_put_bool(&row, pair.comparable && !blank && !differs);
	bp_put_word(pairs, &row, comparability);
	for (int t = 0; t < BP_TOTALS; t++)
	{
		bp_put_if(&row, now.sum[t]);
		bp_put_if(&row, before.sum[t]);
	}
	bp_put_word(pairs, &row, comparison);
	bp_put_int(&row, true, pair.nsources);
	bp_put_text(&row, pair.previous_codes);
	bp_put_text(&row, pair.split_from != NULL ? pair.split_from : pair.now.code);
	bp_put_if(&row, group_now);
	bp_put_if(&row, group_before);
	bp_row_end(pairs, &row);
	return (Datum) 0;
}

/* The item of a code in the result, made if it is new. */
static ItemPair *
item_of(ItemPairs *items, const char *code, Datum code_text, int guess)
{
	ItemPair	   *item;

	for (int i = 0; i < items->count; i++)
	{
		item = &items->items[(guess + i) % items->count];
		if (strcmp(item->code, code) == 0)
			return item;
	}
	if (items->count == items->space)
	{
		items->space *= 2;
		items->items = (ItemPair *) repalloc(items->items, sizeof(ItemPair) * items->space);
	}
	item = &items->items[items->count++];
	memset(item, 0, sizeof(*item));
	item->code = code;
	item->code_text = code_text;
	return item;
}

/* The items of a source's form, and those of its lines beside them. */
static void
collect(const BpSource *source, const Lines *lines, bool now, ItemPairs *items)
{
	for (int i = 0; i < source->form->nitems; i++)
	{
		const BpFormItem *of_form = &source->form->items[i];
		ItemPair	   *item = item_of(items, of_form->code, of_form->code_text, i);

		if (now)
		{
			item->now = of_form;
			item->amount = lines->amounts[i];
		}
		else
		{
			if (item->before == NULL)
				item->before = of_form;
			add(&item->previous_amount, lines->amounts[i]);
		}
	}
	for (int i = 0; i < lines->nstrays; i++)
	{
		const Stray *stray = &lines->strays[i];
		ItemPair	   *item = item_of(items, stray->code, stray->code_text, 0);

		if (now)
			item->amount = stray->amount;
		else
			add(&item->previous_amount, stray->amount);
	}
}

static const char *
item_change(const BpPair *pair, const ItemPair *item)
{
	bool		given = DatumGetPointer(item->amount) != NULL;
	bool		was_given = DatumGetPointer(item->previous_amount) != NULL;
	int			order;

	if (!pair->filed || pair->nsources == 0 || (!given && !was_given))
		return NULL;
	if (!was_given)
		return "new";
	if (!given)
		return "dropped";
	order = bp_exact_compare(DatumGetNumeric(item->amount),
							 DatumGetNumeric(item->previous_amount));
	return order > 0 ? "raised" : order < 0 ? "lowered" : "unchanged";
}

static const char *
item_comparability(const BpPair *pair, const ItemPair *item)
{
	if (!pair->comparable)
		return pair->comparability;
	if (item->now == NULL && item->before != NULL)
		return "not in this form";
	if (item->before == NULL && item->now != NULL)
		return "not in the form before";
	if (DatumGetPointer(item->amount) == NULL || DatumGetPointer(item->previous_amount) == NULL)
		return "blank";
	return pair->comparability;
}

/* Each item of either year: of the forms, and of lines that are in no form. */
Datum
budget_perf_yoy_item(PG_FUNCTION_ARGS)
{
	BpPair		pair;
	BpPairs    *pairs = bp_pairs_begin(fcinfo, sizeof(Amounts), &pair);
	Amounts    *amounts = prepare(pairs);
	Lines	  **before;
	ItemPairs	items = {.space = 32};
	Datum		codes;
	BpRow		row = {0};

	if (amounts == NULL)
		return (Datum) 0;
	items.items = (ItemPair *) palloc(sizeof(ItemPair) * items.space);
	before = (Lines **) bp_contents_before(pairs, &pair, read_lines);
	if (pair.filed)
		collect(&pair.now, bp_content(pairs, &pair.now, read_lines), true, &items);
	for (int i = 0; i < pair.nsources; i++)
		collect(&pair.sources[i], before[i], false, &items);

	codes = pair.previous_codes != NULL ? CStringGetTextDatum(pair.previous_codes) : (Datum) 0;
	for (int i = 0; i < items.count; i++)
	{
		const ItemPair *item = &items.items[i];
		const BpFormItem *shown = item->now != NULL ? item->now : item->before;
		bool		blank = DatumGetPointer(item->amount) == NULL ||
			DatumGetPointer(item->previous_amount) == NULL;

		bp_row_begin(pairs, &row);
		bp_put_int(&row, pair.filed, pair.now.version);
		bp_put_before(&row, &pair, pair.single);
		bp_put(&row, item->code_text);
		bp_put_if(&row, item->amount);
		bp_put_if(&row, item->previous_amount);
		bp_put_word(pairs, &row, item_change(&pair, item));
		bp_put_bool(&row, pair.comparable && !blank);
		bp_put_word(pairs, &row, item_comparability(&pair, item));
		bp_put_word(pairs, &row, blank ? "no" : pair.comparison);
		bp_put_int(&row, true, pair.nsources);
		bp_put_if(&row, codes);
		bp_put_if(&row, shown != NULL ? shown->label : (Datum) 0);
		bp_put_if(&row, shown != NULL ? shown->category : (Datum) 0);
		bp_put_if(&row, shown != NULL ? shown->block : (Datum) 0);
		bp_put_if(&row, shown != NULL ? shown->block_label : (Datum) 0);
		bp_put_int(&row, shown != NULL, shown != NULL ? shown->ordinal : 0);
		bp_row_end(pairs, &row);
	}
	return (Datum) 0;
}

/* A declaration's totals, as department_budget shows them; nulls for none. */
static void
put_totals(BpPairs *pairs, BpRow *row, const BpSource *source)
{
	static const BpTotal shown[] = {BP_EXPENDITURE, BP_INCOME, BP_TIER, BP_TASKS};
	Totals		totals = {0};

	if (source->version != 0)
		totals = *(Totals *) bp_content(pairs, source, read_totals);
	totals.sum[BP_TASKS] = reachable(totals.sum[BP_TASKS]);
	for (size_t i = 0; i < lengthof(shown); i++)
		bp_put_if(row, totals.sum[shown[i]]);
}

/*
 * A department's year, as department_budget shows it: the version that counts,
 * the one that was filed first, and what became of them.  One row, filed or not.
 */
Datum
budget_perf_department_year(PG_FUNCTION_ARGS)
{
	BpPairs    *pairs = bp_pairs_open(fcinfo, sizeof(Amounts));
	Amounts    *amounts = prepare(pairs);
	int32		fiscal_year = PG_GETARG_INT32(2);
	BpFiled		filed;
	bool		refused = false;
	int64		waived = 0;
	TupleTableSlot *seal;
	BpRow		row = {0};

	if (fiscal_year == PG_INT32_MIN)
		return (Datum) 0;
	bp_filed(pairs, PG_GETARG_DATUM(1), fiscal_year, &filed);
	if (filed.effective.version != 0)
	{
		bp_rows_of(pairs, &amounts->waived, &filed.effective);
		while ((seal = bp_lookup_next(&amounts->waived)) != NULL)
			waived += DatumGetInt64(bp_lookup_given(seal, 1));
	}
	else if (filed.drafted)
	{
		bp_rows_of(pairs, &amounts->withdrawn, &filed.effective);
		refused = bp_lookup_next(&amounts->withdrawn) != NULL;
	}

	bp_row_begin(pairs, &row);
	bp_put_int(&row, filed.effective.version != 0, filed.effective.version);
	bp_put_word(pairs, &row, filed.status);
	bp_put_if(&row, filed.effective.form != NULL ? filed.effective.form->code_text : (Datum) 0);
	put_totals(pairs, &row, &filed.effective);
	put_totals(pairs, &row, &filed.original);
	bp_put_bool(&row, filed.original.version != 0);
	bp_put_int(&row, true, (int32) waived);
	bp_put_bool(&row, refused);
	bp_row_end(pairs, &row);
	return (Datum) 0;
}
