/*
 * indicator_reading.h
 *	  An indicator's target as the views show it, and two of them side by side.
 */
#ifndef BUDGET_PERF_INDICATOR_READING_H
#define BUDGET_PERF_INDICATOR_READING_H

#include "budget_perf.h"

#include "utils/date.h"

#include "target.h"

/* What can be compared with what. */
typedef enum BpSort
{
	BP_SORT_NUMBER,
	BP_SORT_DATE,
	BP_SORT_SEVERAL,
	BP_SORT_QUALITATIVE,
	BP_SORT_DEFERRED,
	BP_SORT_TEMPLATE,
	BP_SORT_BLANK
} BpSort;

typedef struct BpIndicatorReading
{
	const text *target;			/* NULL = not given */
	TargetReading reading;		/* of it */
	BpSort		sort;
	const char *kind;			/* name of the target's kind, or "blank" */
	const char *comparator;		/* NULL = none */
	Numeric		value;			/* what it sets, scale words worked out; NULL = no number */
	Numeric		upper_value;	/* of a range; else NULL */
	const char *unit;			/* as printed; NULL = none */
	const char *value_unit;		/* of value: without the scale words */
	bool		is_scaled;		/* there is a number, and so a scale */
	int64		scale;			/* from the printed number to value */
	int64		scale_beside;	/* the part of it that the target does not print */
	bool		has_date;
	DateADT		date;
} BpIndicatorReading;

/* The unit in the trailing brackets of an indicator's name; NULL if there is none. */
extern const char *bp_unit_of_name(const char *name);

/*
 * Read an indicator's annual target, with the unit beside it (NULL = none).
 * The result points to both, and to what is allocated for it in the current
 * memory context.
 */
extern void bp_indicator_read(const char *beside, const text *target,
							  BpIndicatorReading *indicator);

/* How a target stands to that of the year before. */
typedef struct BpTargetChange
{
	bool		same_sort;
	bool		vague;			/* both are of one sort that says nothing */
	bool		numbers;		/* both set one */
	bool		unit_changed;
	bool		direction_changed;
	bool		compares;		/* none of what keeps two targets from being compared */
	bool		has_days;
	int32		days;			/* from the old day to the new, each within its year */
	int			same_words;		/* -1 = not asked yet */
} BpTargetChange;

/* Compare the targets of a fiscal year and of the year before. */
extern void bp_target_change(const BpIndicatorReading *now, const BpIndicatorReading *before,
							 int32 fiscal_year, BpTargetChange *change);

/* raised, lowered, unchanged or redefined. */
extern const char *bp_change_word(const BpIndicatorReading *now,
								  const BpIndicatorReading *before, BpTargetChange *change);

/* stricter, looser or same; NULL where that cannot be said. */
extern const char *bp_ambition_word(const BpIndicatorReading *now,
									const BpIndicatorReading *before,
									const BpTargetChange *change);

/* Whether the words of both are the same, in their normal form. */
extern bool bp_same_words(const BpIndicatorReading *now, const BpIndicatorReading *before,
						  BpTargetChange *change);

#endif							/* BUDGET_PERF_INDICATOR_READING_H */
