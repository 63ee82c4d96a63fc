/*
 * target_compare.c
 *	  Order, sameness and strictness of targets by meaning.  Pure C.
 *
 * target_compare() is a total order, and target_canonical() yields the same
 * bytes wherever it returns 0: both walk over the same parts in the same
 * order, so that ordering and hashing cannot disagree.
 */
#include "target_read.h"

#include <string.h>

#include "utf8.h"

/* A decimal taken apart: sign · 0.digits · 10^top, no zero at either end. */
typedef struct Decimal
{
	int			sign;			/* -1, 0 or 1 */
	int			top;
	int			ndigits;
	char		digits[TARGET_DECIMAL_MAX];
} Decimal;

static void
take_apart(const char *text, int exponent, Decimal *decimal)
{
	bool		fraction = false;

	decimal->sign = 1;
	decimal->top = exponent;
	decimal->ndigits = 0;
	if (*text == '-' || *text == '+')
		decimal->sign = *text++ == '-' ? -1 : 1;
	for (; *text != '\0'; text++)
	{
		if (*text == '.')
		{
			fraction = true;
			continue;
		}
		if (decimal->ndigits == 0 && *text == '0')
		{
			if (fraction)
				decimal->top--;
			continue;
		}
		if (!fraction)
			decimal->top++;
		if (decimal->ndigits < TARGET_DECIMAL_MAX)
			decimal->digits[decimal->ndigits++] = *text;
	}
	while (decimal->ndigits > 0 && decimal->digits[decimal->ndigits - 1] == '0')
		decimal->ndigits--;
	if (decimal->ndigits == 0)
		decimal->sign = decimal->top = 0;
}

static int
sign_of(int difference)
{
	return (difference > 0) - (difference < 0);
}

int
target_decimal_compare(const char *a, int ea, const char *b, int eb)
{
	Decimal		x;
	Decimal		y;
	int			common;
	int			result;

	take_apart(a, ea, &x);
	take_apart(b, eb, &y);
	if (x.sign != y.sign)
		return sign_of(x.sign - y.sign);
	if (x.top != y.top)
		return sign_of(x.top - y.top) * x.sign;
	common = x.ndigits < y.ndigits ? x.ndigits : y.ndigits;
	result = memcmp(x.digits, y.digits, (size_t) common);
	if (result == 0)
		result = x.ndigits - y.ndigits;
	return sign_of(result) * x.sign;
}

/* Targets of different families never mean the same. */
typedef enum Family
{
	FAMILY_NUMBER,
	FAMILY_SEVERAL,
	FAMILY_DATE,
	FAMILY_QUALITATIVE,
	FAMILY_DEFERRED,
	FAMILY_TEMPLATE
} Family;

static Family
family(const TargetReading *reading)
{
	switch (reading->kind)
	{
		case TARGET_BOUND:
		case TARGET_PLAN:
		case TARGET_APPROXIMATE:
		case TARGET_RANGE:
			return FAMILY_NUMBER;
		case TARGET_SEVERAL:
			return FAMILY_SEVERAL;
		case TARGET_DATE:
			return FAMILY_DATE;
		case TARGET_QUALITATIVE:
			return FAMILY_QUALITATIVE;
		case TARGET_DEFERRED:
			return FAMILY_DEFERRED;
		case TARGET_TEMPLATE:
			return FAMILY_TEMPLATE;
	}
	return FAMILY_QUALITATIVE;	/* keep compiler quiet */
}

/* A bound that is not there stands below every number, on either side. */
static int
compare_bound(bool has_a, bool strict_a, const char *a, int ea,
			  bool has_b, bool strict_b, const char *b, int eb)
{
	int			result;

	if (!has_a || !has_b)
		return (int) has_a - (int) has_b;
	result = target_decimal_compare(a, ea, b, eb);
	return result != 0 ? result : (int) strict_a - (int) strict_b;
}

/* The next character of a text as comparisons see it, or -1 at its end. */
static int32_t
next_folded(const char *text, size_t length, size_t *at)
{
	while (*at < length)
	{
		uint32_t	code;
		unsigned char byte = (unsigned char) text[*at];

		*at += bp_utf8_decode(text + *at, length - *at, &code);
		if (code == BP_UTF8_INVALID)
			return 0x110000 + byte;
		code = bp_fold(code);
		if (code == BP_FOLD_DROP || code == ' ')
			continue;
		code = bp_fold_brackets(code);
		return (int32_t) (code >= 'A' && code <= 'Z' ? code + ('a' - 'A') : code);
	}
	return -1;
}

