/*
 * check_budget.c
 *	  The rules on amounts: identities, magnitude, items, signs, rounding.
 *
 * Invariant: amounts are compared exactly, in yuan.  A blank is zero beside
 * figures and nothing at all where a whole side is blank: then the rule is
 * skipped, for nothing can be said.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "check_private.h"
#include "exact.h"
#include "seal.h"

/* One side of an identity, added up. */
typedef struct Side
{
	Numeric		sum;			/* NULL = blank */
	int			nterms;			/* terms that the form has */
} Side;

/* An identity, added up. */
typedef struct Sum
{
	const BpRule *rule;
	Side		left;
	Side		right;
} Sum;

/* An identity as a person reads it. */
typedef struct Description
{
	StringInfoData left;		/* the terms of a side */
	StringInfoData right;
	StringInfoData rows;		/* JSON array of what was added up */
} Description;

/* Parameters of the rule on magnitude. */
typedef struct Magnitude
{
	Numeric		low;
	Numeric		high;
	Numeric		part_low;
	Numeric		part_high;
} Magnitude;

static const BpLine *find_line(const BpCheck *check, const char *item_code);
static Numeric tasks_total(const BpCheck *check);
static void describe_term(const BpCheck *check, const BpTerm *term, bool first,
						  StringInfo labels, StringInfo rows);
static void begin_row(StringInfo rows, const BpTerm *term, const char *table);
static void end_row(StringInfo rows, const BpTerm *term, const char *label,
					Numeric amount);
static const Sum *sum_identity(const BpCheck *check, const BpRule *rule);
static void describe_identity(const BpCheck *check, const BpRule *rule,
							  Description *description);
static const char *identity_table(const BpRule *rule);
static const BpItem *const *line_items(const BpCheck *check);
static Numeric category_total(const BpCheck *check, const char *category);
static bool in_band(Numeric small, Numeric large, Numeric low, Numeric high);
static void *prepare_magnitude(const BpCheck *check);
static char *slip_hint(void);

static const BpLine *
find_line(const BpCheck *check, const char *item_code)
{
	ListCell   *cell;

	foreach(cell, check->declaration->lines)
	{
		const BpLine *line = lfirst(cell);

		if (strcmp(line->item_code, item_code) == 0)
			return line;
	}
	return NULL;
}

static void
begin_row(StringInfo rows, const BpTerm *term, const char *table)
{
	if (rows->len > 1)
		appendStringInfoString(rows, ", ");
	appendStringInfo(rows, "{\"side\": \"%s\", \"table\": \"%s\", ",
					 term->left ? "left" : "right", table);
}

static void
end_row(StringInfo rows, const BpTerm *term, const char *label, Numeric amount)
{
	appendStringInfoString(rows, ", \"label\": ");
	escape_json(rows, label);
	appendStringInfo(rows, ", \"amount\": \"%s\"", bp_exact_to_text(amount));
	if (!term->unit_coefficient)
		appendStringInfo(rows, ", \"coefficient\": \"%s\"",
						 bp_exact_to_text(term->coefficient));
	appendStringInfoChar(rows, '}');
}

/* The sum of the tasks, added up once per check; NULL if wholly blank. */
static Numeric
tasks_total(const BpCheck *check)
{
	BpCheck    *state = unconstify(BpCheck *, check);
	ListCell   *cell;

	if (!check->tasks_added)
	{
		foreach(cell, check->declaration->tasks)
		{
			CHECK_FOR_INTERRUPTS();
			state->tasks_total = bp_add_amounts(state->tasks_total,
												((const BpTask *) lfirst(cell))->amount);
		}
		state->tasks_added = true;
	}
	return check->tasks_total;
}

/*
 * The sides of an identity, added up once per check.  An item that the form
 * lacks is no term at all; an amount that is blank adds nothing.
 */
static const Sum *
sum_identity(const BpCheck *check, const BpRule *rule)
{
	Sum		   *sum;
	ListCell   *cell;

	foreach(cell, check->sums)
	{
		sum = lfirst(cell);
		if (sum->rule == rule)
			return sum;
	}
	sum = palloc0(sizeof(Sum));
	sum->rule = rule;
	foreach(cell, rule->terms)
	{
		const BpTerm *term = lfirst(cell);
		Side	   *side = term->left ? &sum->left : &sum->right;
		Numeric		amount;

		if (term->tasks)
			amount = tasks_total(check);
		else
		{
			const BpLine *line;

			if (bp_find_item(check->rules, term->item_code) == NULL)
				continue;
			line = find_line(check, term->item_code);
			amount = (line != NULL) ? line->amount : NULL;
		}
		if (amount != NULL && !term->unit_coefficient)
			amount = bp_exact_tidy(bp_exact_multiply(term->coefficient, amount));
		side->nterms++;
		side->sum = bp_add_amounts(side->sum, amount);
	}
	unconstify(BpCheck *, check)->sums = lappend(check->sums, sum);
	return sum;
}

