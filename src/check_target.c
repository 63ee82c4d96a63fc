/*
 * check_target.c
 *	  The rules on target values and their units.
 *
 * Invariant: a target that could not be read as a number is never held against
 * a number.  What nobody can say for certain (which way a bare number points,
 * whether a quantity adds up over the years) is either stated by the declarer
 * or guessed in the direction that raises no finding.
 */
#include "postgres.h"

#include "miscadmin.h"
#include "utils/builtins.h"

#include "check_private.h"
#include "exact.h"
#include "names.h"

/* The places where a unit of one indicator may stand. */
#define UNIT_PLACES	4

/* A unit and the column it stands in. */
typedef struct UnitPlace
{
	const char *column;
	const BpUnit *unit;
	const char *printed;		/* the unit, or the whole target */
	bool		target;			/* the value stands here, too */
	bool		involved;		/* in the conflict */
} UnitPlace;

typedef enum UnitConflict
{
	UNITS_AGREE,
	UNITS_DIFFER,
	UNITS_SCALE_TWICE
} UnitConflict;

/* What a target asks for, in the terms in which two of them compare. */
typedef struct Quantity
{
	enum
	{
		NOT_COMPARABLE,
		AT_LEAST,				/* more is better, or a plan value */
		AT_MOST,				/* less is better */
		BETWEEN
	}			direction;
	bool		plain;			/* a number without a direction of its own */
	const char *decimal;		/* the value; the upper end of a range */
	int			exponent;		/* its scale, as a power of ten */
	const char *base;			/* unit without scale; may be empty */
} Quantity;

/* Which targets of an indicator a rule is about. */
typedef bool (*TargetTest) (const BpTarget *target);

/* Parameters of the rules that have any. */
typedef struct WordParameter
{
	List	   *words;			/* of char *, UTF-8 */
	bool		flag;
} WordParameter;

static void *prepare_unit_conflict(const BpCheck *check);
static void *prepare_annual_within_cycle(const BpCheck *check);
static void *prepare_percent_range(const BpCheck *check);
static const char *target_label(const BpCheck *check, const BpTarget *target);
static char *quote_target(const BpCheck *check, const BpTarget *target);
static void each_target(BpCheck *check, TargetTest test, const char *message,
						const char *hint, const char *passed);
static void add_to_list(StringInfo list, const char *item);
static bool is_blank_target(const BpTarget *target);
static bool is_deferred_target(const BpTarget *target);
static bool is_template_target(const BpTarget *target);
static bool lacks_comparator(const BpTarget *target);
static const BpUnit *stated_unit(const BpIndicatorReading *reading);
static bool has_word(const char *utf8, const List *words);
static bool is_share(const BpUnit *unit);
static Numeric scaled(const char *decimal, int exponent);
static List *unit_groups(const BpCheck *check);
static bool same_group(const List *groups, const char *a, const char *b);
static bool refines(const char *base, const char *refined);
static bool bases_differ(const List *groups, const BpUnit *a, const BpUnit *b);
static UnitConflict compare_units(const List *groups, const UnitPlace *a,
								  const UnitPlace *b);
static Quantity read_quantity(const BpIndicatorReading *reading, const BpTarget *target);
static bool is_level(const BpIndicatorReading *reading, const Quantity *quantity,
					 const List *level_words);
static char *share_trouble(const BpCheck *check, const BpTarget *target,
						   int exponent, bool flag_full_bound);

/* ---- Targets one by one ---- */

static const char *
target_label(const BpCheck *check, const BpTarget *target)
{
	if (check->rules->target_columns == 1 && strcmp(target->column, "annual_target") == 0)
		return _("target");
	if (strcmp(target->column, "annual_target") == 0)
		return _("annual target");
	return _("cycle target");
}

static char *
quote_target(const BpCheck *check, const BpTarget *target)
{
	if (!target->given)
		return pstrdup(target_label(check, target));
	return psprintf("%s \"%s\"", target_label(check, target), bp_clip(target->printed));
}

/* Add to a list with commas; one that is all zeros is empty. */
static void
add_to_list(StringInfo list, const char *item)
{
	if (list->data == NULL)
		initStringInfo(list);
	else
		appendStringInfoString(list, ", ");
	appendStringInfoString(list, item);
}

