/*
 * check_content.c
 *	  The rules on what is there at all: sections, names, and rows that stand
 *	  there twice.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "check_private.h"
#include "names.h"

/* A row by the name under which it must be the only one. */
typedef struct Named
{
	const char *name;			/* normal form, UTF-8 */
	const char *group;			/* names are compared within a group only */
	const BpUnit *unit;			/* NULL or without base: not stated */
	int			at;				/* index in printed order */
} Named;

static bool has_amount(const BpDeclaration *declaration);
static bool task_filled(const BpTask *task);
static bool has_task(const BpDeclaration *declaration);
static void blank_section(BpCheck *check, const char *table, const char *column,
						  char *message);
static int	compare_named(const void *a, const void *b);
static void find_twins(Named *named, int count, int *first);
static bool units_differ(const BpUnit *a, const BpUnit *b);

static bool
has_amount(const BpDeclaration *declaration)
{
	ListCell   *cell;

	foreach(cell, declaration->lines)
	{
		const BpLine *line = lfirst(cell);

		if (line->amount != NULL)
			return true;
	}
	return false;
}

/* Whether anything is written in the row of a task. */
static bool
task_filled(const BpTask *task)
{
	return task->amount != NULL || !bp_is_blank(task->name) ||
		!bp_is_blank(task->content) || !bp_is_blank(task->expected_outcome);
}

static bool
has_task(const BpDeclaration *declaration)
{
	ListCell   *cell;

	foreach(cell, declaration->tasks)
	{
		if (task_filled(lfirst(cell)))
			return true;
	}
	return false;
}

static void
blank_section(BpCheck *check, const char *table, const char *column, char *message)
{
	BpPlace		place = {0};

	place.table = table;
	place.column = column;
	bp_fail(check, &place, NULL, message, _("Fill in the section."));
}

void
bp_check_section_blank(BpCheck *check)
{
	const BpDeclaration *declaration = check->declaration;

	check->looked_at++;
	if (!has_amount(declaration))
		blank_section(check, "budget_line", NULL,
					  _("The budget is blank: no item has an amount."));
	if (bp_is_blank(declaration->goal))
		blank_section(check, "declaration", "goal",
					  _("The overall performance goal is blank."));
	if (!has_task(declaration))
		blank_section(check, "task", NULL,
					  _("The section of key tasks is blank."));
	if (declaration->indicators == NIL)
		blank_section(check, "indicator", NULL,
					  _("The section of performance indicators is blank."));
	bp_conclude(check, "declaration", NULL,
				gettext_noop("Every section has something in it."), "");
}

void
bp_check_empty(BpCheck *check)
{
	const BpDeclaration *declaration = check->declaration;
	BpPlace		place = {0};

	check->looked_at++;
	if (!has_amount(declaration) && !has_task(declaration) &&
		declaration->indicators == NIL)
	{
		place.table = "declaration";
		bp_fail(check, &place, NULL,
				_("The declaration is empty: it has no amount, no task and no indicator."),
				_("Fill in the form before submitting it."));
	}
	bp_conclude(check, "declaration", NULL,
				gettext_noop("The declaration is not empty."), "");
}

void
bp_check_name_blank(BpCheck *check)
{
	ListCell   *cell;

	foreach(cell, check->declaration->tasks)
	{
		const BpTask *task = lfirst(cell);
		BpPlace		place = {0};

		CHECK_FOR_INTERRUPTS();
		check->looked_at++;
		if (!bp_is_blank(task->name))
			continue;
		place.table = "task";
		place.column = "name";
		place.task = task;
		bp_fail(check, &place, NULL,
				psprintf(_("Task %d has no name."), task->task_no),
				_("Name the task, or remove its row."));
	}
	foreach(cell, check->declaration->indicators)
	{
		const BpIndicator *indicator = lfirst(cell);
		BpPlace		place = {0};

		CHECK_FOR_INTERRUPTS();
		check->looked_at++;
		if (!bp_is_blank(indicator->name))
			continue;
		place.table = "indicator";
		place.column = "name";
		place.indicator = indicator;
		bp_fail(check, &place, NULL,
				psprintf(_("Indicator %d has no name."), indicator->indicator_no),
				_("Name the indicator, or remove its row."));
	}
	bp_conclude(check, "declaration", NULL,
				gettext_noop("Every task and every indicator has a name."),
				gettext_noop("There are no tasks and no indicators."));
}

static int
compare_named(const void *a, const void *b)
{
	const Named *left = a;
	const Named *right = b;
	int			order = strcmp(left->group, right->group);

	if (order == 0)
		order = strcmp(left->name, right->name);
	if (order == 0)
		order = (left->at > right->at) - (left->at < right->at);
	return order;
}