static int
compare_folded(const TargetText *a, const TargetText *b)
{
	size_t		at = 0;
	size_t		bt = 0;

	for (;;)
	{
		int32_t		x = next_folded(a->utf8, a->length, &at);
		int32_t		y = next_folded(b->utf8, b->length, &bt);

		if (x != y)
			return x < y ? -1 : 1;
		if (x < 0)
			return 0;
	}
}

#define RETURN_UNLESS_SAME(difference) \
	do { int d_ = (difference); if (d_ != 0) return sign_of(d_); } while (0)

int
target_compare(const TargetText *a, const TargetText *b)
{
	const TargetReading *x = a->reading;
	const TargetReading *y = b->reading;
	Family		kind = family(x);

	RETURN_UNLESS_SAME((int) kind - (int) family(y));
	switch (kind)
	{
		case FAMILY_NUMBER:
		case FAMILY_SEVERAL:
			RETURN_UNLESS_SAME(strcmp(x->base_unit, y->base_unit));
			RETURN_UNLESS_SAME(strcmp(x->subject, y->subject));
			RETURN_UNLESS_SAME((int) x->base - (int) y->base);
			break;
		case FAMILY_DATE:
			RETURN_UNLESS_SAME(x->year - y->year);
			RETURN_UNLESS_SAME(x->month - y->month);
			RETURN_UNLESS_SAME(x->day - y->day);
			RETURN_UNLESS_SAME(x->from_year - y->from_year);
			RETURN_UNLESS_SAME(x->from_month - y->from_month);
			RETURN_UNLESS_SAME(x->from_day - y->from_day);
			RETURN_UNLESS_SAME((int) x->comparator - (int) y->comparator);
			return 0;
		case FAMILY_QUALITATIVE:
		case FAMILY_DEFERRED:
		case FAMILY_TEMPLATE:
			return compare_folded(a, b);
	}

	if (kind == FAMILY_NUMBER)
	{
		/* by size first: ≥90, 90 and ≤90 stand side by side */
		RETURN_UNLESS_SAME(target_decimal_compare(x->has_lower ? x->lower : x->upper, x->exponent,
												  y->has_lower ? y->lower : y->upper, y->exponent));
		RETURN_UNLESS_SAME(compare_bound(x->has_lower, x->lower_strict, x->lower, x->exponent,
										 y->has_lower, y->lower_strict, y->lower, y->exponent));
		RETURN_UNLESS_SAME(compare_bound(x->has_upper, x->upper_strict, x->upper, x->exponent,
										 y->has_upper, y->upper_strict, y->upper, y->exponent));
		return (int) x->fuzzy - (int) y->fuzzy;
	}

	RETURN_UNLESS_SAME((int) x->comparator - (int) y->comparator);
	for (int i = 0; i < x->nvalues && i < y->nvalues; i++)
		RETURN_UNLESS_SAME(target_decimal_compare(x->values[i], x->exponent,
												  y->values[i], y->exponent));
	return sign_of(x->nvalues - y->nvalues);
}

static char *
put_bytes(char *out, const void *bytes, size_t size)
{
	memcpy(out, bytes, size);
	return out + size;
}

/* With its length, so that no two neighbours can run into each other. */
static char *
put_text(char *out, const char *text)
{
	size_t		size = strlen(text);

	*out++ = (char) size;
	return put_bytes(out, text, size);
}

static char *
put_small(char *out, int value)
{
	*out++ = (char) ((value >> 8) & 0xFF);
	*out++ = (char) (value & 0xFF);
	return out;
}

static char *
put_decimal(char *out, const char *text, int exponent)
{
	Decimal		decimal;

	take_apart(text, exponent, &decimal);
	out = put_small(out, decimal.sign);
	out = put_small(out, decimal.top);
	out = put_small(out, decimal.ndigits);
	return put_bytes(out, decimal.digits, (size_t) decimal.ndigits);
}

size_t
target_canonical_max(size_t length)
{
	/* a folded text (folding never makes one longer), or every part of a reading */
	return length + 64 + (size_t) 2 * TARGET_UNIT_MAX +
		(size_t) (TARGET_VALUES_MAX + 2) * (TARGET_DECIMAL_MAX + 8);
}