/*
 * One finding for each indicator with a target that the test is true of; the
 * message takes the indicator's number, its name, and the targets (message,
 * hint and passed are translated here).  Forms with
 * one target column keep the other blank; it is looked at where it is not.
 */
static void
each_target(BpCheck *check, TargetTest test, const char *message, const char *hint,
			const char *passed)
{
	const BpIndicatorReading *readings = bp_readings(check);

	for (int i = 0; i < check->nreadings; i++)
	{
		const BpIndicatorReading *reading = &readings[i];
		const BpTarget *targets[] = {&reading->cycle, &reading->annual};
		BpPlace		place = {0};
		StringInfoData found = {0};
		List	   *columns = NIL;

		CHECK_FOR_INTERRUPTS();
		check->looked_at++;
		for (size_t t = 0; t < lengthof(targets); t++)
		{
			const BpTarget *target = targets[t];

			if (target == &reading->cycle && !target->given &&
				check->rules->target_columns == 1)
				continue;
			if (!test(target))
				continue;
			add_to_list(&found, quote_target(check, target));
			columns = lappend(columns, unconstify(char *, target->column));
			place.column = target->column;
		}
		if (found.len == 0)
			continue;
		place.table = "indicator";
		place.indicator = reading->row;
		place.columns = columns;
		bp_fail(check, &place, NULL,
				psprintf(_(message), reading->row->indicator_no,
						 bp_clip(reading->row->name), found.data),
				_(hint));
	}
	bp_conclude(check, "indicator", "annual_target", passed,
				gettext_noop("There are no indicators."));
}

static bool
is_blank_target(const BpTarget *target)
{
	return !target->given;
}

static bool
is_deferred_target(const BpTarget *target)
{
	return target->given && target->reading.kind == TARGET_DEFERRED;
}

static bool
is_template_target(const BpTarget *target)
{
	/* (≥**%)>=85 has a value, and the template's text before it */
	return target->given &&
		(target->reading.kind == TARGET_TEMPLATE ||
		 (target->reading.flags & TARGET_FLAG_RESIDUE) != 0);
}

static bool
lacks_comparator(const BpTarget *target)
{
	return target->given &&
		(target->reading.kind == TARGET_PLAN || target->reading.kind == TARGET_SEVERAL) &&
		(target->reading.comparator == TARGET_CMP_NONE ||
		 (target->reading.flags & TARGET_FLAG_IMPLIED) != 0);
}

void
bp_check_target_blank(BpCheck *check)
{
	each_target(check, is_blank_target,
				gettext_noop("Indicator %d \"%s\" has nothing filled in for: %s."),
				gettext_noop("Fill in a target; an indicator without one cannot be evaluated."),
				gettext_noop("Every indicator has its targets."));
}

void
bp_check_target_deferred(BpCheck *check)
{
	each_target(check, is_deferred_target,
				gettext_noop("Indicator %d \"%s\" puts off its value: %s."),
				gettext_noop("Fill in the value as soon as it is known; until then the indicator cannot be evaluated."),
				gettext_noop("No target is put off."));
}

void
bp_check_target_template(BpCheck *check)
{
	each_target(check, is_template_target,
				gettext_noop("Indicator %d \"%s\" still has the filler text of a template: %s."),
				gettext_noop("Put a value in place of the filler text."),
				gettext_noop("No target is filler text of a template."));
}

void
bp_check_comparator_missing(BpCheck *check)
{
	each_target(check, lacks_comparator,
				gettext_noop("Indicator %d \"%s\" has a number without a comparator: %s."),
				gettext_noop("Reaching or passing the number will count as done; write a comparator such as >= or <= where another reading is meant."),
				gettext_noop("Every number among the targets has a comparator."));
}

/* ---- Units ---- */

/* The unit that the row states for all its values: the column, else the name. */
static const BpUnit *
stated_unit(const BpIndicatorReading *reading)
{
	return reading->column_unit.base != NULL ? &reading->column_unit :
		&reading->name_unit;
}

static bool
has_word(const char *utf8, const List *words)
{
	ListCell   *cell;

	/* UTF-8 on both sides: a match can only begin where a character does */
	foreach(cell, words)
	{
		const char *word = lfirst(cell);

		if (*word != '\0' && strstr(utf8, word) != NULL)
			return true;
	}
	return false;
}

