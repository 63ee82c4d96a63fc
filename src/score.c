/*
 * score.c
 *	  Points of the self-evaluation: of an indicator, of the execution of the
 *	  budget, and the distribution of weights where a form has none.
 *
 * Invariant: every step is exact.  A formula is kept as one fraction, and
 * rounded once, when the points are known; weights are apportioned in whole
 * units, so that they add up to what was to be distributed.
 *
 * A negative target is its mirror image: at least -5 is at most 5 of what is
 * lost, so that the formulas see positive targets only.
 */
#include "score.h"

#include "catalog/pg_type.h"
#include "common/int.h"
#include "funcapi.h"
#include "miscadmin.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/fmgrprotos.h"
#include "utils/memutils.h"

#include "exact.h"
#include "names_sql.h"
#include "target.h"

/* Units that weights are apportioned in: 0.0001, and 0.01 where that will do. */
#define WEIGHT_UNITS	INT64CONST(10000)
#define WEIGHT_COARSE	INT64CONST(100)

/* A tier of ratings: [low, high), closed above at the whole weight. */
typedef struct Tier
{
	char	   *rating;
	Numeric		low;
	Numeric		high;
	Numeric		usual;			/* where the rating comes without a share */
} Tier;

/* A method of scoring. */
typedef struct Method
{
	bool		inverse;		/* above an upper bound: rule B, w * t / a */
	Numeric		cap;			/* most that an indicator earns, as a share of its weight */
	Numeric		over_from;		/* over-completion from this multiple on; NULL = never */
	Numeric		over_deduction; /* share of the weight lost per multiple beyond it */
	int			decimals;
	int			late_days;		/* days in which the points of a late date fall to 0 */
	List	   *plan_down;		/* classes in which a plan value is an upper bound */
	List	   *tiers;			/* of Tier * */
} Method;

/* What is to be scored; NULL = not given. */
typedef struct Case
{
	const char *target;
	size_t		target_length;
	Numeric		actual;
	const DateADT *done;
	const char *rating;
	Numeric		share;
	Numeric		weight;
	const char *class_code;
	int32		fiscal_year;	/* 0 = not given */
} Case;

/* The outcome; points are NULL where reason says why. */
typedef struct Outcome
{
	Numeric		points;
	const char *formula;
	const char *comparator;
	Numeric		bound;
	Numeric		upper_bound;
	const char *reason;
} Outcome;

/* The parameters of the last call, parsed. */
typedef struct MethodCache
{
	Jsonb	   *source;
	MemoryContext context;
	Method	   *method;
} MethodCache;

/* A class of level one and what it is worth. */
typedef struct ClassWeight
{
	char	   *level1;
	int64		weight;
	List	   *absent_to;		/* of char *: who gets it where the class is absent */
	int			members;		/* indicators to be given a weight */
	int64		units;
} ClassWeight;

PG_FUNCTION_INFO_V1(budget_perf_score_indicator);
PG_FUNCTION_INFO_V1(budget_perf_target_score);
PG_FUNCTION_INFO_V1(budget_perf_target_date_score);
PG_FUNCTION_INFO_V1(budget_perf_rating_score);
PG_FUNCTION_INFO_V1(budget_perf_execution_score);
PG_FUNCTION_INFO_V1(budget_perf_distribute_weights);
PG_FUNCTION_INFO_V1(budget_perf_convert_value);

static Numeric
number(int64 value)
{
	return int64_to_numeric(value);
}

static bool
is_finite(Numeric value)
{
	return !numeric_is_nan(value) && !numeric_is_inf(value);
}

/* A number as a formula shows it, without zeros at its end. */
static char *
plain(Numeric value)
{
	return bp_exact_to_text(DatumGetNumeric(DirectFunctionCall1(numeric_trim_scale,
																NumericGetDatum(value))));
}

/*
 * Goals
 */

bool
bp_goal(const TargetReading *reading, bool plan_down, BpGoal *goal)
{
	if (reading->kind != TARGET_BOUND && reading->kind != TARGET_PLAN &&
		reading->kind != TARGET_RANGE && reading->kind != TARGET_APPROXIMATE)
		return false;

	/* each of these has a bound; the fuzzer of the reader sees to it */
	Assert(reading->has_lower || reading->has_upper);
	goal->lower = reading->has_lower ? bp_target_numeric(reading->lower) : NULL;
	goal->upper = reading->has_upper ? bp_target_numeric(reading->upper) : NULL;
	goal->lower_strict = reading->lower_strict;
	goal->upper_strict = reading->upper_strict;
	if (goal->upper == NULL)
		goal->direction = BP_AT_LEAST_TARGET;
	else if (goal->lower == NULL)
		goal->direction = BP_AT_MOST_TARGET;
	else if (bp_exact_compare(goal->lower, goal->upper) != 0)
		goal->direction = BP_WITHIN_TARGET;
	else if (plan_down && reading->kind == TARGET_PLAN)
	{
		goal->direction = BP_AT_MOST_TARGET;
		goal->lower = NULL;
	}
	else
		goal->direction = BP_REACH_TARGET;
	return true;
}

const char *
bp_goal_comparator(const BpGoal *goal)
{
	switch (goal->direction)
	{
		case BP_AT_LEAST_TARGET:
			return goal->lower_strict ? ">" : ">=";
		case BP_AT_MOST_TARGET:
			return goal->upper_strict ? "<" : "<=";
		case BP_REACH_TARGET:
			return "=";
		case BP_WITHIN_TARGET:
			return NULL;
	}
	return NULL;				/* keep compiler quiet */
}

