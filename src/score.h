/*
 * score.h
 *	  What a target and an actual value have to do with each other: shared by
 *	  scoring (score.c) and monitoring (progress.c).
 */
#ifndef BUDGET_PERF_SCORE_H
#define BUDGET_PERF_SCORE_H

#include "budget_perf.h"

#include "utils/date.h"
#include "utils/jsonb.h"

#include "target_read.h"

/* Which way a number has to go to meet its target. */
typedef enum BpDirection
{
	BP_AT_LEAST_TARGET,			/* ≥, > */
	BP_AT_MOST_TARGET,			/* ≤, < */
	BP_REACH_TARGET,			/* =, a plan value: reached or passed */
	BP_WITHIN_TARGET			/* a range, a stated tolerance */
} BpDirection;

/* A numeric target, ready for arithmetic. */
typedef struct BpGoal
{
	BpDirection direction;
	Numeric		lower;			/* NULL for BP_AT_MOST_TARGET */
	Numeric		upper;			/* NULL for BP_AT_LEAST_TARGET */
	bool		lower_strict;
	bool		upper_strict;
} BpGoal;

/*
 * The numeric goal of a target; false if it sets no number.  A plan value of a
 * class in which less is better (plan_down) is an upper bound.
 */
extern bool bp_goal(const TargetReading *reading, bool plan_down, BpGoal *goal);

/* How the goal compares: '>=', '>', '=', '<', '<=', or NULL for a range. */
extern const char *bp_goal_comparator(const BpGoal *goal);

/* The number that attainment is measured by. */
extern Numeric bp_goal_bound(const BpGoal *goal);

/* Whether a value meets the goal, strict comparators taken strictly. */
extern bool bp_goal_met(const BpGoal *goal, Numeric actual);

/*
 * The last day of a date target; the fiscal year stands in where no year is
 * printed (0 = none known).  False if there is no such day.
 */
extern bool bp_target_deadline(const TargetReading *reading, int32 fiscal_year,
							   DateADT *deadline);

/* numerator / denominator, rounded half away from zero, exactly; denominator > 0. */
extern Numeric bp_round_ratio(Numeric numerator, Numeric denominator, int decimals);

/* Parameters as JSON objects of SQL; errors name the function's argument. */
typedef void (*BpParameterSetter) (void *into, const char *name, JsonbValue *value);
extern void bp_parameters_read(Jsonb *parameters, BpParameterSetter set, void *into);
pg_noreturn extern void bp_parameter_unknown(const char *name);
extern Numeric bp_parameter_decimal(const char *name, JsonbValue *value,
									const char *least, const char *most);
extern List *bp_parameter_names(const char *name, JsonbValue *value);

/* Whether a list of names has one; false for a NULL name. */
extern bool bp_names_have(const List *names, const char *name);

#endif							/* BUDGET_PERF_SCORE_H */