static bool
is_share(const BpUnit *unit)
{
	return unit->base != NULL && strcmp(unit->base, BP_UNIT_SHARE) == 0;
}

/* A decimal times a power of ten, exactly. */
static Numeric
scaled(const char *decimal, int exponent)
{
	return bp_exact_from_text(exponent == 0 ? decimal :
							  psprintf("%se%d", decimal, exponent));
}

/*
 * The units that the rule takes for the same, each in the one spelling that
 * units are compared by: 千克 and kg stand for 公斤 there.
 */
static List *
unit_groups(const BpCheck *check)
{
	List	   *groups = bp_parameter_groups(check, "same");
	ListCell   *cell;
	ListCell   *word;

	foreach(cell, groups)
	{
		foreach(word, (List *) lfirst(cell))
		{
			const char *unit = lfirst(word);
			size_t		length = strlen(unit);
			char	   *folded = palloc(length + 1);
			char	   *base = palloc(TARGET_UNIT_MAX);
			int			exponent;

			target_unit_base(folded, bp_normalise_code(unit, length, folded), base, &exponent);
			pfree(folded);
			lfirst(word) = base;
		}
	}
	return groups;
}

/* Whether some group of words holds both. */
static bool
same_group(const List *groups, const char *a, const char *b)
{
	ListCell   *cell;

	foreach(cell, groups)
	{
		bool		has_a = false;
		bool		has_b = false;
		ListCell   *word;

		foreach(word, (List *) lfirst(cell))
		{
			has_a |= (strcmp(lfirst(word), a) == 0);
			has_b |= (strcmp(lfirst(word), b) == 0);
		}
		if (has_a && has_b)
			return true;
	}
	return false;
}

/* Whether a unit says of another what it is counted per: 元 and 元/人. */
static bool
refines(const char *base, const char *refined)
{
	size_t		length = strlen(base);

	return strncmp(base, refined, length) == 0 &&
		refined[length] == '/';
}

/* A scale without a unit (10亿) goes with any unit but a percentage. */
static bool
bases_differ(const List *groups, const BpUnit *a, const BpUnit *b)
{
	if (is_share(a) || is_share(b))
		return !is_share(a) || !is_share(b);
	if (a->base[0] == '\0' || b->base[0] == '\0' || strcmp(a->base, b->base) == 0)
		return false;
	return !same_group(groups, a->base, b->base) &&
		!refines(a->base, b->base) && !refines(b->base, a->base);
}

/*
 * Two places agree where reading them together gives one unit and one scale:
 * （家） with 30家, （%） with 6%, （元） with 5000万元.  They do not where the
 * scale would be applied twice, or once but nobody knows to which: （万元）
 * with 5000万元, （亿元） with 10亿, （万元） with 300元.
 */
static UnitConflict
compare_units(const List *groups, const UnitPlace *a, const UnitPlace *b)
{
	const UnitPlace *value;
	const UnitPlace *frame;

	if (bases_differ(groups, a->unit, b->unit))
		return UNITS_DIFFER;
	if (a->target && b->target)
		return UNITS_AGREE;		/* each says its own scale */
	if (is_share(a->unit) || (!a->target && !b->target))
		return a->unit->exponent == b->unit->exponent ? UNITS_AGREE : UNITS_DIFFER;

	value = a->target ? a : b;
	frame = a->target ? b : a;
	if (frame->unit->exponent == 0)
		return UNITS_AGREE;
	if (value->unit->exponent != 0)
		return UNITS_SCALE_TWICE;
	return UNITS_DIFFER;
}

static void *
prepare_unit_conflict(const BpCheck *check)
{
	WordParameter *parameter = palloc0(sizeof(WordParameter));

	parameter->words = unit_groups(check);
	return parameter;
}

