/*
 * check_indicator.c
 *	  The rules on the classes and the weights of indicators.
 *
 * Invariant: a class that is unknown or misplaced is reported by class_known
 * alone.  The other rules take the indicator for what it most likely is, so
 * that one slip does not show up in many findings.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "check_private.h"
#include "exact.h"
#include "seal.h"

/* Parameters of the rule on coverage. */
typedef struct Coverage
{
	List	   *classes;		/* of char *; NIL = all */
} Coverage;

static char *class_message(const BpIndicatorReading *reading);
static void *prepare_coverage(const BpCheck *check);
static bool class_wanted(const List *wanted, const BpClass *class);

/* What is wrong with a class, for a person. */
static char *
class_message(const BpIndicatorReading *reading)
{
	const BpIndicator *row = reading->row;
	char	   *name = bp_clip(row->name);
	bool		no_level1 = (reading->level1_stem[0] == '\0');
	bool		no_level2 = (reading->level2_stem[0] == '\0');

	if (no_level1 && no_level2)
		return psprintf(_("Indicator %d \"%s\" has no class."),
						row->indicator_no, name);
	if (no_level2)
		return psprintf(_("Indicator %d \"%s\" has no class of level two."),
						row->indicator_no, name);
	if (reading->match == BP_CLASS_UNKNOWN)
		return psprintf(_("Indicator %d \"%s\" is in the class \"%s\", which the form does not have."),
						row->indicator_no, name, bp_clip(row->level2));
	if (no_level1)
		return psprintf(_("Indicator %d \"%s\" is in the class \"%s\", but has no class of level one."),
						row->indicator_no, name, bp_clip(row->level2));
	if (reading->class == NULL)
		return psprintf(_("Indicator %d \"%s\" is in the class \"%s\", which does not stand under \"%s\"."),
						row->indicator_no, name, bp_clip(row->level2),
						bp_clip(row->level1));
	return psprintf(_("Indicator %d \"%s\" is in the class \"%s\", which stands under \"%s\", not under \"%s\"."),
					row->indicator_no, name, bp_clip(row->level2),
					reading->class->level1, bp_clip(row->level1));
}

void
bp_check_class_known(BpCheck *check)
{
	const BpIndicatorReading *readings = bp_readings(check);

	for (int i = 0; i < check->nreadings; i++)
	{
		const BpIndicatorReading *reading = &readings[i];
		BpPlace		place = {0};

		check->looked_at++;
		if (reading->match == BP_CLASS_KNOWN)
			continue;
		place.table = "indicator";
		place.column = (reading->match == BP_CLASS_MISPLACED) ? "level1" : "level2";
		place.indicator = reading->row;
		bp_fail(check, &place, NULL, class_message(reading),
				_("Use a class of the form, under its own level one; the classes and their other names are in the table \"indicator_class\"."));
	}
	bp_conclude(check, "indicator", "level2",
				gettext_noop("Every indicator is in a class of the form."),
				gettext_noop("There are no indicators."));
}

/* Whether the rule asks for a class; without a list it asks for all. */
static bool
class_wanted(const List *wanted, const BpClass *class)
{
	ListCell   *cell;

	if (wanted == NIL)
		return true;
	foreach(cell, wanted)
	{
		if (strcmp(lfirst(cell), class->code) == 0)
			return true;
	}
	return false;
}

static void *
prepare_coverage(const BpCheck *check)
{
	Coverage   *coverage = palloc0(sizeof(Coverage));

	coverage->classes = bp_parameter_words(check, "classes");
	return coverage;
}

void
bp_check_class_coverage(BpCheck *check)
{
	const BpIndicatorReading *readings = bp_readings(check);
	const List *wanted = ((const Coverage *) bp_prepared(check, prepare_coverage))->classes;
	ListCell   *cell;

	foreach(cell, check->rules->classes)
	{
		const BpClass *class = lfirst(cell);
		BpPlace		place = {0};
		bool		covered = false;

		/* that there is no indicator at all is a finding of its own */
		if (check->nreadings == 0)
			break;
		if (!class_wanted(wanted, class))
			continue;
		check->looked_at++;
		for (int i = 0; i < check->nreadings && !covered; i++)
			covered = (readings[i].class == class);
		if (covered)
			continue;
		place.table = "indicator";
		place.column = "level2";
		place.class = class;
		bp_fail(check, &place, NULL,
				psprintf(_("There is no indicator in the class \"%s\" of \"%s\"."),
						 class->level2, class->level1),
				_("Add an indicator if the class matters for the department; otherwise nothing needs to be done."));
	}
	bp_conclude(check, "indicator", "level2",
				gettext_noop("Every class of the form has an indicator."),
				gettext_noop("There are no indicators."));
}

/*
 * Where weights are given, they add up to the form's total.  A form that names
 * none is held to the rule's: 100 points, of which many places keep a part
 * back for the rate of execution until the self-evaluation, so that the
 * indicators add up to 90 at budget time.  Both are in use, both pass.
 */
void
bp_check_weight_total(BpCheck *check)
{
	const List *indicators = check->declaration->indicators;
	Numeric		total = check->rules->weight_total;
	Numeric		less = NULL;
	Numeric		sum = NULL;
	int			given = 0;
	bool		agrees;
	BpPlace		place = {0};
	BpValues	values = {0};
	ListCell   *cell;
	char	   *message;

	foreach(cell, indicators)
	{
		const BpIndicator *indicator = lfirst(cell);

		CHECK_FOR_INTERRUPTS();
		if (indicator->weight == NULL)
			continue;
		given++;
		sum = bp_add_amounts(sum, indicator->weight);
	}
	place.table = "indicator";
	place.column = "weight";
	if (given == 0)
	{
		bp_emit(check, BP_SKIP, &place, NULL, _("No weights are given."), NULL);
		return;
	}

	if (total == NULL)
	{
		Numeric		reserved = bp_parameter_number(check, "reserved", NULL);

		total = bp_parameter_number(check, "total", "100");
		if (reserved != NULL)
			less = bp_exact_subtract(total, reserved);
	}
	sum = bp_exact_tidy(sum);
	if (less != NULL &&
		bp_exact_compare(bp_exact_absolute(bp_exact_subtract(sum, less)),
						 check->rule->tolerance) <= 0)
		total = less;

	values.lhs = sum;
	values.rhs = bp_exact_tidy(total);
	values.difference = bp_exact_subtract(values.lhs, values.rhs);
	values.tolerance = check->rule->tolerance;
	agrees = bp_exact_compare(bp_exact_absolute(values.difference),
							  check->rule->tolerance) <= 0;
	if (agrees && !check->passes)
		return;

	if (agrees && total == less)
		message = psprintf(_("The weights add up to %s, which leaves %s points for the rate of execution."),
						   bp_exact_print(sum),
						   bp_exact_print(bp_parameter_number(check, "reserved", "0")));
	else if (agrees)
		message = psprintf(_("The weights add up to %s."), bp_exact_print(sum));
	else if (less != NULL)
		message = psprintf(_("The weights add up to %s, not to %s, nor to the %s that leave room for the rate of execution; %d of %d indicators have a weight."),
						   bp_exact_print(sum), bp_exact_print(total),
						   bp_exact_print(less), given, list_length(indicators));
	else
		message = psprintf(_("The weights add up to %s, not to %s; %d of %d indicators have a weight."),
						   bp_exact_print(sum), bp_exact_print(total),
						   given, list_length(indicators));

	if (agrees)
		bp_emit(check, BP_PASS, &place, &values, message, NULL);
	else
		bp_fail(check, &place, &values, message,
				_("Correct the weights, or give one to every indicator."));
}
