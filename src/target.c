/*
 * target.c
 *	  The type indicator_target: the text of a target as printed, with a
 *	  meaning.
 *
 * A value is exactly the text, byte for byte; its meaning is read when it is
 * asked for (target_read.c).  So text goes in and out unchanged, casts from
 * and to text cost nothing, and a better reading needs no rewrite of stored
 * rows.  What is built on meaning (indexes by the operators below) does
 * depend on the reading: a release that changes it must say REINDEX.
 */
#include "target.h"

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "fmgr.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/memutils.h"
#include "utils/rangetypes.h"
#include "utils/typcache.h"

#include "names_sql.h"

/* A target with everything that its accessors need. */
typedef struct Target
{
	const TargetReading *reading;
	TargetText	text;
	TargetReading own;			/* where reading does not point to a remembered one */
} Target;

/*
 * The UTF-8 form of a server text.  A text that has none is taken byte by
 * byte: it then reads as qualitative, and still has an order and a hash.
 */
static const char *
utf8_of(const char *text, size_t length, size_t *utf8_length)
{
	const char *utf8 = bp_server_to_utf8(text, length, utf8_length);

	if (utf8 == NULL)
	{
		*utf8_length = length;
		return text;
	}
	return utf8;
}

/*
 * Readings that a session remembers.  A query asks one target for its kind,
 * comparator, values, unit and scale in turn, ANALYZE and a sort compare each
 * with many, and forms repeat the same few hundred texts.  A reading depends
 * on nothing but the text, so a remembered one is never stale.  A text has one
 * place, found by its hash; a newcomer takes it over.
 */
#define REMEMBERED			256 /* a power of two; about 420 kB */
#define REMEMBERED_LENGTH	80	/* longer texts are read again */

typedef struct Remembered
{
	size_t		length;			/* 0: empty */
	char		utf8[REMEMBERED_LENGTH];
	TargetReading reading;
} Remembered;

static Remembered *remembered = NULL;

/*
 * The reading of a text: a remembered one, good until the next call, or the
 * caller's own, which is filled in then.
 */
static const TargetReading *
read_utf8(const char *utf8, size_t length, TargetReading *own)
{
	Remembered *place;

	if (length == 0 || length > REMEMBERED_LENGTH)
	{
		target_read(utf8, length, own);
		return own;
	}
	if (remembered == NULL)
		remembered = MemoryContextAllocZero(CacheMemoryContext,
											sizeof(Remembered) * REMEMBERED);
	place = &remembered[hash_bytes((const unsigned char *) utf8, length) % REMEMBERED];
	if (place->length != length || memcmp(place->utf8, utf8, length) != 0)
	{
		place->length = 0;
		target_read(utf8, length, &place->reading);
		memcpy(place->utf8, utf8, length);
		place->length = length;
	}
	return &place->reading;
}

static void
read_bytes(const char *text, size_t length, Target *target)
{
	target->text.utf8 = utf8_of(text, length, &target->text.length);
	target->reading = read_utf8(target->text.utf8, target->text.length, &target->own);
	target->text.reading = target->reading;
}

/* The next reading may take the place of a remembered one: keep a copy. */
static void
keep_reading(Target *target)
{
	if (target->reading != &target->own)
		target->own = *target->reading;
	target->text.reading = target->reading = &target->own;
}

static void
read_argument(FunctionCallInfo fcinfo, int number, Target *target)
{
	text	   *argument = PG_GETARG_TEXT_PP(number);

	read_bytes(VARDATA_ANY(argument), VARSIZE_ANY_EXHDR(argument), target);
}

void
bp_target_read_server(const char *text, size_t length, TargetReading *out)
{
	size_t		utf8_length;
	const char *utf8 = utf8_of(text, length, &utf8_length);
	const TargetReading *reading = read_utf8(utf8, utf8_length, out);

	if (reading != out)
		*out = *reading;
	if (utf8 != text)
		pfree(unconstify(char *, utf8));
}

int
bp_target_strictness(const TargetReading *a, const TargetReading *b, bool *comparable)
{
	return target_strictness(a, b, comparable);
}