Numeric
bp_goal_bound(const BpGoal *goal)
{
	return goal->lower != NULL ? goal->lower : goal->upper;
}

bool
bp_goal_met(const BpGoal *goal, Numeric actual)
{
	if (goal->direction == BP_REACH_TARGET)
	{
		/* reached or passed, in the target's own direction from zero */
		int			side = bp_exact_compare(actual, goal->lower);

		return bp_exact_sign(goal->lower) > 0 ? side >= 0 : side <= 0;
	}
	if (goal->lower != NULL)
	{
		int			side = bp_exact_compare(actual, goal->lower);

		if (side < 0 || (side == 0 && goal->lower_strict))
			return false;
	}
	if (goal->upper != NULL)
	{
		int			side = bp_exact_compare(actual, goal->upper);

		if (side > 0 || (side == 0 && goal->upper_strict))
			return false;
	}
	return true;
}

bool
bp_target_deadline(const TargetReading *reading, int32 fiscal_year, DateADT *deadline)
{
	int			year = reading->year != 0 ? reading->year : fiscal_year;
	int			month = reading->month != 0 ? reading->month : 12;
	int			last;

	/* a period without years may run into the next: 10月-3月 */
	if (reading->year == 0 && reading->from_month > month)
		year++;
	if (reading->kind != TARGET_DATE || year < 1 || year > 9999 ||
		(reading->year == 0 && fiscal_year == 0))
		return false;
	last = day_tab[isleap(year)][month - 1];
	*deadline = date2j(year, month,
					   reading->day == 0 ? last : Min(reading->day, last)) - POSTGRES_EPOCH_JDATE;
	return true;
}

/*
 * Fractions
 */

Numeric
bp_round_ratio(Numeric numerator, Numeric denominator, int decimals)
{
	bool		negative = bp_exact_sign(numerator) < 0;
	Numeric		power = number(1);
	Numeric		result;
	Numeric		twice;

	for (int i = 0; i < decimals; i++)
		power = bp_exact_multiply(power, number(10));
	twice = bp_exact_multiply(number(2), denominator);
	result = DatumGetNumeric(DirectFunctionCall2(numeric_div_trunc,
												 NumericGetDatum(bp_exact_add(bp_exact_multiply(bp_exact_multiply(bp_exact_absolute(numerator), number(2)), power),
																			  denominator)),
												 NumericGetDatum(twice)));
	for (int i = 0; i < decimals; i++)
		result = bp_exact_multiply(result, bp_exact_from_text("0.1"));
	if (negative)
		result = bp_exact_subtract(number(0), result);
	return DatumGetNumeric(DirectFunctionCall2(numeric_round, NumericGetDatum(result),
											   Int32GetDatum(decimals)));
}

/*
 * Parameters
 */

void
bp_parameter_unknown(const char *name)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown parameter \"%s\"", name)));
	pg_unreachable();
}

static void
bad_parameter(const char *name, const char *wanted)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("parameter \"%s\" must be %s", name, wanted)));
}

void
bp_parameters_read(Jsonb *parameters, BpParameterSetter set, void *into)
{
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	value;
	char	   *name = "";		/* every value follows its key */

	if (!JB_ROOT_IS_OBJECT(parameters))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("parameters must be a JSON object")));
	iterator = JsonbIteratorInit(&parameters->root);
	while ((token = JsonbIteratorNext(&iterator, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
			name = pnstrdup(value.val.string.val, value.val.string.len);
		else if (token == WJB_VALUE && value.type != jbvNull)
			set(into, name, &value);
	}
}

/* Null bounds are none. */
Numeric
bp_parameter_decimal(const char *name, JsonbValue *value, const char *least, const char *most)
{
	Numeric		result;

	if (value->type != jbvNumeric)
		bad_parameter(name, "a number");
	result = DatumGetNumericCopy(NumericGetDatum(value->val.numeric));
	if ((least != NULL && bp_exact_compare(result, bp_exact_from_text(least)) < 0) ||
		(most != NULL && bp_exact_compare(result, bp_exact_from_text(most)) > 0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("parameter \"%s\" is out of range", name),
				 errdetail("It is %s.", bp_exact_to_text(result)),
				 most == NULL ? errhint("It is at least %s.", least) :
				 errhint("It is between %s and %s.", least, most)));
	return result;
}

List *
bp_parameter_names(const char *name, JsonbValue *value)
{
	List	   *names = NIL;
	JsonbContainer *array = value->type == jbvBinary ? value->val.binary.data : NULL;

	if (array == NULL || !JsonContainerIsArray(array))
		bad_parameter(name, "an array of texts");
	for (uint32 i = 0; i < JsonContainerSize(array); i++)
	{
		JsonbValue *member = getIthJsonbValueFromContainer(array, i);

		if (member->type != jbvString)
			bad_parameter(name, "an array of texts");
		names = lappend(names, pnstrdup(member->val.string.val, member->val.string.len));
	}
	return names;
}

bool
bp_names_have(const List *names, const char *name)
{
	ListCell   *cell;

	if (name == NULL)
		return false;
	foreach(cell, names)
	{
		if (strcmp(lfirst(cell), name) == 0)
			return true;
	}
	return false;
}

static Numeric
member_number(JsonbContainer *object, const char *tier, const char *name)
{
	JsonbValue	buffer;
	JsonbValue *value = getKeyJsonValueFromContainer(object, name, strlen(name), &buffer);

	if (value == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("parameter \"tiers\" is incomplete"),
				 errdetail("The tier \"%s\" has no \"%s\".", tier, name)));
	return bp_parameter_decimal(name, value, "0", "1");
}

