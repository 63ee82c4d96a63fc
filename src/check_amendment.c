/*
 * check_amendment.c
 *	  The rules on amendments: a version against the one before it.
 *
 * Invariant: amounts are compared exactly, in yuan, and a blank beside figures
 * is zero.  A first version has nothing to amend and passes; where the version
 * before cannot be seen, nothing can be said.
 *
 * Items are judged by category.  Expenditure, income and tier divide the same
 * money, so the lines of an amendment need not tell all three: a category of
 * which no line speaks is left to the identities, one of which some line
 * speaks must be explained by its lines in full.  Tasks are key tasks, not all
 * of the money; only those that a line names are judged.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "check_private.h"
#include "exact.h"
#include "names.h"
#include "seal.h"

/* Category of the tasks, beside those of the items. */
#define TASKS	"task"

/* Changes of one item, task or category, added up. */
typedef struct Sum
{
	const char *category;
	const char *item_code;		/* NULL for a task, or for a whole category */
	int32		task_no;		/* 0 = no task */
	Numeric		before;			/* NULL = blank */
	Numeric		after;			/* NULL = blank */
	Numeric		change;			/* NULL = no line */
} Sum;

/* An indicator as it is matched between versions. */
typedef struct Matched
{
	const BpIndicator *row;
	const char *name;			/* normal form */
	const char *class;			/* normal form of level two */
	int			other;			/* index in the other version; -1 = none */
} Matched;

static bool nothing_to_amend(BpCheck *check, const char *table, bool compares);
static const char *line_category(const BpCheck *check, const BpAmendmentLine *line);
static const char *category_label(const char *category);
static Numeric or_zero(Numeric amount);
static Numeric find_amount(const BpDeclaration *declaration, const char *item_code);
static const BpTask *find_task(const BpDeclaration *declaration, int32 task_no);
static Numeric expenditure(const BpCheck *check, const BpDeclaration *declaration);
static void judge_total(BpCheck *check, const Sum *sum);
static bool has_item_line(const BpCheck *check, const char *category);
static void judge_category(BpCheck *check, const char *category);
static void judge_tasks(BpCheck *check);
static Numeric line_changes(const BpCheck *check, const char *item_code, int32 task_no);
static Matched *read_indicators(const BpDeclaration *declaration);
static const char *normal(const char *text, size_t (*form) (const char *, size_t, char *));
static void match_indicators(const BpCheck *check, Matched **before, Matched **after);
static bool same_target(const char *a, const char *b);

/*
 * True, and said, if the version is the first one, or (for a rule that compares)
 * the version before is not there.
 */
static bool
nothing_to_amend(BpCheck *check, const char *table, bool compares)
{
	BpPlace		place = {0};

	place.table = table;
	if (check->declaration->key.version == 1)
		bp_emit(check, BP_PASS, &place, NULL,
				_("This is the first version: there is nothing to amend."), NULL);
	else if (compares && check->declaration->previous == NULL)
		bp_emit(check, BP_SKIP, &place, NULL,
				psprintf(_("Version %d, with which to compare, is not there."),
						 check->declaration->key.version - 1),
				NULL);
	else
		return false;
	return true;
}

void
bp_check_amendment_missing(BpCheck *check)
{
	BpPlace		place = {0};

	if (nothing_to_amend(check, "amendment", false))
		return;
	place.table = "amendment";
	check->looked_at++;
	if (check->declaration->amendments == NIL)
		bp_fail(check, &place, NULL,
				psprintf(_("Version %d does not say by which amendment it came about."),
						 check->declaration->key.version),
				_("Add a row to the table \"amendment\", with kind, batch, reason and legal reference."));
	bp_conclude(check, "amendment", NULL,
				gettext_noop("The version says by which amendments it came about."), "");
}