int
bp_target_compare(const char *a, size_t a_length, const char *b, size_t b_length)
{
	Target		x;
	Target		y;
	int			result;

	if (a_length == b_length && memcmp(a, b, a_length) == 0)
		return 0;
	read_bytes(a, a_length, &x);
	keep_reading(&x);
	read_bytes(b, b_length, &y);
	result = target_compare(&x.text, &y.text);
	if (x.text.utf8 != a)
		pfree(unconstify(char *, x.text.utf8));
	if (y.text.utf8 != b)
		pfree(unconstify(char *, y.text.utf8));
	return result;
}

/* Most decimals have few digits; for these there is a shorter way than numeric_in(). */
#define SHORT_DECIMAL		18

Numeric
bp_target_numeric(const char *decimal)
{
	const char *at = decimal;
	bool		negative = (*at == '-');
	int64		digits = 0;
	int			ndigits = 0;
	int			scale = 0;
	bool		fraction = false;

	for (at += negative ? 1 : 0; *at != '\0' && ndigits <= SHORT_DECIMAL; at++)
	{
		if (*at == '.')
		{
			fraction = true;
			continue;
		}
		if (ndigits < SHORT_DECIMAL)	/* what has more is read the long way */
			digits = digits * 10 + (*at - '0');
		ndigits++;
		scale += fraction ? 1 : 0;
	}
	if (ndigits <= SHORT_DECIMAL)
		return int64_div_fast_to_numeric(negative ? -digits : digits, scale);
	return DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(decimal),
											   ObjectIdGetDatum(InvalidOid),
											   Int32GetDatum(-1)));
}

const char *
bp_target_kind_name(TargetKind kind)
{
	switch (kind)
	{
		case TARGET_BOUND:
			return "bound";
		case TARGET_PLAN:
			return "plan";
		case TARGET_APPROXIMATE:
			return "approximate";
		case TARGET_RANGE:
			return "range";
		case TARGET_DATE:
			return "date";
		case TARGET_SEVERAL:
			return "several";
		case TARGET_QUALITATIVE:
			return "qualitative";
		case TARGET_DEFERRED:
			return "deferred";
		case TARGET_TEMPLATE:
			return "template";
	}
	return "qualitative";		/* keep compiler quiet */
}

const char *
bp_target_comparator_name(TargetComparator comparator)
{
	switch (comparator)
	{
		case TARGET_CMP_NONE:
			return NULL;
		case TARGET_CMP_GE:
			return ">=";
		case TARGET_CMP_GT:
			return ">";
		case TARGET_CMP_EQ:
			return "=";
		case TARGET_CMP_LT:
			return "<";
		case TARGET_CMP_LE:
			return "<=";
	}
	return NULL;				/* keep compiler quiet */
}

void
bp_target_unit_base(const char *unit, char *base, int *exponent)
{
	size_t		length;
	const char *utf8 = utf8_of(unit, strlen(unit), &length);
	char	   *folded = palloc(length + 1);

	target_unit_base(folded, bp_normalise_code(utf8, length, folded), base, exponent);
	pfree(folded);
}

char *
bp_target_unit(const char *unit)
{
	return unit[0] == '\0' ? NULL : bp_utf8_to_server(unit, strlen(unit));
}

/*
 * Input and output.  No text is refused: what the server's encoding allows
 * may have been printed somewhere.
 */

PG_FUNCTION_INFO_V1(budget_perf_target_in);
Datum
budget_perf_target_in(PG_FUNCTION_ARGS)
{
	PG_RETURN_TEXT_P(cstring_to_text(PG_GETARG_CSTRING(0)));
}

PG_FUNCTION_INFO_V1(budget_perf_target_out);
Datum
budget_perf_target_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(TextDatumGetCString(PG_GETARG_DATUM(0)));
}

PG_FUNCTION_INFO_V1(budget_perf_target_recv);
Datum
budget_perf_target_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buffer = (StringInfo) PG_GETARG_POINTER(0);
	char	   *text;
	int			length;

	/* checks and converts the client's encoding */
	text = pq_getmsgtext(buffer, buffer->len - buffer->cursor, &length);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(text, length));
}

