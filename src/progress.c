/*
 * progress.c
 *	  Monitoring during the year: how far an indicator has come, and its light.
 *
 * Invariant: rates are compared as products, never as rounded quotients; only
 * what is shown is rounded.
 */
#include "score.h"

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/memutils.h"

#include "exact.h"
#include "target.h"

#define RATE_DECIMALS	4

/* Rates at which a light changes; each belongs to the light above it. */
typedef struct Scale
{
	Numeric		yellow_from;
	Numeric		green_from;
	Numeric		blue_from;
	List	   *inside;			/* classes that are either inside or outside */
	List	   *plan_down;		/* classes in which a plan value is an upper bound */
	bool		percent_is_level;	/* shares do not grow with the months */
} Scale;

typedef struct ScaleCache
{
	Jsonb	   *source;
	MemoryContext context;
	Scale	   *scale;
} ScaleCache;

typedef struct Light
{
	Numeric		rate;			/* actual over target */
	Numeric		expected;		/* share of the target that is due by now */
	const char *light;
	const char *reason;			/* why there is no light */
} Light;

PG_FUNCTION_INFO_V1(budget_perf_progress_of);

static void
set_scale_parameter(void *into, const char *name, JsonbValue *value)
{
	Scale	   *scale = into;

	if (strcmp(name, "yellow_from") == 0)
		scale->yellow_from = bp_parameter_decimal(name, value, "0", NULL);
	else if (strcmp(name, "green_from") == 0)
		scale->green_from = bp_parameter_decimal(name, value, "0", NULL);
	else if (strcmp(name, "blue_from") == 0)
		scale->blue_from = bp_parameter_decimal(name, value, "0", NULL);
	else if (strcmp(name, "inside_classes") == 0)
		scale->inside = bp_parameter_names(name, value);
	else if (strcmp(name, "plan_down_classes") == 0)
		scale->plan_down = bp_parameter_names(name, value);
	else if (strcmp(name, "percent_is_level") == 0)
	{
		if (value->type != jbvBool)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("parameter \"%s\" must be %s", name, "true or false")));
		scale->percent_is_level = value->val.boolean;
	}
	else
		bp_parameter_unknown(name);
}

static const Scale *
scale_argument(FunctionCallInfo fcinfo, int argument)
{
	ScaleCache *cache = (ScaleCache *) fcinfo->flinfo->fn_extra;
	Jsonb	   *parameters = PG_GETARG_JSONB_P(argument);
	MemoryContext caller;
	Scale	   *scale;

	if (cache == NULL)
	{
		cache = (ScaleCache *) MemoryContextAllocZero(fcinfo->flinfo->fn_mcxt,
													  sizeof(ScaleCache));
		cache->context = AllocSetContextCreate(fcinfo->flinfo->fn_mcxt, "budget_perf lights",
											   ALLOCSET_SMALL_SIZES);
		fcinfo->flinfo->fn_extra = cache;
	}
	if (cache->scale != NULL && VARSIZE(parameters) == VARSIZE(cache->source) &&
		memcmp(parameters, cache->source, VARSIZE(parameters)) == 0)
		return cache->scale;

	cache->scale = NULL;
	MemoryContextReset(cache->context);
	caller = MemoryContextSwitchTo(cache->context);
	cache->source = (Jsonb *) palloc(VARSIZE(parameters));
	memcpy(cache->source, parameters, VARSIZE(parameters));
	scale = (Scale *) palloc0(sizeof(Scale));
	scale->yellow_from = bp_exact_from_text("0.6");
	scale->green_from = bp_exact_from_text("0.8");
	scale->blue_from = bp_exact_from_text("1.2");
	bp_parameters_read(cache->source, set_scale_parameter, scale);
	MemoryContextSwitchTo(caller);
	cache->scale = scale;
	return scale;
}

/* Months of the fiscal year that have begun by a day: 0 before it, 12 after it. */
static int
months_begun(DateADT as_of, int32 fiscal_year)
{
	int			year;
	int			month;
	int			day;

	if (DATE_NOT_FINITE(as_of))
		return DATE_IS_NOBEGIN(as_of) ? 0 : 12;
	j2date(as_of + POSTGRES_EPOCH_JDATE, &year, &month, &day);
	if (year != fiscal_year)
		return year < fiscal_year ? 0 : 12;
	return month;
}

static void
inside_or_outside(Light *light, bool inside)
{
	light->light = inside ? "green" : "red";
}

/*
 * The light of a growing value: actual against target * months / 12, target
 * above zero.
 */
static void
growing(Light *light, const Scale *scale, Numeric actual, Numeric target, int months,
		bool never_too_much)
{
	Numeric		have = bp_exact_multiply(actual, int64_to_numeric(12));
	Numeric		due = bp_exact_multiply(target, int64_to_numeric(months));

	if (months == 0)
		light->reason = "year has not begun";
	else if (bp_exact_compare(have, bp_exact_multiply(scale->yellow_from, due)) < 0)
		light->light = "red";
	else if (bp_exact_compare(have, bp_exact_multiply(scale->green_from, due)) < 0)
		light->light = "yellow";
	else if (never_too_much || bp_exact_compare(have, bp_exact_multiply(scale->blue_from, due)) < 0)
		light->light = "green";
	else
		light->light = "blue";
}

