/*
 * target_read_fuzz.c
 *	  libFuzzer driver for everything that reads text in pure C: targets,
 *	  names and units.
 *
 * The input is two texts, divided by its first zero byte.  Beside not
 * crashing, the promises of the headers are checked: a reading keeps its
 * bounds in order, sameness by meaning agrees with the canonical bytes, order
 * is antisymmetric, and normal forms never grow and are their own normal form.
 *
 *	test/fuzz/run target_read 60
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "target_read.h"
#include "unit.h"
#include "utf8.h"

#define CHECK(condition) \
	do { \
		if (!(condition)) \
		{ \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition); \
			abort(); \
		} \
	} while (0)

int			LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_decimal(const char *text)
{
	size_t		length = strlen(text);
	size_t		digits = 0;
	size_t		points = 0;

	CHECK(length > 0 && length < TARGET_DECIMAL_MAX);
	for (size_t i = 0; i < length; i++)
	{
		CHECK((text[i] >= '0' && text[i] <= '9') || text[i] == '.' || (i == 0 && text[i] == '-'));
		digits += text[i] >= '0' && text[i] <= '9';
		points += text[i] == '.';
	}
	CHECK(digits > 0 && points <= 1 && text[length - 1] != '.' && text[0] != '.');
}

static void
check_reading(const TargetReading *r)
{
	CHECK(r->kind >= TARGET_BOUND && r->kind <= TARGET_TEMPLATE);
	CHECK(r->comparator >= TARGET_CMP_NONE && r->comparator <= TARGET_CMP_LE);
	CHECK(r->scale >= 1);
	CHECK(bp_utf8_valid(r->unit, strlen(r->unit)));
	CHECK(bp_utf8_valid(r->base_unit, strlen(r->base_unit)));
	CHECK(bp_utf8_valid(r->subject, strlen(r->subject)));
	CHECK(strlen(r->unit) < TARGET_UNIT_MAX && strlen(r->base_unit) < TARGET_UNIT_MAX);
	if (r->has_lower)
		check_decimal(r->lower);
	if (r->has_upper)
		check_decimal(r->upper);
	if (r->has_lower && r->has_upper)
		CHECK(target_decimal_compare(r->lower, 0, r->upper, 0) <= 0);
	CHECK(r->nvalues >= 0 && r->nvalues <= TARGET_VALUES_MAX);
	for (int i = 0; i < r->nvalues; i++)
		check_decimal(r->values[i]);
	switch (r->kind)
	{
		case TARGET_BOUND:
		case TARGET_PLAN:
			CHECK(r->has_lower || r->has_upper);
			CHECK(r->comparator != TARGET_CMP_NONE && r->nvalues == 1);
			break;
		case TARGET_RANGE:
		case TARGET_APPROXIMATE:
			CHECK(r->has_lower && r->has_upper);
			break;
		case TARGET_SEVERAL:
			CHECK(!r->has_lower && !r->has_upper && r->nvalues >= 2);
			break;
		case TARGET_DATE:
			CHECK(r->month >= 1 && r->month <= 12 && r->day >= 1 && r->day <= 31);
			CHECK(r->year == 0 || (r->year >= 1949 && r->year <= 2199));
			CHECK(r->comparator != TARGET_CMP_GT);
			break;
		case TARGET_QUALITATIVE:
		case TARGET_DEFERRED:
		case TARGET_TEMPLATE:
			CHECK(!r->has_lower && !r->has_upper && r->nvalues == 0);
			break;
	}
}

static void
check_form(size_t (*form) (const char *, size_t, char *), const char *text, size_t length)
{
	char	   *once = malloc(length + 1);
	char	   *twice = malloc(length + 1);
	size_t		size = form(text, length, once);
	size_t		again;

	CHECK(size <= length);
	again = form(once, size, twice);
	CHECK(again == size && memcmp(once, twice, size) == 0);
	free(once);
	free(twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *cut = size > 0 ? memchr(data, '\0', size) : NULL;
	size_t		a_length = cut != NULL ? (size_t) (cut - data) : size;
	size_t		b_length = cut != NULL ? size - a_length - 1 : 0;
	char	   *a_text = malloc(a_length + 1);	/* exact sizes, so that the sanitizer sees an overrun */
	char	   *b_text = malloc(b_length + 1);
	char	   *a = realloc(a_text, a_length > 0 ? a_length : 1);
	char	   *b = realloc(b_text, b_length > 0 ? b_length : 1);
	TargetReading ra;
	TargetReading rb;
	TargetText	ta = {a, a_length, &ra};
	TargetText	tb = {b, b_length, &rb};
	char	   *ca;
	char	   *cb;
	size_t		na;
	size_t		nb;
	bool		comparable;
	int			order;
	int			strict;

	memcpy(a, data, a_length);
	if (b_length > 0)
		memcpy(b, cut + 1, b_length);

	target_read(a, a_length, &ra);
	target_read(b, b_length, &rb);
	check_reading(&ra);
	check_reading(&rb);
	/* the short way for plain figures reads as the long one does */
	{
		TargetReading whole;

		target_read_long(a, a_length, &whole);
		CHECK(target_same_reading(&ra, &whole));
	}

	order = target_compare(&ta, &tb);
	CHECK(target_compare(&tb, &ta) == -order);
	CHECK(target_compare(&ta, &ta) == 0);
	ca = malloc(target_canonical_max(a_length));
	cb = malloc(target_canonical_max(b_length));
	na = target_canonical(&ta, ca);
	nb = target_canonical(&tb, cb);
	CHECK(na <= target_canonical_max(a_length) && nb <= target_canonical_max(b_length));
	if (order == 0)
		CHECK(na == nb && memcmp(ca, cb, na) == 0);
	else if (bp_utf8_valid(a, a_length) && bp_utf8_valid(b, b_length))
		CHECK(na != nb || memcmp(ca, cb, na) != 0);

	strict = target_strictness(&ra, &rb, &comparable);
	if (comparable)
		CHECK(target_strictness(&rb, &ra, &comparable) == -strict && comparable);

	check_form(bp_normalise_code, a, a_length);
	check_form(bp_normalise_name, a, a_length);
	check_form(bp_indicator_stem, a, a_length);
	check_form(bp_class_stem, a, a_length);
	CHECK(bp_name_unit(a, a_length, ca) <= a_length);

	free(ca);
	free(cb);
	free(a);
	free(b);
	return 0;
}
