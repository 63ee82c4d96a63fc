/*
 * amount_fuzz.c
 *	  libFuzzer target for src/amount.c.
 *
 *	test/fuzz/run amount 60
 *
 * Beside memory errors it looks for broken promises: a result must be a plain
 * decimal of the asked precision; printing it in any unit and reading it back
 * must give it again, exactly; and a number spelled from the input's bytes
 * must give what schoolbook arithmetic on its digits gives.
 */
#include "amount.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern int	LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REQUIRE(condition) \
	do { \
		if (!(condition)) \
		{ \
			fprintf(stderr, "%s:%d: broken: %s\n", __FILE__, __LINE__, #condition); \
			abort(); \
		} \
	} while (0)

static void
check_result(const BpAmountFormat *format, const BpAmountReading *reading)
{
	const char *s = reading->text;
	size_t		whole;

	if (*s == '-')
	{
		REQUIRE(strpbrk(s, "123456789") != NULL);
		s++;
	}
	whole = strspn(s, "0123456789");
	REQUIRE(whole >= 1 && (whole == 1 || *s != '0'));
	REQUIRE((int) whole <= format->max_digits - format->decimals);
	REQUIRE(s[whole] == '.');
	s += whole + 1;
	REQUIRE((int) strspn(s, "0123456789") == format->decimals);
	REQUIRE(s[format->decimals] == '\0');
}

static void
check_round_trip(const BpAmountFormat *format, const BpAmountReading *reading)
{
	for (int exponent = 0; exponent <= 8; exponent++)
	{
		BpAmountFormat again = *format;
		BpAmountReading second;
		char		printed[BP_AMOUNT_TEXT_MAX + 16];

		again.unit_exponent = exponent;
		REQUIRE(bp_amount_print(reading->text, exponent, printed));
		REQUIRE(bp_amount_read(printed, strlen(printed), &again, &second) == BP_AMOUNT_OK);
		REQUIRE(second.rounding == BP_AMOUNT_EXACT);
		REQUIRE(!second.unit_printed);
		REQUIRE(strcmp(reading->text, second.text) == 0);
	}
}

static void
check_any(const uint8_t *data, size_t size, const BpAmountFormat *format)
{
	BpAmountReading reading;

	switch (bp_amount_read((const char *) data, size, format, &reading))
	{
		case BP_AMOUNT_OK:
			check_result(format, &reading);
			if (format->decimals == 2)
				check_round_trip(format, &reading);
			break;
		case BP_AMOUNT_NONSENSE:
			REQUIRE(reading.where <= size);
			break;
		case BP_AMOUNT_BLANK:
		case BP_AMOUNT_OUT_OF_RANGE:
			break;
	}
}

/*
 * Spell a number: digits with a point somewhere and an exponent, in a unit.
 * Shift the point by hand in a long string of digits and round there.
 */
static void
check_spelled(const uint8_t *data, size_t size)
{
	BpAmountFormat format = {0, true, 2, 18};
	BpAmountReading reading;
	BpAmountStatus status;
	char		digits[40];
	char		spelled[120];
	char		row[401];
	char		expected[400];
	char	   *first;
	int			ndigits,
				point,
				exponent,
				at,
				last;
	bool		negative;
	bool		up;

	if (size < 5)
		return;
	format.unit_exponent = data[0] % 9;
	negative = (data[0] & 0x80) != 0;
	exponent = (int) (data[1] % 61) - 30;
	ndigits = 1 + data[2] % 30;
	if ((size_t) ndigits > size - 4)
		ndigits = (int) (size - 4);
	point = data[3] % (ndigits + 1);
	for (int i = 0; i < ndigits; i++)
		digits[i] = (char) ('0' + data[4 + i] % 10);

	snprintf(spelled, sizeof(spelled), "%s%.*s.%.*sE%d", negative ? "-" : "",
			 point, digits, ndigits - point, digits + point, exponent);
	status = bp_amount_read(spelled, strlen(spelled), &format, &reading);

	/* The fen's place is the digit before row[200]. */
	memset(row, '0', 400);
	row[400] = '\0';
	at = 200 - (point + exponent + format.unit_exponent + 2);
	memcpy(row + at, digits, (size_t) ndigits);
	up = row[200] >= '5';
	for (last = 199; up && last >= 0; last--)
	{
		up = row[last] == '9';
		row[last] = up ? '0' : (char) (row[last] + 1);
	}
	first = row;
	while (first < row + 197 && *first == '0')
		first++;
	if (row + 200 - first > 18)
	{
		REQUIRE(status == BP_AMOUNT_OUT_OF_RANGE);
		return;
	}
	REQUIRE(status == BP_AMOUNT_OK);
	snprintf(expected, sizeof(expected), "%s%.*s.%.2s",
			 negative && strspn(first, "0") < (size_t) (row + 200 - first) ? "-" : "",
			 (int) (row + 198 - first), first, row + 198);
	REQUIRE(strcmp(expected, reading.text) == 0);
	REQUIRE((reading.rounding == BP_AMOUNT_EXACT) == (strspn(row + 200, "0") == 200));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const BpAmountFormat formats[] = {
		{0, true, 2, 18}, {4, true, 2, 18}, {8, false, 2, 18}, {0, false, 4, 9}
	};

	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
		check_any(data, size, &formats[i]);
	check_spelled(data, size);
	return 0;
}
