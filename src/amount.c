/*
 * amount.c
 *	  Amounts at the edges: a printed amount to exact yuan, and yuan to the
 *	  printed unit.
 *
 * Whatever can be read has one value only.  Where a person might mean two
 * things (1,23 or 5万 in a document in 万元), the text is refused; nothing is
 * guessed.  The value is exact up to the one rounding, which is reported.
 *
 * A first pass over the text finds where its digits, exponent and unit are; a
 * second adds the digits up.  Results of at most 18 digits are kept as an
 * unsigned 64-bit count of the last decimal (the fen), so that there is neither
 * overflow nor allocation, however long the text.
 */
#include "amount.h"

#include <stdint.h>
#include <string.h>

/* Exponents beyond this are all alike: zero, or out of range. */
#define EXPONENT_LIMIT	INT64_C(1000000000000)

typedef enum Glyph
{
	GLYPH_END,
	GLYPH_DIGIT,				/* its value is in the cursor */
	GLYPH_SPACE,
	GLYPH_BREAK,				/* tab, line feed, zero width: separates no digits */
	GLYPH_COMMA,
	GLYPH_POINT,
	GLYPH_PLUS,
	GLYPH_MINUS,
	GLYPH_E,
	GLYPH_OTHER
} Glyph;

typedef struct Cursor
{
	const unsigned char *bytes;
	size_t		length;
	size_t		at;				/* of the current glyph */
	size_t		next;			/* behind the current glyph */
	Glyph		glyph;
	int			digit;
} Cursor;

/*
 * The code point at a place, and how many bytes it has; 0xFFFFFFFF and 1 for
 * what is not UTF-8.  Overlong forms need no care: none of them would yield a
 * code point below its range, as the ranges are checked.
 */
static uint32_t
code_point(const unsigned char *s, size_t left, size_t *size)
{
	*size = 1;
	if (s[0] < 0x80)
		return s[0];
	if (s[0] >= 0xC2 && s[0] <= 0xDF && left >= 2 && (s[1] & 0xC0) == 0x80)
	{
		*size = 2;
		return ((uint32_t) (s[0] & 0x1F) << 6) | (s[1] & 0x3F);
	}
	if (s[0] >= 0xE0 && s[0] <= 0xEF && left >= 3 &&
		(s[1] & 0xC0) == 0x80 && (s[2] & 0xC0) == 0x80)
	{
		uint32_t	c = ((uint32_t) (s[0] & 0x0F) << 12) |
			((uint32_t) (s[1] & 0x3F) << 6) | (s[2] & 0x3F);

		if (c >= 0x800)
		{
			*size = 3;
			return c;
		}
	}
	/* Nothing beyond the basic plane is of interest here. */
	return UINT32_C(0xFFFFFFFF);
}

static Glyph
classify(uint32_t c, int *digit)
{
	/* Full width to ASCII. */
	if (c >= 0xFF01 && c <= 0xFF5E)
		c = c - 0xFF01 + 0x21;

	if (c >= '0' && c <= '9')
	{
		*digit = (int) (c - '0');
		return GLYPH_DIGIT;
	}
	switch (c)
	{
		case ',':
			return GLYPH_COMMA;
		case '.':
			return GLYPH_POINT;
		case '+':
			return GLYPH_PLUS;
		case '-':
		case 0x2212:			/* minus sign */
			return GLYPH_MINUS;
		case 'e':
		case 'E':
			return GLYPH_E;
		case ' ':
		case 0x00A0:			/* no-break space */
		case 0x202F:			/* narrow no-break space */
		case 0x205F:			/* medium mathematical space */
		case 0x3000:			/* ideographic space */
			return GLYPH_SPACE;
		case '\t':
		case '\n':
		case '\v':
		case '\f':
		case '\r':
		case 0x200B:			/* zero width space */
		case 0xFEFF:			/* byte order mark */
			return GLYPH_BREAK;
	}
	if (c >= 0x2000 && c <= 0x200A)
		return GLYPH_SPACE;
	return GLYPH_OTHER;
}

static void
step(Cursor *cur)
{
	uint32_t	c;
	size_t		size;

	cur->at = cur->next;
	if (cur->at >= cur->length)
	{
		cur->glyph = GLYPH_END;
		return;
	}
	c = code_point(cur->bytes + cur->at, cur->length - cur->at, &size);
	cur->next = cur->at + size;
	cur->glyph = classify(c, &cur->digit);
}

static void
start(Cursor *cur, const unsigned char *bytes, size_t length, size_t at)
{
	cur->bytes = bytes;
	cur->length = length;
	cur->next = at;
	cur->digit = 0;
	step(cur);
}

static void
skip_space(Cursor *cur)
{
	while (cur->glyph == GLYPH_SPACE || cur->glyph == GLYPH_BREAK)
		step(cur);
}