static void
light_number(Light *light, const Scale *scale, Numeric actual, const BpGoal *goal,
			 bool inside_only, int months, bool level)
{
	Numeric		bound = bp_goal_bound(goal);

	if (bp_exact_sign(bound) != 0)
		light->rate = bp_round_ratio(bp_exact_sign(bound) < 0 ?
									 bp_exact_subtract(int64_to_numeric(0), actual) : actual,
									 bp_exact_absolute(bound), RATE_DECIMALS);

	if (inside_only || goal->direction == BP_AT_MOST_TARGET || bp_exact_sign(bound) <= 0)
	{
		inside_or_outside(light, bp_goal_met(goal, actual));
		return;
	}
	if (goal->direction == BP_WITHIN_TARGET && bp_exact_compare(actual, goal->lower) >= 0)
	{
		inside_or_outside(light, bp_goal_met(goal, actual));
		return;
	}
	if (level && months > 0)
		months = 12;
	light->expected = bp_round_ratio(int64_to_numeric(months), int64_to_numeric(12),
									 RATE_DECIMALS);
	growing(light, scale, actual, goal->lower, months,
			goal->direction == BP_WITHIN_TARGET);
}

/* A day on which or after which: the reader makes no "later than" of a date. */
static void
light_date(Light *light, DateADT done, const TargetReading *reading, int32 fiscal_year)
{
	DateADT		deadline;

	if (!bp_target_deadline(reading, fiscal_year, &deadline))
		light->reason = "target prints no year";
	else if (reading->comparator == TARGET_CMP_GE)
		inside_or_outside(light, done >= deadline);
	else if (reading->comparator == TARGET_CMP_LT)
		inside_or_outside(light, done < deadline);
	else
		inside_or_outside(light, done <= deadline);
}

static Datum
text_or_null(const char *value, bool *isnull)
{
	*isnull = (value == NULL);
	return value == NULL ? (Datum) 0 : CStringGetTextDatum(value);
}

/*
 * progress_of(target, actual, actual_date, rating_light, class_code,
 *			   accumulation, fiscal_year, as_of, scale) returns progress
 */
Datum
budget_perf_progress_of(PG_FUNCTION_ARGS)
{
	Light		light = {0};
	TargetReading reading;
	BpGoal		goal;
	TupleDesc	desc;
	Datum		values[4];
	bool		nulls[4];

	if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	if (PG_ARGISNULL(6) || PG_ARGISNULL(7) || PG_ARGISNULL(8))
		PG_RETURN_NULL();

	memset(&reading, 0, sizeof(reading));
	reading.kind = TARGET_TEMPLATE;
	if (!PG_ARGISNULL(0))
	{
		text	   *target = PG_GETARG_TEXT_PP(0);

		bp_target_read_server(VARDATA_ANY(target), VARSIZE_ANY_EXHDR(target), &reading);
	}

	if (PG_ARGISNULL(0) || (reading.flags & TARGET_FLAG_BLANK))
		light.reason = "no target";
	else if (reading.kind == TARGET_TEMPLATE)
		light.reason = "target was not filled in";
	else
	{
		const Scale *scale = scale_argument(fcinfo, 8);
		char	   *class_code = PG_ARGISNULL(4) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(4));
		char	   *accumulation = PG_ARGISNULL(5) ? NULL : text_to_cstring(PG_GETARG_TEXT_PP(5));
		int32		fiscal_year = PG_GETARG_INT32(6);
		bool		numeric = bp_goal(&reading, bp_names_have(scale->plan_down, class_code), &goal);
		Numeric		actual = PG_ARGISNULL(1) ? NULL : PG_GETARG_NUMERIC(1);

		if (numeric && actual != NULL && !numeric_is_nan(actual) && !numeric_is_inf(actual))
			light_number(&light, scale, actual, &goal, bp_names_have(scale->inside, class_code),
						 months_begun(PG_GETARG_DATEADT(7), fiscal_year),
						 accumulation != NULL ? strcmp(accumulation, "level") == 0 :
						 (scale->percent_is_level && reading.percent));
		else if (reading.kind == TARGET_DATE && !PG_ARGISNULL(2))
			light_date(&light, PG_GETARG_DATEADT(2), &reading, fiscal_year);
		else if (!PG_ARGISNULL(3))
			light.light = text_to_cstring(PG_GETARG_TEXT_PP(3));
		else if (reading.kind == TARGET_DATE)
		{
			DateADT		deadline;

			light.reason = bp_target_deadline(&reading, fiscal_year, &deadline) &&
				PG_GETARG_DATEADT(7) > deadline ? "overdue: no actual date" : "no actual date";
		}
		else
			light.reason = numeric ? "no actual value" : "no rating";
	}

	nulls[0] = (light.rate == NULL);
	values[0] = nulls[0] ? (Datum) 0 : NumericGetDatum(light.rate);
	nulls[1] = (light.expected == NULL);
	values[1] = nulls[1] ? (Datum) 0 : NumericGetDatum(light.expected);
	values[2] = text_or_null(light.light, &nulls[2]);
	values[3] = text_or_null(light.reason, &nulls[3]);
	PG_RETURN_DATUM(HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(desc), values, nulls)));
}