/* {"reached": {"from": 0.8, "to": 1, "usual": 1}, ...} */
static List *
read_tiers(JsonbValue *value)
{
	List	   *tiers = NIL;
	JsonbIterator *iterator;
	JsonbIteratorToken token;
	JsonbValue	part;
	char	   *rating = "";		/* every value follows its key */

	if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
		bad_parameter("tiers", "an object of tiers");
	iterator = JsonbIteratorInit(value->val.binary.data);
	while ((token = JsonbIteratorNext(&iterator, &part, true)) != WJB_DONE)
	{
		Tier	   *tier;

		if (token == WJB_KEY)
			rating = pnstrdup(part.val.string.val, part.val.string.len);
		if (token != WJB_VALUE)
			continue;
		if (part.type != jbvBinary || !JsonContainerIsObject(part.val.binary.data))
			bad_parameter("tiers", "an object of tiers");
		tier = (Tier *) palloc(sizeof(Tier));
		tier->rating = rating;
		tier->low = member_number(part.val.binary.data, rating, "from");
		tier->high = member_number(part.val.binary.data, rating, "to");
		tier->usual = member_number(part.val.binary.data, rating, "usual");
		tiers = lappend(tiers, tier);
	}
	return tiers;
}

static void
set_method_parameter(void *into, const char *name, JsonbValue *value)
{
	Method	   *method = into;

	if (strcmp(name, "formula") == 0)
	{
		if (value->type != jbvString || value->val.string.len != 1 ||
			(value->val.string.val[0] != 'A' && value->val.string.val[0] != 'B'))
			bad_parameter(name, "\"A\" or \"B\"");
		method->inverse = (value->val.string.val[0] == 'B');
	}
	else if (strcmp(name, "cap") == 0)
		method->cap = bp_parameter_decimal(name, value, "0", "10");
	else if (strcmp(name, "over_from") == 0)
		method->over_from = bp_parameter_decimal(name, value, "1", NULL);
	else if (strcmp(name, "over_deduction") == 0)
		method->over_deduction = bp_parameter_decimal(name, value, "0", NULL);
	else if (strcmp(name, "decimals") == 0)
		method->decimals = DatumGetInt32(DirectFunctionCall1(numeric_int4,
															 NumericGetDatum(bp_parameter_decimal(name, value, "0", "2"))));
	else if (strcmp(name, "late_days") == 0)
		method->late_days = DatumGetInt32(DirectFunctionCall1(numeric_int4,
															  NumericGetDatum(bp_parameter_decimal(name, value, "0", "10000"))));
	else if (strcmp(name, "plan_down_classes") == 0)
		method->plan_down = bp_parameter_names(name, value);
	else if (strcmp(name, "tiers") == 0)
		method->tiers = read_tiers(value);
	else
		bp_parameter_unknown(name);
}

static Tier *
make_tier(const char *rating, const char *low, const char *high, const char *usual)
{
	Tier	   *tier = (Tier *) palloc(sizeof(Tier));

	tier->rating = pstrdup(rating);
	tier->low = bp_exact_from_text(low);
	tier->high = bp_exact_from_text(high);
	tier->usual = bp_exact_from_text(usual);
	return tier;
}

/* Rule A, where nothing else is said. */
static Method *
read_method(Jsonb *parameters)
{
	Method	   *method = (Method *) palloc0(sizeof(Method));

	method->cap = number(1);
	method->over_deduction = number(0);
	method->decimals = 2;
	method->tiers = list_make3(make_tier("reached", "0.8", "1", "1"),
							   make_tier("partly", "0.6", "0.8", "0.6"),
							   make_tier("missed", "0", "0.6", "0"));
	if (parameters != NULL)
		bp_parameters_read(parameters, set_method_parameter, method);
	return method;
}

/* The parameters are mostly the same from row to row. */
static const Method *
method_argument(FunctionCallInfo fcinfo, int argument)
{
	MethodCache *cache = (MethodCache *) fcinfo->flinfo->fn_extra;
	Jsonb	   *parameters = PG_ARGISNULL(argument) ? NULL : PG_GETARG_JSONB_P(argument);
	MemoryContext caller;

	if (cache == NULL)
	{
		cache = (MethodCache *) MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt,
													   sizeof(MethodCache));
		fcinfo->flinfo->fn_extra = cache;
	}
	if (cache->method != NULL &&
		(parameters == NULL) == (cache->source == NULL) &&
		(parameters == NULL ||
		 (VARSIZE(parameters) == VARSIZE(cache->source) &&
		  memcmp(parameters, cache->source, VARSIZE(parameters)) == 0)))
		return cache->method;

	cache->method = NULL;
	if (cache->context != NULL)
		MemoryContextReset(cache->context);
	else
		cache->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "budget_perf method",
											   ALLOCSET_SMALL_SIZES);
	caller = MemoryContextSwitchTo(cache->context);
	cache->source = NULL;
	if (parameters != NULL)
	{
		cache->source = (Jsonb *) palloc(VARSIZE(parameters));
		memcpy(cache->source, parameters, VARSIZE(parameters));
	}
	cache->method = read_method(cache->source);
	MemoryContextSwitchTo(caller);
	return cache->method;
}

/*
 * Points of a number
 */

