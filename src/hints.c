/*
 * hints.c
 *	  Which single amount, changed to which value, would mend every identity
 *	  that a declaration breaks.
 *
 * Invariant: what is proposed was tried.  Linear algebra finds the candidates
 * (a cell that stands in every broken identity with one and the same change
 * that closes each); then the rules themselves judge a copy of the declaration
 * with that value in it, and only a proposal that mends all of them and breaks
 * no other identity, nor an error rule at any place where it holds, is
 * returned.  Nothing is written.
 */
#include "postgres.h"

#include "fmgr.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/json.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"

#include "check_private.h"
#include "content.h"
#include "exact.h"
#include "ledger.h"
#include "seal.h"

/* A cell that holds an amount. */
typedef struct Cell
{
	const BpItem *item;			/* a budget line ... */
	const BpTask *task;			/* ... or a task */
	Numeric		amount;			/* NULL = blank */
} Cell;

/* An identity that fails: left less right is the difference. */
typedef struct Broken
{
	const BpRule *rule;
	Numeric		difference;
} Broken;

#define RESULT_COLUMNS	9

PG_FUNCTION_INFO_V1(budget_perf_repair_hints);

static const BpRule *
find_rule(const BpRuleSet *rules, const char *id)
{
	ListCell   *cell;

	foreach(cell, rules->rules)
	{
		const BpRule *rule = lfirst(cell);

		if (strcmp(rule->id, id) == 0)
			return rule;
	}
	elog(ERROR, "no rule \"%s\" was checked", id); /* a finding is of one of them */
}

/* How much the difference of an identity grows with the cell. */
static Numeric
coefficient_of(const BpRule *rule, const Cell *cell)
{
	Numeric		sum = int64_to_numeric(0);
	ListCell   *other;

	foreach(other, rule->terms)
	{
		const BpTerm *term = lfirst(other);

		if (term->tasks ? cell->task == NULL :
			(cell->item == NULL || strcmp(term->item_code, cell->item->item_code) != 0))
			continue;
		sum = term->left ? bp_exact_add(sum, term->coefficient) :
			bp_exact_subtract(sum, term->coefficient);
	}
	return sum;
}

/*
 * The change of the cell that brings the difference of every broken identity
 * to nothing; an inequality is content with more.  NULL if there is none.
 */
static Numeric
change_for(const Broken *broken, int nbroken, const Cell *cell)
{
	Numeric		change = NULL;
	bool		fixed = false;	/* an equality has said how much */

	for (int pass = 0; pass < 2; pass++)
	{
		for (int i = 0; i < nbroken; i++)
		{
			bool		equality = (broken[i].rule->operator == BP_EQUAL);
			Numeric		coefficient;
			Numeric		needed;

			if (equality != (pass == 0))
				continue;
			coefficient = coefficient_of(broken[i].rule, cell);
			if (bp_exact_sign(coefficient) == 0)
				return NULL;
			needed = DatumGetNumeric(DirectFunctionCall2(numeric_div,
														 NumericGetDatum(bp_exact_subtract(int64_to_numeric(0), broken[i].difference)),
														 NumericGetDatum(coefficient)));
			/* a quotient that does not come out is no amount of money */
			if (bp_exact_compare(bp_exact_multiply(needed, coefficient),
								 bp_exact_subtract(int64_to_numeric(0), broken[i].difference)) != 0)
				return NULL;
			if (change == NULL)
			{
				change = needed;
				fixed = equality;
			}
			else if (bp_exact_sign(change) != bp_exact_sign(needed))
				return NULL;
			else if (equality)
			{
				if (bp_exact_compare(change, needed) != 0)
					return NULL;
			}
			else if (bp_exact_compare(bp_exact_absolute(needed), bp_exact_absolute(change)) > 0)
			{
				if (fixed)
					return NULL;
				change = needed;
			}
		}
	}
	return change;
}

/* The declaration with another amount in one cell. */
static BpDeclaration *
with_amount(const BpDeclaration *declaration, const Cell *cell, Numeric amount)
{
	BpDeclaration *copy = palloc(sizeof(BpDeclaration));
	ListCell   *other;
	bool		found = false;

	*copy = *declaration;
	if (cell->task != NULL)
	{
		copy->tasks = NIL;
		foreach(other, declaration->tasks)
		{
			BpTask	   *task = lfirst(other);

			if (task == cell->task)
			{
				task = palloc(sizeof(BpTask));
				*task = *cell->task;
				task->amount = amount;
				task->amount_source = NULL;
			}
			copy->tasks = lappend(copy->tasks, task);
		}
		return copy;
	}
	copy->lines = NIL;
	foreach(other, declaration->lines)
	{
		BpLine	   *line = lfirst(other);

		if (strcmp(line->item_code, cell->item->item_code) == 0)
		{
			BpLine	   *changed = palloc(sizeof(BpLine));

			*changed = *line;
			changed->amount = amount;
			changed->amount_source = NULL;
			line = changed;
			found = true;
		}
		copy->lines = lappend(copy->lines, line);
	}
	if (!found)
	{
		BpLine	   *line = palloc0(sizeof(BpLine));

		line->item_code = cell->item->item_code;
		line->amount = amount;
		copy->lines = lappend(copy->lines, line);
	}
	return copy;
}

