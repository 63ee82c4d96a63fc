/*
 * check_reading.c
 *	  Indicators as the rules see them: names in normal form, the class found,
 *	  targets and units read.
 *
 * Invariant: every indicator is read once per check, when the first rule asks;
 * all strings of a reading are UTF-8 unless said otherwise, for the pure C
 * modules that make and compare them know nothing else.
 *
 * A form has a dozen of classes, so the labels of the two levels are the same
 * in most indicators: what they are is kept with the rules.
 */
#include "postgres.h"

#include "miscadmin.h"

#include "check_private.h"
#include "names.h"

/* A pair of labels as printed, and the class that they name. */
typedef struct Level
{
	char	   *level1;			/* server encoding */
	char	   *level2;
	char	   *level1_stem;
	char	   *level2_stem;
	const BpClass *class;
	BpClassMatch match;
} Level;

/* More are not kept: odd labels must not fill a session's memory. */
#define LEVELS_KEPT		64

struct BpLevels
{
	int			count;
	Level		level[LEVELS_KEPT];
};

typedef size_t (*NormalForm) (const char *in, size_t length, char *out);

static char *normal_form(NormalForm form, const char *value);
static bool list_has(const List *names, const char *name);
static void find_class(const BpRuleSet *rules, Level *level);
static Level read_level(const BpRuleSet *rules, const BpIndicator *indicator);
static BpUnit read_unit(const char *utf8);
static void read_target(BpTarget *target, const char *column, const char *printed);
static void copy_target(BpTarget *target, const char *column, const BpTarget *other);
static void read_indicator(const BpCheck *check, const BpIndicator *indicator,
						   BpIndicatorReading *reading);

/* The normal form of a value in the server encoding, as UTF-8. */
static char *
normal_form(NormalForm form, const char *value)
{
	char	   *utf8;
	char	   *out;
	size_t		length;

	utf8 = bp_to_utf8(value);
	length = strlen(utf8);
	out = palloc(length + 1);
	length = form(utf8, length, out);
	out[length] = '\0';
	return out;
}

static bool
list_has(const List *names, const char *name)
{
	ListCell   *cell;

	foreach(cell, names)
	{
		if (strcmp(lfirst(cell), name) == 0)
			return true;
	}
	return false;
}

/*
 * The class of an indicator by the stems of its two levels.  Level two alone
 * names it where only one class goes by that name: a misplaced class is still
 * that class.
 */
static void
find_class(const BpRuleSet *rules, Level *level)
{
	const BpClass *only = NULL;
	int			count = 0;
	ListCell   *cell;

	level->class = NULL;
	level->match = BP_CLASS_UNKNOWN;
	if (level->level2_stem[0] == '\0')
		return;

	foreach(cell, rules->classes)
	{
		const BpClass *class = lfirst(cell);

		if (!list_has(class->level2_names, level->level2_stem))
			continue;
		if (list_has(class->level1_names, level->level1_stem))
		{
			level->class = class;
			level->match = BP_CLASS_KNOWN;
			return;
		}
		only = class;
		count++;
	}
	if (count > 0)
	{
		level->match = BP_CLASS_MISPLACED;
		if (count == 1)
			level->class = only;
	}
}

static Level
read_level(const BpRuleSet *rules, const BpIndicator *indicator)
{
	struct BpLevels *kept = rules->levels;
	Level		level;
	MemoryContext caller = NULL;

	for (int i = 0; i < kept->count; i++)
	{
		if (strcmp(kept->level[i].level2, indicator->level2) == 0 &&
			strcmp(kept->level[i].level1, indicator->level1) == 0)
			return kept->level[i];
	}

	if (kept->count < LEVELS_KEPT)
		caller = MemoryContextSwitchTo(rules->context);
	level.level1 = pstrdup(indicator->level1);
	level.level2 = pstrdup(indicator->level2);
	level.level1_stem = normal_form(bp_class_stem, indicator->level1);
	level.level2_stem = normal_form(bp_class_stem, indicator->level2);
	find_class(rules, &level);
	if (caller != NULL)
	{
		kept->level[kept->count++] = level;
		MemoryContextSwitchTo(caller);
	}
	return level;
}