void
bp_check_unit_conflict(BpCheck *check)
{
	const BpIndicatorReading *readings = bp_readings(check);
	const WordParameter *parameter = bp_prepared(check, prepare_unit_conflict);

	for (int i = 0; i < check->nreadings; i++)
	{
		const BpIndicatorReading *reading = &readings[i];
		UnitPlace	all[UNIT_PLACES] = {
			{"name", &reading->name_unit, reading->name_unit.printed, false, false},
			{"unit", &reading->column_unit, reading->column_unit.printed, false, false},
			{"cycle_target", &reading->cycle.unit, reading->cycle.printed, true, false},
			{"annual_target", &reading->annual.unit, reading->annual.printed, true, false},
		};
		UnitPlace  *places[UNIT_PLACES];
		int			count = 0;
		UnitConflict worst = UNITS_AGREE;
		StringInfoData said = {0};
		List	   *columns = NIL;
		BpPlace		place = {0};

		CHECK_FOR_INTERRUPTS();
		for (int p = 0; p < UNIT_PLACES; p++)
		{
			if (all[p].unit->base != NULL)
				places[count++] = &all[p];
		}
		if (count < 2)
			continue;
		check->looked_at++;

		for (int a = 0; a < count; a++)
		{
			for (int b = a + 1; b < count; b++)
			{
				UnitConflict conflict = compare_units(parameter->words, places[a], places[b]);

				if (conflict == UNITS_AGREE)
					continue;
				places[a]->involved = places[b]->involved = true;
				if (worst != UNITS_DIFFER)
					worst = conflict;
			}
		}
		if (worst == UNITS_AGREE)
			continue;

		for (int p = 0; p < count; p++)
		{
			const char *label;

			if (!places[p]->involved)
				continue;
			if (places[p]->unit == &reading->name_unit)
				label = _("name");
			else if (places[p]->unit == &reading->column_unit)
				label = _("unit");
			else
				label = target_label(check, places[p]->unit == &reading->cycle.unit ?
									 &reading->cycle : &reading->annual);
			add_to_list(&said, psprintf("%s \"%s\"", label, bp_clip(places[p]->printed)));
			columns = lappend(columns, unconstify(char *, places[p]->column));
			place.column = places[p]->column;
		}
		place.table = "indicator";
		place.indicator = reading->row;
		place.columns = columns;
		bp_fail(check, &place, NULL,
				psprintf(worst == UNITS_SCALE_TWICE ?
						 _("Indicator %d \"%s\" would scale its value twice: %s.") :
						 _("Indicator %d \"%s\" has units that disagree: %s."),
						 reading->row->indicator_no, bp_clip(reading->row->name),
						 said.data),
				_("State the unit in one place only, or the same in every place."));
	}
	bp_conclude(check, "indicator", "annual_target",
				gettext_noop("Units that stand in two places agree."),
				gettext_noop("No indicator has its unit in two places."));
}

/* ---- The year within the cycle ---- */

/*
 * What a target asks for.  A target without a unit of its own has that of its
 * row; a bare scale word (10亿) keeps its scale and takes the row's unit.
 */
static Quantity
read_quantity(const BpIndicatorReading *reading, const BpTarget *target)
{
	const TargetReading *read = &target->reading;
	const BpUnit *stated = stated_unit(reading);
	Quantity	quantity = {0};

	if (!target->given || read->base != TARGET_BASE_NONE)
		return quantity;
	switch (read->kind)
	{
		case TARGET_PLAN:
			quantity.direction = AT_LEAST;
			quantity.plain = true;
			quantity.decimal = read->lower;
			break;
		case TARGET_BOUND:
			if (read->has_lower)
			{
				quantity.direction = AT_LEAST;
				quantity.plain = read->has_upper;
				quantity.decimal = read->lower;
			}
			else if (read->has_upper)
			{
				quantity.direction = AT_MOST;
				quantity.decimal = read->upper;
			}
			break;
		case TARGET_RANGE:
			if (read->has_upper)
			{
				quantity.direction = BETWEEN;
				quantity.plain = true;
				quantity.decimal = read->upper;
			}
			break;
		default:
			break;
	}
	if (quantity.decimal == NULL)
		return quantity;

	quantity.base = "";
	if (target->unit.base != NULL)
	{
		quantity.base = target->unit.base;
		quantity.exponent = target->unit.exponent;
		if (quantity.base[0] == '\0' && stated->base != NULL)
			quantity.base = stated->base;
	}
	else if (stated->base != NULL)
	{
		quantity.base = stated->base;
		quantity.exponent = stated->exponent;
	}
	return quantity;
}

/* Whether the quantity is a state or a rate, not a sum that grows over the years. */
static bool
is_level(const BpIndicatorReading *reading, const Quantity *quantity,
		 const List *level_words)
{
	if (reading->row->accumulation != NULL)
		return strcmp(reading->row->accumulation, "level") == 0;
	return strcmp(quantity->base, BP_UNIT_SHARE) == 0 ||
		strchr(quantity->base, '/') != NULL || has_word(reading->name, level_words);
}