static void
give(Outcome *outcome, const Method *method, Numeric numerator, Numeric denominator,
	 const char *formula)
{
	if (bp_exact_sign(numerator) < 0)
		numerator = number(0);
	outcome->points = bp_round_ratio(numerator, denominator, method->decimals);
	outcome->formula = formula;
}

static void
give_nothing(Outcome *outcome, const Method *method, const char *formula)
{
	give(outcome, method, number(0), number(1), formula);
}

/* The whole weight, or less where the cap says so. */
static void
give_all(Outcome *outcome, const Method *method, Numeric weight, const char *formula)
{
	if (bp_exact_compare(method->cap, number(1)) < 0)
		give(outcome, method, bp_exact_multiply(weight, method->cap), number(1),
			 psprintf("%s, capped at %s w", formula, plain(method->cap)));
	else
		give(outcome, method, weight, number(1), formula);
}

/* A share short of the whole, under the same cap. */
static void
give_share(Outcome *outcome, const Method *method, Numeric weight, Numeric part,
		   Numeric whole, const char *formula)
{
	/* part / whole > cap */
	if (bp_exact_compare(part, bp_exact_multiply(method->cap, whole)) > 0)
		give_all(outcome, method, weight, formula);
	else
		give(outcome, method, bp_exact_multiply(weight, part), whole, formula);
}

/* a > t > 0, where less is better. */
static void
score_excess(Outcome *outcome, const Method *method, Numeric weight, Numeric actual,
			 Numeric target, bool mirrored)
{
	Numeric		twice = bp_exact_multiply(number(2), target);

	if (method->inverse)
		give_share(outcome, method, weight, target, actual,
				   mirrored ? "B: a < t < 0: w * t / a" : "B: a > t: w * t / a");
	else if (bp_exact_compare(actual, twice) >= 0)
		give_nothing(outcome, method,
					 mirrored ? "A: a <= 2t < 0: 0" : "A: a >= 2t: 0");
	else
		give_share(outcome, method, weight, bp_exact_subtract(twice, actual), target,
				   mirrored ? "A: 2t < a < t < 0: w * (1 - (a - t) / t)" :
				   "A: t < a < 2t: w * (1 - (a - t) / t)");
}

/* a >= t > 0, where more is better: the cap, and plainly low targets. */
static void
score_beyond(Outcome *outcome, const Method *method, Numeric weight, Numeric actual,
			 Numeric target, const char *formula)
{
	Numeric		share = actual; /* of the weight, times the target */
	Numeric		most = bp_exact_multiply(method->cap, target);
	char	   *text;

	if (bp_exact_compare(share, most) > 0)
		share = most;
	if (bp_exact_compare(method->cap, number(1)) > 0)
		text = psprintf("a >= t: w * min(a / t, %s)", plain(method->cap));
	else if (bp_exact_compare(method->cap, number(1)) < 0)
		text = psprintf("%s, capped at %s w", formula, plain(method->cap));
	else
		text = pstrdup(formula);

	if (method->over_from != NULL)
	{
		Numeric		beyond = bp_exact_subtract(actual,
											   bp_exact_multiply(method->over_from, target));

		if (bp_exact_sign(beyond) > 0)
		{
			share = bp_exact_subtract(share, bp_exact_multiply(method->over_deduction, beyond));
			text = psprintf("%s; a > %s t: less w * %s * (a / t - %s)", text,
							plain(method->over_from),
							plain(method->over_deduction),
							plain(method->over_from));
		}
	}
	give(outcome, method, bp_exact_multiply(weight, share), target, text);
}

static void
score_at_least(Outcome *outcome, const Method *method, Numeric weight, Numeric actual,
			   Numeric target)
{
	int			sign = bp_exact_sign(target);
	int			side = bp_exact_compare(actual, target);

	if (side >= 0 && sign > 0)
		score_beyond(outcome, method, weight, actual, target, "a >= t: w");
	else if (side >= 0)
		give_all(outcome, method, weight, "a >= t: w");
	else if (sign == 0)
		give_nothing(outcome, method, "a < t = 0: 0");
	else if (sign < 0)
		score_excess(outcome, method, weight, bp_exact_absolute(actual),
					 bp_exact_absolute(target), true);
	else if (bp_exact_sign(actual) <= 0)
		give_nothing(outcome, method, "a <= 0 < t: 0");
	else
		give_share(outcome, method, weight, actual, target, "a < t: w * a / t");
}

static void
score_at_most(Outcome *outcome, const Method *method, Numeric weight, Numeric actual,
			  Numeric target)
{
	int			sign = bp_exact_sign(target);

	if (bp_exact_compare(actual, target) <= 0)
		give_all(outcome, method, weight, "a <= t: w");
	else if (sign == 0)
		give_nothing(outcome, method, "a > t = 0: 0");
	else if (sign > 0)
		score_excess(outcome, method, weight, actual, target, false);
	else if (bp_exact_sign(actual) >= 0)
		give_nothing(outcome, method, "t < 0 <= a: 0");
	else
		give_share(outcome, method, weight, bp_exact_absolute(actual),
				   bp_exact_absolute(target), "t < a < 0: w * a / t");
}