void
bp_check_amendment_reason(BpCheck *check)
{
	List	   *required;
	ListCell   *cell;

	if (nothing_to_amend(check, "amendment", false))
		return;
	required = bp_parameter_words(check, "require");
	foreach(cell, check->declaration->amendments)
	{
		const BpAmendment *amendment = lfirst(cell);
		ListCell   *other;

		check->looked_at++;
		foreach(other, required)
		{
			const char *column = lfirst(other);
			const char *value = NULL;
			BpPlace		place = {0};
			char	   *message;

			if (strcmp(column, "reason") == 0)
			{
				value = amendment->reason;
				message = _("Amendment %d gives no reason.");
			}
			else if (strcmp(column, "batch") == 0)
			{
				value = amendment->batch;
				message = _("Amendment %d gives no batch.");
			}
			else if (strcmp(column, "legal_reference") == 0)
			{
				value = amendment->legal_reference;
				message = _("Amendment %d gives no legal reference.");
			}
			else
				ereport(ERROR,
						(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						 errmsg("parameter \"%s\" of rule \"%s\" must be %s", "require",
								check->rule->id,
								_("made of \"reason\", \"batch\" and \"legal_reference\"")),
						 errhint("Correct the column \"parameters\" of the rule.")));
			if (!bp_is_blank(value))
				continue;
			place.table = "amendment";
			place.column = column;
			place.amendment = amendment;
			bp_fail(check, &place, NULL, psprintf(message, amendment->amendment_no),
					_("Fill it in."));
		}
	}
	bp_conclude(check, "amendment", NULL, gettext_noop("Every amendment says what it must."),
				gettext_noop("There is no amendment."));
}

void
bp_check_amendment_sign(BpCheck *check)
{
	ListCell   *cell;

	if (nothing_to_amend(check, "amendment_line", false))
		return;
	foreach(cell, check->declaration->amendments)
	{
		const BpAmendment *amendment = lfirst(cell);
		bool		increase = strcmp(amendment->kind, "increase") == 0;
		ListCell   *other;

		if (!increase && strcmp(amendment->kind, "decrease") != 0)
			continue;
		foreach(other, amendment->lines)
		{
			const BpAmendmentLine *line = lfirst(other);
			BpPlace		place = {0};
			BpValues	values = {0};
			int			sign = bp_exact_sign(line->change);

			CHECK_FOR_INTERRUPTS();
			check->looked_at++;
			if (increase ? sign >= 0 : sign <= 0)
				continue;
			place.table = "amendment_line";
			place.column = "change";
			place.amendment = amendment;
			place.amendment_line = line;
			values.lhs = line->change;
			bp_fail(check, &place, &values,
					psprintf(increase ?
							 _("Line %d of amendment %d, an increase, takes money away: %s.") :
							 _("Line %d of amendment %d, a decrease, adds money: %s."),
							 line->line_no, amendment->amendment_no,
							 bp_amount(check, line->change)),
					_("Correct the sign, or make it a transfer."));
		}
	}
	bp_conclude(check, "amendment_line", "change",
				gettext_noop("Every line has the sign of its amendment."),
				gettext_noop("No line belongs to an increase or a decrease."));
}

/* The category that a line is about; NULL if the form lacks the item. */
static const char *
line_category(const BpCheck *check, const BpAmendmentLine *line)
{
	const BpItem *item;

	if (line->item_code == NULL)
		return TASKS;
	item = bp_find_item(check->rules, line->item_code);
	return item == NULL ? NULL : item->category;
}

static const char *
category_label(const char *category)
{
	if (strcmp(category, "expenditure") == 0)
		return _("expenditure");
	if (strcmp(category, "income") == 0)
		return _("income");
	if (strcmp(category, "tier") == 0)
		return _("division by budget tier");
	return _("tasks");
}

void
bp_check_amendment_transfer(BpCheck *check)
{
	static const char *const categories[] = {"expenditure", "income", "tier", TASKS};
	ListCell   *cell;

	if (nothing_to_amend(check, "amendment_line", false))
		return;
	foreach(cell, check->declaration->amendments)
	{
		const BpAmendment *amendment = lfirst(cell);

		if (strcmp(amendment->kind, "transfer") != 0)
			continue;
		for (int i = 0; i < (int) lengthof(categories); i++)
		{
			Numeric		sum = NULL;
			BpPlace		place = {0};
			BpValues	values = {0};
			ListCell   *other;

			foreach(other, amendment->lines)
			{
				const BpAmendmentLine *line = lfirst(other);
				const char *category = line_category(check, line);

				CHECK_FOR_INTERRUPTS();
				if (category != NULL && strcmp(category, categories[i]) == 0)
					sum = bp_add_amounts(sum, line->change);
			}
			if (sum == NULL)
				continue;
			check->looked_at++;
			if (bp_exact_compare(bp_exact_absolute(sum), check->rule->tolerance) <= 0)
				continue;
			place.table = "amendment_line";
			place.column = "change";
			place.amendment = amendment;
			values.lhs = sum;
			values.rhs = bp_exact_from_text("0.00");
			values.difference = sum;
			values.tolerance = check->rule->tolerance;
			bp_fail(check, &place, &values,
					psprintf(_("Amendment %d is a transfer, but its changes of %s add up to %s, not to zero."),
							 amendment->amendment_no, category_label(categories[i]),
							 bp_amount(check, sum)),
					_("What one line gives, another must take; money that comes or goes is an increase or a decrease."));
		}
	}
	bp_conclude(check, "amendment_line", "change", gettext_noop("Every transfer adds up to zero."),
				gettext_noop("There is no transfer with lines."));
}

