/*
 * indicator_reading.c
 *	  An indicator's target as the views show it: a number in one measure,
 *	  with its unit, whatever part of the indicator the unit stands in.
 *
 * Invariant: a unit inside the target (10亿) goes before the one beside it, in
 * the unit's column or in the brackets of the name (金额（亿元）), so that
 * nothing scales twice; values of two years are then of one measure.
 */
#include "postgres.h"

#include "access/htup_details.h"
#include "fmgr.h"
#include "funcapi.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "exact.h"
#include "indicator_reading.h"
#include "names_sql.h"

/* The type of value: what no amount or count can reach stays text. */
#define VALUE_PLACES	6
#define VALUE_TYPMOD	((((28 << 16) | VALUE_PLACES) + VARHDRSZ))
#define VALUE_DIGITS	21		/* before the point */

static int64 scale_of_unit(const char *unit);
static const char *without_scale(const char *unit);
static BpSort sort_of(TargetKind kind);
static bool is_blank(const text *target);
static Numeric value_of(const char *decimal, int64 scale);

PG_FUNCTION_INFO_V1(budget_perf_read_indicator);

const char *
bp_unit_of_name(const char *name)
{
	size_t		length;
	size_t		size;
	const char *utf8 = bp_server_to_utf8(name, strlen(name), &length);
	char	   *unit;

	if (utf8 == NULL)
		return NULL;
	unit = palloc(length + 1);
	size = bp_name_unit(utf8, length, unit);
	return size > 0 ? bp_utf8_to_server(unit, size) : NULL;
}

/* The scale that a target would have with this unit behind its number. */
static int64
scale_of_unit(const char *unit)
{
	TargetReading reading;
	char	   *target = psprintf("1%s", unit);

	bp_target_read_server(target, strlen(target), &reading);
	return reading.scale;
}

/* A unit without the scale words that it begins with; NULL if nothing is left. */
static const char *
without_scale(const char *unit)
{
	static const char *const words[] = {"十", "百", "千", "万", "亿"};
	size_t		length;
	const char *utf8;
	const char *rest;
	bool		found = true;

	if (unit == NULL)
		return NULL;
	utf8 = bp_server_to_utf8(unit, strlen(unit), &length);
	if (utf8 == NULL)
		return unit;
	rest = utf8;
	while (found)
	{
		found = false;
		for (size_t i = 0; i < lengthof(words); i++)
		{
			size_t		size = strlen(words[i]);

			if (length >= size && memcmp(rest, words[i], size) == 0)
			{
				rest += size;
				length -= size;
				found = true;
			}
		}
	}
	return length == 0 ? NULL : rest == utf8 ? unit : bp_utf8_to_server(rest, length);
}

static BpSort
sort_of(TargetKind kind)
{
	switch (kind)
	{
		case TARGET_BOUND:
		case TARGET_PLAN:
		case TARGET_APPROXIMATE:
		case TARGET_RANGE:
			return BP_SORT_NUMBER;
		case TARGET_DATE:
			return BP_SORT_DATE;
		case TARGET_SEVERAL:
			return BP_SORT_SEVERAL;
		case TARGET_QUALITATIVE:
			return BP_SORT_QUALITATIVE;
		case TARGET_DEFERRED:
			return BP_SORT_DEFERRED;
		case TARGET_TEMPLATE:
			return BP_SORT_TEMPLATE;
	}
	return BP_SORT_QUALITATIVE; /* keep compiler quiet */
}

/* Nothing but spaces. */
static bool
is_blank(const text *target)
{
	const char *bytes = VARDATA_ANY(target);
	int			length = VARSIZE_ANY_EXHDR(target);

	for (int i = 0; i < length; i++)
	{
		if (bytes[i] != ' ')
			return false;
	}
	return true;
}

static Numeric
value_of(const char *decimal, int64 scale)
{
	int			digits = 0;
	Datum		value;

	for (const char *c = decimal; *c != '\0' && *c != '.'; c++)
	{
		if (*c >= '0' && *c <= '9' && (digits > 0 || *c != '0'))
			digits++;
	}
	if (digits > VALUE_DIGITS)
		return NULL;
	if (scale == 1)
		return DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(decimal),
												   ObjectIdGetDatum(InvalidOid),
												   Int32GetDatum(VALUE_TYPMOD)));
	value = NumericGetDatum(bp_exact_multiply(bp_target_numeric(decimal),
											  int64_to_numeric(scale)));
	if (bp_exact_compare(bp_exact_absolute(DatumGetNumeric(value)),
						 bp_exact_from_text("1000000000000000000000")) >= 0)
		return NULL;
	return DatumGetNumeric(DirectFunctionCall2(numeric, value, Int32GetDatum(VALUE_TYPMOD)));
}