static void
score_number(Outcome *outcome, const Method *method, Numeric weight, Numeric actual,
			 const BpGoal *goal)
{
	outcome->comparator = bp_goal_comparator(goal);
	outcome->bound = bp_goal_bound(goal);
	if (goal->direction == BP_WITHIN_TARGET)
		outcome->upper_bound = goal->upper;

	switch (goal->direction)
	{
		case BP_AT_LEAST_TARGET:
			score_at_least(outcome, method, weight, actual, goal->lower);
			break;
		case BP_AT_MOST_TARGET:
			score_at_most(outcome, method, weight, actual, goal->upper);
			break;
		case BP_REACH_TARGET:
			/* nothing planned: none is right; a planned fall: a deeper one is fine */
			if (bp_exact_sign(goal->lower) > 0)
				score_at_least(outcome, method, weight, actual, goal->lower);
			else
				score_at_most(outcome, method, weight, actual, goal->lower);
			break;
		case BP_WITHIN_TARGET:
			if (bp_exact_compare(actual, goal->lower) < 0)
				score_at_least(outcome, method, weight, actual, goal->lower);
			else if (bp_exact_compare(actual, goal->upper) > 0)
				score_at_most(outcome, method, weight, actual, goal->upper);
			else
				give_all(outcome, method, weight, "t1 <= a <= t2: w");
			break;
	}
}

/*
 * Points of a date
 */
static void
score_date(Outcome *outcome, const Method *method, Numeric weight, DateADT done,
		   const TargetReading *reading, int32 fiscal_year)
{
	DateADT		deadline;
	bool		not_before = (reading->comparator == TARGET_CMP_GE);
	int64		late;

	if (!bp_target_deadline(reading, fiscal_year, &deadline))
	{
		outcome->reason = "target prints no year";
		return;
	}
	if (DATE_NOT_FINITE(done))
	{
		outcome->reason = "no actual date";
		return;
	}
	outcome->comparator = bp_target_comparator_name(reading->comparator);
	if (not_before)
	{
		if (done >= deadline)
			give_all(outcome, method, weight, "d >= t: w");
		else
			give_nothing(outcome, method, "d < t: 0");
		return;
	}
	late = (int64) done - deadline + (reading->comparator == TARGET_CMP_LT ? 1 : 0);
	if (late <= 0)
		give_all(outcome, method, weight, "d <= t: w");
	else if (late >= method->late_days)
		give_nothing(outcome, method, "d > t: 0");
	else
		give_share(outcome, method, weight, number(method->late_days - late),
				   number(method->late_days),
				   psprintf("d > t: w * (1 - (d - t) / %d)", method->late_days));
}

/*
 * Points of a rating
 */
static void
score_rating(Outcome *outcome, const Method *method, Numeric weight, const char *rating,
			 Numeric share)
{
	const Tier *tier = NULL;
	ListCell   *cell;
	Numeric		whole = number(1);

	foreach(cell, method->tiers)
	{
		if (strcmp(((Tier *) lfirst(cell))->rating, rating) == 0)
			tier = lfirst(cell);
	}
	if (tier == NULL)
	{
		outcome->reason = "the method has no such rating";
		return;
	}
	if (share == NULL)
		share = tier->usual;
	else if (!is_finite(share) || bp_exact_compare(share, tier->low) < 0 ||
			 bp_exact_compare(share, tier->high) > 0 ||
			 (bp_exact_compare(share, tier->high) == 0 && bp_exact_compare(share, whole) != 0))
	{
		outcome->reason = "share lies outside the tier of the rating";
		return;
	}
	give_share(outcome, method, weight, share, whole,
			   psprintf("%s: w * %s", rating, plain(share)));
}

static void
score_case(const Case *item, const Method *method, Outcome *outcome)
{
	TargetReading reading;
	BpGoal		goal;
	bool		numeric;

	memset(outcome, 0, sizeof(*outcome));
	if (item->target == NULL)
	{
		outcome->reason = "no target";
		return;
	}
	bp_target_read_server(item->target, item->target_length, &reading);
	if (reading.flags & TARGET_FLAG_BLANK)
	{
		outcome->reason = "no target";
		return;
	}
	if (reading.kind == TARGET_TEMPLATE)
	{
		outcome->reason = "target was not filled in";
		return;
	}
	numeric = bp_goal(&reading, bp_names_have(method->plan_down, item->class_code), &goal);
	if (numeric)
	{
		outcome->comparator = bp_goal_comparator(&goal);
		outcome->bound = bp_goal_bound(&goal);
		if (goal.direction == BP_WITHIN_TARGET)
			outcome->upper_bound = goal.upper;
	}
	if (item->weight == NULL || !is_finite(item->weight) || bp_exact_sign(item->weight) < 0)
	{
		outcome->reason = "no weight";
		return;
	}

	if (numeric && item->actual != NULL && is_finite(item->actual))
		score_number(outcome, method, item->weight, item->actual, &goal);
	else if (reading.kind == TARGET_DATE && item->done != NULL)
		score_date(outcome, method, item->weight, *item->done, &reading, item->fiscal_year);
	else if (item->rating != NULL)
		score_rating(outcome, method, item->weight, item->rating, item->share);
	else if (numeric)
		outcome->reason = "no actual value";
	else if (reading.kind == TARGET_DATE)
		outcome->reason = "no actual date";
	else if (reading.kind == TARGET_SEVERAL)
		outcome->reason = "several values in one target: a rating is needed";
	else if (reading.kind == TARGET_DEFERRED)
		outcome->reason = "target was put off: a rating is needed";
	else
		outcome->reason = "qualitative target: a rating is needed";
}

static void
target_argument(FunctionCallInfo fcinfo, int argument, Case *item)
{
	text	   *target = PG_GETARG_TEXT_PP(argument);

	item->target = VARDATA_ANY(target);
	item->target_length = VARSIZE_ANY_EXHDR(target);
}