/* Whether the rule of a finding fails at the same place among others. */
static bool
fails_too(const List *findings, const BpFinding *finding)
{
	ListCell   *cell;

	foreach(cell, findings)
	{
		const BpFinding *other = lfirst(cell);

		if (other->status == BP_FAIL && strcmp(other->rule, finding->rule) == 0 &&
			strcmp(bp_finding_location(other), bp_finding_location(finding)) == 0)
			return true;
	}
	return false;
}

/* Whether the value mends every identity and makes nothing worse. */
static bool
mends(const BpDeclaration *declaration, const BpRuleSet *rules, const List *before,
	  const Cell *cell, Numeric amount)
{
	List	   *after = bp_check(with_amount(declaration, cell, amount), rules, true);
	ListCell   *other;

	foreach(other, after)
	{
		const BpFinding *finding = lfirst(other);

		if (finding->status != BP_FAIL)
			continue;
		if (find_rule(rules, finding->rule)->operator != BP_NO_OPERATOR)
			return false;
		if (finding->severity == BP_ERROR && !fails_too(before, finding))
			return false;
	}
	return true;
}

/* The same digits in another order. */
static bool
same_digits(Numeric a, Numeric b)
{
	int			count[256] = {0};

	for (const char *c = bp_exact_to_text(bp_exact_tidy(a)); *c != '\0'; c++)
		count[(unsigned char) *c]++;
	for (const char *c = bp_exact_to_text(bp_exact_tidy(b)); *c != '\0'; c++)
		count[(unsigned char) *c]--;
	for (int i = 0; i < 256; i++)
	{
		if (count[i] != 0)
			return false;
	}
	return true;
}

/* What kind of slip the proposal would explain; NULL if none is known. */
static char *
slip_note(Numeric from, Numeric to)
{
	static const int factors[] = {10, 100, 1000, 10000};

	if (from == NULL)
		return _("The amount is blank.");
	if (bp_exact_sign(from) == 0 || bp_exact_sign(to) == 0)
		return NULL;
	if (bp_exact_sign(from) != bp_exact_sign(to) &&
		bp_exact_compare(bp_exact_absolute(from), bp_exact_absolute(to)) == 0)
		return _("The sign would change, and nothing else.");
	for (size_t i = 0; i < lengthof(factors); i++)
	{
		Numeric		factor = int64_to_numeric(factors[i]);

		if (bp_exact_compare(bp_exact_multiply(from, factor), to) == 0 ||
			bp_exact_compare(bp_exact_multiply(to, factor), from) == 0)
			return factors[i] == 10000 ?
				_("The two differ by a factor of ten thousand: a slip between yuan and ten thousand yuan.") :
				_("The two differ by a power of ten: a slip of the decimal point.");
	}
	if (same_digits(from, to))
		return _("The two have the same digits in another order: a slip of the pen.");
	return NULL;
}

static void
put(ReturnSetInfo *result, const BpDeclaration *declaration, const Cell *cell, Numeric proposed,
	Datum rule_ids, int alternatives)
{
	Datum		values[RESULT_COLUMNS] = {0};
	bool		nulls[RESULT_COLUMNS] = {false};
	StringInfoData key;
	char	   *note = slip_note(cell->amount, proposed);

	initStringInfo(&key);
	appendStringInfoString(&key, "{\"department_code\": ");
	escape_json(&key, declaration->key.department_code);
	appendStringInfo(&key, ", \"fiscal_year\": %d, \"version\": %d, ",
					 declaration->key.fiscal_year, declaration->key.version);
	if (cell->task != NULL)
		appendStringInfo(&key, "\"task_no\": %d}", cell->task->task_no);
	else
	{
		appendStringInfoString(&key, "\"item_code\": ");
		escape_json(&key, cell->item->item_code);
		appendStringInfoChar(&key, '}');
	}
	values[0] = CStringGetTextDatum(cell->task != NULL ? "task" : "budget_line");
	values[1] = DirectFunctionCall1(jsonb_in, CStringGetDatum(key.data));
	values[2] = CStringGetTextDatum("amount");
	values[3] = CStringGetTextDatum(cell->task != NULL ? cell->task->name : cell->item->label);
	nulls[4] = (cell->amount == NULL);
	values[4] = NumericGetDatum(cell->amount);
	values[5] = NumericGetDatum(proposed);
	values[6] = rule_ids;
	values[7] = Int32GetDatum(alternatives);
	nulls[8] = (note == NULL);
	if (note != NULL)
		values[8] = CStringGetTextDatum(note);
	tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
}