static Numeric
or_zero(Numeric amount)
{
	return amount != NULL ? amount : bp_exact_from_text("0.00");
}

static Numeric
find_amount(const BpDeclaration *declaration, const char *item_code)
{
	ListCell   *cell;

	foreach(cell, declaration->lines)
	{
		const BpLine *line = lfirst(cell);

		if (strcmp(line->item_code, item_code) == 0)
			return line->amount;
	}
	return NULL;
}

static const BpTask *
find_task(const BpDeclaration *declaration, int32 task_no)
{
	ListCell   *cell;

	foreach(cell, declaration->tasks)
	{
		const BpTask *task = lfirst(cell);

		if (task->task_no == task_no)
			return task;
	}
	return NULL;
}

/* Expenditure of a version, by the items of this version's form; NULL = blank. */
static Numeric
expenditure(const BpCheck *check, const BpDeclaration *declaration)
{
	Numeric		total = NULL;
	ListCell   *cell;

	foreach(cell, declaration->lines)
	{
		const BpLine *line = lfirst(cell);
		const BpItem *item = bp_find_item(check->rules, line->item_code);

		if (item != NULL && strcmp(item->category, "expenditure") == 0)
			total = bp_add_amounts(total, line->amount);
	}
	return total;
}

/* What the lines say of an item or a task; NULL if none does. */
static Numeric
line_changes(const BpCheck *check, const char *item_code, int32 task_no)
{
	Numeric		sum = NULL;
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, check->declaration->amendments)
	{
		foreach(other, ((BpAmendment *) lfirst(cell))->lines)
		{
			const BpAmendmentLine *line = lfirst(other);

			if (item_code != NULL ?
				line->item_code != NULL && strcmp(line->item_code, item_code) == 0 :
				line->item_code == NULL && line->task_no == task_no)
				sum = bp_add_amounts(sum, line->change);
		}
	}
	return sum;
}

static bool
has_item_line(const BpCheck *check, const char *category)
{
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, check->declaration->amendments)
	{
		foreach(other, ((BpAmendment *) lfirst(cell))->lines)
		{
			const BpAmendmentLine *line = lfirst(other);
			const char *about = line_category(check, line);

			if (line->item_code != NULL &&
				(category == NULL || (about != NULL && strcmp(about, category) == 0)))
				return true;
		}
	}
	return false;
}

/* One finding: after against before and the changes. */
static void
judge_total(BpCheck *check, const Sum *sum)
{
	BpPlace		place = {0};
	BpValues	values = {0};
	const char *what;
	BpTask		task = {0};

	if (sum->task_no != 0)
	{
		place.table = "task";
		task.task_no = sum->task_no;
		place.task = &task;
		what = psprintf(_("task %d"), sum->task_no);
	}
	else
	{
		place.table = "budget_line";
		place.item_code = sum->item_code;
		what = sum->item_code != NULL ? bp_find_item(check->rules, sum->item_code)->label :
			category_label(sum->category);
	}
	place.column = "amount";
	values.lhs = or_zero(sum->after);
	values.rhs = bp_exact_add(or_zero(sum->before), or_zero(sum->change));
	values.difference = bp_exact_subtract(values.lhs, values.rhs);
	values.tolerance = check->rule->tolerance;

	check->looked_at++;
	if (bp_exact_compare(bp_exact_absolute(values.difference), check->rule->tolerance) <= 0)
		bp_emit(check, BP_PASS, &place, &values,
				psprintf(_("%s: %s before and changes of %s make %s."), what,
						 bp_amount(check, or_zero(sum->before)),
						 bp_amount(check, or_zero(sum->change)),
						 bp_amount(check, values.lhs)),
				NULL);
	else
		bp_fail(check, &place, &values,
				psprintf(_("%s: %s before and changes of %s make %s, but this version has %s."), what,
						 bp_amount(check, or_zero(sum->before)),
						 bp_amount(check, or_zero(sum->change)),
						 bp_amount(check, values.rhs), bp_amount(check, values.lhs)),
				_("Correct the amount, or the lines of the amendments."));
}