static Datum
text_or_null(const char *value, bool *isnull)
{
	*isnull = (value == NULL);
	return value == NULL ? (Datum) 0 : CStringGetTextDatum(value);
}

static Datum
numeric_or_null(Numeric value, bool *isnull)
{
	*isnull = (value == NULL);
	return value == NULL ? (Datum) 0 : NumericGetDatum(value);
}

/*
 * score_indicator(target, actual, actual_date, rating, rating_share, weight,
 *				   class_code, fiscal_year, method) returns score
 */
Datum
budget_perf_score_indicator(PG_FUNCTION_ARGS)
{
	const Method *method = method_argument(fcinfo, 8);
	Case		item = {0};
	Outcome		outcome;
	DateADT		done;
	TupleDesc	desc;
	Datum		values[6];
	bool		nulls[6];

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (!PG_ARGISNULL(0))
		target_argument(fcinfo, 0, &item);
	if (!PG_ARGISNULL(1))
		item.actual = PG_GETARG_NUMERIC(1);
	if (!PG_ARGISNULL(2))
	{
		done = PG_GETARG_DATEADT(2);
		item.done = &done;
	}
	if (!PG_ARGISNULL(3))
		item.rating = text_to_cstring(PG_GETARG_TEXT_PP(3));
	if (!PG_ARGISNULL(4))
		item.share = PG_GETARG_NUMERIC(4);
	if (!PG_ARGISNULL(5))
		item.weight = PG_GETARG_NUMERIC(5);
	if (!PG_ARGISNULL(6))
		item.class_code = text_to_cstring(PG_GETARG_TEXT_PP(6));
	if (!PG_ARGISNULL(7))
		item.fiscal_year = PG_GETARG_INT32(7);
	score_case(&item, method, &outcome);

	values[0] = numeric_or_null(outcome.points, &nulls[0]);
	values[1] = text_or_null(outcome.formula, &nulls[1]);
	values[2] = text_or_null(outcome.comparator, &nulls[2]);
	values[3] = numeric_or_null(outcome.bound, &nulls[3]);
	values[4] = numeric_or_null(outcome.upper_bound, &nulls[4]);
	values[5] = text_or_null(outcome.reason, &nulls[5]);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}

/* target_score(target, actual, weight, method) returns numeric */
Datum
budget_perf_target_score(PG_FUNCTION_ARGS)
{
	const Method *method = method_argument(fcinfo, 3);
	Case		item = {0};
	Outcome		outcome;

	target_argument(fcinfo, 0, &item);
	item.actual = PG_GETARG_NUMERIC(1);
	item.weight = PG_GETARG_NUMERIC(2);
	score_case(&item, method, &outcome);
	if (outcome.points == NULL)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(outcome.points);
}

/* target_date_score(target, done_on, weight, fiscal_year, method) returns numeric */
Datum
budget_perf_target_date_score(PG_FUNCTION_ARGS)
{
	const Method *method = method_argument(fcinfo, 4);
	Case		item = {0};
	Outcome		outcome;
	DateADT		done = PG_GETARG_DATEADT(1);

	target_argument(fcinfo, 0, &item);
	item.done = &done;
	item.weight = PG_GETARG_NUMERIC(2);
	item.fiscal_year = PG_GETARG_INT32(3);
	score_case(&item, method, &outcome);
	if (outcome.points == NULL)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(outcome.points);
}

/* rating_score(rating, weight, share, method) returns numeric */
Datum
budget_perf_rating_score(PG_FUNCTION_ARGS)
{
	const Method *method = method_argument(fcinfo, 3);
	Outcome		outcome = {0};
	Numeric		weight;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
		PG_RETURN_NULL();
	weight = PG_GETARG_NUMERIC(1);
	if (!is_finite(weight) || bp_exact_sign(weight) < 0)
		PG_RETURN_NULL();
	score_rating(&outcome, method, weight, text_to_cstring(PG_GETARG_TEXT_PP(0)),
				 PG_ARGISNULL(2) ? NULL : PG_GETARG_NUMERIC(2));
	if (outcome.points == NULL)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(outcome.points);
}

/*
 * execution_score(spent, budget, weight, decimals) returns numeric
 *
 * min(weight, spent / budget * weight); null where there is no budget to spend.
 */
Datum
budget_perf_execution_score(PG_FUNCTION_ARGS)
{
	Numeric		spent = PG_GETARG_NUMERIC(0);
	Numeric		budget = PG_GETARG_NUMERIC(1);
	Numeric		weight = PG_GETARG_NUMERIC(2);
	int32		decimals = PG_GETARG_INT32(3);

	if (decimals < 0 || decimals > 16)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("decimals must be between 0 and %d", 16)));
	if (!is_finite(spent) || !is_finite(budget) || !is_finite(weight) ||
		bp_exact_sign(budget) <= 0 || bp_exact_sign(weight) < 0)
		PG_RETURN_NULL();
	if (bp_exact_sign(spent) < 0)
		spent = number(0);
	if (bp_exact_compare(spent, budget) > 0)
		spent = budget;
	PG_RETURN_NUMERIC(bp_round_ratio(bp_exact_multiply(spent, weight), budget, decimals));
}

/*
 * convert_value(value, from_unit, to_unit) returns numeric
 *
 * Null where the units measure different things.  A target may print a scale
 * alone (10亿 under a name in 亿元), which any unit fits.
 */