size_t
target_canonical(const TargetText *target, char *out)
{
	const TargetReading *r = target->reading;
	Family		kind = family(r);
	char	   *end = put_small(out, (int) kind);

	switch (kind)
	{
		case FAMILY_NUMBER:
		case FAMILY_SEVERAL:
			end = put_text(end, r->base_unit);
			end = put_text(end, r->subject);
			end = put_small(end, (int) r->base);
			break;
		case FAMILY_DATE:
			end = put_small(end, r->year);
			end = put_small(end, r->month);
			end = put_small(end, r->day);
			end = put_small(end, r->from_year);
			end = put_small(end, r->from_month);
			end = put_small(end, r->from_day);
			end = put_small(end, (int) r->comparator);
			break;
		case FAMILY_QUALITATIVE:
		case FAMILY_DEFERRED:
		case FAMILY_TEMPLATE:
			{
				size_t		at = 0;
				int32_t		code;

				while ((code = next_folded(target->utf8, target->length, &at)) >= 0)
				{
					if (code >= 0x110000)
						*end++ = (char) (code - 0x110000);
					else
						end += bp_utf8_encode((uint32_t) code, end);
				}
				break;
			}
	}

	if (kind == FAMILY_NUMBER)
	{
		end = put_small(end, r->has_lower ? 1 + r->lower_strict : 0);
		if (r->has_lower)
			end = put_decimal(end, r->lower, r->exponent);
		end = put_small(end, r->has_upper ? 1 + r->upper_strict : 0);
		if (r->has_upper)
			end = put_decimal(end, r->upper, r->exponent);
		end = put_small(end, r->fuzzy);
	}
	else if (kind == FAMILY_SEVERAL)
	{
		end = put_small(end, (int) r->comparator);
		for (int i = 0; i < r->nvalues; i++)
			end = put_decimal(end, r->values[i], r->exponent);
	}
	return (size_t) (end - out);
}

/* Which way a number has to go. */
typedef enum Direction
{
	UPWARD,						/* at least */
	DOWNWARD,					/* at most */
	EITHER,						/* a plan value: takes the direction of its partner */
	BETWEEN						/* both ends are set */
} Direction;

static Direction
direction(const TargetReading *reading)
{
	if (reading->has_lower && !reading->has_upper)
		return UPWARD;
	if (reading->has_upper && !reading->has_lower)
		return DOWNWARD;
	if (target_decimal_compare(reading->lower, 0, reading->upper, 0) == 0)
		return EITHER;
	return BETWEEN;
}

int
target_strictness(const TargetReading *a, const TargetReading *b, bool *comparable)
{
	Direction	da;
	Direction	db;
	int			lower;
	int			upper;

	*comparable = false;
	if (family(a) != family(b))
		return 0;

	if (family(a) == FAMILY_DATE)
	{
		/* the earlier day asks for more; periods and "not before" are no deadlines */
		if ((a->year == 0) != (b->year == 0) || a->from_month != 0 || b->from_month != 0 ||
			a->comparator == TARGET_CMP_GE || b->comparator == TARGET_CMP_GE)
			return 0;
		*comparable = true;
		RETURN_UNLESS_SAME(b->year - a->year);
		RETURN_UNLESS_SAME(b->month - a->month);
		RETURN_UNLESS_SAME(b->day - a->day);
		return (int) (a->comparator == TARGET_CMP_LT) - (int) (b->comparator == TARGET_CMP_LT);
	}

	if (family(a) != FAMILY_NUMBER || a->base != b->base ||
		strcmp(a->base_unit, b->base_unit) != 0 || strcmp(a->subject, b->subject) != 0)
		return 0;

	da = direction(a);
	db = direction(b);
	if (da == EITHER)
		da = db == EITHER ? UPWARD : db;
	if (db == EITHER)
		db = da;
	if (da != db)
		return 0;

	/* how much further in each end of a lies than that of b */
	lower = da == DOWNWARD ? 0 :
		compare_bound(true, a->lower_strict, a->lower, a->exponent,
					  true, b->lower_strict, b->lower, b->exponent);
	upper = da == UPWARD ? 0 :
		target_decimal_compare(b->upper, b->exponent, a->upper, a->exponent);
	if (upper == 0 && da != UPWARD)
		upper = (int) a->upper_strict - (int) b->upper_strict;
	lower = sign_of(lower);
	upper = sign_of(upper);
	if (lower * upper < 0)		/* neither lies within the other */
		return 0;
	*comparable = true;
	return lower != 0 ? lower : upper;
}