/* A term in words, and a row for each amount that it stands for. */
static void
describe_term(const BpCheck *check, const BpTerm *term, bool first, StringInfo labels,
			  StringInfo rows)
{
	const char *label;

	if (term->tasks)
	{
		ListCell   *cell;

		label = _("tasks");
		foreach(cell, check->declaration->tasks)
		{
			const BpTask *task = lfirst(cell);

			CHECK_FOR_INTERRUPTS();
			if (task->amount == NULL)
				continue;
			begin_row(rows, term, "task");
			appendStringInfo(rows, "\"task_no\": %d", task->task_no);
			end_row(rows, term, task->name, task->amount);
		}
	}
	else
	{
		const BpItem *item = bp_find_item(check->rules, term->item_code);
		const BpLine *line = find_line(check, term->item_code);

		label = item->label;
		if (line != NULL && line->amount != NULL)
		{
			begin_row(rows, term, "budget_line");
			appendStringInfoString(rows, "\"item_code\": ");
			escape_json(rows, item->item_code);
			end_row(rows, term, item->label, line->amount);
		}
	}

	if (term->unit_coefficient)
		appendStringInfo(labels, "%s%s", first ? "" : " + ", label);
	else
	{
		bool		negative = (bp_exact_sign(term->coefficient) < 0);
		char	   *factor = bp_exact_print(bp_exact_absolute(term->coefficient));

		if (!first)
			appendStringInfoString(labels, negative ? " - " : " + ");
		else if (negative)
			appendStringInfoChar(labels, '-');
		if (strcmp(factor, "1") != 0)
			appendStringInfo(labels, "%s * ", factor);
		appendStringInfoString(labels, label);
	}
}

static void
describe_identity(const BpCheck *check, const BpRule *rule, Description *description)
{
	ListCell   *cell;

	initStringInfo(&description->left);
	initStringInfo(&description->right);
	initStringInfo(&description->rows);
	appendStringInfoChar(&description->rows, '[');
	foreach(cell, rule->terms)
	{
		const BpTerm *term = lfirst(cell);
		StringInfo	labels = term->left ? &description->left : &description->right;

		if (term->tasks || bp_find_item(check->rules, term->item_code) != NULL)
			describe_term(check, term, labels->len == 0, labels, &description->rows);
	}
	appendStringInfoChar(&description->rows, ']');
}

/* The table of the left side's amounts. */
static const char *
identity_table(const BpRule *rule)
{
	ListCell   *cell;

	foreach(cell, rule->terms)
	{
		const BpTerm *term = lfirst(cell);

		if (term->left && term->tasks)
			return "task";
	}
	return "budget_line";
}