/* Two units are different things only where both are stated. */
static bool
units_differ(const BpUnit *a, const BpUnit *b)
{
	if (a == NULL || b == NULL || a->base == NULL || b->base == NULL)
		return false;
	return strcmp(a->base, b->base) != 0;
}

/*
 * For each row the index of the first row of the same name (and not of a
 * different unit), or -1 where there is none before it.  Rows without a name
 * have no twins.
 */
static void
find_twins(Named *named, int count, int *first)
{
	int			begin = 0;

	qsort(named, count, sizeof(Named), compare_named);
	for (int i = 0; i < count; i++)
	{
		first[named[i].at] = -1;
		if (i == 0 || strcmp(named[i].group, named[begin].group) != 0 ||
			strcmp(named[i].name, named[begin].name) != 0)
		{
			begin = i;
			continue;
		}
		if (named[i].name[0] == '\0')
			continue;
		for (int j = begin; j < i; j++)
		{
			CHECK_FOR_INTERRUPTS();

			/* only against rows that are no twins themselves */
			if (first[named[j].at] < 0 && !units_differ(named[i].unit, named[j].unit))
			{
				first[named[i].at] = named[j].at;
				break;
			}
		}
	}
}

void
bp_check_duplicate_task(BpCheck *check)
{
	const List *tasks = check->declaration->tasks;
	int			count = list_length(tasks);
	Named	   *named = palloc0(sizeof(Named) * Max(count, 1));
	int		   *first = palloc(sizeof(int) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		const BpTask *task = list_nth(tasks, i);
		char	   *utf8 = bp_to_utf8(task->name);
		size_t		length = strlen(utf8);
		char	   *name = palloc(length + 1);

		CHECK_FOR_INTERRUPTS();
		check->looked_at++;
		length = bp_normalise_name(utf8, length, name);
		name[length] = '\0';
		named[i].name = name;
		named[i].group = "";
		named[i].at = i;
	}
	find_twins(named, count, first);

	for (int i = 0; i < count; i++)
	{
		const BpTask *task = list_nth(tasks, i);
		const BpTask *twin;
		BpPlace		place = {0};

		if (first[i] < 0)
			continue;
		twin = list_nth(tasks, first[i]);
		place.table = "task";
		place.column = "name";
		place.task = task;
		place.rows = psprintf("[{\"table\": \"task\", \"task_no\": %d}, {\"table\": \"task\", \"task_no\": %d}]",
							  twin->task_no, task->task_no);
		bp_fail(check, &place, NULL,
				psprintf(_("Task %d \"%s\" has the same name as task %d."),
						 task->task_no, bp_clip(task->name), twin->task_no),
				_("Merge the two tasks, or give them names that tell them apart."));
	}
	bp_conclude(check, "task", "name",
				gettext_noop("No two tasks have the same name."),
				gettext_noop("There are no tasks."));
}

/*
 * The same name counts people once and occasions another time: indicators are
 * twins only within a class, and not where they state different units.
 */
void
bp_check_duplicate_indicator(BpCheck *check)
{
	const BpIndicatorReading *readings = bp_readings(check);
	int			count = check->nreadings;
	Named	   *named = palloc0(sizeof(Named) * Max(count, 1));
	int		   *first = palloc(sizeof(int) * Max(count, 1));

	for (int i = 0; i < count; i++)
	{
		const BpIndicatorReading *reading = &readings[i];

		check->looked_at++;
		named[i].name = reading->stem;
		named[i].group = (reading->class != NULL) ? reading->class->code :
			reading->level2_stem;
		named[i].unit = (reading->name_unit.base != NULL) ? &reading->name_unit :
			&reading->column_unit;
		named[i].at = i;
	}
	find_twins(named, count, first);

	for (int i = 0; i < count; i++)
	{
		const BpIndicator *row = readings[i].row;
		const BpIndicator *twin;
		BpPlace		place = {0};

		if (first[i] < 0)
			continue;
		twin = readings[first[i]].row;
		place.table = "indicator";
		place.column = "name";
		place.indicator = row;
		place.rows = psprintf("[{\"table\": \"indicator\", \"indicator_no\": %d}, {\"table\": \"indicator\", \"indicator_no\": %d}]",
							  twin->indicator_no, row->indicator_no);
		bp_fail(check, &place, NULL,
				psprintf(_("Indicator %d \"%s\" is the same as indicator %d."),
						 row->indicator_no, bp_clip(row->name), twin->indicator_no),
				_("Remove one of the two, or give them names that tell them apart."));
	}
	bp_conclude(check, "indicator", "name",
				gettext_noop("No indicator stands there twice."),
				gettext_noop("There are no indicators."));
}
