/*
 * exact.c
 *	  Exact decimal arithmetic on Numeric, and amounts as a person reads them.
 *
 * Invariant: no value is ever rounded here.  Only additions, subtractions and
 * products are used, which numeric carries out exactly for the sizes that the
 * tables admit; there is no division.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "fmgr.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "amount.h"
#include "exact.h"
#include "names_sql.h"

static char *group_digits(const char *decimal, int min_places);

Numeric
bp_exact_from_text(const char *decimal)
{
	return DatumGetNumeric(DirectFunctionCall3(numeric_in,
											   CStringGetDatum(decimal),
											   ObjectIdGetDatum(InvalidOid),
											   Int32GetDatum(-1)));
}

char *
bp_exact_to_text(Numeric value)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value)));
}

Numeric
bp_exact_add(Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(numeric_add, NumericGetDatum(a),
											   NumericGetDatum(b)));
}

Numeric
bp_exact_subtract(Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(numeric_sub, NumericGetDatum(a),
											   NumericGetDatum(b)));
}

Numeric
bp_exact_multiply(Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(numeric_mul, NumericGetDatum(a),
											   NumericGetDatum(b)));
}

int
bp_exact_compare(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(a),
											 NumericGetDatum(b)));
}

int
bp_exact_sign(Numeric value)
{
	return bp_exact_compare(value, int64_to_numeric(0));
}

Numeric
bp_exact_absolute(Numeric value)
{
	return DatumGetNumeric(DirectFunctionCall1(numeric_abs, NumericGetDatum(value)));
}

Numeric
bp_exact_tidy(Numeric value)
{
	Datum		trimmed = DirectFunctionCall1(numeric_trim_scale, NumericGetDatum(value));
	int32		scale = DatumGetInt32(DirectFunctionCall1(numeric_scale, trimmed));

	/* more places only ever adds zeros */
	if (scale < 2)
		trimmed = DirectFunctionCall2(numeric_round, trimmed, Int32GetDatum(2));
	return DatumGetNumeric(trimmed);
}

/* A plain decimal with thousands separators, without the noughts at its end that are too many. */
static char *
group_digits(const char *decimal, int min_places)
{
	StringInfoData out;
	const char *digits = decimal;
	const char *point;
	const char *fraction;
	int			whole;
	int			places;

	initStringInfo(&out);
	if (*digits == '-')
		appendStringInfoChar(&out, *digits++);

	point = strchr(digits, '.');
	whole = (point != NULL) ? point - digits : (int) strlen(digits);
	for (int i = 0; i < whole; i++)
	{
		if (i > 0 && (whole - i) % 3 == 0)
			appendStringInfoChar(&out, ',');
		appendStringInfoChar(&out, digits[i]);
	}

	fraction = (point != NULL) ? point + 1 : "";
	places = strlen(fraction);
	while (places > min_places && fraction[places - 1] == '0')
		places--;
	if (places > 0)
		appendStringInfoChar(&out, '.');
	appendBinaryStringInfo(&out, fraction, places);
	return out.data;
}

char *
bp_exact_print(Numeric value)
{
	return group_digits(bp_exact_to_text(value), 0);
}

/* NaN, say, where an owner dropped the constraint that keeps it out. */
void
bp_amount_error(const char *amount)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("\"%s\" is no amount of money", amount)));
	pg_unreachable();
}

char *
bp_amount_text(Numeric yuan, const char *unit)
{
	char	   *decimal = bp_exact_to_text(yuan);
	size_t		length;
	char	   *utf8 = bp_server_to_utf8(unit, strlen(unit), &length);
	int			exponent = (utf8 != NULL) ? bp_amount_unit(utf8, length) : -1;
	char	   *converted;

	if (exponent < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown unit of money: \"%s\"", unit)));
	converted = palloc(strlen(decimal) + exponent + 8);
	if (!bp_amount_print(decimal, exponent, converted))
		bp_amount_error(decimal);
	return psprintf("%s%s", group_digits(converted, 2), unit);
}