void
bp_check_identity(BpCheck *check)
{
	const BpRule *rule = check->rule;
	const Sum  *sum;
	const Side *left;
	const Side *right;
	Description description;
	BpPlace		place = {0};
	BpValues	values = {0};
	Numeric		excess = NULL;
	bool		passes = false;
	char	   *left_text;
	char	   *right_text;
	char	   *by;
	char	   *message;

	sum = sum_identity(check, rule);
	left = &sum->left;
	right = &sum->right;
	if (left->sum != NULL && right->sum != NULL)
	{
		values.difference = bp_exact_subtract(left->sum, right->sum);
		switch (rule->operator)
		{
			case BP_AT_MOST:
				excess = values.difference;
				break;
			case BP_AT_LEAST:
				excess = bp_exact_subtract(right->sum, left->sum);
				break;
			default:
				excess = bp_exact_absolute(values.difference);
				break;
		}
		passes = (bp_exact_compare(excess, rule->tolerance) <= 0);
		if (passes && !check->passes)
			return;
	}

	describe_identity(check, rule, &description);
	place.table = identity_table(rule);
	place.column = "amount";
	place.rows = description.rows.data;
	values.lhs = left->sum;
	values.rhs = right->sum;
	values.tolerance = rule->tolerance;

	if (left->nterms == 0 || right->nterms == 0)
	{
		bp_emit(check, BP_SKIP, &place, &values,
				psprintf(_("Form \"%s\" has none of the items on one side."),
						 check->rules->form_code),
				NULL);
		return;
	}
	if (left->sum == NULL || right->sum == NULL)
	{
		if (left->sum == NULL && right->sum == NULL)
			message = psprintf(_("Nothing is filled in for %s, nor for %s."),
							   description.left.data, description.right.data);
		else
			message = psprintf(_("Nothing is filled in for %s."),
							   left->sum == NULL ? description.left.data : description.right.data);
		bp_emit(check, BP_SKIP, &place, &values, message,
				_("Blank is not zero: fill in the block, with 0 where there is no money, and the rule can be evaluated."));
		return;
	}

	left_text = bp_amount(check, left->sum);
	right_text = bp_amount(check, right->sum);
	by = bp_amount(check, bp_exact_absolute(values.difference));

	if (passes)
	{
		switch (rule->operator)
		{
			case BP_AT_MOST:
				message = psprintf(_("%s = %s is at most %s = %s."),
								   description.left.data, left_text,
								   description.right.data, right_text);
				break;
			case BP_AT_LEAST:
				message = psprintf(_("%s = %s is at least %s = %s."),
								   description.left.data, left_text,
								   description.right.data, right_text);
				break;
			default:
				message = psprintf(_("%s = %s agrees with %s = %s."),
								   description.left.data, left_text,
								   description.right.data, right_text);
				break;
		}
		bp_emit(check, BP_PASS, &place, &values, message, NULL);
		return;
	}

	switch (rule->operator)
	{
		case BP_AT_MOST:
			message = psprintf(_("%s = %s exceeds %s = %s by %s."),
							   description.left.data, left_text,
							   description.right.data, right_text, by);
			break;
		case BP_AT_LEAST:
			message = psprintf(_("%s = %s falls short of %s = %s by %s."),
							   description.left.data, left_text,
							   description.right.data, right_text, by);
			break;
		default:
			message = psprintf(_("%s = %s differs from %s = %s by %s."),
							   description.left.data, left_text,
							   description.right.data, right_text, by);
			break;
	}
	bp_fail(check, &place, &values, message,
			_("Correct the amounts that are wrong; the location lists every row that was added up."));
}

/* The items of the budget lines, looked up once per check. */
static const BpItem *const *
line_items(const BpCheck *check)
{
	const List *lines = check->declaration->lines;
	ListCell   *cell;

	if (check->items == NULL)
	{
		const BpItem **items = (const BpItem **)
			palloc(sizeof(BpItem *) * Max(list_length(lines), 1));

		foreach(cell, lines)
			items[foreach_current_index(cell)] =
				bp_find_item(check->rules, ((const BpLine *) lfirst(cell))->item_code);
		unconstify(BpCheck *, check)->items = items;
	}
	return check->items;
}

/* The sum of the items of a category; NULL if wholly blank. */
static Numeric
category_total(const BpCheck *check, const char *category)
{
	const BpItem *const *items = line_items(check);
	Numeric		total = NULL;
	ListCell   *cell;

	foreach(cell, check->declaration->lines)
	{
		const BpLine *line = lfirst(cell);
		const BpItem *item = items[foreach_current_index(cell)];

		if (item != NULL && strcmp(item->category, category) == 0)
			total = bp_add_amounts(total, line->amount);
	}
	return total;
}

/* Whether large is between low times and high times small; both positive. */
static bool
in_band(Numeric small, Numeric large, Numeric low, Numeric high)
{
	return bp_exact_sign(small) > 0 &&
		bp_exact_compare(large, bp_exact_multiply(small, low)) >= 0 &&
		bp_exact_compare(large, bp_exact_multiply(small, high)) <= 0;
}

static char *
slip_hint(void)
{
	return _("One of the two may have been entered in the wrong one of the units yuan and ten thousand yuan.");
}

static void *
prepare_magnitude(const BpCheck *check)
{
	Magnitude  *factor = palloc(sizeof(Magnitude));

	factor->low = bp_parameter_number(check, "low", "5000");
	factor->high = bp_parameter_number(check, "high", "20000");
	factor->part_low = bp_parameter_number(check, "part_low", "500");
	factor->part_high = bp_parameter_number(check, "part_high", "50000");
	return factor;
}

/*
 * A factor of about ten thousand between two places is what an amount in the
 * wrong unit looks like.  Compared are the sides of every identity that is in
 * force, the expenditure with last year's, and each task with the whole
 * expenditure.
 *
 * What is a part of the other (the left of "at most", the right of "at least")
 * is off by less than ten thousand where it is too large, and by more where it
 * is too small.  A single task is only ever too large: a small one is a small
 * task.
 */