PG_FUNCTION_INFO_V1(budget_perf_target_send);
Datum
budget_perf_target_send(PG_FUNCTION_ARGS)
{
	text	   *target = PG_GETARG_TEXT_PP(0);
	StringInfoData buffer;

	pq_begintypsend(&buffer);
	pq_sendtext(&buffer, VARDATA_ANY(target), VARSIZE_ANY_EXHDR(target));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buffer));
}

/*
 * Accessors
 */

PG_FUNCTION_INFO_V1(budget_perf_target_kind);
Datum
budget_perf_target_kind(PG_FUNCTION_ARGS)
{
	Target		target;

	read_argument(fcinfo, 0, &target);
	PG_RETURN_TEXT_P(cstring_to_text(bp_target_kind_name(target.reading->kind)));
}

PG_FUNCTION_INFO_V1(budget_perf_target_comparator);
Datum
budget_perf_target_comparator(PG_FUNCTION_ARGS)
{
	Target		target;
	const char *name;

	read_argument(fcinfo, 0, &target);
	name = bp_target_comparator_name(target.reading->comparator);
	if (name == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(name));
}

PG_FUNCTION_INFO_V1(budget_perf_target_lower);
Datum
budget_perf_target_lower(PG_FUNCTION_ARGS)
{
	Target		target;

	read_argument(fcinfo, 0, &target);
	if (!target.reading->has_lower)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(bp_target_numeric(target.reading->lower));
}

PG_FUNCTION_INFO_V1(budget_perf_target_upper);
Datum
budget_perf_target_upper(PG_FUNCTION_ARGS)
{
	Target		target;

	read_argument(fcinfo, 0, &target);
	if (!target.reading->has_upper)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(bp_target_numeric(target.reading->upper));
}

PG_FUNCTION_INFO_V1(budget_perf_target_values);
Datum
budget_perf_target_values(PG_FUNCTION_ARGS)
{
	Target		target;
	Datum		values[TARGET_VALUES_MAX];

	read_argument(fcinfo, 0, &target);
	if (target.reading->nvalues == 0)
		PG_RETURN_NULL();
	for (int i = 0; i < target.reading->nvalues; i++)
		values[i] = NumericGetDatum(bp_target_numeric(target.reading->values[i]));
	PG_RETURN_ARRAYTYPE_P(construct_array(values, target.reading->nvalues,
										  NUMERICOID, -1, false, TYPALIGN_INT));
}

PG_FUNCTION_INFO_V1(budget_perf_target_scale);
Datum
budget_perf_target_scale(PG_FUNCTION_ARGS)
{
	Target		target;

	read_argument(fcinfo, 0, &target);
	PG_RETURN_INT64(target.reading->scale);
}

PG_FUNCTION_INFO_V1(budget_perf_target_unit);
Datum
budget_perf_target_unit(PG_FUNCTION_ARGS)
{
	Target		target;
	char	   *unit;

	read_argument(fcinfo, 0, &target);
	unit = bp_target_unit(target.reading->unit);
	if (unit == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(unit));
}

PG_FUNCTION_INFO_V1(budget_perf_target_percent);
Datum
budget_perf_target_percent(PG_FUNCTION_ARGS)
{
	Target		target;

	read_argument(fcinfo, 0, &target);
	PG_RETURN_BOOL(target.reading->percent);
}

/* The day that a date ends on; null where no year is printed. */
PG_FUNCTION_INFO_V1(budget_perf_target_date);
Datum
budget_perf_target_date(PG_FUNCTION_ARGS)
{
	Target		target;
	const TargetReading *reading;

	read_argument(fcinfo, 0, &target);
	reading = target.reading;
	if (reading->kind != TARGET_DATE || reading->year == 0 ||
		reading->month == 0 || reading->day == 0)
		PG_RETURN_NULL();
	PG_RETURN_DATEADT(date2j(reading->year, reading->month, reading->day) -
					  POSTGRES_EPOCH_JDATE);
}