/* Every item of a category of which some line speaks, then the category. */
static void
judge_category(BpCheck *check, const char *category)
{
	const BpDeclaration *declaration = check->declaration;
	Sum			total = {0};
	int			failures = check->failures;
	ListCell   *cell;

	total.category = category;
	foreach(cell, check->rules->items)
	{
		const BpItem *item = lfirst(cell);
		Sum			sum = {0};
		Numeric		difference;

		if (strcmp(item->category, category) != 0)
			continue;
		CHECK_FOR_INTERRUPTS();
		sum.category = category;
		sum.item_code = item->item_code;
		sum.before = find_amount(declaration->previous, item->item_code);
		sum.after = find_amount(declaration, item->item_code);
		sum.change = line_changes(check, item->item_code, 0);
		total.before = bp_add_amounts(total.before, sum.before);
		total.after = bp_add_amounts(total.after, sum.after);
		total.change = bp_add_amounts(total.change, sum.change);

		difference = bp_exact_subtract(or_zero(sum.after),
									   bp_exact_add(or_zero(sum.before), or_zero(sum.change)));
		if (bp_exact_compare(bp_exact_absolute(difference), check->rule->tolerance) > 0)
			judge_total(check, &sum);
	}

	/* one pass for the category; a failure is told item by item */
	if (check->failures == failures)
		judge_total(check, &total);
}

/* Every task that a line names, once, in the order of the lines. */
static void
judge_tasks(BpCheck *check)
{
	const BpDeclaration *declaration = check->declaration;
	List	   *seen = NIL;
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, declaration->amendments)
	{
		const BpAmendment *amendment = lfirst(cell);

		foreach(other, amendment->lines)
		{
			const BpAmendmentLine *line = lfirst(other);
			const BpTask *before;
			const BpTask *after;
			BpPlace		place = {0};
			Sum			sum = {0};

			CHECK_FOR_INTERRUPTS();
			if (line->item_code != NULL || list_member_int(seen, line->task_no))
				continue;
			seen = lappend_int(seen, line->task_no);
			before = find_task(declaration->previous, line->task_no);
			after = find_task(declaration, line->task_no);
			if (before == NULL && after == NULL)
			{
				place.table = "amendment_line";
				place.column = "task_no";
				place.amendment = amendment;
				place.amendment_line = line;
				bp_fail(check, &place, NULL,
						psprintf(_("Line %d of amendment %d names task %d, which neither version has."),
								 line->line_no, amendment->amendment_no, line->task_no),
						_("Name a task by its number."));
				continue;
			}
			sum.category = TASKS;
			sum.task_no = line->task_no;
			sum.before = before != NULL ? before->amount : NULL;
			sum.after = after != NULL ? after->amount : NULL;
			sum.change = line_changes(check, NULL, line->task_no);
			judge_total(check, &sum);
		}
	}
}

void
bp_check_amendment_total(BpCheck *check)
{
	static const char *const categories[] = {"expenditure", "income", "tier"};
	const BpDeclaration *declaration = check->declaration;
	ListCell   *cell;
	ListCell   *other;

	if (nothing_to_amend(check, "budget_line", true))
		return;
	if (declaration->amendments == NIL)
	{
		bp_conclude(check, "budget_line", "amount", "", gettext_noop("There is no amendment."));
		return;
	}

	foreach(cell, declaration->amendments)
	{
		const BpAmendment *amendment = lfirst(cell);

		foreach(other, amendment->lines)
		{
			const BpAmendmentLine *line = lfirst(other);
			BpPlace		place = {0};

			if (line_category(check, line) != NULL)
				continue;
			place.table = "amendment_line";
			place.column = "item_code";
			place.amendment = amendment;
			place.amendment_line = line;
			bp_fail(check, &place, NULL,
					psprintf(_("Line %d of amendment %d names the item \"%s\", which the form does not have."),
							 line->line_no, amendment->amendment_no, bp_clip(line->item_code)),
					_("Name an item of the form."));
		}
	}

	if (has_item_line(check, NULL))
	{
		for (int i = 0; i < (int) lengthof(categories); i++)
		{
			if (has_item_line(check, categories[i]))
				judge_category(check, categories[i]);
		}
	}
	else
	{
		/* lines of tasks, or none: then spending changes by as much, or not at all */
		Sum			sum = {0};

		sum.category = "expenditure";
		sum.before = expenditure(check, declaration->previous);
		sum.after = expenditure(check, declaration);
		foreach(cell, declaration->amendments)
		{
			foreach(other, ((BpAmendment *) lfirst(cell))->lines)
				sum.change = bp_add_amounts(sum.change,
											((BpAmendmentLine *) lfirst(other))->change);
		}
		judge_total(check, &sum);
	}
	judge_tasks(check);
}