/* Every cell that could hold an amount, items in printed order, then tasks. */
static List *
all_cells(const BpDeclaration *declaration, const BpRuleSet *rules)
{
	List	   *cells = NIL;
	ListCell   *one;
	ListCell   *other;

	foreach(one, rules->items)
	{
		Cell	   *cell = palloc0(sizeof(Cell));

		cell->item = lfirst(one);
		foreach(other, declaration->lines)
		{
			const BpLine *line = lfirst(other);

			if (strcmp(line->item_code, cell->item->item_code) == 0)
				cell->amount = line->amount;
		}
		cells = lappend(cells, cell);
	}
	foreach(one, declaration->tasks)
	{
		Cell	   *cell = palloc0(sizeof(Cell));

		cell->task = lfirst(one);
		cell->amount = cell->task->amount;
		cells = lappend(cells, cell);
	}
	return cells;
}

/*
 * repair_hints(department_code text, fiscal_year integer, version integer, ledger text)
 */
Datum
budget_perf_repair_hints(PG_FUNCTION_ARGS)
{
	static const char *const names[] = {"department_code", "fiscal_year", NULL, "ledger"};
	ReturnSetInfo *result = (ReturnSetInfo *) fcinfo->resultinfo;
	char	   *ledger;
	char	   *department_code;
	int32		version;
	BpKey		key;
	Snapshot	snapshot;
	BpDeclaration *declaration;
	const BpRuleSet *rules;
	List	   *before;
	Broken	   *broken;
	int			nbroken = 0;
	char	  **ids;
	List	   *found = NIL;
	List	   *proposals = NIL;
	ListCell   *cell;
	Numeric		limit = bp_exact_from_text("10000000000000000");
	MemoryContext scratch;

	for (int i = 0; i < (int) lengthof(names); i++)
	{
		if (names[i] != NULL && PG_ARGISNULL(i))
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("argument \"%s\" must not be null", names[i])));
	}
	department_code = text_to_cstring(PG_GETARG_TEXT_PP(0));
	version = PG_ARGISNULL(2) ? 0 : PG_GETARG_INT32(2);
	if (!PG_ARGISNULL(2) && version < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("version must be at least 1, or null for the newest")));
	ledger = bp_ledger_arg(PG_GETARG_TEXT_PP(3));
	InitMaterializedSRF(fcinfo, 0);

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	key = bp_key_resolve(ledger, department_code, PG_GETARG_INT32(1), version);
	snapshot = RegisterSnapshot(GetTransactionSnapshot());
	declaration = bp_content_load_found(ledger, &key, snapshot);
	rules = bp_rules_get(ledger, declaration->form_code, key.fiscal_year, snapshot);
	UnregisterSnapshot(snapshot);

	before = bp_check(declaration, rules, true);
	broken = palloc(sizeof(Broken) * Max(list_length(before), 1));
	ids = palloc(sizeof(char *) * Max(list_length(before), 1));
	foreach(cell, before)
	{
		const BpFinding *finding = lfirst(cell);
		const BpRule *rule = find_rule(rules, finding->rule);

		if (finding->status != BP_FAIL || rule->operator == BP_NO_OPERATOR)
			continue;
		broken[nbroken].rule = rule;
		broken[nbroken].difference = finding->difference;
		ids[nbroken++] = rule->id;
	}

	if (nbroken > 0)
	{
		scratch = AllocSetContextCreate(CurrentMemoryContext, "budget_perf repair",
										ALLOCSET_DEFAULT_SIZES);
		foreach(cell, all_cells(declaration, rules))
		{
			const Cell *one = lfirst(cell);
			MemoryContext caller = MemoryContextSwitchTo(scratch);
			Numeric		change;
			Numeric		proposed = NULL;

			CHECK_FOR_INTERRUPTS();
			change = change_for(broken, nbroken, one);
			if (change != NULL)
				proposed = one->amount == NULL ? change : bp_exact_add(one->amount, change);
			if (proposed != NULL &&
				bp_exact_compare(DatumGetNumeric(DirectFunctionCall2(numeric_round,
																	 NumericGetDatum(proposed),
																	 Int32GetDatum(2))), proposed) == 0 &&
				bp_exact_compare(bp_exact_absolute(proposed), limit) < 0 &&
				(bp_exact_sign(proposed) >= 0 || (one->item != NULL && one->item->negative_allowed)) &&
				mends(declaration, rules, before, one, bp_exact_tidy(proposed)))
			{
				MemoryContextSwitchTo(caller);
				found = lappend(found, unconstify(Cell *, one));
				proposals = lappend(proposals, DatumGetNumericCopy(NumericGetDatum(bp_exact_tidy(proposed))));
			}
			MemoryContextSwitchTo(caller);
			MemoryContextReset(scratch);
		}
		for (int i = 0; i < list_length(found); i++)
			put(result, declaration, list_nth(found, i), list_nth(proposals, i),
				bp_text_array(ids, nbroken), list_length(found));
	}
	SPI_finish();
	return (Datum) 0;
}