PG_FUNCTION_INFO_V1(budget_perf_target_base);
Datum
budget_perf_target_base(PG_FUNCTION_ARGS)
{
	Target		target;

	read_argument(fcinfo, 0, &target);
	switch (target.reading->base)
	{
		case TARGET_BASE_NONE:
			PG_RETURN_NULL();
		case TARGET_BASE_PRIOR_YEAR:
			PG_RETURN_TEXT_P(cstring_to_text("prior_year"));
		case TARGET_BASE_BUDGET:
			PG_RETURN_TEXT_P(cstring_to_text("budget"));
		case TARGET_BASE_MARKET:
			PG_RETURN_TEXT_P(cstring_to_text("market"));
	}
	PG_RETURN_NULL();			/* keep compiler quiet */
}

PG_FUNCTION_INFO_V1(budget_perf_target_flags);
Datum
budget_perf_target_flags(PG_FUNCTION_ARGS)
{
	static const struct
	{
		unsigned	bit;
		const char *name;
	}			names[] =
	{
		{TARGET_FLAG_RESIDUE, "residue"},
		{TARGET_FLAG_NOTE, "note"},
		{TARGET_FLAG_NOISE, "noise"},
		{TARGET_FLAG_BLANK, "blank"},
		{TARGET_FLAG_IMPLIED, "implied"}
	};
	Target		target;
	Datum		flags[lengthof(names)];
	int			count = 0;

	read_argument(fcinfo, 0, &target);
	for (size_t i = 0; i < lengthof(names); i++)
	{
		if (target.reading->flags & names[i].bit)
			flags[count++] = CStringGetTextDatum(names[i].name);
	}
	PG_RETURN_ARRAYTYPE_P(construct_array(flags, count, TEXTOID, -1, false, TYPALIGN_INT));
}

/* Null where the two cannot be set side by side: other unit, direction or kind. */
PG_FUNCTION_INFO_V1(budget_perf_target_stricter);
Datum
budget_perf_target_stricter(PG_FUNCTION_ARGS)
{
	Target		a;
	Target		b;
	bool		comparable;
	int			strictness;

	read_argument(fcinfo, 0, &a);
	keep_reading(&a);
	read_argument(fcinfo, 1, &b);
	strictness = target_strictness(a.reading, b.reading, &comparable);
	if (!comparable)
		PG_RETURN_NULL();
	PG_RETURN_BOOL(strictness > 0);
}

/*
 * Containment
 */

/* Whether a target sets bounds that a number can lie within. */
static bool
is_interval(const TargetReading *reading)
{
	return (reading->has_lower || reading->has_upper) && !reading->fuzzy &&
		(reading->kind == TARGET_BOUND || reading->kind == TARGET_PLAN ||
		 reading->kind == TARGET_RANGE || reading->kind == TARGET_APPROXIMATE);
}

static int
compare_numeric(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(a),
											 NumericGetDatum(b)));
}

/* The actual value is in the unit that the target prints. */
static Datum
contains(FunctionCallInfo fcinfo, Numeric actual, const TargetReading *reading)
{
	int			side;

	if (!is_interval(reading))
		PG_RETURN_NULL();
	if (numeric_is_nan(actual))
		PG_RETURN_BOOL(false);
	if (reading->has_lower)
	{
		side = compare_numeric(actual, bp_target_numeric(reading->lower));
		if (side < 0 || (side == 0 && reading->lower_strict))
			PG_RETURN_BOOL(false);
	}
	if (reading->has_upper)
	{
		side = compare_numeric(actual, bp_target_numeric(reading->upper));
		if (side > 0 || (side == 0 && reading->upper_strict))
			PG_RETURN_BOOL(false);
	}
	PG_RETURN_BOOL(true);
}

PG_FUNCTION_INFO_V1(budget_perf_target_contains);
Datum
budget_perf_target_contains(PG_FUNCTION_ARGS)
{
	Target		target;

	read_argument(fcinfo, 0, &target);
	return contains(fcinfo, PG_GETARG_NUMERIC(1), target.reading);
}

