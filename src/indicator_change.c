/*
 * indicator_change.c
 *	  Two targets of one indicator, a year apart.
 *
 * Invariant: two targets are compared by what they mean, in one measure, never
 * by how they are printed; where that cannot be done, nothing is said of more
 * or less.  Only targets that set no number and no day compare by their words.
 */
#include "postgres.h"

#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/fmgrprotos.h"

#include "exact.h"
#include "indicator_reading.h"
#include "names_sql.h"

static bool is_percent(const char *unit);
static bool units_differ(const BpIndicatorReading *now, const BpIndicatorReading *before);
static bool is_upward(const char *comparator);
static bool is_downward(const char *comparator);
static Numeric upper_end(const BpIndicatorReading *reading);
static bool same_target(const text *a, const text *b);

/* Whether a number with such a unit is a share. */
static bool
is_percent(const char *unit)
{
	TargetReading reading;
	const char *target = psprintf("1%s", unit);

	bp_target_read_server(target, strlen(target), &reading);
	return reading.percent;
}

/*
 * Units compare by meaning (m2 and 平方米).  A unit that one year does not say
 * is taken for the other year's, but a share is another than a bare number.
 */
static bool
units_differ(const BpIndicatorReading *now, const BpIndicatorReading *before)
{
	const char *a;
	const char *b;

	if (now->value_unit == NULL)
		return before->value_unit != NULL && is_percent(before->value_unit);
	if (before->value_unit == NULL)
		return is_percent(now->value_unit);
	if (strcmp(now->value_unit, before->value_unit) == 0)
		return false;
	a = psprintf("1%s", now->value_unit);
	b = psprintf("1%s", before->value_unit);
	return bp_target_compare(a, strlen(a), b, strlen(b)) != 0;
}

static bool
is_upward(const char *comparator)
{
	return comparator != NULL && comparator[0] == '>';
}

static bool
is_downward(const char *comparator)
{
	return comparator != NULL && comparator[0] == '<';
}

void
bp_target_change(const BpIndicatorReading *now, const BpIndicatorReading *before,
				 int32 fiscal_year, BpTargetChange *change)
{
	memset(change, 0, sizeof(*change));
	change->same_words = -1;
	change->same_sort = now->sort == before->sort;
	change->vague = change->same_sort &&
		(now->sort == BP_SORT_DEFERRED || now->sort == BP_SORT_TEMPLATE ||
		 now->sort == BP_SORT_BLANK);
	change->numbers = now->value != NULL && before->value != NULL;
	change->unit_changed = change->numbers && units_differ(now, before);
	change->direction_changed =
		(is_upward(now->comparator) && is_downward(before->comparator)) ||
		(is_downward(now->comparator) && is_upward(before->comparator));
	change->compares = change->same_sort && !change->vague && !change->unit_changed &&
		!change->direction_changed;
	if (now->has_date && before->has_date)
	{
		DateADT		then = before->date;
		int			year_now;
		int			year;
		int			month;
		int			day;

		/* a day in the budget year itself is compared within the year */
		j2date(now->date + POSTGRES_EPOCH_JDATE, &year_now, &month, &day);
		j2date(before->date + POSTGRES_EPOCH_JDATE, &year, &month, &day);
		if (year_now == fiscal_year && year == fiscal_year - 1)
			then = date2j(year + 1, month, month == 2 && day == 29 ? 28 : day) -
				POSTGRES_EPOCH_JDATE;
		change->has_days = true;
		change->days = now->date - then;
	}
}

bool
bp_same_words(const BpIndicatorReading *now, const BpIndicatorReading *before,
			  BpTargetChange *change)
{
	if (change->same_words < 0)
	{
		char	   *a = bp_names_apply(bp_normalise_name, text_to_cstring(now->target));
		char	   *b = bp_names_apply(bp_normalise_name, text_to_cstring(before->target));

		change->same_words = strcmp(a, b) == 0;
	}
	return change->same_words != 0;
}

static Numeric
upper_end(const BpIndicatorReading *reading)
{
	return reading->upper_value != NULL ? reading->upper_value : reading->value;
}

const char *
bp_change_word(const BpIndicatorReading *now, const BpIndicatorReading *before,
			   BpTargetChange *change)
{
	if (!change->same_sort || change->unit_changed || change->direction_changed)
		return "redefined";
	if (change->vague)
		return "unchanged";
	if (now->sort == BP_SORT_NUMBER && change->numbers)
	{
		int			low = bp_exact_compare(now->value, before->value);
		int			high = low;

		if (now->upper_value != NULL || before->upper_value != NULL)
			high = bp_exact_compare(upper_end(now), upper_end(before));
		if (low == 0 && high == 0)
			return "unchanged";
		if (low >= 0 && high >= 0)
			return "raised";
		return low <= 0 && high <= 0 ? "lowered" : "redefined";
	}
	if ((change->has_days && change->days == 0) || bp_same_words(now, before, change))
		return "unchanged";
	return "redefined";
}

static bool
same_target(const text *a, const text *b)
{
	return bp_target_compare(VARDATA_ANY(a), VARSIZE_ANY_EXHDR(a),
							 VARDATA_ANY(b), VARSIZE_ANY_EXHDR(b)) == 0;
}

const char *
bp_ambition_word(const BpIndicatorReading *now, const BpIndicatorReading *before,
				 const BpTargetChange *change)
{
	bool		comparable;
	int			more;

	if (!change->compares || (now->sort != BP_SORT_NUMBER && now->sort != BP_SORT_DATE))
		return NULL;
	if (change->has_days)
	{
		if (change->days == 0)
			return "same";
		return (change->days < 0) == is_upward(now->comparator) ? "looser" : "stricter";
	}
	/* the type compares what is printed; units beside the targets must agree */
	if (now->is_scaled && before->is_scaled && now->scale_beside != before->scale_beside)
		return NULL;
	more = bp_target_strictness(&now->reading, &before->reading, &comparable);
	if (comparable && more > 0)
		return "stricter";
	more = bp_target_strictness(&before->reading, &now->reading, &comparable);
	if (comparable && more > 0)
		return "looser";
	return same_target(now->target, before->target) ? "same" : NULL;
}