static const char *
normal(const char *text, size_t (*form) (const char *, size_t, char *))
{
	return text == NULL ? "" : bp_names_apply(form, text);
}

/* Targets as they are printed, but for white space and the width of letters. */
static bool
same_target(const char *a, const char *b)
{
	return strcmp(normal(a, bp_normalise_code), normal(b, bp_normalise_code)) == 0;
}

static Matched *
read_indicators(const BpDeclaration *declaration)
{
	Matched    *result = palloc0(sizeof(Matched) * Max(list_length(declaration->indicators), 1));
	ListCell   *cell;
	int			count = 0;

	foreach(cell, declaration->indicators)
	{
		const BpIndicator *indicator = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		result[count].row = indicator;
		result[count].name = normal(indicator->name, bp_normalise_name);
		result[count].class = normal(indicator->level2, bp_class_stem);
		result[count].other = -1;
		count++;
	}
	return result;
}

/*
 * Find each indicator in the version before: by its code, else by its name in
 * its class.  Most stand at the same place, so the search begins there.
 */
static void
match_indicators(const BpCheck *check, Matched **before, Matched **after)
{
	int			nbefore = list_length(check->declaration->previous->indicators);
	int			nafter = list_length(check->declaration->indicators);

	*before = read_indicators(check->declaration->previous);
	*after = read_indicators(check->declaration);
	for (int way = 0; way < 2; way++)
	{
		for (int i = 0; i < nafter; i++)
		{
			Matched    *new = &(*after)[i];

			CHECK_FOR_INTERRUPTS();
			for (int step = 0; step < nbefore && new->other < 0; step++)
			{
				int			j = (i + step) % nbefore;
				Matched    *old = &(*before)[j];

				if (old->other >= 0)
					continue;
				if (way == 0 ?
					new->row->code != NULL && old->row->code != NULL &&
					strcmp(new->row->code, old->row->code) == 0 :
					strcmp(new->name, old->name) == 0 && strcmp(new->class, old->class) == 0)
				{
					new->other = j;
					old->other = i;
				}
			}
		}
	}
}

/*
 * Money falls, for the declaration or for a task: then the targets should say
 * that less will be reached, or why not.
 */
void
bp_check_amendment_targets_kept(BpCheck *check)
{
	const BpDeclaration *declaration = check->declaration;
	BpPlace		place = {0};
	BpValues	values = {0};
	Matched    *before;
	Matched    *after;
	char	   *message = NULL;
	bool		changed = false;
	ListCell   *cell;

	if (nothing_to_amend(check, "indicator", true))
		return;
	place.table = "indicator";
	if (declaration->indicators == NIL && declaration->previous->indicators == NIL)
	{
		bp_emit(check, BP_SKIP, &place, NULL, _("Neither version has an indicator."), NULL);
		return;
	}

	values.lhs = expenditure(check, declaration);
	values.rhs = expenditure(check, declaration->previous);
	if (values.lhs != NULL && values.rhs != NULL)
	{
		values.difference = bp_exact_subtract(values.lhs, values.rhs);
		if (bp_exact_sign(values.difference) < 0)
			message = psprintf(_("Expenditure falls from %s to %s"),
							   bp_amount(check, values.rhs), bp_amount(check, values.lhs));
	}
	foreach(cell, declaration->previous->tasks)
	{
		const BpTask *old = lfirst(cell);
		const BpTask *new = find_task(declaration, old->task_no);

		CHECK_FOR_INTERRUPTS();
		if (message != NULL)
			break;
		if (old->amount == NULL || (new != NULL && new->amount == NULL) ||
			(new != NULL && bp_exact_compare(new->amount, old->amount) >= 0) ||
			(new == NULL && bp_exact_sign(old->amount) <= 0))
			continue;
		message = psprintf(_("The money of task %d falls from %s to %s"), old->task_no,
						   bp_amount(check, old->amount),
						   bp_amount(check, or_zero(new != NULL ? new->amount : NULL)));
		values.lhs = or_zero(new != NULL ? new->amount : NULL);
		values.rhs = old->amount;
		values.difference = bp_exact_subtract(values.lhs, values.rhs);
	}
	if (message == NULL)
	{
		bp_emit(check, BP_PASS, &place, &values, _("No money falls."), NULL);
		return;
	}

	match_indicators(check, &before, &after);
	for (int i = 0; i < list_length(declaration->indicators) && !changed; i++)
		changed = after[i].other < 0 ||
			!same_target(after[i].row->annual_target, before[after[i].other].row->annual_target) ||
			!same_target(after[i].row->cycle_target, before[after[i].other].row->cycle_target);
	for (int i = 0; i < list_length(declaration->previous->indicators) && !changed; i++)
		changed = before[i].other < 0;

	if (changed)
		bp_emit(check, BP_PASS, &place, &values,
				psprintf(_("%s, and targets change with it."), message), NULL);
	else
		bp_fail(check, &place, &values,
				psprintf(_("%s, but no target changes."), message),
				_("Adjust the targets that depend on the money, or say in the reason why they stay."));
}