Datum
budget_perf_convert_value(PG_FUNCTION_ARGS)
{
	Numeric		value;
	char		from[TARGET_UNIT_MAX];
	char		to[TARGET_UNIT_MAX];
	int			from_exponent = 0;
	int			to_exponent = 0;
	bool		from_given = !PG_ARGISNULL(1);
	bool		to_given = !PG_ARGISNULL(2);

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	value = PG_GETARG_NUMERIC(0);
	from[0] = to[0] = '\0';
	if (from_given)
		bp_target_unit_base(text_to_cstring(PG_GETARG_TEXT_PP(1)), from, &from_exponent);
	if (to_given)
		bp_target_unit_base(text_to_cstring(PG_GETARG_TEXT_PP(2)), to, &to_exponent);
	from_given = from_given && (from[0] != '\0' || from_exponent != 0);
	to_given = to_given && (to[0] != '\0' || to_exponent != 0);

	if (!from_given)			/* as printed */
		PG_RETURN_NUMERIC(value);
	if (from[0] != '\0' && to[0] != '\0' && strcmp(from, to) != 0)
		PG_RETURN_NULL();
	if (!to_given && (from_exponent != 0 || strcmp(from, "%") == 0))
		PG_RETURN_NULL();		/* of what, nobody says */
	for (; from_exponent > to_exponent; from_exponent--)
		value = bp_exact_multiply(value, number(10));
	for (; from_exponent < to_exponent; from_exponent++)
		value = bp_exact_multiply(value, bp_exact_from_text("0.1"));
	PG_RETURN_DATUM(DirectFunctionCall1(numeric_trim_scale, NumericGetDatum(value)));
}

/*
 * Weights
 */

static int64
weight_units(Numeric weight)
{
	Numeric		units;

	if (!is_finite(weight) || bp_exact_sign(weight) < 0 ||
		bp_exact_compare(weight, number(100000)) >= 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("weight %s is out of range", bp_exact_to_text(weight)),
				 errdetail("A weight is at least 0 and less than 100000.")));
	units = bp_exact_multiply(weight, number(WEIGHT_UNITS));
	return DatumGetInt64(DirectFunctionCall1(numeric_int8,
											 DirectFunctionCall2(numeric_round,
																 NumericGetDatum(units),
																 Int32GetDatum(0))));
}

typedef struct Remainder
{
	int64		remainder;
	int			index;
} Remainder;

static int
remainder_compare(const void *a, const void *b)
{
	const Remainder *x = a;
	const Remainder *y = b;

	if (x->remainder != y->remainder)
		return x->remainder > y->remainder ? -1 : 1;
	return x->index - y->index;
}

/*
 * Divide units in proportion to the parts, by the method of largest
 * remainders; of equal remainders the first takes the unit.
 */
static void
apportion(const int64 *parts, int count, int64 units, int64 *out)
{
	Remainder  *remainders = (Remainder *) palloc(sizeof(Remainder) * count);
	int64		sum = 0;
	int64		left = units;

	for (int i = 0; i < count; i++)
		sum += parts[i];
	Assert(sum > 0);
	for (int i = 0; i < count; i++)
	{
		int64		product;

		if (pg_mul_s64_overflow(parts[i], units, &product))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("weights are out of range")));
		out[i] = product / sum;
		remainders[i].remainder = product % sum;
		remainders[i].index = i;
		left -= out[i];
	}
	qsort(remainders, count, sizeof(Remainder), remainder_compare);
	for (int i = 0; i < left; i++)
		out[remainders[i].index]++;
	pfree(remainders);
}

/* [{"level1": "产出指标", "weight": 50, "absent_to": ["效益指标"]}, ...] */
static int
read_classes(Jsonb *json, ClassWeight **classes)
{
	int			count;

	if (!JB_ROOT_IS_ARRAY(json) || JB_ROOT_IS_SCALAR(json))
		bad_parameter("classes", "an array of objects");
	count = JB_ROOT_COUNT(json);
	*classes = (ClassWeight *) palloc0(sizeof(ClassWeight) * Max(count, 1));
	for (int i = 0; i < count; i++)
	{
		JsonbValue *value = getIthJsonbValueFromContainer(&json->root, i);
		JsonbValue	buffer;
		JsonbValue *member;
		ClassWeight *class = &(*classes)[i];

		if (value->type != jbvBinary || !JsonContainerIsObject(value->val.binary.data))
			bad_parameter("classes", "an array of objects");
		member = getKeyJsonValueFromContainer(value->val.binary.data, "level1", 6, &buffer);
		if (member == NULL || member->type != jbvString)
			bad_parameter("level1", "a text");
		class->level1 = pnstrdup(member->val.string.val, member->val.string.len);
		member = getKeyJsonValueFromContainer(value->val.binary.data, "weight", 6, &buffer);
		if (member == NULL)
			bad_parameter("weight", "a number");
		class->weight = weight_units(bp_parameter_decimal("weight", member, "0", "99999"));
		member = getKeyJsonValueFromContainer(value->val.binary.data, "absent_to", 9, &buffer);
		if (member != NULL && member->type != jbvNull)
			class->absent_to = bp_parameter_names("absent_to", member);
	}
	return count;
}