void
bp_indicator_read(const char *beside, const text *target, BpIndicatorReading *indicator)
{
	TargetReading *t = &indicator->reading;
	const char *inside = NULL;
	bool		blank = target == NULL || is_blank(target);

	indicator->target = target;
	indicator->comparator = NULL;
	indicator->value = indicator->upper_value = NULL;
	indicator->is_scaled = indicator->has_date = false;
	if (target != NULL)
	{
		bp_target_read_server(VARDATA_ANY(target), VARSIZE_ANY_EXHDR(target), t);
		inside = bp_target_unit(t->unit);
		indicator->comparator = bp_target_comparator_name(t->comparator);
	}
	indicator->unit = beside != NULL ? beside : inside;
	indicator->scale_beside = inside != NULL || beside == NULL ? 1 : scale_of_unit(beside);
	indicator->scale = inside != NULL ? t->scale : indicator->scale_beside;
	indicator->value_unit = inside != NULL ? inside : beside;
	if (indicator->scale > 1)
	{
		indicator->value_unit = without_scale(inside);
		if (indicator->value_unit == NULL)
			indicator->value_unit = without_scale(beside);
	}
	indicator->sort = BP_SORT_BLANK;
	indicator->kind = "blank";
	if (target == NULL)
		return;
	if (!blank)
	{
		indicator->sort = sort_of(t->kind);
		indicator->kind = bp_target_kind_name(t->kind);
	}
	if (sort_of(t->kind) == BP_SORT_NUMBER && (t->has_lower || t->has_upper))
	{
		const char *low = t->has_lower ? t->lower : t->upper;
		const char *high = t->has_upper ? t->upper : t->lower;

		indicator->is_scaled = true;
		indicator->value = value_of(low, indicator->scale);
		if (target_decimal_compare(low, 0, high, 0) != 0)
			indicator->upper_value = value_of(high, indicator->scale);
	}
	if (t->kind == TARGET_DATE && t->year != 0 && t->month != 0 && t->day != 0)
	{
		indicator->has_date = true;
		indicator->date = date2j(t->year, t->month, t->day) - POSTGRES_EPOCH_JDATE;
	}
}

/*
 * read_indicator(name, unit, annual target) returns (unit, target_kind,
 * comparator, value, upper_value, value_unit, value_scale, target_date)
 */
Datum
budget_perf_read_indicator(PG_FUNCTION_ARGS)
{
	enum
	{
		UNIT, KIND, COMPARATOR, VALUE, UPPER, VALUE_UNIT, SCALE, DATE, COLUMNS
	};
	const char *name = PG_ARGISNULL(0) ? "" : text_to_cstring(PG_GETARG_TEXT_PP(0));
	const char *unit = PG_ARGISNULL(1) ? "" : text_to_cstring(PG_GETARG_TEXT_PP(1));
	const text *target = PG_ARGISNULL(2) ? NULL : PG_GETARG_TEXT_PP(2);
	BpIndicatorReading indicator;
	Datum		values[COLUMNS] = {0};
	bool		nulls[COLUMNS];
	TupleDesc	columns = (TupleDesc) fcinfo->flinfo->fn_extra;

	if (columns == NULL)
	{
		MemoryContext caller = MemoryContextSwitchTo(fcinfo->flinfo->fn_mcxt);

		if (get_call_result_type(fcinfo, NULL, &columns) != TYPEFUNC_COMPOSITE)
			elog(ERROR, "return type must be a row type");
		columns = BlessTupleDesc(columns);
		fcinfo->flinfo->fn_extra = columns;
		MemoryContextSwitchTo(caller);
	}
	bp_indicator_read(unit[0] != '\0' ? unit : bp_unit_of_name(name), target, &indicator);
	if (indicator.unit != NULL)
		values[UNIT] = CStringGetTextDatum(indicator.unit);
	values[KIND] = CStringGetTextDatum(indicator.kind);
	if (indicator.comparator != NULL)
		values[COMPARATOR] = CStringGetTextDatum(indicator.comparator);
	values[VALUE] = NumericGetDatum(indicator.value);
	values[UPPER] = NumericGetDatum(indicator.upper_value);
	if (indicator.value_unit != NULL)
		values[VALUE_UNIT] = CStringGetTextDatum(indicator.value_unit);
	if (indicator.is_scaled)
		values[SCALE] = Int64GetDatum(indicator.scale);
	for (int i = 0; i < COLUMNS; i++)
		nulls[i] = DatumGetPointer(values[i]) == NULL;
	values[DATE] = DateADTGetDatum(indicator.date);
	nulls[DATE] = !indicator.has_date;
	return HeapTupleGetDatum(heap_form_tuple(columns, values, nulls));
}