void
bp_check_amendment_target_changed(BpCheck *check)
{
	const BpDeclaration *declaration = check->declaration;
	Matched    *before;
	Matched    *after;
	Numeric		old_total;
	Numeric		new_total;
	char	   *hint = NULL;
	BpPlace		place = {0};

	if (nothing_to_amend(check, "indicator", true))
		return;
	place.table = "indicator";
	old_total = expenditure(check, declaration->previous);
	new_total = expenditure(check, declaration);
	if (old_total != NULL && new_total != NULL)
		hint = bp_exact_compare(old_total, new_total) == 0 ?
			psprintf(_("Expenditure stays at %s."), bp_amount(check, new_total)) :
			psprintf(_("Expenditure goes from %s to %s."),
					 bp_amount(check, old_total), bp_amount(check, new_total));

	match_indicators(check, &before, &after);
	for (int i = 0; i < list_length(declaration->indicators); i++)
	{
		const BpIndicator *new = after[i].row;
		const BpIndicator *old;

		CHECK_FOR_INTERRUPTS();
		check->looked_at++;
		place.indicator = new;
		if (after[i].other < 0)
		{
			place.column = NULL;
			bp_fail(check, &place, NULL,
					psprintf(_("Indicator \"%s\" is new; its annual target is \"%s\"."),
							 bp_clip(new->name),
							 bp_clip(new->annual_target ? new->annual_target : "")),
					hint);
			continue;
		}
		old = before[after[i].other].row;
		place.column = "annual_target";
		if (!same_target(old->annual_target, new->annual_target))
			bp_fail(check, &place, NULL,
					psprintf(_("The annual target of \"%s\" goes from \"%s\" to \"%s\"."),
							 bp_clip(new->name),
							 bp_clip(old->annual_target ? old->annual_target : ""),
							 bp_clip(new->annual_target ? new->annual_target : "")),
					hint);
		place.column = "cycle_target";
		if (!same_target(old->cycle_target, new->cycle_target))
			bp_fail(check, &place, NULL,
					psprintf(_("The cycle target of \"%s\" goes from \"%s\" to \"%s\"."),
							 bp_clip(new->name),
							 bp_clip(old->cycle_target ? old->cycle_target : ""),
							 bp_clip(new->cycle_target ? new->cycle_target : "")),
					hint);
	}
	place.indicator = NULL;
	place.column = NULL;
	for (int i = 0; i < list_length(declaration->previous->indicators); i++)
	{
		const BpIndicator *old = before[i].row;

		check->looked_at++;
		if (before[i].other < 0)
			bp_fail(check, &place, NULL,
					psprintf(_("Indicator \"%s\", whose annual target was \"%s\", is dropped."),
							 bp_clip(old->name),
							 bp_clip(old->annual_target ? old->annual_target : "")),
					hint);
	}
	bp_conclude(check, "indicator", NULL, gettext_noop("Every target is what it was."),
				gettext_noop("Neither version has an indicator."));
}