int
bp_amount_unit(const char *utf8, size_t length)
{
	/* In UTF-8: this file's literals are bytes, whatever the server's encoding. */
	static const struct
	{
		const char *name;
		int			exponent;
	}			units[] =
	{
		{"元", 0},
		{"百元", 2},
		{"千元", 3},
		{"万元", 4},
		{"十万元", 5},
		{"百万元", 6},
		{"千万元", 7},
		{"亿元", 8},
	};

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
	{
		if (strlen(units[i].name) == length &&
			memcmp(units[i].name, utf8, length) == 0)
			return units[i].exponent;
	}
	return -1;
}

/* The parts of a printed number, as found by the first pass. */
typedef struct Parts
{
	bool		negative;
	size_t		digits_at;		/* byte at which the digits begin */
	int64_t		whole;			/* how many digits before the point */
	int64_t		decimals;		/* and behind it */
	int64_t		exponent;		/* printed with E, cut off at EXPONENT_LIMIT */
	int			unit_exponent;
	bool		unit_printed;
} Parts;

/*
 * The digits before the point.  Groups must be of three where there are any,
 * and a grouped number does not begin with 0 (0,123 is a decimal comma).
 */
static bool
scan_whole(Cursor *cur, Parts *parts)
{
	Glyph		separator = GLYPH_END;
	int64_t		in_group = 0;
	bool		leading_zero = (cur->glyph == GLYPH_DIGIT && cur->digit == 0);

	for (;;)
	{
		if (cur->glyph == GLYPH_DIGIT)
		{
			parts->whole++;
			in_group++;
			if (separator != GLYPH_END && in_group > 3)
				return false;
			step(cur);
		}
		else if (cur->glyph == GLYPH_COMMA || cur->glyph == GLYPH_SPACE)
		{
			Glyph		mark = cur->glyph;
			Cursor		ahead = *cur;

			/* Spaces behind the number belong to what follows it. */
			step(&ahead);
			if (mark == GLYPH_SPACE && ahead.glyph != GLYPH_DIGIT)
				break;
			if (ahead.glyph != GLYPH_DIGIT || leading_zero ||
				(separator != GLYPH_END && separator != mark) ||
				(separator == GLYPH_END ? in_group < 1 || in_group > 3 : in_group != 3))
				return false;
			separator = mark;
			in_group = 0;
			*cur = ahead;
		}
		else
			break;
	}
	return separator == GLYPH_END || in_group == 3;
}

/* The whole text; on false the cursor stands at what cannot be read. */
static bool
scan(Cursor *cur, const BpAmountFormat *format, Parts *parts)
{
	memset(parts, 0, sizeof(*parts));
	parts->unit_exponent = format->unit_exponent;

	if (cur->glyph == GLYPH_PLUS || cur->glyph == GLYPH_MINUS)
	{
		parts->negative = (cur->glyph == GLYPH_MINUS);
		step(cur);
		skip_space(cur);
	}

	parts->digits_at = cur->at;
	if (!scan_whole(cur, parts))
		return false;
	if (cur->glyph == GLYPH_POINT)
	{
		step(cur);
		while (cur->glyph == GLYPH_DIGIT)
		{
			parts->decimals++;
			step(cur);
		}
	}
	if (parts->whole + parts->decimals == 0)
		return false;

	if (cur->glyph == GLYPH_E)
	{
		bool		negative = false;

		step(cur);
		if (cur->glyph == GLYPH_PLUS || cur->glyph == GLYPH_MINUS)
		{
			negative = (cur->glyph == GLYPH_MINUS);
			step(cur);
		}
		if (cur->glyph != GLYPH_DIGIT)
			return false;
		while (cur->glyph == GLYPH_DIGIT)
		{
			if (parts->exponent < EXPONENT_LIMIT)
				parts->exponent = parts->exponent * 10 + cur->digit;
			step(cur);
		}
		if (parts->exponent > EXPONENT_LIMIT)
			parts->exponent = EXPONENT_LIMIT;
		if (negative)
			parts->exponent = -parts->exponent;
	}

	skip_space(cur);
	if (cur->glyph == GLYPH_OTHER && format->unit_allowed)
	{
		Cursor		unit = *cur;
		int			exponent;

		while (unit.glyph == GLYPH_OTHER)
			step(&unit);
		exponent = bp_amount_unit((const char *) cur->bytes + cur->at, unit.at - cur->at);
		if (exponent < 0)
			return false;
		parts->unit_exponent = exponent;
		parts->unit_printed = true;
		*cur = unit;
		skip_space(cur);
	}
	return cur->glyph == GLYPH_END;
}

/* How the digits behind the last one that is kept compare. */
typedef struct Remainder
{
	int			first;			/* the first of them, which decides the rounding */
	int			lead;			/* the first three as a number: thousandths */
	bool		beyond;			/* is any digit behind these three not 0? */
} Remainder;

/*
 * Add the digits up, each with the power of ten of its place, counted in units
 * of the result's last decimal.  False if the value needs more than 18 digits.
 */