static void *
prepare_annual_within_cycle(const BpCheck *check)
{
	WordParameter *parameter = palloc0(sizeof(WordParameter));

	parameter->words = bp_parameter_words(check, "level_words");
	return parameter;
}

/*
 * The year is a part of the cycle, or a step on the way to its end:
 *
 * - at least, more than, and plan values: the year asks for no more than the
 *   cycle does;
 * - at most and less than, of a quantity that adds up over the years (money
 *   spent, cases handled): the year may use no more than the whole cycle may;
 * - at most and less than, of a state or a rate (a share, a price, a time of
 *   response): the year asks for nothing stricter than the cycle ends with;
 * - a bare number that is said to be a state: nobody says which way is better,
 *   so nothing is said here either.
 *
 * Targets in different units or of opposite directions are left to the rules
 * on units and to the eye.
 */
void
bp_check_annual_within_cycle(BpCheck *check)
{
	const BpIndicatorReading *readings = bp_readings(check);
	const WordParameter *parameter = bp_prepared(check, prepare_annual_within_cycle);

	for (int i = 0; i < check->nreadings; i++)
	{
		const BpIndicatorReading *reading = &readings[i];
		Quantity	annual = read_quantity(reading, &reading->annual);
		Quantity	cycle = read_quantity(reading, &reading->cycle);
		bool		stated_level = reading->row->accumulation != NULL &&
			strcmp(reading->row->accumulation, "level") == 0;
		bool		level;
		int			order;
		BpPlace		place = {0};
		BpValues	values = {0};

		CHECK_FOR_INTERRUPTS();
		if (annual.direction == NOT_COMPARABLE || annual.direction != cycle.direction ||
			strcmp(annual.base, cycle.base) != 0)
			continue;
		if (stated_level && (annual.plain || cycle.plain))
			continue;
		check->looked_at++;

		order = target_decimal_compare(annual.decimal, annual.exponent,
									   cycle.decimal, cycle.exponent);
		if (order == 0)
			continue;
		level = annual.direction == AT_MOST && is_level(reading, &annual, parameter->words);
		if (level ? order > 0 : order < 0)
			continue;

		place.table = "indicator";
		place.column = "annual_target";
		place.columns = lappend(list_make1("cycle_target"), "annual_target");
		place.indicator = reading->row;
		values.lhs = scaled(annual.decimal, annual.exponent);
		values.rhs = scaled(cycle.decimal, cycle.exponent);
		values.difference = bp_exact_subtract(values.lhs, values.rhs);
		if (level)
			bp_fail(check, &place, &values,
					psprintf(_("Indicator %d \"%s\": the annual target \"%s\" is stricter than the cycle target \"%s\"."),
							 reading->row->indicator_no, bp_clip(reading->row->name),
							 bp_clip(reading->annual.printed),
							 bp_clip(reading->cycle.printed)),
					_("Correct one of the two; where the years add up over the cycle, set \"accumulation\" to cumulative."));
		else
			bp_fail(check, &place, &values,
					psprintf(_("Indicator %d \"%s\": the annual target \"%s\" goes beyond the cycle target \"%s\"."),
							 reading->row->indicator_no, bp_clip(reading->row->name),
							 bp_clip(reading->annual.printed),
							 bp_clip(reading->cycle.printed)),
					annual.direction == AT_MOST || annual.plain || cycle.plain ?
					_("Correct one of the two; where the value is a state and no part of a sum, set \"accumulation\" to level.") :
					_("Correct one of the two."));
	}
	bp_conclude(check, "indicator", "annual_target",
				gettext_noop("No annual target goes beyond its cycle target."),
				gettext_noop("No indicator has an annual and a cycle target that can be compared."));
}

/* ---- Percentages ---- */

/*
 * What is wrong with a percentage that is a share of something; NULL if it
 * can be.  Of an approximate value only the whole is looked at: 100±5% is odd,
 * but can be met.
 */