PG_FUNCTION_INFO_V1(budget_perf_target_contained);
Datum
budget_perf_target_contained(PG_FUNCTION_ARGS)
{
	Target		target;

	read_argument(fcinfo, 1, &target);
	return contains(fcinfo, PG_GETARG_NUMERIC(0), target.reading);
}

PG_FUNCTION_INFO_V1(budget_perf_target_range);
Datum
budget_perf_target_range(PG_FUNCTION_ARGS)
{
	Target		target;
	const TargetReading *reading;
	RangeBound	lower = {.infinite = true,.lower = true};
	RangeBound	upper = {.infinite = true,.lower = false};

	read_argument(fcinfo, 0, &target);
	reading = target.reading;
	if (!is_interval(reading))
		PG_RETURN_NULL();
	if (reading->has_lower)
	{
		lower.val = NumericGetDatum(bp_target_numeric(reading->lower));
		lower.infinite = false;
		lower.inclusive = !reading->lower_strict;
	}
	if (reading->has_upper)
	{
		upper.val = NumericGetDatum(bp_target_numeric(reading->upper));
		upper.infinite = false;
		upper.inclusive = !reading->upper_strict;
	}
#if PG16_GE
	PG_RETURN_RANGE_P(make_range(lookup_type_cache(NUMRANGEOID, TYPECACHE_RANGE_INFO),
								 &lower, &upper, false, NULL));
#else
	PG_RETURN_RANGE_P(make_range(lookup_type_cache(NUMRANGEOID, TYPECACHE_RANGE_INFO),
								 &lower, &upper, false));
#endif
}

/*
 * Order and hashing by meaning
 */

static int
compare_arguments(FunctionCallInfo fcinfo)
{
	text	   *a = PG_GETARG_TEXT_PP(0);
	text	   *b = PG_GETARG_TEXT_PP(1);
	int			result = bp_target_compare(VARDATA_ANY(a), VARSIZE_ANY_EXHDR(a),
										   VARDATA_ANY(b), VARSIZE_ANY_EXHDR(b));

	/* index and sort code calls this many times in one memory context */
	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return result;
}

PG_FUNCTION_INFO_V1(budget_perf_target_cmp);
Datum
budget_perf_target_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_arguments(fcinfo));
}

PG_FUNCTION_INFO_V1(budget_perf_target_lt);
Datum
budget_perf_target_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) < 0);
}

PG_FUNCTION_INFO_V1(budget_perf_target_le);
Datum
budget_perf_target_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) <= 0);
}

PG_FUNCTION_INFO_V1(budget_perf_target_eq);
Datum
budget_perf_target_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) == 0);
}

PG_FUNCTION_INFO_V1(budget_perf_target_ne);
Datum
budget_perf_target_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) != 0);
}

PG_FUNCTION_INFO_V1(budget_perf_target_ge);
Datum
budget_perf_target_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) >= 0);
}

PG_FUNCTION_INFO_V1(budget_perf_target_gt);
Datum
budget_perf_target_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_arguments(fcinfo) > 0);
}

/* The bytes that stand for a target's meaning, palloc'd. */
static char *
canonical_argument(FunctionCallInfo fcinfo, size_t *size)
{
	Target		target;
	char	   *bytes;

	read_argument(fcinfo, 0, &target);
	bytes = palloc_extended(target_canonical_max(target.text.length), MCXT_ALLOC_HUGE);
	*size = target_canonical(&target.text, bytes);
	return bytes;
}

PG_FUNCTION_INFO_V1(budget_perf_target_hash);
Datum
budget_perf_target_hash(PG_FUNCTION_ARGS)
{
	size_t		size;
	char	   *bytes = canonical_argument(fcinfo, &size);
	Datum		result = hash_any((unsigned char *) bytes, (int) size);

	pfree(bytes);
	return result;
}

PG_FUNCTION_INFO_V1(budget_perf_target_hash_extended);
Datum
budget_perf_target_hash_extended(PG_FUNCTION_ARGS)
{
	size_t		size;
	char	   *bytes = canonical_argument(fcinfo, &size);
	Datum		result = hash_any_extended((unsigned char *) bytes, (int) size,
										   PG_GETARG_INT64(1));

	pfree(bytes);
	return result;
}