void
bp_check_magnitude(BpCheck *check)
{
	const Magnitude *factor = bp_prepared(check, prepare_magnitude);
	Numeric		expenditure = category_total(check, "expenditure");
	Numeric		last_year = check->declaration->last_year_expenditure;
	ListCell   *cell;

	foreach(cell, check->rules->rules)
	{
		const BpRule *rule = lfirst(cell);
		const Sum  *sum;
		const Side *left;
		const Side *right;
		Numeric		a;
		Numeric		b;
		bool		apart;

		if (rule->operator == BP_NO_OPERATOR)
			continue;
		sum = sum_identity(check, rule);
		left = &sum->left;
		right = &sum->right;
		if (left->sum == NULL || right->sum == NULL)
			continue;
		a = bp_exact_absolute(left->sum);
		b = bp_exact_absolute(right->sum);
		if (bp_exact_sign(a) == 0 || bp_exact_sign(b) == 0)
			continue;
		check->looked_at++;
		switch (rule->operator)
		{
			case BP_AT_MOST:
				apart = in_band(b, a, factor->part_low, factor->high) || in_band(a, b, factor->low, factor->part_high);
				break;
			case BP_AT_LEAST:
				apart = in_band(a, b, factor->part_low, factor->high) || in_band(b, a, factor->low, factor->part_high);
				break;
			default:
				apart = in_band(a, b, factor->low, factor->high) || in_band(b, a, factor->low, factor->high);
				break;
		}
		if (apart)
		{
			BpPlace		place = {0};
			BpValues	values = {0};
			Description description;

			describe_identity(check, rule, &description);
			place.table = identity_table(rule);
			place.column = "amount";
			place.rows = description.rows.data;
			values.lhs = left->sum;
			values.rhs = right->sum;
			values.difference = bp_exact_subtract(left->sum, right->sum);
			bp_fail(check, &place, &values,
					psprintf(_("%s = %s and %s = %s are about a factor of ten thousand apart."),
							 description.left.data, bp_amount(check, left->sum),
							 description.right.data, bp_amount(check, right->sum)),
					slip_hint());
		}
	}

	if (expenditure != NULL && bp_exact_sign(expenditure) > 0)
	{
		Numeric		too_much = bp_exact_multiply(expenditure, factor->part_low);

		foreach(cell, check->declaration->tasks)
		{
			const BpTask *task = lfirst(cell);

			CHECK_FOR_INTERRUPTS();
			if (task->amount == NULL || bp_exact_sign(task->amount) <= 0)
				continue;
			check->looked_at++;
			if (bp_exact_compare(task->amount, too_much) >= 0 &&
				in_band(expenditure, task->amount, factor->part_low, factor->high))
			{
				BpPlace		place = {0};
				BpValues	values = {0};

				place.table = "task";
				place.column = "amount";
				place.task = task;
				values.lhs = task->amount;
				values.rhs = expenditure;
				values.difference = bp_exact_subtract(task->amount, expenditure);
				bp_fail(check, &place, &values,
						psprintf(_("Task %d \"%s\" has %s, many times the whole expenditure of %s."),
								 task->task_no, bp_clip(task->name),
								 bp_amount(check, task->amount),
								 bp_amount(check, expenditure)),
						slip_hint());
			}
		}

		if (last_year != NULL && bp_exact_sign(last_year) > 0)
		{
			check->looked_at++;
			if (in_band(expenditure, last_year, factor->low, factor->high) ||
				in_band(last_year, expenditure, factor->low, factor->high))
			{
				BpPlace		place = {0};
				BpValues	values = {0};

				place.table = "budget_line";
				place.column = "amount";
				values.lhs = expenditure;
				values.rhs = last_year;
				values.difference = bp_exact_subtract(expenditure, last_year);
				bp_fail(check, &place, &values,
						psprintf(_("The expenditure of %s and last year's of %s are about a factor of ten thousand apart."),
								 bp_amount(check, expenditure),
								 bp_amount(check, last_year)),
						slip_hint());
			}
		}
	}

	bp_conclude(check, "budget_line", "amount",
				gettext_noop("No two amounts that should be alike are a factor of about ten thousand apart."),
				gettext_noop("There are no two amounts to compare."));
}