static char *
share_trouble(const BpCheck *check, const BpTarget *target, int exponent,
			  bool flag_full_bound)
{
	const TargetReading *read = &target->reading;
	const char *lower = read->has_lower ? read->lower : NULL;
	const char *upper = read->has_upper ? read->upper : NULL;
	bool		above;
	bool		below;

	if (read->kind == TARGET_APPROXIMATE)
	{
		above = lower != NULL && target_decimal_compare(lower, exponent, "100", 0) > 0;
		below = upper != NULL && target_decimal_compare(upper, exponent, "0", 0) < 0;
	}
	else
	{
		above = (lower != NULL && target_decimal_compare(lower, exponent, "100", 0) > 0) ||
			(upper != NULL && target_decimal_compare(upper, exponent, "100", 0) > 0);
		below = (lower != NULL && target_decimal_compare(lower, exponent, "0", 0) < 0) ||
			(upper != NULL && target_decimal_compare(upper, exponent, "0", 0) < 0);
		for (int i = 0; i < read->nvalues && read->kind == TARGET_SEVERAL; i++)
		{
			above |= target_decimal_compare(read->values[i], exponent, "100", 0) > 0;
			below |= target_decimal_compare(read->values[i], exponent, "0", 0) < 0;
		}
	}

	if (above)
		return psprintf(_("%s is above 100%%"), quote_target(check, target));
	if (below)
		return psprintf(_("%s is below 0%%"), quote_target(check, target));
	if (read->kind != TARGET_BOUND)
		return NULL;
	if (upper == NULL && lower != NULL &&
		target_decimal_compare(lower, exponent, "100", 0) == 0)
	{
		if (read->lower_strict)
			return psprintf(_("%s cannot be reached"), quote_target(check, target));
		if (flag_full_bound)
			return psprintf(_("%s can be met but never surpassed"),
							quote_target(check, target));
	}
	if (lower == NULL && upper != NULL && read->upper_strict &&
		target_decimal_compare(upper, exponent, "0", 0) == 0)
		return psprintf(_("%s cannot be reached"), quote_target(check, target));
	return NULL;
}

static void *
prepare_percent_range(const BpCheck *check)
{
	WordParameter *parameter = palloc0(sizeof(WordParameter));

	parameter->words = bp_parameter_words(check, "exempt_words");
	parameter->flag = bp_parameter_flag(check, "flag_full_bound", true);
	return parameter;
}

void
bp_check_percent_range(BpCheck *check)
{
	const BpIndicatorReading *readings = bp_readings(check);
	const WordParameter *parameter = bp_prepared(check, prepare_percent_range);

	for (int i = 0; i < check->nreadings; i++)
	{
		const BpIndicatorReading *reading = &readings[i];
		const BpTarget *targets[] = {&reading->cycle, &reading->annual};
		StringInfoData found = {0};
		List	   *columns = NIL;
		BpPlace		place = {0};

		CHECK_FOR_INTERRUPTS();
		for (size_t t = 0; t < lengthof(targets); t++)
		{
			const BpTarget *target = targets[t];
			const BpUnit *unit = (target->unit.base != NULL) ? &target->unit :
				stated_unit(reading);
			char	   *trouble;

			if (!target->given || !is_share(unit) ||
				target->reading.base != TARGET_BASE_NONE ||
				!(target->reading.has_lower || target->reading.has_upper ||
				  target->reading.kind == TARGET_SEVERAL))
				continue;
			/* a change may be any percentage; few targets get here, so words come last */
			if (has_word(reading->name, parameter->words) ||
				has_word(target->reading.subject, parameter->words))
				continue;
			check->looked_at++;
			trouble = share_trouble(check, target, unit->exponent, parameter->flag);
			if (trouble == NULL)
				continue;
			add_to_list(&found, trouble);
			columns = lappend(columns, unconstify(char *, target->column));
			place.column = target->column;
		}
		if (found.len == 0)
			continue;
		place.table = "indicator";
		place.indicator = reading->row;
		place.columns = columns;
		bp_fail(check, &place, NULL,
				psprintf(_("Indicator %d \"%s\" has a percentage that is hardly meant: %s."),
						 reading->row->indicator_no, bp_clip(reading->row->name),
						 found.data),
				_("A share lies between 0 and 100%; correct the target, or say in the name that it is a rate of change."));
	}
	bp_conclude(check, "indicator", "annual_target",
				gettext_noop("Every percentage that is a share lies between 0 and 100%."),
				gettext_noop("No target is a percentage of a whole."));
}