static bool
add_up(const unsigned char *bytes, size_t length, const Parts *parts,
	   const BpAmountFormat *format, uint64_t *count, Remainder *rest)
{
	Cursor		cur;
	int64_t		left = parts->whole + parts->decimals;
	int64_t		place = parts->whole - 1 + parts->exponent +
		parts->unit_exponent + format->decimals;

	*count = 0;
	memset(rest, 0, sizeof(*rest));
	start(&cur, bytes, length, parts->digits_at);
	for (; left > 0; step(&cur))
	{
		if (cur.glyph != GLYPH_DIGIT)
			continue;			/* a separator or the point */
		left--;
		if (place >= 0)
		{
			if (*count >= UINT64_C(100000000000000000))
				return false;	/* there are 18 digits already */
			*count = *count * 10 + (unsigned) cur.digit;
		}
		else if (place == -1)
		{
			rest->first = cur.digit;
			rest->lead = cur.digit * 100;
		}
		else if (place == -2)
			rest->lead += cur.digit * 10;
		else if (place == -3)
			rest->lead += cur.digit;
		else if (cur.digit != 0)
			rest->beyond = true;
		place--;
	}

	/* The last digit may stand left of the last decimal: 5E3 in 万元. */
	for (; place >= 0 && *count != 0; place--)
	{
		if (*count >= UINT64_C(100000000000000000))
			return false;
		*count *= 10;
	}
	return true;
}

BpAmountStatus
bp_amount_read(const char *utf8, size_t length, const BpAmountFormat *format,
			   BpAmountReading *reading)
{
	const unsigned char *bytes = (const unsigned char *) utf8;
	Cursor		cur;
	Parts		parts;
	Remainder	rest;
	uint64_t	count;
	uint64_t	limit = 1;
	char	   *out = reading->text;
	char		digits[24];
	int			ndigits = 0;

	memset(reading, 0, sizeof(*reading));
	start(&cur, bytes, length, 0);
	skip_space(&cur);
	if (cur.glyph == GLYPH_END)
		return BP_AMOUNT_BLANK;
	if (!scan(&cur, format, &parts))
	{
		reading->where = cur.at;
		return BP_AMOUNT_NONSENSE;
	}
	reading->unit_printed = parts.unit_printed;
	if (!add_up(bytes, length, &parts, format, &count, &rest))
		return BP_AMOUNT_OUT_OF_RANGE;

	if (rest.first >= 5)
		count++;
	if (rest.lead == 0 && !rest.beyond)
		reading->rounding = BP_AMOUNT_EXACT;
	else if (rest.lead == 0 || (rest.lead == 999 && rest.beyond))
		reading->rounding = BP_AMOUNT_NOISE;
	else
		reading->rounding = BP_AMOUNT_LOST;

	for (int i = 0; i < format->max_digits; i++)
		limit *= 10;
	if (count >= limit)
		return BP_AMOUNT_OUT_OF_RANGE;

	while (count > 0 || ndigits <= format->decimals)
	{
		digits[ndigits++] = (char) ('0' + count % 10);
		count /= 10;
	}
	if (parts.negative)
	{
		/* There is no negative zero. */
		for (int i = 0; i < ndigits; i++)
		{
			if (digits[i] != '0')
			{
				*out++ = '-';
				break;
			}
		}
	}
	while (ndigits > 0)
	{
		*out++ = digits[--ndigits];
		if (ndigits == format->decimals && ndigits > 0)
			*out++ = '.';
	}
	*out = '\0';
	return BP_AMOUNT_OK;
}

bool
bp_amount_print(const char *yuan, int unit_exponent, char *out)
{
	const char *whole = yuan;
	const char *fraction = "";
	const char *end;
	size_t		nwhole;
	size_t		nfraction = 0;
	size_t		shift = (size_t) unit_exponent;
	size_t		ndecimals;
	char	   *decimals;

	if (*whole == '-')
		*out++ = *whole++;
	nwhole = strspn(whole, "0123456789");
	end = whole + nwhole;
	if (*end == '.')
	{
		fraction = end + 1;
		nfraction = strspn(fraction, "0123456789");
		end = fraction + nfraction;
	}
	if (nwhole == 0 || *end != '\0')
		return false;

	/* Before the point: all but the last unit_exponent digits. */
	if (nwhole > shift)
	{
		memcpy(out, whole, nwhole - shift);
		out += nwhole - shift;
		whole += nwhole - shift;
		nwhole = shift;
	}
	else
		*out++ = '0';
	*out++ = '.';

	/*
	 * Behind it: these digits, filled up on the left, the old decimals, and
	 * two noughts that stay where there are no others.
	 */
	decimals = out;
	memset(out, '0', shift - nwhole);
	out += shift - nwhole;
	memcpy(out, whole, nwhole);
	out += nwhole;
	memcpy(out, fraction, nfraction);
	out += nfraction;
	memset(out, '0', 2);
	ndecimals = (size_t) (out - decimals) + 2;
	while (ndecimals > 2 && decimals[ndecimals - 1] == '0')
		ndecimals--;
	decimals[ndecimals] = '\0';
	return true;
}