void
bp_check_item_known(BpCheck *check)
{
	const BpItem *const *items = line_items(check);
	ListCell   *cell;

	foreach(cell, check->declaration->lines)
	{
		const BpLine *line = lfirst(cell);
		BpPlace		place = {0};

		CHECK_FOR_INTERRUPTS();
		check->looked_at++;
		if (items[foreach_current_index(cell)] != NULL)
			continue;
		place.table = "budget_line";
		place.column = "item_code";
		place.item_code = line->item_code;
		bp_fail(check, &place, NULL,
				psprintf(_("Budget item \"%s\" is no item of form \"%s\"; its amount is in no total."),
						 bp_clip(line->item_code), check->rules->form_code),
				_("Move the amount to an item of the form, or add the item to the table \"form_item\"."));
	}
	bp_conclude(check, "budget_line", "item_code",
				gettext_noop("Every budget item is an item of the form."),
				gettext_noop("There are no budget lines."));
}

void
bp_check_amount_sign(BpCheck *check)
{
	bool		negative_tasks = bp_parameter_flag(check, "negative_tasks", false);
	ListCell   *cell;

	foreach(cell, check->declaration->lines)
	{
		const BpLine *line = lfirst(cell);
		const BpItem *item;
		BpPlace		place = {0};
		BpValues	values = {0};

		CHECK_FOR_INTERRUPTS();
		if (line->amount == NULL)
			continue;
		check->looked_at++;
		if (bp_exact_sign(line->amount) >= 0)
			continue;
		item = bp_find_item(check->rules, line->item_code);
		if (item != NULL && item->negative_allowed)
			continue;
		place.table = "budget_line";
		place.column = "amount";
		place.item_code = line->item_code;
		values.lhs = line->amount;
		bp_fail(check, &place, &values,
				psprintf(_("%s is negative: %s."),
						 item != NULL ? item->label : bp_clip(line->item_code),
						 bp_amount(check, line->amount)),
				_("Enter an amount of zero or more, or allow negative amounts for the item in the table \"form_item\"."));
	}
	foreach(cell, check->declaration->tasks)
	{
		const BpTask *task = lfirst(cell);
		BpPlace		place = {0};
		BpValues	values = {0};

		CHECK_FOR_INTERRUPTS();
		if (task->amount == NULL)
			continue;
		check->looked_at++;
		if (negative_tasks || bp_exact_sign(task->amount) >= 0)
			continue;
		place.table = "task";
		place.column = "amount";
		place.task = task;
		values.lhs = task->amount;
		bp_fail(check, &place, &values,
				psprintf(_("The amount of task %d \"%s\" is negative: %s."),
						 task->task_no, bp_clip(task->name),
						 bp_amount(check, task->amount)),
				_("Enter an amount of zero or more."));
	}
	bp_conclude(check, "budget_line", "amount",
				gettext_noop("No amount is negative where it must not be."),
				gettext_noop("There are no amounts."));
}

void
bp_check_amount_rounded(BpCheck *check)
{
	ListCell   *cell;

	foreach(cell, check->declaration->lines)
	{
		const BpLine *line = lfirst(cell);
		const BpItem *item;
		BpPlace		place = {0};
		BpValues	values = {0};

		CHECK_FOR_INTERRUPTS();
		if (line->amount == NULL)
			continue;
		check->looked_at++;
		if (line->amount_source == NULL)
			continue;
		item = bp_find_item(check->rules, line->item_code);
		place.table = "budget_line";
		place.column = "amount";
		place.item_code = line->item_code;
		values.lhs = line->amount;
		bp_fail(check, &place, &values,
				psprintf(_("%s was given as %s and is kept as %s."),
						 item != NULL ? item->label : bp_clip(line->item_code),
						 bp_clip(line->amount_source),
						 bp_amount(check, line->amount)),
				_("Amounts are kept to the fen; a spreadsheet may have added binary noise."));
	}
	foreach(cell, check->declaration->tasks)
	{
		const BpTask *task = lfirst(cell);
		BpPlace		place = {0};
		BpValues	values = {0};

		CHECK_FOR_INTERRUPTS();
		if (task->amount == NULL)
			continue;
		check->looked_at++;
		if (task->amount_source == NULL)
			continue;
		place.table = "task";
		place.column = "amount";
		place.task = task;
		values.lhs = task->amount;
		bp_fail(check, &place, &values,
				psprintf(_("The amount of task %d \"%s\" was given as %s and is kept as %s."),
						 task->task_no, bp_clip(task->name),
						 bp_clip(task->amount_source),
						 bp_amount(check, task->amount)),
				_("Amounts are kept to the fen; a spreadsheet may have added binary noise."));
	}
	bp_conclude(check, "budget_line", "amount",
				gettext_noop("No amount was rounded when it was taken in."),
				gettext_noop("There are no amounts."));
}