/* What an absent class would weigh goes where the method says, in equal parts. */
static void
redistribute(ClassWeight *classes, int count)
{
	for (int i = 0; i < count; i++)
	{
		int			heirs = 0;
		int			given = 0;

		if (classes[i].members > 0)
			continue;
		for (int j = 0; j < count; j++)
		{
			if (classes[j].members > 0 && bp_names_have(classes[i].absent_to, classes[j].level1))
				heirs++;
		}
		for (int j = 0; j < count && heirs > 0; j++)
		{
			if (classes[j].members > 0 && bp_names_have(classes[i].absent_to, classes[j].level1))
			{
				classes[j].weight += classes[i].weight / heirs +
					(given < classes[i].weight % heirs ? 1 : 0);
				given++;
			}
		}
		classes[i].weight = 0;
	}
}

/*
 * Give the indicators without a weight their share of some units: first to
 * each class what it weighs, then within it in equal parts.  Both steps add up
 * exactly, so that a class has its round number of points.
 */
static void
distribute_by_class(ClassWeight *classes, int nclasses, const int *class_of,
					const bool *wanting, int count, int64 units, int64 *out)
{
	int64	   *parts = (int64 *) palloc0(sizeof(int64) * Max(nclasses, 1));
	int64	   *shares = (int64 *) palloc0(sizeof(int64) * Max(nclasses, 1));
	int			wanted = 0;
	int64		sum = 0;
	int64		unit = units % WEIGHT_COARSE == 0 ? WEIGHT_COARSE : 1;

	for (int i = 0; i < count; i++)
	{
		if (!wanting[i])
			continue;
		wanted++;
		if (class_of[i] >= 0)
			classes[class_of[i]].members++;
	}
	redistribute(classes, nclasses);
	for (int c = 0; c < nclasses; c++)
		sum += parts[c] = classes[c].weight;

	if (sum == 0)
	{
		/* no class is known: every indicator is as good as another */
		int64		whole = units / unit;
		int			nth = 0;

		for (int i = 0; i < count; i++)
		{
			if (wanting[i])
				out[i] = (whole / wanted + (nth++ < whole % wanted ? 1 : 0)) * unit;
		}
		return;
	}
	apportion(parts, nclasses, units / unit, shares);
	for (int c = 0; c < nclasses; c++)
	{
		int			nth = 0;

		for (int i = 0; i < count; i++)
		{
			if (wanting[i] && class_of[i] == c)
				out[i] = (shares[c] / classes[c].members +
						  (nth++ < shares[c] % classes[c].members ? 1 : 0)) * unit;
		}
	}
}

/*
 * distribute_weights(level1 text[], given numeric[], total numeric, classes jsonb)
 *		returns numeric[]
 *
 * The weights of the indicators of one declaration, adding up to the total.
 * Given weights stand if they add up to it, and are scaled if they do not;
 * what they leave goes to the others by class.
 */
Datum
budget_perf_distribute_weights(PG_FUNCTION_ARGS)
{
	Datum	   *levels;
	Datum	   *givens;
	bool	   *level_nulls;
	bool	   *given_nulls;
	int			count;
	int			given_count;
	int64		total = weight_units(PG_GETARG_NUMERIC(2));
	ClassWeight *classes;
	int			nclasses = read_classes(PG_GETARG_JSONB_P(3), &classes);
	int64	   *parts;
	int64	   *out;
	int		   *class_of;
	bool	   *wanting;
	int			wanted = 0;
	int64		sum = 0;
	Datum	   *result;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), TEXTOID, -1, false, TYPALIGN_INT,
					  &levels, &level_nulls, &count);
	deconstruct_array(PG_GETARG_ARRAYTYPE_P(1), NUMERICOID, -1, false, TYPALIGN_INT,
					  &givens, &given_nulls, &given_count);
	if (count != given_count)
		ereport(ERROR,
				(errcode(ERRCODE_ARRAY_SUBSCRIPT_ERROR),
				 errmsg("there are %d classes and %d weights", count, given_count),
				 errhint("Give each indicator one of both, null where it has none.")));

	parts = (int64 *) palloc0(sizeof(int64) * Max(count, 1));
	out = (int64 *) palloc0(sizeof(int64) * Max(count, 1));
	class_of = (int *) palloc(sizeof(int) * Max(count, 1));
	wanting = (bool *) palloc0(sizeof(bool) * Max(count, 1));
	for (int i = 0; i < count; i++)
	{
		char	   *level = level_nulls[i] ? NULL : TextDatumGetCString(levels[i]);

		class_of[i] = -1;
		for (int c = 0; c < nclasses && level != NULL; c++)
		{
			if (strcmp(classes[c].level1, level) == 0)
				class_of[i] = c;
		}
		wanting[i] = given_nulls[i];
		if (wanting[i])
			wanted++;
		else
			sum += parts[i] = weight_units(DatumGetNumeric(givens[i]));
	}
	if (sum == 0)
	{
		/* weights of nothing are no weights */
		wanted = count;
		for (int i = 0; i < count; i++)
			wanting[i] = true;
	}

	if (sum > total || (wanted == 0 && sum != total && count > 0))
		apportion(parts, count, total, out);
	else
	{
		memcpy(out, parts, sizeof(int64) * count);
		if (wanted > 0)
			distribute_by_class(classes, nclasses, class_of, wanting, count,
								total - sum, out);
	}

	result = (Datum *) palloc(sizeof(Datum) * Max(count, 1));
	for (int i = 0; i < count; i++)
		result[i] = NumericGetDatum(bp_exact_multiply(number(out[i]),
													  bp_exact_from_text("0.0001")));
	PG_RETURN_ARRAYTYPE_P(construct_array(result, count, NUMERICOID, -1, false, TYPALIGN_INT));
}