struct BpLevels *
bp_levels_create(void)
{
	return palloc0(sizeof(struct BpLevels));
}

/* A unit that stands alone: in the name's brackets, or in its own column. */
static BpUnit
read_unit(const char *utf8)
{
	BpUnit		unit = {0};

	if (utf8 == NULL || *utf8 == '\0')
		return unit;
	unit.printed = bp_from_utf8(utf8);
	unit.base = palloc(TARGET_UNIT_MAX);
	target_unit_base(utf8, strlen(utf8), unit.base, &unit.exponent);
	return unit;
}

static void
read_target(BpTarget *target, const char *column, const char *printed)
{
	TargetReading *reading = &target->reading;
	char	   *utf8;

	target->column = column;
	target->printed = printed;
	target->given = false;
	memset(&target->unit, 0, sizeof(BpUnit));
	if (printed == NULL)
	{
		memset(reading, 0, offsetof(TargetReading, values));
		return;
	}

	utf8 = bp_to_utf8(printed);
	target_read(utf8, strlen(utf8), reading);
	target->given = (reading->flags & TARGET_FLAG_BLANK) == 0;
	if (target->given && reading->unit[0] != '\0')
	{
		target->unit.printed = bp_from_utf8(reading->unit);
		target->unit.base = reading->base_unit;
		target->unit.exponent = reading->exponent;
	}
}

/* The same text in another column. */
static void
copy_target(BpTarget *target, const char *column, const BpTarget *other)
{
	target->column = column;
	target->printed = other->printed;
	target->given = other->given;
	target->unit = other->unit;
	memcpy(&target->reading, &other->reading,
		   offsetof(TargetReading, values) +
		   other->reading.nvalues * sizeof(other->reading.values[0]));
	if (target->unit.base != NULL)
		target->unit.base = target->reading.base_unit;
}

static void
read_indicator(const BpCheck *check, const BpIndicator *indicator,
			   BpIndicatorReading *reading)
{
	Level		level = read_level(check->rules, indicator);
	size_t		length;

	reading->row = indicator;
	reading->level1_stem = level.level1_stem;
	reading->level2_stem = level.level2_stem;
	reading->class = level.class;
	reading->match = level.match;

	/* a unit can only stand in brackets at the end */
	reading->name = normal_form(bp_normalise_name, indicator->name);
	length = strlen(reading->name);
	if (length > 0 && reading->name[length - 1] == ')')
	{
		reading->stem = normal_form(bp_indicator_stem, indicator->name);
		reading->name_unit = read_unit(normal_form(bp_name_unit, indicator->name));
	}
	else
	{
		reading->stem = reading->name;
		reading->name_unit = read_unit(NULL);
	}
	reading->column_unit = read_unit(bp_is_blank(indicator->unit) ? NULL :
									 normal_form(bp_normalise_code, indicator->unit));
	read_target(&reading->annual, "annual_target", indicator->annual_target);
	/* most targets of a year are those of the cycle */
	if (indicator->cycle_target != NULL && indicator->annual_target != NULL &&
		strcmp(indicator->cycle_target, indicator->annual_target) == 0)
		copy_target(&reading->cycle, "cycle_target", &reading->annual);
	else
		read_target(&reading->cycle, "cycle_target", indicator->cycle_target);
}

BpIndicatorReading *
bp_readings(BpCheck *check)
{
	const List *indicators = check->declaration->indicators;
	MemoryContext caller;
	ListCell   *cell;
	int			i = 0;

	if (check->readings != NULL)
		return check->readings;

	caller = MemoryContextSwitchTo(check->scratch_context);
	check->nreadings = list_length(indicators);
	check->readings =
		MemoryContextAllocExtended(check->scratch_context,
								   sizeof(BpIndicatorReading) * Max(check->nreadings, 1),
								   MCXT_ALLOC_HUGE);
	foreach(cell, indicators)
	{
		CHECK_FOR_INTERRUPTS();
		read_indicator(check, lfirst(cell), &check->readings[i++]);
	}
	MemoryContextSwitchTo(caller);
	return check->readings;
}
