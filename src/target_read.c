/*
 * target_read.c
 *	  Reading a printed target.  Pure C: no allocation, no global state, no
 *	  failure.
 *
 * A target is folded (full width, look-alike glyphs, white space) into code
 * points and then tried against one small grammar after the other, each of
 * which must account for the whole text: date, interval, value, two bounds,
 * range, several values.  What none of them accounts for is deferred, a
 * relative quality, an unfilled template, or simply qualitative.  No grammar
 * guesses: half a match is none.
 *
 * The grammars write into a value of their own and touch the reading only
 * when they succeed.
 */
#include "target_read.h"

#include <string.h>

#include "unit.h"
#include "utf8.h"

/* Longer texts are prose; grammars are not tried on them. */
#define STRUCTURED_MAX	120
/*
 * With more runs of figures and numerals than this a text is no pair of
 * numbers, some of them being in the words around: 三支一扶人员80%-90%.
 */
#define PAIR_NUMBERS_MAX	5
/* Longest words before a number, and longest units, in characters. */
#define LABEL_MAX		24
#define UNIT_WORDS_MAX	16

/* 256 bits, one for each value of a hash of a character. */
typedef struct CharSet
{
	uint64_t	bits[4];
} CharSet;

/* The folded text; positions in it are character numbers. */
typedef struct Text
{
	int			n;
	CharSet		seen;			/* the characters in it */
	uint32_t	c[TARGET_TEXT_MAX + 1];
} Text;

#define lengthof(array) ((int) (sizeof(array) / sizeof((array)[0])))

/*
 * Characters and words
 */

static bool
is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(uint32_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Signs that separate clauses or carry a relation: never part of a unit. */
static bool
is_punctuation(uint32_t c)
{
	switch (c)
	{
		case 0x3001:			/* 、 */
		case 0x3002:			/* 。 */
		case 0x2264:			/* ≤ */
		case 0x2265:			/* ≥ */
		case 0x2260:			/* ≠ */
		case 0x2248:			/* ≈ */
		case 0x00B1:			/* ± */
		case 0x2026:			/* … */
		case ',':
		case ';':
		case ':':
		case '!':
		case '?':
		case '<':
		case '>':
		case '=':
		case '~':
		case '"':
		case '+':
		case '_':
		case '#':
		case '[':
		case ']':
		case '\\':
		case '|':
			return true;
		default:
			return false;
	}
}

/* Nothing but signs: no letter, figure or tick of any script. */
static bool
is_mere_sign(uint32_t c)
{
	if (c < 0x80)
		return !is_digit(c) && !is_letter(c) && c != '%';
	return is_punctuation(c) || c == 0x00D7 || c == 0x00B7 || c == 0x3007 ||
		(c >= 0x25A0 && c <= 0x25FF) ||	/* □ △ and their like */
		c == 0x2605 || c == 0x2606 || c == 0x203B || c == 0x30FC;
}

/* What a template leaves in the place of a figure. */
static bool
is_residue(uint32_t c)
{
	return c == '*' || c == '_' || c == 'X' || c == 'x' || c == 0x00D7 ||
		c == 0x2026 || c == 0x25A1 || c == '#' || c == 0x3007;
}

/*
 * Characters that occur somewhere, by a hash: what is not in the set surely
 * does not occur.  Most words are ruled out by this alone.
 */
static inline void
add_char(CharSet *set, uint32_t c)
{
	uint32_t	bit = (c ^ (c >> 8)) & 0xFF;

	set->bits[bit >> 6] |= UINT64_C(1) << (bit & 0x3F);
}

static inline bool
may_have(const CharSet *set, uint32_t c)
{
	uint32_t	bit = (c ^ (c >> 8)) & 0xFF;

	return (set->bits[bit >> 6] >> (bit & 0x3F)) & 1;
}

static inline bool
may_share(const CharSet *a, const CharSet *b)
{
	return ((a->bits[0] & b->bits[0]) | (a->bits[1] & b->bits[1]) |
			(a->bits[2] & b->bits[2]) | (a->bits[3] & b->bits[3])) != 0;
}

/*
 * Words of our own, in wide characters (none of them is beyond what 16 bits
 * hold), with the characters that they begin and end with.  These
 * are worked out when the words are first asked for, and stay as they are.
 */
typedef struct WordSet
{
	const void *words;			/* pointers to words, or structs that begin with one */
	size_t		stride;
	int			count;
	bool		known;			/* the following are worked out */
	CharSet		first;
	CharSet		last;
} WordSet;

#define WORDS(name, ...) \
	static const wchar_t *const name##_list[] = {__VA_ARGS__}; \
	static WordSet name = {.words = name##_list, .stride = sizeof(name##_list[0]), .count = lengthof(name##_list)}

static inline const wchar_t *
word_of(const WordSet *set, int i)
{
	return *(const wchar_t *const *) ((const char *) set->words + (size_t) i * set->stride);
}

static int
word_length(const wchar_t *word)
{
	int			length = 0;

	while (word[length] != 0)
		length++;
	return length;
}

static inline void
know_words(WordSet *set)
{
	if (set->known)
		return;
	for (int i = 0; i < set->count; i++)
	{
		const wchar_t *word = word_of(set, i);

		add_char(&set->first, (uint32_t) word[0]);
		add_char(&set->last, (uint32_t) word[word_length(word) - 1]);
	}
	set->known = true;
}

/* Length in characters of a word at a position, or 0. */
static inline int
word_at(const Text *t, int at, int end, const wchar_t *word)
{
	int			length = 0;

	for (; word[length] != 0; length++)
	{
		if (at + length >= end || t->c[at + length] != (uint32_t) word[length])
			return 0;
	}
	return length;
}

static bool
eat(const Text *t, int *at, int end, const wchar_t *word)
{
	int			length = word_at(t, *at, end, word);

	*at += length;
	return length > 0;
}

/* Eat the longest of some words; its number, or -1. */
static int
eat_any(const Text *t, int *at, int end, WordSet *set)
{
	int			best = -1;
	int			longest = 0;

	know_words(set);
	if (*at >= end || !may_have(&set->first, t->c[*at]))
		return -1;
	for (int i = 0; i < set->count; i++)
	{
		const wchar_t *word = word_of(set, i);
		int			length;

		if (t->c[*at] != (uint32_t) word[0])
			continue;
		length = word_at(t, *at, end, word);
		if (length > longest)
		{
			longest = length;
			best = i;
		}
	}
	*at += longest;
	return best;
}

static bool
ends_with(const Text *t, int start, int end, const wchar_t *word)
{
	int			length = word_length(word);

	return end - length >= start && word_at(t, end - length, end, word) == length;
}

/* The first of some words from a number on that a part of the text ends with, or -1. */
static int
ends_with_any(const Text *t, int start, int end, WordSet *set, int from)
{
	know_words(set);
	if (start >= end || !may_have(&set->last, t->c[end - 1]))
		return -1;
	for (int i = from; i < set->count; i++)
	{
		if (ends_with(t, start, end, word_of(set, i)))
			return i;
	}
	return -1;
}

/* Position of a word in a part of the text, or -1. */
static int
find(const Text *t, int start, int end, const wchar_t *word)
{
	if (!may_have(&t->seen, (uint32_t) word[0]))
		return -1;
	for (int i = start; i < end; i++)
	{
		if (t->c[i] == (uint32_t) word[0] && word_at(t, i, end, word) > 0)
			return i;
	}
	return -1;
}

static bool
contains_any(const Text *t, int start, int end, WordSet *set)
{
	know_words(set);
	if (!may_share(&set->first, &t->seen))
		return false;
	for (int i = 0; i < set->count; i++)
	{
		if (find(t, start, end, word_of(set, i)) >= 0)
			return true;
	}
	return false;
}

static bool
has_digit(const Text *t, int start, int end)
{
	for (int i = start; i < end; i++)
	{
		if (is_digit(t->c[i]))
			return true;
	}
	return false;
}

/* A part of the text as UTF-8 with a final zero byte; false if it does not fit. */
static bool
to_utf8(const Text *t, int start, int end, char *out, size_t space)
{
	size_t		size = 0;

	for (int i = start; i < end; i++)
	{
		if (size + 4 >= space)
		{
			out[0] = '\0';
			return false;
		}
		size += bp_utf8_encode(t->c[i], out + size);
	}
	out[size] = '\0';
	return true;
}

/* Where the bracket closes that opens at a position, or -1. */
static int
closing_bracket(const Text *t, int at, int end)
{
	int			depth = 0;

	for (int i = at; i < end; i++)
	{
		if (t->c[i] == '(')
			depth++;
		else if (t->c[i] == ')' && --depth == 0)
			return i;
	}
	return -1;
}

/* Where the bracket opens that closes right before end, or -1. */
static int
opening_bracket(const Text *t, int start, int end)
{
	int			depth = 0;

	for (int i = end - 1; i >= start; i--)
	{
		if (t->c[i] == ')')
			depth++;
		else if (t->c[i] == '(' && --depth == 0)
			return i;
	}
	return -1;
}

/* All zeros, but for the values, of which there are none. */
static inline void
clear(TargetReading *r)
{
	memset(r, 0, offsetof(TargetReading, values));
}

bool
target_same_reading(const TargetReading *a, const TargetReading *b)
{
	if (memcmp(a, b, offsetof(TargetReading, values)) != 0)
		return false;
	for (int i = 0; i < a->nvalues; i++)
	{
		if (strcmp(a->values[i], b->values[i]) != 0)
			return false;
	}
	return true;
}

/*
 * Decimals, as text: an optional minus, digits, and a fraction.
 */

/* A decimal as digits · 10^-scale; the working form of arithmetic. */
#define FIXED_DIGITS	(4 * TARGET_DECIMAL_MAX)

typedef struct Fixed
{
	bool		negative;
	int			scale;
	int			n;
	uint8_t		d[FIXED_DIGITS];	/* most significant first */
} Fixed;

static void
to_fixed(const char *text, Fixed *f)
{
	bool		fraction = false;

	memset(f, 0, sizeof(*f));
	for (; *text != '\0'; text++)
	{
		if (*text == '-')
			f->negative = true;
		else if (*text == '.')
			fraction = true;
		else
		{
			f->d[f->n++] = (uint8_t) (*text - '0');
			if (fraction)
				f->scale++;
		}
	}
}

/* False if the decimal is too long to be kept. */
static bool
from_fixed(const Fixed *f, char *out)
{
	int			first = 0;
	int			whole;
	int			size = 0;
	int			scale = f->scale;
	int			n = f->n;
	bool		zero = true;

	for (int i = 0; i < n; i++)
		zero = zero && f->d[i] == 0;
	while (first < n - scale - 1 && f->d[first] == 0)
		first++;
	whole = n - scale;
	if ((whole > first ? whole - first : 1) + scale + 3 > TARGET_DECIMAL_MAX)
		return false;
	if (f->negative && !zero)
		out[size++] = '-';
	if (whole <= first)
		out[size++] = '0';
	for (int i = first; i < whole; i++)
		out[size++] = (char) ('0' + f->d[i]);
	if (scale > 0)
	{
		out[size++] = '.';
		for (int i = whole; i < n; i++)
			out[size++] = (char) ('0' + (i < 0 ? 0 : f->d[i]));
	}
	out[size] = '\0';
	return true;
}

/* Multiply by a power of ten; false if the result is too long. */
static bool
shift_decimal(char *text, int exponent)
{
	Fixed		f;

	if (exponent == 0)
		return true;
	to_fixed(text, &f);
	f.scale -= exponent;
	while (f.scale < 0)
	{
		if (f.n >= TARGET_DECIMAL_MAX)
			return false;
		f.d[f.n++] = 0;
		f.scale++;
	}
	return from_fixed(&f, text);
}

/* a + b or a - b with b >= 0; false if the result is too long. */
static bool
add_decimal(const char *a, const char *b, bool subtract, char *out)
{
	Fixed		x;
	Fixed		y;
	Fixed		sum;
	int			n;
	bool		negate;
	int			carry = 0;

	to_fixed(a, &x);
	to_fixed(b, &y);
	if (subtract)
		y.negative = !y.negative;
	while (x.scale < y.scale)
	{
		x.d[x.n++] = 0;
		x.scale++;
	}
	while (y.scale < x.scale)
	{
		y.d[y.n++] = 0;
		y.scale++;
	}

	/* right-align both in n digits, one to spare for the carry */
	n = (x.n > y.n ? x.n : y.n) + 1;
	if (n >= FIXED_DIGITS)
		return false;
	memmove(x.d + (n - x.n), x.d, (size_t) x.n);
	memset(x.d, 0, (size_t) (n - x.n));
	memmove(y.d + (n - y.n), y.d, (size_t) y.n);
	memset(y.d, 0, (size_t) (n - y.n));

	memset(&sum, 0, sizeof(sum));
	sum.n = n;
	sum.scale = x.scale;
	sum.negative = x.negative;
	if (x.negative == y.negative)
	{
		for (int i = n - 1; i >= 0; i--)
		{
			int			digit = x.d[i] + y.d[i] + carry;

			sum.d[i] = (uint8_t) (digit % 10);
			carry = digit / 10;
		}
		return from_fixed(&sum, out);
	}
	negate = memcmp(x.d, y.d, (size_t) n) < 0;
	if (negate)
		sum.negative = y.negative;
	for (int i = n - 1; i >= 0; i--)
	{
		int			digit = (negate ? y.d[i] - x.d[i] : x.d[i] - y.d[i]) - carry;

		carry = digit < 0;
		sum.d[i] = (uint8_t) (digit < 0 ? digit + 10 : digit);
	}
	return from_fixed(&sum, out);
}

/* a · b / 100, for tolerances in percent; false if the result is too long. */
static bool
percent_of(const char *a, const char *b, char *out)
{
	Fixed		x;
	Fixed		y;
	Fixed		product;

	to_fixed(a, &x);
	to_fixed(b, &y);
	memset(&product, 0, sizeof(product));
	product.n = x.n + y.n;
	product.scale = x.scale + y.scale + 2;
	product.negative = x.negative != y.negative;
	for (int i = x.n - 1; i >= 0; i--)
	{
		int			carry = 0;

		for (int j = y.n - 1; j >= 0; j--)
		{
			int			digit = product.d[i + j + 1] + x.d[i] * y.d[j] + carry;

			product.d[i + j + 1] = (uint8_t) (digit % 10);
			carry = digit / 10;
		}
		product.d[i] = (uint8_t) (product.d[i] + carry);
	}
	/* digits before the point that the shift by a hundred may ask for */
	while (product.n < product.scale + 1)
	{
		if (product.n >= FIXED_DIGITS)
			return false;
		memmove(product.d + 1, product.d, (size_t) product.n);
		product.d[0] = 0;
		product.n++;
	}
	/* no more fraction than it needs */
	while (product.scale > 0 && product.d[product.n - 1] == 0)
	{
		product.n--;
		product.scale--;
	}
	return from_fixed(&product, out);
}

/*
 * Round off binary noise: a fraction of ten and more digits in which a short
 * decimal is followed by a run of five or more noughts or nines and then by
 * something else (0.0900000762939453, 72204.570000000007, 0.8999999762).
 */
static bool
round_noise(char *text)
{
	Fixed		f;
	int			start;

	to_fixed(text, &f);
	if (f.scale < 10)
		return false;
	start = 0;
	while (start < f.n && f.d[start] == 0)
		start++;				/* leading noughts are no run */
	for (int i = start; i < f.n; i++)
	{
		uint8_t		digit = f.d[i];
		int			run = i;

		if (digit != 0 && digit != 9)
			continue;
		while (run < f.n && f.d[run] == digit)
			run++;

		/* only the part of the run behind the point makes noise */
		if (run - (i > f.n - f.scale ? i : f.n - f.scale) >= 5 && (run < f.n || digit == 9))
		{
			if (digit == 0 && i == start)
				return false;	/* nothing would be left */
			if (i < f.n - f.scale)
				i = f.n - f.scale;	/* the run began before the point */
			if (digit == 9)
			{
				int			at = i - 1;

				while (at >= 0 && f.d[at] == 9)
					f.d[at--] = 0;
				if (at >= 0)
					f.d[at]++;
				else
				{
					memmove(f.d + 1, f.d, (size_t) f.n);
					f.d[0] = 1;
					f.n++;
					i++;
				}
			}
			f.scale -= f.n - i;
			f.n = i;
			if (f.n == 0)
				return false;
			return from_fixed(&f, text);
		}
		i = run - 1;
	}
	return false;
}

/*
 * Numbers
 */

typedef struct Number
{
	char		text[TARGET_DECIMAL_MAX];
	bool		residue;		/* a template's placeholder */
	bool		noise;
	bool		chinese;		/* in Chinese numerals */
	bool		figures;		/* in Chinese numerals figure by figure: 二〇二三 */
} Number;

static int
chinese_digit(uint32_t c)
{
	switch (c)
	{
		case 0x3007:			/* 〇 */
		case 0x96F6:			/* 零 */
			return 0;
		case 0x4E00:			/* 一 */
		case 0x58F9:			/* 壹 */
			return 1;
		case 0x4E8C:			/* 二 */
		case 0x8D30:			/* 贰 */
		case 0x4E24:			/* 两 */
			return 2;
		case 0x4E09:			/* 三 */
		case 0x53C1:			/* 叁 */
			return 3;
		case 0x56DB:			/* 四 */
		case 0x8086:			/* 肆 */
			return 4;
		case 0x4E94:			/* 五 */
		case 0x4F0D:			/* 伍 */
			return 5;
		case 0x516D:			/* 六 */
		case 0x9646:			/* 陆 */
			return 6;
		case 0x4E03:			/* 七 */
		case 0x67D2:			/* 柒 */
			return 7;
		case 0x516B:			/* 八 */
		case 0x634C:			/* 捌 */
			return 8;
		case 0x4E5D:			/* 九 */
		case 0x7396:			/* 玖 */
			return 9;
		default:
			return -1;
	}
}

static int
chinese_power(uint32_t c)
{
	switch (c)
	{
		case 0x5341:			/* 十 */
		case 0x62FE:			/* 拾 */
			return 10;
		case 0x767E:			/* 百 */
		case 0x4F70:			/* 佰 */
			return 100;
		case 0x5343:			/* 千 */
		case 0x4EDF:			/* 仟 */
			return 1000;
		default:
			return 0;
	}
}

static void
put_int(char *out, int value)
{
	char		digits[12];
	int			n = 0;

	do
		digits[n++] = (char) ('0' + value % 10);
	while ((value /= 10) > 0);
	while (n > 0)
		*out++ = digits[--n];
	*out = '\0';
}

/*
 * Chinese numerals below ten thousand: 十二, 一百零五, 三千, or figure by
 * figure 二〇二三.  A scale word 万 or 亿 after them is left to the unit.
 */
static bool
eat_chinese(const Text *t, int *at, int end, Number *number)
{
	int			i = *at;
	int			value = 0;
	int			digit = -1;
	int			last_power = 10000;
	int			figures = 0;

	/* figure by figure */
	while (i < end && chinese_digit(t->c[i]) >= 0)
	{
		value = value * 10 + chinese_digit(t->c[i]);
		i++;
		if (++figures > 8)
			return false;
	}
	if (figures > 1 && !(i < end && chinese_power(t->c[i]) > 0))
	{
		for (int k = *at; k < i; k++)
		{
			if (t->c[k] == 0x4E24)
				return false;	/* 两 is no figure */
		}
		put_int(number->text, value);
		*at = i;
		number->chinese = number->figures = true;
		return true;
	}

	i = *at;
	value = 0;
	if (i < end && chinese_power(t->c[i]) > 10)
		return false;			/* 百家, 千人: no count */
	while (i < end)
	{
		int			power = chinese_power(t->c[i]);

		if (power > 0)
		{
			if (power >= last_power || (digit < 0 && i != *at))
				return false;
			value += (digit < 0 ? 1 : digit) * power;
			last_power = power;
			digit = -1;
		}
		else if (chinese_digit(t->c[i]) >= 0)
		{
			if (digit > 0)
				return false;
			digit = chinese_digit(t->c[i]);
		}
		else
			break;
		i++;
	}
	if (i == *at)
		return false;
	if (digit > 0)
		value += digit;
	put_int(number->text, value);
	*at = i;
	number->chinese = true;
	return true;
}

/* A run of placeholder characters, or an ellipsis of points. */
static bool
eat_residue(const Text *t, int *at, int end, Number *number)
{
	int			i = *at;

	if (i < end && is_residue(t->c[i]))
	{
		while (i < end && is_residue(t->c[i]))
			i++;
		if (i - *at == 1 && t->c[*at] == 0x3007)
			return false;		/* 〇 alone is nought */
	}
	else
	{
		while (i < end && t->c[i] == '.')
			i++;
		if (i - *at < 3)
			return false;
	}
	*at = i;
	number->residue = true;
	return true;
}

/* Whether three figures stand behind the comma at a position, as behind thousands. */
static bool
three_follow(const Text *t, int at, int end)
{
	return at + 3 < end && is_digit(t->c[at + 1]) && is_digit(t->c[at + 2]) &&
		is_digit(t->c[at + 3]);
}

/*
 * Figures with sign, separators of thousands, fraction and exponent.  False
 * as well for what looks like a number but is none: 1,00 or 1.2.3.
 */
static bool
eat_figures(const Text *t, int *at, int end, Number *number)
{
	int			i = *at;
	int			size = 0;
	int			whole = 0;
	int			exponent = 0;
	bool		separated = false;

	if (i < end && (t->c[i] == '-' || t->c[i] == '+'))
	{
		if (t->c[i] == '-')
			number->text[size++] = '-';
		i++;
	}
	if (i < end && t->c[i] == '.')
		number->text[size++] = '0';
	else
	{
		int			group = 0;

		while (i < end)
		{
			if (is_digit(t->c[i]))
			{
				if (size >= TARGET_DECIMAL_MAX - 1)
					return false;
				number->text[size++] = (char) t->c[i++];
				group++;
				whole++;
			}
			else if (t->c[i] == ',' && three_follow(t, i, end) &&
					 (separated ? group == 3 : group >= 1 && group <= 3))
			{
				separated = true;
				group = 0;
				i++;
			}
			else
				break;
		}
		if (whole == 0 || (separated && group != 3))
			return false;
	}
	if (i + 1 < end && t->c[i] == '.' && is_digit(t->c[i + 1]))
	{
		number->text[size++] = '.';
		i++;
		while (i < end && is_digit(t->c[i]))
		{
			if (size >= TARGET_DECIMAL_MAX - 1)
				return false;
			number->text[size++] = (char) t->c[i++];
		}
		if (i + 1 < end && t->c[i] == '.' && is_digit(t->c[i + 1]))
			return false;		/* 2023.12.31 is no number */
	}
	else if (whole == 0)
		return false;
	number->text[size] = '\0';

	/* 1.5E+07, as spreadsheets print it */
	if (i + 1 < end && (t->c[i] == 'E' || t->c[i] == 'e') && whole <= 1)
	{
		int			k = i + 1;
		bool		negative = false;
		int			digits = 0;

		if (t->c[k] == '+' || t->c[k] == '-')
			negative = t->c[k++] == '-';
		while (k < end && is_digit(t->c[k]) && digits < 3)
		{
			exponent = exponent * 10 + (int) (t->c[k++] - '0');
			digits++;
		}
		if (digits == 0 || digits > 2)
			return false;
		if (!shift_decimal(number->text, negative ? -exponent : exponent))
			return false;
		i = k;
	}
	*at = i;
	number->noise = round_noise(number->text);
	return true;
}

static bool
eat_number(const Text *t, int *at, int end, Number *number)
{
	memset(number, 0, sizeof(*number));
	return eat_figures(t, at, end, number) ||
		eat_residue(t, at, end, number) ||
		eat_chinese(t, at, end, number);
}

/*
 * Comparators
 */

typedef struct CompareWord
{
	const wchar_t *word;		/* must be first */
	TargetComparator comparator;
	bool		weak;			/* gives way to any other */
} CompareWord;

#define COMPARE_WORDS(list) \
	{.words = (list), .stride = sizeof((list)[0]), .count = lengthof(list)}

/* Before a number. */
static const CompareWord before_list[] =
{
	{L"≥", TARGET_CMP_GE, false}, {L"≥=", TARGET_CMP_GE, false}, {L">=", TARGET_CMP_GE, false},
	{L"=>", TARGET_CMP_GE, false}, {L"=≥", TARGET_CMP_GE, false}, {L">或=", TARGET_CMP_GE, false},
	{L">", TARGET_CMP_GT, false}, {L">>", TARGET_CMP_GT, false},
	{L"≤", TARGET_CMP_LE, false}, {L"≤=", TARGET_CMP_LE, false}, {L"<=", TARGET_CMP_LE, false},
	{L"=<", TARGET_CMP_LE, false}, {L"=≤", TARGET_CMP_LE, false}, {L"<或=", TARGET_CMP_LE, false},
	{L"<", TARGET_CMP_LT, false},
	{L"=", TARGET_CMP_EQ, false}, {L"==", TARGET_CMP_EQ, false},

	{L"不低于", TARGET_CMP_GE, false}, {L"不得低于", TARGET_CMP_GE, false}, {L"不能低于", TARGET_CMP_GE, false},
	{L"不少于", TARGET_CMP_GE, false}, {L"不得少于", TARGET_CMP_GE, false}, {L"不能少于", TARGET_CMP_GE, false},
	{L"不小于", TARGET_CMP_GE, false}, {L"不得小于", TARGET_CMP_GE, false}, {L"不短于", TARGET_CMP_GE, false},
	{L"不下于", TARGET_CMP_GE, false}, {L"不弱于", TARGET_CMP_GE, false}, {L"不低过", TARGET_CMP_GE, false},
	{L"大于等于", TARGET_CMP_GE, false}, {L"大于或等于", TARGET_CMP_GE, false}, {L"大于或者等于", TARGET_CMP_GE, false},
	{L"高于等于", TARGET_CMP_GE, false}, {L"高于或等于", TARGET_CMP_GE, false},
	{L"多于等于", TARGET_CMP_GE, false}, {L"多于或等于", TARGET_CMP_GE, false},
	{L"等于或大于", TARGET_CMP_GE, false}, {L"等于或高于", TARGET_CMP_GE, false}, {L"达到或超过", TARGET_CMP_GE, false},
	{L"至少", TARGET_CMP_GE, false}, {L"最少", TARGET_CMP_GE, false}, {L"最低", TARGET_CMP_GE, false},
	{L"起码", TARGET_CMP_GE, false}, {L"至少达到", TARGET_CMP_GE, false},
	{L"达", TARGET_CMP_GE, true}, {L"达到", TARGET_CMP_GE, true}, {L"达至", TARGET_CMP_GE, true},

	{L"高于", TARGET_CMP_GT, false}, {L"超过", TARGET_CMP_GT, false}, {L"大于", TARGET_CMP_GT, false},
	{L"多于", TARGET_CMP_GT, false}, {L"超出", TARGET_CMP_GT, false}, {L"超", TARGET_CMP_GT, false},
	{L"突破", TARGET_CMP_GT, false}, {L"长于", TARGET_CMP_GT, false},

	{L"不超过", TARGET_CMP_LE, false}, {L"不得超过", TARGET_CMP_LE, false}, {L"不能超过", TARGET_CMP_LE, false},
	{L"不超出", TARGET_CMP_LE, false}, {L"不超", TARGET_CMP_LE, false}, {L"不突破", TARGET_CMP_LE, false},
	{L"不高于", TARGET_CMP_LE, false}, {L"不得高于", TARGET_CMP_LE, false}, {L"不能高于", TARGET_CMP_LE, false},
	{L"不大于", TARGET_CMP_LE, false}, {L"不得大于", TARGET_CMP_LE, false},
	{L"不多于", TARGET_CMP_LE, false}, {L"不得多于", TARGET_CMP_LE, false}, {L"不长于", TARGET_CMP_LE, false},
	{L"小于等于", TARGET_CMP_LE, false}, {L"小于或等于", TARGET_CMP_LE, false}, {L"小于或者等于", TARGET_CMP_LE, false},
	{L"低于等于", TARGET_CMP_LE, false}, {L"低于或等于", TARGET_CMP_LE, false},
	{L"少于等于", TARGET_CMP_LE, false}, {L"少于或等于", TARGET_CMP_LE, false},
	{L"等于或小于", TARGET_CMP_LE, false}, {L"等于或低于", TARGET_CMP_LE, false},
	{L"至多", TARGET_CMP_LE, false}, {L"最多", TARGET_CMP_LE, false}, {L"最高", TARGET_CMP_LE, false},
	{L"最高不超过", TARGET_CMP_LE, false}, {L"最多不超过", TARGET_CMP_LE, false},
	{L"控制在", TARGET_CMP_LE, true}, {L"严格控制在", TARGET_CMP_LE, true}, {L"控制", TARGET_CMP_LE, true},

	{L"低于", TARGET_CMP_LT, false}, {L"小于", TARGET_CMP_LT, false}, {L"少于", TARGET_CMP_LT, false},
	{L"不足", TARGET_CMP_LT, false}, {L"不满", TARGET_CMP_LT, false}, {L"未满", TARGET_CMP_LT, false},
	{L"不到", TARGET_CMP_LT, false}, {L"短于", TARGET_CMP_LT, false},

	{L"等于", TARGET_CMP_EQ, false}, {L"恰好", TARGET_CMP_EQ, false}
};
static WordSet before_words = COMPARE_WORDS(before_list);

/* After the unit; every one of these includes the number itself. */
static const CompareWord after_list[] =
{
	{L"以上", TARGET_CMP_GE, false}, {L"及以上", TARGET_CMP_GE, false}, {L"或以上", TARGET_CMP_GE, false},
	{L"(含)以上", TARGET_CMP_GE, false}, {L"(含)及以上", TARGET_CMP_GE, false}, {L"含以上", TARGET_CMP_GE, false},
	{L"以上(含)", TARGET_CMP_GE, false}, {L"(含本数)以上", TARGET_CMP_GE, false}, {L"之上", TARGET_CMP_GE, false},
	{L"及其以上", TARGET_CMP_GE, false}, {L"或更高", TARGET_CMP_GE, false}, {L"或更多", TARGET_CMP_GE, false},
	{L"以下", TARGET_CMP_LE, false}, {L"及以下", TARGET_CMP_LE, false}, {L"或以下", TARGET_CMP_LE, false},
	{L"(含)以下", TARGET_CMP_LE, false}, {L"(含)及以下", TARGET_CMP_LE, false}, {L"含以下", TARGET_CMP_LE, false},
	{L"以下(含)", TARGET_CMP_LE, false}, {L"(含本数)以下", TARGET_CMP_LE, false}, {L"之下", TARGET_CMP_LE, false},
	{L"及其以下", TARGET_CMP_LE, false}, {L"或更低", TARGET_CMP_LE, false}, {L"或更少", TARGET_CMP_LE, false},
	{L"以内", TARGET_CMP_LE, false}, {L"之内", TARGET_CMP_LE, false}, {L"内", TARGET_CMP_LE, false},
	{L"(含)以内", TARGET_CMP_LE, false}, {L"及以内", TARGET_CMP_LE, false}, {L"范围内", TARGET_CMP_LE, false},
	{L"范围以内", TARGET_CMP_LE, false}
};
static WordSet after_words = COMPARE_WORDS(after_list);

WORDS(approximately_before, L"约", L"大约", L"大概", L"约为", L"约合", L"近", L"将近", L"接近", L"大致", L"≈", L"~", L"左右");

WORDS(approximately_after, L"左右", L"上下", L"(左右)", L"(约)");

/* Eat the longest comparator word of a set; NULL if there is none. */
static const CompareWord *
eat_compare_word(const Text *t, int *at, int end, WordSet *set)
{
	int			word = eat_any(t, at, end, set);

	return word < 0 ? NULL : (const CompareWord *) set->words + word;
}

/* What was printed about the relation, before and after the number. */
typedef struct Relation
{
	TargetComparator comparator;
	bool		weak;
	bool		fuzzy;
} Relation;

/* Add a word to a relation; false if the two contradict each other. */
static bool
add_compare_word(Relation *relation, const CompareWord *word)
{
	if (relation->comparator == TARGET_CMP_NONE || relation->weak)
	{
		if (relation->comparator == TARGET_CMP_NONE || !word->weak)
		{
			relation->comparator = word->comparator;
			relation->weak = word->weak;
		}
		return true;
	}
	if (word->weak || word->comparator == relation->comparator)
		return true;

	/* 超过95%以上, <5以内: the stricter word was printed for a reason */
	return (relation->comparator == TARGET_CMP_GT && word->comparator == TARGET_CMP_GE) ||
		(relation->comparator == TARGET_CMP_LT && word->comparator == TARGET_CMP_LE);
}

static bool
eat_relation(const Text *t, int *at, int end, Relation *relation)
{
	/* 力争达到不低于约: nobody says more than that */
	for (int words = 0; words < 6; words++)
	{
		const CompareWord *word = eat_compare_word(t, at, end, &before_words);

		if (word != NULL)
		{
			if (!add_compare_word(relation, word))
				return false;
		}
		else if (eat_any(t, at, end, &approximately_before) >= 0)
			relation->fuzzy = true;
		else if (relation->comparator == TARGET_CMP_NONE || !eat(t, at, end, L":"))
			return true;
	}
	return false;
}

/*
 * Units
 */

/* Characters that tell a clause from a unit of counting. */
WORDS(clause_words,
	L"完成", L"内", L"前", L"后", L"以", L"不", L"无", L"达", L"提", L"增", L"减", L"下降", L"降", L"升", L"响应",
	L"竣工", L"完工", L"全部", L"及时", L"按", L"并", L"且", L"或", L"和", L"与", L"的", L"了", L"率", L"为", L"未", L"已",
	L"均", L"至", L"到", L"对", L"开展", L"实现", L"建设", L"举办", L"发放", L"保", L"规", L"值", L"退", L"化", L"性");

/* Time units: after them 内 and 以内 may be followed by what is to be done. */
static const char *const time_units[] =
{"日", "天", "工作日", "个工作日", "自然日", "个自然日", "小时", "个小时", "分钟", "秒", "月", "个月", "年", "周", "个周", "季度", "个季度", "星期", "个星期"};

/* What may follow a complete value without changing it. */
WORDS(done_words,
	L"完成", L"达标", L"覆盖", L"全覆盖", L"到位", L"合格", L"办结", L"通过", L"满意", L"落实", L"发放", L"拨付", L"支付");

static bool
is_known_unit(const char *unit)
{
	return bp_unit_known(unit, strlen(unit));
}

static bool
is_time_unit(const char *unit)
{
	for (int i = 0; i < lengthof(time_units); i++)
	{
		if (strcmp(unit, time_units[i]) == 0)
			return true;
	}
	return false;
}

/*
 * Whether a part of the text can be a unit: known words, or a measure word
 * with a short noun (个行政村), or, after a printed comparator, any few words.
 */
static bool
is_unit(const Text *t, int start, int end, bool compared)
{
	char		unit[TARGET_UNIT_MAX];
	size_t		prefix;

	if (start == end)
		return true;
	if (is_digit(t->c[start]))
		return false;
	for (int i = start; i < end; i++)
	{
		if (is_punctuation(t->c[i]))
			return false;
	}
	if (end - start > 2 * UNIT_WORDS_MAX || !to_utf8(t, start, end, unit, sizeof(unit)))
		return false;
	if (is_known_unit(unit))
		return true;
	if (end - start > UNIT_WORDS_MAX)
		return false;
	for (int i = start; i < end; i++)
	{
		uint32_t	c = t->c[i];

		if (is_digit(c) || c == ' ' || c == '*' || c == 0x00D7 ||
			c == '(' || c == ')' || c == '%' || c == 0x2030)
			return false;
		/* no unit begins with a sign, but for what is counted by another unit: /株 */
		if (i == start && c < 0x80 && !is_letter(c) && c != '/')
			return false;
	}
	if (t->c[start] == '/')
		return end - start > 1 && is_known_unit(unit + 1);
	if (contains_any(t, start, end, &clause_words))
		return false;
	prefix = bp_unit_prefix(unit, strlen(unit));
	if (prefix > 0 && is_letter((unsigned char) unit[prefix - 1]))
		return false;			/* 5G基站 */
	if (prefix > 0)
		return end - start <= (compared ? 10 : 6);
	return end - start <= (compared ? 6 : 2);
}

/* Take the scale off a unit and give it the one spelling that it compares by. */
void
target_unit_base(const char *unit, size_t length, char *base, int *exponent)
{
	size_t		scale;
	size_t		at;
	size_t		size = 0;

	*exponent = 0;
	base[0] = '\0';
	if (length >= TARGET_UNIT_MAX)
		return;
	if (length == strlen("‰") && memcmp(unit, "‰", length) == 0)
	{
		strcpy(base, "%");
		*exponent = -1;
		return;
	}
	if (length == strlen("成") && memcmp(unit, "成", length) == 0)
	{
		strcpy(base, "%");
		*exponent = 1;
		return;
	}

	scale = bp_unit_scale(unit, length, exponent);
	at = scale;
	while (at < length)
	{
		size_t		next = at;
		const char *usual;
		size_t		part;

		/* 元/亩, 元每亩 */
		while (next < length && unit[next] != '/' &&
			   !(length - next >= 3 && memcmp(unit + next, "每", 3) == 0))
			next++;
		usual = bp_unit_alias(unit + at, next - at);
		part = usual != NULL ? strlen(usual) : next - at;
		if (size + part + 2 > TARGET_UNIT_MAX)
		{
			/* too long for its usual spelling: keep its own */
			memcpy(base, unit + scale, length - scale);
			base[length - scale] = '\0';
			return;
		}
		memcpy(base + size, usual != NULL ? usual : unit + at, part);
		size += part;
		if (next < length)
		{
			base[size++] = '/';
			next += unit[next] == '/' ? 1 : 3;
		}
		at = next;
	}
	base[size] = '\0';
}

/*
 * Values
 */

/* What the short way takes, in bytes: see read_plain(). */
#define PLAIN_MAX		64
#define PLAIN_DIGITS	16
#define PLAIN_FRACTION	8		/* digits behind the point, and it */

typedef struct Value
{
	Relation	relation;
	Number		number;
	char		unit[TARGET_UNIT_MAX];
	char		subject[TARGET_UNIT_MAX];
	TargetBase	base;
	bool		noted;			/* words were set aside */
	bool		tolerant;		/* ± was printed */
	char		lower[TARGET_DECIMAL_MAX];	/* where it was */
	char		upper[TARGET_DECIMAL_MAX];
} Value;

/* Words before a number that add nothing to it. */
WORDS(filler_words,
	L"力争", L"确保", L"保证", L"保持", L"保持在", L"维持", L"维持在", L"稳定在", L"实现", L"完成", L"计划", L"预计", L"争取", L"应", L"应当",
	L"须", L"需", L"要", L"必须", L"为", L"是", L"在", L"到", L"至", L":", L"共", L"共计", L"总计", L"合计", L"目标值", L"目标", L"指标值",
	L"年度指标值", L"全年", L"年度", L"当年", L"本年", L"本年度", L"不断", L"达", L"原则上", L"一般", L"总", L"均", L"各", L"分别");

/* Words after which a number without a comparator still is the target. */
WORDS(subject_tails,
	L"率", L"度", L"比", L"比例", L"比重", L"占比", L"数", L"量", L"额", L"面", L"值", L"分", L"增长", L"增加", L"提高", L"提升", L"上升", L"上涨",
	L"增收", L"下降", L"减少", L"降低", L"缩短", L"压减", L"压降", L"节约", L"新增", L"增幅", L"降幅", L"增速", L"每年", L"年均", L"平均", L"人均", L"每月",
	L"每季度", L"每户", L"每人", L"每次", L"每天", L"每周", L"日均", L"月均", L"户均", L"单价", L"成本", L"费用", L"标准", L"价格", L"男", L"女", L"其中", L"累计",
	L"每亩", L"每场", L"每个", L"每半年", L"每年度", L"补助", L"补贴", L"奖励", L"收入", L"投入", L"资金",
	L"误差", L"偏差", L"浮动", L"波动");

WORDS(prior_year_words, L"上年", L"去年", L"上一年", L"往年", L"同期", L"前三年", L"历史水平", L"历年", L"同比", L"前一年");
WORDS(budget_words, L"预算", L"概算", L"批复金额", L"批复额度", L"资金额度", L"资金总额", L"经费总额");
WORDS(market_words, L"市场价", L"市场平均", L"市价", L"市场同类", L"市场均价", L"市场水平", L"同类市场");

/* What is called after the budget, but not measured by it. */
WORDS(no_budget_words,
	L"预算执行", L"预算编制", L"预算管理", L"预算绩效", L"预算调整", L"预算公开", L"预算法", L"预算支出", L"预算资金", L"预算完成", L"预算收入");

/* Whether the text ends with the level of a year that it names: 2022年水平. */
static bool
ends_with_year_level(const Text *t, int start, int end)
{
	WORDS(levels,
		L"水平", L"同期水平", L"平均水平", L"实际", L"实际值", L"实际数", L"实际水平", L"平均值", L"基数", L"数据", L"同期", L"同期数");

	for (int i = start; i + 5 < end; i++)
	{
		int			at = i + 4;

		if ((i > start && is_digit(t->c[i - 1])) ||
			!((t->c[i] == '1' && t->c[i + 1] == '9') || (t->c[i] == '2' && t->c[i + 1] == '0')) ||
			!is_digit(t->c[i + 2]) || !is_digit(t->c[i + 3]) || !eat(t, &at, end, L"年"))
			continue;
		eat(t, &at, end, L"度");
		eat(t, &at, end, L"的");
		if (eat_any(t, &at, end, &levels) >= 0 && at == end)
			return true;
	}
	return false;
}

static TargetBase
find_base(const Text *t, int start, int end)
{
	if (contains_any(t, start, end, &prior_year_words) || ends_with_year_level(t, start, end))
		return TARGET_BASE_PRIOR_YEAR;
	if (contains_any(t, start, end, &market_words))
		return TARGET_BASE_MARKET;
	if (contains_any(t, start, end, &budget_words) &&
		!contains_any(t, start, end, &no_budget_words))
		return TARGET_BASE_BUDGET;
	return TARGET_BASE_NONE;
}

/*
 * Read the words before a number, LABEL_MAX characters at most: 合格率, 较上年增长,
 * 力争达到, 2023年.  False if they are no such words.
 */
static bool
read_label(const Text *t, int start, int end, Value *value)
{
	bool		connected;
	bool		related = value->relation.comparator != TARGET_CMP_NONE || value->relation.fuzzy;
	bool		found = true;
	int			filler;

	/* the year that a value is for */
	if (end - start >= 5 && (t->c[start] == '1' || t->c[start] == '2') &&
		is_digit(t->c[start + 1]) && is_digit(t->c[start + 2]) && is_digit(t->c[start + 3]) &&
		t->c[start + 4] == 0x5E74)	/* 年 */
	{
		if (has_digit(t, start + 5, end))
			return false;
		if (end - start == 5 && !related)
			return false;
	}
	else
	{
		/* figures only as part of a name: PM2.5, 5G is none */
		bool		name = false;

		for (int i = start; i < end; i++)
		{
			if (is_digit(t->c[i]) && !name)
				return false;
			name = is_letter(t->c[i]) || (name && (is_digit(t->c[i]) || t->c[i] == '.'));
		}
	}
	for (int i = start; i < end; i++)
	{
		uint32_t	c = t->c[i];

		if ((is_punctuation(c) && !(c == ':' && i == end - 1)) || is_residue(c) || c == ' ')
			return false;
		if (c < 0x80 && !is_letter(c) && !is_digit(c) && c != ':' && c != '/' && c != '-' &&
			c != '.')
			return false;
	}

	/*
	 * Words that compare are no label: when 不低于≤5 contradicts itself, what
	 * remains of it after 不 must not be read instead.
	 */
	if (ends_with(t, start, end, L"不") || ends_with(t, start, end, L"未"))
		return false;
	for (int i = 0; i < before_words.count; i++)
	{
		const wchar_t *word = before_list[i].word;

		if (start == end ||
			!(may_have(&before_words.first, t->c[start]) ||
			  may_have(&before_words.last, t->c[end - 1])))
			break;
		/* a sign of its own, as >=, is no word */
		if (!before_list[i].weak && word[1] != 0 && (word[0] > 0x7F || word[2] != 0) &&
			(word_at(t, start, end, word) > 0 || ends_with(t, start, end, word)))
			return false;
	}

	/* 较上年增长, 预算的; but 预算执行率 refers to nothing */
	value->base = find_base(t, start, end);
	if (value->base != TARGET_BASE_PRIOR_YEAR && !ends_with(t, start, end, L"的"))
		value->base = TARGET_BASE_NONE;
	connected = false;
	while (found && start < end)
	{
		found = eat_any(t, &start, end, &filler_words) >= 0;
		connected = connected || found;
	}
	/* and behind; never all that is left, for it begins with none of them */
	while ((filler = ends_with_any(t, start, end, &filler_words, 0)) >= 0)
	{
		end -= word_length(word_of(&filler_words, filler));
		connected = true;
	}
	if (start < end && !related && !connected)
	{
		if (ends_with_any(t, start, end, &subject_tails, 0) < 0)
			return false;
	}
	if (start < end)
		value->noted = true;
	return to_utf8(t, start, end, value->subject, sizeof(value->subject));
}

/*
 * Read what follows a number: unit, words such as 以上, and what is to be
 * done within a time.
 */
static bool
read_unit(const Text *t, int start, int end, Value *value)
{
	/* the earliest such word is the longest: 及以上, not 以上 */
	for (int k = start; k <= end; k++)
	{
		int			at = k;
		const CompareWord *word = NULL;
		bool		fuzzy = false;
		Relation	relation = value->relation;

		if (k > start && is_punctuation(t->c[k - 1]))
			break;				/* nor will a longer unit do */
		if (k < end)
		{
			word = eat_compare_word(t, &at, end, &after_words);
			if (word == NULL)
				fuzzy = eat_any(t, &at, end, &approximately_after) >= 0;
			if (word == NULL && !fuzzy)
				continue;
		}
		if (word != NULL && !add_compare_word(&relation, word))
			continue;
		if (fuzzy)
			relation.fuzzy = true;
		if (!is_unit(t, start, k, relation.comparator != TARGET_CMP_NONE) ||
			!to_utf8(t, start, k, value->unit, sizeof(value->unit)))
			continue;

		if (at < end)
		{
			/* 5个工作日内办结 */
			if (word == NULL || word->comparator != TARGET_CMP_LE ||
				!is_time_unit(value->unit) || end - at > UNIT_WORDS_MAX ||
				has_digit(t, at, end))
				continue;
			for (int i = at; i < end; i++)
			{
				if (is_punctuation(t->c[i]))
					return false;
			}
			value->noted = true;
		}
		/* 内 alone goes with time, or with 控制在 */
		if (word != NULL && word->word[0] == 0x5185 && word->word[1] == 0 &&
			!is_time_unit(value->unit) &&
			value->relation.comparator == TARGET_CMP_NONE)
			continue;
		value->relation = relation;
		return true;
	}

	/* 100%完成: the words say what the share is of */
	for (int i = 0; (i = ends_with_any(t, start, end, &done_words, i)) >= 0; i++)
	{
		int			k = end - word_length(word_of(&done_words, i));

		if (k > start &&
			to_utf8(t, start, k, value->unit, sizeof(value->unit)) &&
			is_known_unit(value->unit))
		{
			value->noted = true;
			return true;
		}
	}
	value->unit[0] = '\0';
	return false;
}

/* Chinese numerals before these count nothing: 一级, 二期, 三等. */
static const char *const ordinal_units[] =
{"级", "等", "期", "届", "号", "星", "类", "季度", "季", "层", "档", "等级", "星级", "年度", "学年", "位", "度", "里", "点", "方", "种类", "班", "度"};

/* ± and the tolerance after a number of the unit between start and *at. */
static bool
read_tolerance(const Text *t, int start, int at, int end, Value *value)
{
	Number		tolerance;
	Value		right;
	char		unit[TARGET_UNIT_MAX];
	char		reach[TARGET_DECIMAL_MAX];

	if (!is_unit(t, start, at, false) || !to_utf8(t, start, at, unit, sizeof(unit)))
		return false;
	if (!(eat(t, &at, end, L"±") || eat(t, &at, end, L"+/-") || eat(t, &at, end, L"+-")) ||
		!eat_number(t, &at, end, &tolerance) || tolerance.chinese || tolerance.text[0] == '-')
		return false;
	memset(&right, 0, sizeof(right));
	/* ±5%以内 says no more than ±5% */
	if (!read_unit(t, at, end, &right) ||
		(right.relation.comparator != TARGET_CMP_NONE &&
		 right.relation.comparator != TARGET_CMP_LE))
		return false;
	if (tolerance.residue || value->number.residue)
	{
		value->number.residue = true;
		strcpy(value->unit, right.unit);
		return true;
	}
	value->number.noise = value->number.noise || tolerance.noise;

	/* a share of an amount, or the same unit on both sides */
	if (strcmp(right.unit, "%") == 0 && unit[0] != '\0' && strcmp(unit, "%") != 0)
	{
		if (!percent_of(value->number.text, tolerance.text, reach))
			return false;
		if (reach[0] == '-')
			memmove(reach, reach + 1, strlen(reach));
		strcpy(value->unit, unit);
	}
	else
	{
		if (unit[0] != '\0' && right.unit[0] != '\0' && strcmp(unit, right.unit) != 0)
			return false;
		strcpy(reach, tolerance.text);
		strcpy(value->unit, unit[0] != '\0' ? unit : right.unit);
	}
	value->tolerant = true;
	return add_decimal(value->number.text, reach, true, value->lower) &&
		add_decimal(value->number.text, reach, false, value->upper);
}

/* The number and all that follows it, from a position on. */
static bool
read_number_and_unit(const Text *t, int at, int end, Value *value)
{
	int			start;

	if (word_at(t, at, end, L"±") > 0)
	{
		/* ±5%: around nought */
		strcpy(value->number.text, "0");
		return value->relation.comparator == TARGET_CMP_NONE &&
			read_tolerance(t, at, at, end, value);
	}

	if (eat(t, &at, end, L"百分之") || eat(t, &at, end, L"千分之"))
	{
		bool		percent = word_at(t, at - 3, end, L"百") > 0;

		if (eat(t, &at, end, L"百"))
			strcpy(value->number.text, "100");
		else if (!eat_number(t, &at, end, &value->number))
			return false;
		if (!read_unit(t, at, end, value) || value->unit[0] != '\0')
			return false;
		strcpy(value->unit, percent ? "%" : "‰");
		return true;
	}
	if (eat(t, &at, end, L"百分百"))
	{
		strcpy(value->number.text, "100");
		if (!read_unit(t, at, end, value) || value->unit[0] != '\0')
			return false;
		strcpy(value->unit, "%");
		return true;
	}

	if (!eat_number(t, &at, end, &value->number))
	{
		/* ≥% and ≥: a form that was not filled in */
		memset(&value->number, 0, sizeof(value->number));
		value->number.residue = true;
		if (value->relation.comparator == TARGET_CMP_NONE || value->relation.weak)
			return false;
		return read_unit(t, at, end, value) &&
			(value->unit[0] == '\0' || is_known_unit(value->unit));
	}

	/* 30余人, 30多家: more than thirty */
	start = at;
	if (!value->number.residue && value->relation.comparator == TARGET_CMP_NONE &&
		(eat(t, &at, end, L"余") || eat(t, &at, end, L"多")))
	{
		value->relation.comparator = TARGET_CMP_GT;
		if (read_unit(t, at, end, value))
			return true;
		value->relation.comparator = TARGET_CMP_NONE;
		at = start;
	}

	for (int k = at; k < end; k++)
	{
		if (t->c[k] == 0x00B1 || (t->c[k] == '+' && k + 1 < end))
			return value->relation.comparator == TARGET_CMP_NONE &&
				read_tolerance(t, at, k, end, value);
	}

	if (!read_unit(t, at, end, value))
		return false;
	if ((value->number.chinese || value->number.residue) &&
		value->unit[0] != '\0' && !is_known_unit(value->unit))
		return false;
	if (value->number.chinese)
	{
		if (value->number.figures)
			return false;
		for (int i = 0; i < lengthof(ordinal_units); i++)
		{
			if (strcmp(value->unit, ordinal_units[i]) == 0)
				return false;
		}
	}
	return true;
}

/* [words] [comparator] number [unit] [words such as 以上]: the whole of a part. */
static bool
read_value(const Text *t, int start, int end, Value *value)
{
	int			last = end - 1;		/* last place where a number may begin */

	while (last > start && !is_digit(t->c[last]) && !is_residue(t->c[last]) &&
		   chinese_digit(t->c[last]) < 0 && chinese_power(t->c[last]) == 0)
		last--;
	for (int i = start; i <= last && i - start <= LABEL_MAX; i++)
	{
		int			at = i;

		memset(value, 0, sizeof(*value));
		if (!eat_relation(t, &at, end, &value->relation))
			continue;
		if (!read_number_and_unit(t, at, end, value))
			continue;
		/* words before a placeholder, or before numerals that may be words too, prove nothing */
		if (i > start && at == i && (value->number.chinese || value->number.residue))
			continue;
		if (!read_label(t, start, i, value))
			continue;
		return true;
	}
	return false;
}

/*
 * From values to the reading
 */

static void
set_template(TargetReading *r, const char *unit)
{
	unsigned	flags = r->flags;

	clear(r);
	r->flags = flags;
	r->scale = 1;
	r->kind = TARGET_TEMPLATE;
	strcpy(r->unit, unit);
	target_unit_base(unit, strlen(unit), r->base_unit, &r->exponent);
	r->percent = strcmp(r->base_unit, "%") == 0 && r->exponent == 0;
}

static void
set_unit(TargetReading *r, const char *unit)
{
	strcpy(r->unit, unit);
	target_unit_base(unit, strlen(unit), r->base_unit, &r->exponent);
	r->scale = 1;
	if (strcmp(r->base_unit, "%") == 0)
		r->percent = r->exponent == 0;
	else
	{
		for (int i = 0; i < r->exponent; i++)
			r->scale *= 10;
		r->percent = strcmp(r->base_unit, "百分点") == 0;
	}
}

static void
set_common(TargetReading *r, const Value *value)
{
	strcpy(r->subject, value->subject);
	r->base = value->base;
	if (value->noted)
		r->flags |= TARGET_FLAG_NOTE;
	if (value->number.noise)
		r->flags |= TARGET_FLAG_NOISE;
}

static void
add_to_values(TargetReading *r, const char *number)
{
	if (r->nvalues < TARGET_VALUES_MAX)
		strcpy(r->values[r->nvalues++], number);
}

static void
set_value(TargetReading *r, const Value *value)
{
	const char *number = value->number.text;

	if (value->number.residue)
	{
		set_template(r, value->unit);
		return;
	}
	set_common(r, value);
	set_unit(r, value->unit);
	if (value->tolerant)
	{
		r->kind = TARGET_APPROXIMATE;
		r->has_lower = r->has_upper = true;
		strcpy(r->lower, value->lower);
		strcpy(r->upper, value->upper);
		add_to_values(r, r->lower);
		add_to_values(r, r->upper);
		return;
	}

	add_to_values(r, number);
	r->comparator = value->relation.comparator;
	switch (r->comparator)
	{
		case TARGET_CMP_NONE:
			r->kind = value->relation.fuzzy ? TARGET_APPROXIMATE : TARGET_PLAN;
			r->fuzzy = value->relation.fuzzy;
			r->comparator = TARGET_CMP_EQ;
			r->flags |= TARGET_FLAG_IMPLIED;
			r->has_lower = r->has_upper = true;
			break;
		case TARGET_CMP_EQ:
			r->kind = value->relation.fuzzy ? TARGET_APPROXIMATE : TARGET_BOUND;
			r->fuzzy = value->relation.fuzzy;
			r->has_lower = r->has_upper = true;
			break;
		case TARGET_CMP_GE:
		case TARGET_CMP_GT:
			if (value->relation.fuzzy && value->relation.weak)
			{
				/* 达到30左右 */
				r->kind = TARGET_APPROXIMATE;
				r->fuzzy = true;
				r->comparator = TARGET_CMP_EQ;
				r->has_lower = r->has_upper = true;
				break;
			}
			r->kind = TARGET_BOUND;
			r->has_lower = true;
			r->lower_strict = r->comparator == TARGET_CMP_GT;
			break;
		case TARGET_CMP_LE:
		case TARGET_CMP_LT:
			if (value->relation.fuzzy && value->relation.weak)
			{
				r->kind = TARGET_APPROXIMATE;
				r->fuzzy = true;
				r->comparator = TARGET_CMP_EQ;
				r->has_lower = r->has_upper = true;
				break;
			}
			r->kind = TARGET_BOUND;
			r->has_upper = true;
			r->upper_strict = r->comparator == TARGET_CMP_LT;
			break;
	}
	if (r->has_lower)
		strcpy(r->lower, number);
	if (r->has_upper)
		strcpy(r->upper, number);
}

/*
 * Bring two values to one unit: the one that is printed, if only one is, or
 * the unit without scale, if only the scales differ.  False for other units.
 */
static bool
agree_on_unit(Value *a, Value *b)
{
	char		base_a[TARGET_UNIT_MAX];
	char		base_b[TARGET_UNIT_MAX];
	int			ea;
	int			eb;

	if (strcmp(a->unit, b->unit) == 0)
		return true;
	if (a->unit[0] == '\0')
	{
		strcpy(a->unit, b->unit);
		return true;
	}
	if (b->unit[0] == '\0')
	{
		strcpy(b->unit, a->unit);
		return true;
	}
	target_unit_base(a->unit, strlen(a->unit), base_a, &ea);
	target_unit_base(b->unit, strlen(b->unit), base_b, &eb);

	/* 3万-5万元: the unit stands once, the scale twice */
	if (ea == eb && (base_a[0] == '\0' || base_b[0] == '\0'))
	{
		if (base_a[0] == '\0')
			strcpy(a->unit, b->unit);
		else
			strcpy(b->unit, a->unit);
		return true;
	}
	if (strcmp(base_a, base_b) != 0)
		return false;
	if (ea == eb)
	{
		strcpy(a->unit, b->unit);	/* ㎡ and 平方米 */
		return true;
	}
	if (ea < 0 || eb < 0 || !shift_decimal(a->number.text, ea) ||
		!shift_decimal(b->number.text, eb))
		return false;
	strcpy(a->unit, base_a);
	strcpy(b->unit, base_a);
	return true;
}

static bool
set_range(TargetReading *r, Value *low, Value *high, bool low_strict, bool high_strict)
{
	if (low->number.residue || high->number.residue)
	{
		set_template(r, high->unit[0] != '\0' ? high->unit : low->unit);
		return true;
	}
	if (strcmp(low->unit, "%") == 0 && low->number.chinese && high->unit[0] == '\0')
		return false;
	if (!agree_on_unit(low, high))
		return false;
	set_common(r, high);
	set_common(r, low);
	set_unit(r, low->unit);
	r->kind = TARGET_RANGE;
	r->has_lower = r->has_upper = true;
	if (target_decimal_compare(low->number.text, 0, high->number.text, 0) <= 0)
	{
		strcpy(r->lower, low->number.text);
		strcpy(r->upper, high->number.text);
		r->lower_strict = low_strict;
		r->upper_strict = high_strict;
	}
	else
	{
		strcpy(r->lower, high->number.text);
		strcpy(r->upper, low->number.text);
		r->lower_strict = high_strict;
		r->upper_strict = low_strict;
	}
	add_to_values(r, low->number.text);
	add_to_values(r, high->number.text);
	return true;
}

/*
 * Ranges
 */

WORDS(range_signs, L"-", L"--", L"~", L"~~", L"至", L"到", L"-~");

/* 80%-90%, 3至5次, 约3~5 */
static bool
read_range(const Text *t, int start, int end, TargetReading *r)
{
	for (int i = start + 1; i < end - 1; i++)
	{
		int			at = i;
		Value		low;
		Value		high;

		if (eat_any(t, &at, end, &range_signs) < 0)
			continue;
		/* -5--3: the second dash is a sign, as the first one is */
		if (t->c[start] == '-' && at - i == 2 && t->c[i] == '-' && t->c[i + 1] == '-')
			at--;
		if (!read_value(t, at, end, &high) || high.subject[0] != '\0' || high.noted ||
			high.tolerant ||
			(high.relation.comparator != TARGET_CMP_NONE &&
			 high.relation.comparator != TARGET_CMP_LE))
			continue;
		if (!read_value(t, start, i, &low) || low.tolerant ||
			(low.relation.comparator != TARGET_CMP_NONE && !low.relation.weak))
			continue;
		/* 3-5天内: still three to five; but 3-5以下 is no range */
		if (high.relation.comparator == TARGET_CMP_LE &&
			!is_time_unit(high.unit) && low.relation.comparator != TARGET_CMP_LE)
			continue;
		/* 一至二: only with a unit */
		if ((low.number.chinese || high.number.chinese) &&
			low.unit[0] == '\0' && high.unit[0] == '\0')
			continue;
		if (!set_range(r, &low, &high, false, false))
			continue;
		if (r->kind == TARGET_RANGE && (low.relation.fuzzy || high.relation.fuzzy))
			r->kind = TARGET_APPROXIMATE;
		return true;
	}
	return false;
}

/* ≥80%且≤90%, 80%以上90%以下 */
static bool
read_two_bounds(const Text *t, int start, int end, TargetReading *r)
{
	WORDS(joints,
		L"且", L",", L";", L"、", L"并", L"并且", L"同时", L"和", L"/", L",且", L"但", L",但", L"至");

	for (int i = start + 1; i < end; i++)
	{
		int			at = i;
		Value		low;
		Value		high;

		eat_any(t, &at, end, &joints);
		if (at >= end || !read_value(t, at, end, &high) || high.subject[0] != '\0' ||
			!(high.relation.comparator == TARGET_CMP_LE || high.relation.comparator == TARGET_CMP_LT ||
			  high.relation.comparator == TARGET_CMP_GE || high.relation.comparator == TARGET_CMP_GT))
			continue;
		if (!read_value(t, start, i, &low))
			continue;
		if (low.relation.fuzzy || high.relation.fuzzy || low.relation.weak || high.relation.weak)
			continue;
		if (low.relation.comparator == TARGET_CMP_LE || low.relation.comparator == TARGET_CMP_LT)
		{
			Value		other = low;

			if (high.relation.comparator != TARGET_CMP_GE &&
				high.relation.comparator != TARGET_CMP_GT)
				continue;
			low = high;
			high = other;
			strcpy(low.subject, other.subject);
			low.base = other.base;
		}
		if (!(low.relation.comparator == TARGET_CMP_GE || low.relation.comparator == TARGET_CMP_GT) ||
			!(high.relation.comparator == TARGET_CMP_LE || high.relation.comparator == TARGET_CMP_LT))
			continue;

		/* ≤3 and ≥5 at once: two values, but no range */
		if (!low.number.residue && !high.number.residue)
		{
			if (!agree_on_unit(&low, &high) ||
				target_decimal_compare(low.number.text, 0, high.number.text, 0) > 0)
				continue;
		}
		return set_range(r, &low, &high, low.relation.comparator == TARGET_CMP_GT,
						 high.relation.comparator == TARGET_CMP_LT);
	}
	return false;
}

/* 80%≤合格率≤90%, 60<X<=90 */
static bool
read_enclosed_name(const Text *t, int start, int end, TargetReading *r)
{
	for (int i = start + 1; i < end; i++)
	{
		int			at = i;
		int			name;
		int			sign;
		const CompareWord *left;
		const CompareWord *right;
		Value		low;
		Value		high;

		left = eat_compare_word(t, &at, end, &before_words);
		if (left == NULL ||
			!(left->comparator == TARGET_CMP_LE || left->comparator == TARGET_CMP_LT))
			continue;
		name = at;
		while (at < end && !is_digit(t->c[at]) && !is_punctuation(t->c[at]))
			at++;
		if (at == name || at - name > LABEL_MAX || at >= end)
			continue;
		sign = at;
		right = eat_compare_word(t, &at, end, &before_words);
		if (right == NULL ||
			!(right->comparator == TARGET_CMP_LE || right->comparator == TARGET_CMP_LT))
			continue;
		if (!read_value(t, start, i, &low) || low.relation.comparator != TARGET_CMP_NONE ||
			!read_value(t, at, end, &high) || high.relation.comparator != TARGET_CMP_NONE ||
			low.number.residue || high.number.residue || low.tolerant || high.tolerant ||
			!agree_on_unit(&low, &high) ||
			target_decimal_compare(low.number.text, 0, high.number.text, 0) > 0)
			continue;
		/* a lone letter stands for the value itself */
		if (sign - name > 1 || !is_letter(t->c[name]))
		{
			if (!to_utf8(t, name, sign, low.subject, sizeof(low.subject)))
				continue;
			low.noted = true;
		}
		return set_range(r, &low, &high, left->comparator == TARGET_CMP_LT,
						 right->comparator == TARGET_CMP_LT);
	}
	return false;
}

/* [80,90], (80%,90%], [80-90]% */
static bool
read_interval(const Text *t, int start, int end, TargetReading *r)
{
	WORDS(signs, L",", L";", L"-", L"~", L"、");
	bool		low_strict;
	bool		high_strict;
	int			close;
	Value		low;
	Value		high;
	char		unit[TARGET_UNIT_MAX];

	if (end - start < 5 || (t->c[start] != '[' && t->c[start] != '('))
		return false;
	for (close = start + 1; close < end; close++)
	{
		if (t->c[close] == ']' || t->c[close] == ')')
			break;
	}
	if (close == end || (t->c[start] == '(' && t->c[close] == ')'))
		return false;			/* round on both sides is no interval but a remark */
	low_strict = t->c[start] == '(';
	high_strict = t->c[close] == ')';
	if (!is_unit(t, close + 1, end, false) ||
		!to_utf8(t, close + 1, end, unit, sizeof(unit)))
		return false;
	for (int i = start + 2; i < close - 1; i++)
	{
		int			at = i;

		if (eat_any(t, &at, close, &signs) < 0 || at >= close ||
			!read_value(t, start + 1, i, &low) || !read_value(t, at, close, &high) ||
			low.relation.comparator != TARGET_CMP_NONE ||
			high.relation.comparator != TARGET_CMP_NONE ||
			low.number.chinese || high.number.chinese || low.tolerant || high.tolerant ||
			low.subject[0] != '\0' || high.subject[0] != '\0')
			continue;
		if (unit[0] != '\0')
		{
			if (low.unit[0] != '\0' || high.unit[0] != '\0')
				return false;
			strcpy(low.unit, unit);
			strcpy(high.unit, unit);
		}
		if (!low.number.residue && !high.number.residue &&
			(!agree_on_unit(&low, &high) ||
			 target_decimal_compare(low.number.text, 0, high.number.text, 0) > 0))
			return false;
		return set_range(r, &low, &high, low_strict, high_strict);
	}
	return false;
}

/* Whether the comma at a position separates thousands. */
static bool
is_thousands(const Text *t, int at, int end)
{
	return at > 0 && is_digit(t->c[at - 1]) && three_follow(t, at, end) &&
		!(at + 4 < end && is_digit(t->c[at + 4]));
}

/* Where the joint stands behind the next value; the comma of 1,000人 is none. */
static int
find_joint(const Text *t, int from, int end, const wchar_t *sign)
{
	int			to = find(t, from, end, sign);

	while (to > from && sign[0] == ',' && is_thousands(t, to, end))
		to = find(t, to + 1, end, sign);
	return to;
}

/*
 * Several values: 180人、650人
 */
static bool
read_several(const Text *t, int start, int end, TargetReading *r)
{
	WORDS(joints, L";", L"、", L",", L"/", L"和", L"及", L"与", L"|", L"。");

	for (int joint = 0; joint < joints.count; joint++)
	{
		const wchar_t *sign = word_of(&joints, joint);
		Value		values[TARGET_VALUES_MAX];
		int			count = 0;
		int			from = start;
		bool		good = true;
		bool		residue = false;
		bool		same_unit = true;
		size_t		size = 0;
		size_t		subjects = 0;
		int			exponent = 0;

		if (find(t, start, end, sign) < 0)
			continue;
		while (good && from <= end)
		{
			int			to = find_joint(t, from, end, sign);
			int			part_end = to < 0 ? end : to;
			int			open;
			bool		note = false;

			if (to < 0)
				to = end;
			if (count == TARGET_VALUES_MAX || from >= part_end)
			{
				good = false;
				break;
			}
			/* 180人(男)、650人(女) */
			if (t->c[part_end - 1] == ')' && !read_value(t, from, part_end, &values[count]) &&
				(open = opening_bracket(t, from, part_end)) > from)
			{
				part_end = open;
				note = true;
			}
			good = read_value(t, from, part_end, &values[count]) &&
				!values[count].tolerant && !values[count].relation.fuzzy &&
				!values[count].number.chinese;
			/* 3/亩: what is counted by another unit is no second value */
			if (good && note)
				values[count].noted = true;
			residue = residue || values[count].number.residue;
			count++;
			from = to + 1;
			if (to == end)
				break;
		}
		if (!good || count < 2)
			continue;
		/* 38,296,45 is a slip of the pen, not three values */
		if (sign[0] == ',')
		{
			bool		bare = true;

			for (int i = 0; i < count; i++)
				bare = bare && values[i].unit[0] == '\0' &&
					values[i].relation.comparator == TARGET_CMP_NONE &&
					values[i].subject[0] == '\0';
			if (bare)
				continue;
		}
		if (residue)
		{
			set_template(r, values[count - 1].unit);
			return true;
		}

		/* 180、650人: the last unit is that of all before it that have none */
		for (int i = count - 2; i >= 0; i--)
		{
			if (values[i].unit[0] == '\0')
				strcpy(values[i].unit, values[i + 1].unit);
		}
		for (int i = 1; i < count; i++)
			same_unit = same_unit && strcmp(values[i].unit, values[0].unit) == 0;
		if (same_unit)
			set_unit(r, values[0].unit);
		else
		{
			/* each in its own unit; without scales, so that they can be compared */
			r->scale = 1;
			for (int i = 0; i < count && good; i++)
			{
				char		base[TARGET_UNIT_MAX];

				target_unit_base(values[i].unit, strlen(values[i].unit), base, &exponent);
				if (exponent < 0 || !shift_decimal(values[i].number.text, exponent) ||
					size + strlen(base) + 2 > TARGET_UNIT_MAX)
					good = false;
				else
				{
					if (i > 0)
						r->base_unit[size++] = ';';
					strcpy(r->base_unit + size, base);
					size += strlen(base);
				}
			}
			/* 5万元、3000元: one unit after all */
			for (int i = 0; i < count && good; i++)
			{
				char		base[TARGET_UNIT_MAX];
				char		first[TARGET_UNIT_MAX];

				target_unit_base(values[0].unit, strlen(values[0].unit), first, &exponent);
				target_unit_base(values[i].unit, strlen(values[i].unit), base, &exponent);
				if (strcmp(first, base) != 0)
					break;
				if (i == count - 1)
					set_unit(r, first);
			}
			r->exponent = 0;
		}
		for (int i = 0; i < count && good; i++)
		{
			size_t		length = strlen(values[i].subject);

			if (subjects + length + 2 > TARGET_UNIT_MAX)
				good = false;
			else if (length > 0)
			{
				if (subjects > 0)
					r->subject[subjects++] = ';';
				strcpy(r->subject + subjects, values[i].subject);
				subjects += length;
			}
		}
		if (!good)
		{
			unsigned	flags = r->flags;

			clear(r);
			r->scale = 1;
			r->flags = flags;
			continue;
		}
		r->kind = TARGET_SEVERAL;
		r->comparator = values[0].relation.comparator;
		r->base = values[0].base;
		for (int i = 0; i < count; i++)
		{
			add_to_values(r, values[i].number.text);
			if (values[i].relation.comparator != r->comparator)
				r->comparator = TARGET_CMP_NONE;
			if (values[i].noted)
				r->flags |= TARGET_FLAG_NOTE;
			if (values[i].number.noise)
				r->flags |= TARGET_FLAG_NOISE;
		}
		return true;
	}
	return false;
}

/*
 * Dates
 */

typedef struct Day
{
	int			year;			/* 0 where not printed */
	int			month;
	int			first_month;	/* of a quarter, a half or a year; else 0 */
	int			day;			/* 0 until completed: the last of its month */
	bool		bare_month;		/* 1 of 1-12月: the word 月 is still to come */
	bool		residue;
	bool		bounded;		/* 底, 末 or 内 was printed */
	bool		only_numbers;	/* 2023.07: needs more to be a date */
} Day;

static int
days_in_month(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	if (month == 2 && (year == 0 || (year % 4 == 0 && (year % 100 != 0 || year % 400 == 0))))
		return 29;
	return days[month - 1];
}

/* A whole number of at most four figures, or a placeholder; -1 if there is none. */
static int
eat_small(const Text *t, int *at, int end, bool *residue)
{
	int			i = *at;
	int			value = 0;
	Number		number;

	while (i < end && is_digit(t->c[i]) && i - *at < 5)
		value = value * 10 + (int) (t->c[i++] - '0');
	if (i > *at)
	{
		if (i - *at > 4)
			return -1;
		memset(&number, 0, sizeof(number));
		if (eat_residue(t, &i, end, &number))
		{
			*residue = true;	/* 20XX年 */
			value = 0;
		}
		*at = i;
		return value;
	}
	memset(&number, 0, sizeof(number));
	if (eat_residue(t, &i, end, &number))
	{
		*residue = true;
		*at = i;
		return 0;
	}
	if (eat_chinese(t, &i, end, &number) && strlen(number.text) <= 4)
	{
		for (const char *p = number.text; *p != '\0'; p++)
			value = value * 10 + (*p - '0');
		*at = i;
		return value;
	}
	return -1;
}

static bool
plausible_year(int year)
{
	return year >= 1949 && year <= 2199;
}

/* One day, month, quarter or year; need not reach the end. */
static bool
eat_day(const Text *t, int *at, int end, Day *day)
{
	WORDS(year_words, L"当年", L"本年", L"本年度", L"今年", L"全年", L"每年", L"当年度");
	WORDS(year_ends, L"年底", L"年末", L"年终", L"年内", L"年度内", L"年度末", L"年度", L"年");
	WORDS(quarters,
		L"一季度", L"二季度", L"三季度", L"四季度", L"第一季度", L"第二季度", L"第三季度", L"第四季度",
		L"1季度", L"2季度", L"3季度", L"4季度", L"第1季度", L"第2季度", L"第3季度", L"第4季度",
		L"Q1", L"Q2", L"Q3", L"Q4");
	WORDS(bounds, L"底", L"末", L"终", L"内", L"初");
	int			i = *at;
	int			number;
	int			word;
	int			sign;
	bool		dated = false;	/* something that only a date has */

	memset(day, 0, sizeof(*day));
	if (eat_any(t, &i, end, &year_words) >= 0)
	{
		dated = true;
		if (i < end && (word_at(t, i, end, L"底") || word_at(t, i, end, L"末") || word_at(t, i, end, L"内")))
		{
			i++;
			day->month = 12;
			day->bounded = true;
			*at = i;
			return true;
		}
	}
	else if (i < end && t->c[i] == 0x5E74)	/* 年底, 年末, 年内 */
	{
		word = eat_any(t, &i, end, &year_ends);
		if (word > 4)
			return false;
		day->month = 12;
		day->bounded = true;
		*at = i;
		return true;
	}
	else
	{
		/* the year, if a year is printed */
		int			before = i;

		number = eat_small(t, &i, end, &day->residue);
		if (number >= 0 && i < end && t->c[i] == 0x5E74)
		{
			bool		residue = day->residue && number == 0;

			word = eat_any(t, &i, end, &year_ends);
			if (!residue && number >= 20 && number <= 99 && i < end && is_digit(t->c[i]))
				number += 2000;	/* 23年12月 */
			if (!residue && !plausible_year(number))
				return false;
			day->year = number;
			dated = true;
			if (word < 6)
			{
				day->month = 12;
				day->bounded = true;
				*at = i;
				return true;
			}
		}
		else if (number >= 0 && i < end && plausible_year(number) && !day->residue &&
				 (t->c[i] == '.' || t->c[i] == '-' || t->c[i] == '/') &&
				 i + 1 < end && is_digit(t->c[i + 1]))
		{
			/* 2023.07, 2023-12-31, 2023/12 */
			uint32_t	mark = t->c[i];
			int			month_at = ++i;

			day->year = number;
			day->month = eat_small(t, &i, end, &day->residue);
			if (day->month < 1 || day->month > 12 || i - month_at > 2)
				return false;
			if (i + 1 < end && t->c[i] == mark && is_digit(t->c[i + 1]))
			{
				int			day_at = ++i;

				day->day = eat_small(t, &i, end, &day->residue);
				if (i - day_at > 2 || day->day < 1 ||
					day->day > days_in_month(day->year, day->month))
					return false;
				eat(t, &i, end, L"日");
			}
			else
				day->only_numbers = !eat(t, &i, end, L"月") && mark == '.';
			if (day->day == 0 && (eat(t, &i, end, L"底") || eat(t, &i, end, L"末")))
				day->bounded = true;
			*at = i;
			return true;
		}
		else
		{
			i = before;
			day->residue = false;
		}
	}

	/* quarters and halves */
	word = eat_any(t, &i, end, &quarters);
	if (word >= 0)
	{
		day->month = (word % 4 + 1) * 3;
		if (eat_any(t, &i, end, &bounds) >= 0)
			day->bounded = true;
		else
			day->first_month = day->month - 2;
		*at = i;
		return true;
	}
	if (eat(t, &i, end, L"上半年") || eat(t, &i, end, L"下半年"))
	{
		day->month = word_at(t, i - 3, end, L"上") ? 6 : 12;
		if (eat_any(t, &i, end, &bounds) >= 0)
			day->bounded = true;
		else
			day->first_month = day->month - 5;
		*at = i;
		return true;
	}

	/* the month */
	sign = i;
	number = eat_small(t, &i, end, &day->residue);
	if (number < 0)
	{
		if (!dated)
			return false;
		i = sign;
		day->month = 12;
		day->first_month = 1;
		*at = i;
		return day->year > 0 || day->residue;	/* 2023年 is a date, 全年 is none */
	}
	if (!day->residue && (number < 1 || number > 12))
		return false;
	day->month = number;
	if (!eat(t, &i, end, L"月份") && !eat(t, &i, end, L"月"))
	{
		/* 1 of 1-12月 */
		if (day->residue)
			return false;
		day->bare_month = true;
		*at = i;
		return true;
	}
	if (eat(t, &i, end, L"底") || eat(t, &i, end, L"末"))
		day->bounded = true;
	else if (eat(t, &i, end, L"上旬") || eat(t, &i, end, L"中旬") || eat(t, &i, end, L"下旬"))
	{
		if (word_at(t, i - 2, end, L"上"))
			day->day = 10;
		else if (word_at(t, i - 2, end, L"中"))
			day->day = 20;
		day->bounded = true;
	}
	else
	{
		int			day_at = i;

		number = eat_small(t, &i, end, &day->residue);
		if (number >= 0 && (eat(t, &i, end, L"日") || eat(t, &i, end, L"号")))
		{
			if (!day->residue && day->month >= 1 &&
				(number < 1 || number > days_in_month(day->year, day->month)))
				return false;
			day->day = number;
		}
		else
			i = day_at;
		if (i == day_at && eat(t, &i, end, L"内"))
			day->bounded = true;
	}
	*at = i;
	return true;
}

static void
complete_day(Day *day)
{
	if (day->day == 0 && day->month >= 1)
		day->day = days_in_month(day->year, day->month);
}

static bool
read_date(const Text *t, int start, int end, TargetReading *r)
{
	WORDS(openings,
		L"于", L"在", L"截至", L"截止", L"截止到", L"截至到", L"到", L"至", L"力争", L"确保", L"预计", L"计划", L"争取",
		L"力争在", L"确保在", L"完成时间", L"完成时限", L"完成期限", L"完成日期", L"时间", L"时限", L":", L"为", L"自", L"从");
	WORDS(not_later,
		L"不迟于", L"不晚于", L"最迟", L"最晚", L"最迟于", L"最晚于", L"≤", L"<=", L"=<", L"不超过", L"早于或等于");
	WORDS(earlier, L"早于", L"<");
	WORDS(befores,
		L"前", L"之前", L"以前", L"止", L"为止", L"截止", L"及以前", L"(含)前", L"(含)之前", L"以内", L"内", L"期间", L"前后");
	WORDS(afters, L"后", L"之后", L"以后", L"起", L"开始");
	WORDS(doings,
		L"完成", L"办结", L"竣工", L"完工", L"建成", L"投入", L"下达", L"拨付", L"到位", L"开工", L"启动", L"实施", L"验收",
		L"交付", L"结束", L"印发", L"发布", L"支付", L"前完成", L"全部完成", L"全面完成", L"投用", L"上线");
	WORDS(until, L"-", L"--", L"~", L"至", L"到", L"月-", L"-~");
	Day			from;
	Day			day;
	int			at = start;
	bool		period = false;
	TargetComparator comparator = TARGET_CMP_NONE;
	bool		noted = false;
	int			word;

	/* 2023.12.31 and the like; prose with a date in it is not looked for */
	if (end - start > 60)
		return false;
	for (;;)
	{
		if (eat_any(t, &at, end, &not_later) >= 0)
			comparator = TARGET_CMP_LE;
		else if (eat_any(t, &at, end, &earlier) >= 0)
			comparator = TARGET_CMP_LT;
		else if (eat_any(t, &at, end, &openings) < 0)
			break;
	}
	if (at >= end)
		return false;

	/* 2023-2025年: a period of years */
	{
		int			i = at;
		int			first;
		int			last;
		bool		residue = false;

		first = eat_small(t, &i, end, &residue);
		if (plausible_year(first) && !residue &&
			(eat(t, &i, end, L"年") || true) &&
			(eat(t, &i, end, L"--") || eat(t, &i, end, L"-") || eat(t, &i, end, L"~") ||
			 eat(t, &i, end, L"至") || eat(t, &i, end, L"到")))
		{
			last = eat_small(t, &i, end, &residue);
			if (plausible_year(last) && !residue && last >= first)
			{
				if (!eat(t, &i, end, L"年度"))
					eat(t, &i, end, L"年");
				if (i == end)
				{
					r->kind = TARGET_DATE;
					r->from_year = first;
					r->from_month = r->from_day = 1;
					r->year = last;
					r->month = 12;
					r->day = 31;
					return true;
				}
			}
		}
	}

	if (!eat_day(t, &at, end, &day))
		return false;
	from = day;
	{
		int			i = at;

		if (eat_any(t, &i, end, &until) >= 0 && i < end && eat_day(t, &i, end, &day) &&
			!(from.bare_month && (day.bare_month || day.only_numbers)) && !day.bare_month)
		{
			period = true;
			at = i;
			if (day.year == 0)
				day.year = from.year;
		}
		else
			day = from;
	}
	if (!period && day.bare_month)
		return false;

	word = eat_any(t, &at, end, &befores);
	if (word >= 0)
	{
		if (comparator == TARGET_CMP_NONE)
			comparator = TARGET_CMP_LE;
	}
	else if (eat_any(t, &at, end, &afters) >= 0)
	{
		if (comparator != TARGET_CMP_NONE)
			return false;
		comparator = TARGET_CMP_GE;
	}

	/* 2023.07 alone is a number */
	if (day.only_numbers && !(period && from.only_numbers) && comparator == TARGET_CMP_NONE &&
		!day.bounded)
		return false;

	if (at < end)
	{
		/* what is to be done by then */
		int			i = at;

		if (end - at > UNIT_WORDS_MAX || has_digit(t, at, end))
			return false;
		if (word < 0 && !day.bounded && eat_any(t, &i, end, &doings) < 0)
			return false;
		for (i = at; i < end; i++)
		{
			if (is_punctuation(t->c[i]) || is_residue(t->c[i]))
				return false;
		}
		noted = true;
	}

	if (day.residue || from.residue)
	{
		set_template(r, "");
		return true;
	}
	complete_day(&day);
	if (day.month < 1 || day.day < 1)
		return false;
	if (period)
	{
		int			first_day = from.day > 0 ? from.day : 1;

		if (from.first_month > 0)
			from.month = from.first_month;

		/* a period that ends before it begins is none, unless years are missing */
		if (from.month < 1)
			return false;
		if (from.year != 0 &&
			(day.year < from.year ||
			 (day.year == from.year &&
			  (day.month < from.month || (day.month == from.month && day.day < first_day)))))
			return false;
		r->from_year = from.year;
		r->from_month = from.month;
		r->from_day = first_day;
	}
	r->kind = TARGET_DATE;
	r->year = day.year;
	r->month = day.month;
	r->day = day.day;
	/* a deadline is "by"; the end of a month alone names it */
	r->comparator = period ? TARGET_CMP_NONE :
		comparator != TARGET_CMP_NONE ? comparator : TARGET_CMP_EQ;
	if (noted)
		r->flags |= TARGET_FLAG_NOTE;
	return true;
}

/* 年月日 without a figure: a date line that was not filled in. */
static bool
read_blank_date(const Text *t, int start, int end, TargetReading *r)
{
	WORDS(lines, L"年月日", L"月日", L"年月");
	WORDS(tails, L"前", L"之前", L"底前", L"底", L"止", L"以前");
	int			at = start;

	if (eat_any(t, &at, end, &lines) < 0)
		return false;
	eat_any(t, &at, end, &tails);
	if (at != end)
		return false;
	set_template(r, "");
	return true;
}

/*
 * The whole
 */

/*
 * How many runs of figures, numerals or placeholders there are: what needs a
 * number is not tried without one.
 */
static int
count_numbers(const Text *t, int start, int end)
{
	int			count = 0;
	bool		within = false;

	for (int i = start; i < end; i++)
	{
		uint32_t	c = t->c[i];
		bool		number = is_digit(c) || is_residue(c) || chinese_digit(c) >= 0 ||
			chinese_power(c) > 0;

		if (number && !within)
			count++;
		within = number || (within && (c == '.' || c == ','));
	}
	return count;
}

static bool
read_structured(const Text *t, int start, int end, TargetReading *r)
{
	Value		value;
	int			numbers;

	if (end - start > STRUCTURED_MAX || start >= end)
		return false;
	numbers = count_numbers(t, start, end);
	/* without a number a date names a year or a part of it: 年底, 上半年 */
	if (((numbers > 0 || find(t, start, end, L"年") >= 0) && read_date(t, start, end, r)) ||
		read_blank_date(t, start, end, r) ||
		(numbers > 0 && read_interval(t, start, end, r)))
		return true;
	if (read_value(t, start, end, &value))
	{
		set_value(r, &value);
		return true;
	}
	if (numbers < 2)
		return false;
	if (numbers <= PAIR_NUMBERS_MAX &&
		(read_enclosed_name(t, start, end, r) ||
		 read_two_bounds(t, start, end, r) ||
		 read_range(t, start, end, r)))
		return true;
	return numbers <= 2 * TARGET_VALUES_MAX && read_several(t, start, end, r);
}

/* A run of two or more of the same placeholder, and no figure. */
static bool
has_residue_run(const Text *t, int start, int end)
{
	for (int i = start; i + 1 < end; i++)
	{
		if (is_residue(t->c[i]) && t->c[i] == t->c[i + 1])
			return true;
		if (i + 2 < end && t->c[i] == '.' && t->c[i + 1] == '.' && t->c[i + 2] == '.')
			return true;
	}
	return false;
}

/* Remarks on where a value comes from. */
WORDS(remarks,
	L"计划标准", L"历史标准", L"行业标准", L"预算支出标准", L"其他标准", L"新增", L"国家标准", L"暂定", L"预计", L"预估");

/*
 * Take the unit of a template that stands before the value, where the value
 * has none of its own (or but the latter half, /株).
 */
static void
inherit_unit(TargetReading *r, const char *unit)
{
	size_t		own = strlen(r->unit);
	size_t		length = strlen(unit);

	if (r->kind == TARGET_DATE || r->kind == TARGET_SEVERAL || r->kind == TARGET_TEMPLATE ||
		length == 0)
		return;
	if (own == 0 ||
		(r->unit[0] == '/' && length > own && memcmp(unit + length - own, r->unit, own) == 0))
		set_unit(r, unit);
}

/* Read a part of the text with brackets and remarks around it. */
static bool
read_with_remarks(const Text *t, int start, int end, TargetReading *r, int depth)
{
	int			bracket;
	TargetReading inner;

	if (start >= end || depth > 4)
		return false;
	if (read_structured(t, start, end, r))
		return true;

	/* something behind, in brackets: its unit, or a remark */
	if (t->c[end - 1] == ')' && (bracket = opening_bracket(t, start, end)) > start)
	{
		char		unit[TARGET_UNIT_MAX];
		Value		value;

		if (to_utf8(t, bracket + 1, end - 1, unit, sizeof(unit)) && unit[0] != '\0' &&
			is_known_unit(unit) && bracket - start <= STRUCTURED_MAX &&
			read_value(t, start, bracket, &value) && value.unit[0] == '\0' && !value.tolerant)
		{
			strcpy(value.unit, unit);
			set_value(r, &value);
			return true;
		}
		if (read_with_remarks(t, start, bracket, r, depth + 1))
		{
			if (has_residue_run(t, bracket, end) && !has_digit(t, bracket, end))
				r->flags |= TARGET_FLAG_RESIDUE;
			else
				r->flags |= TARGET_FLAG_NOTE;
			return true;
		}
	}

	/* something before, in brackets: residue of the template, or a remark */
	if (t->c[start] == '(' && (bracket = closing_bracket(t, start, end)) > 0)
	{
		if (bracket == end - 1)
			return read_with_remarks(t, start + 1, end - 1, r, depth + 1);
		clear(&inner);
		if (bracket > start + 1 && read_structured(t, start + 1, bracket, &inner) &&
			inner.kind == TARGET_TEMPLATE &&
			read_with_remarks(t, bracket + 1, end, r, depth + 1))
		{
			r->flags |= TARGET_FLAG_RESIDUE;
			inherit_unit(r, inner.unit);
			return true;
		}
		if (!has_digit(t, start, bracket) && bracket - start <= LABEL_MAX &&
			read_with_remarks(t, bracket + 1, end, r, depth + 1))
		{
			r->flags |= TARGET_FLAG_NOTE;
			return true;
		}
	}

	/* a remark without brackets */
	for (int i = 0; (i = ends_with_any(t, start, end, &remarks, i)) >= 0; i++)
	{
		int			length = word_length(word_of(&remarks, i));

		clear(&inner);
		inner.flags = r->flags;
		/* ≥国家标准 is a quality, not an unfilled ≥ */
		if (read_with_remarks(t, start, end - length, &inner, depth + 1) &&
			inner.kind != TARGET_TEMPLATE)
		{
			*r = inner;
			r->flags |= TARGET_FLAG_NOTE;
			return true;
		}
	}

	/* ≥**%≥85%: residue without brackets */
	if (end - start <= STRUCTURED_MAX)
	{
		int			residue = start;

		/* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): end is within the text */
		while (residue < end && !is_residue(t->c[residue]))
			residue++;
		for (int i = end - 1; i > residue; i--)
		{
			Relation	relation = {TARGET_CMP_NONE, false, false};
			int			at = i;

			if (!is_punctuation(t->c[i]) || !eat_relation(t, &at, end, &relation) || at == i ||
				relation.comparator == TARGET_CMP_NONE)
				continue;
			/* the sign may be the second half of >= */
			if (i - 1 > start && (t->c[i - 1] == '>' || t->c[i - 1] == '<') && t->c[i] == '=')
				continue;
			clear(&inner);
			if (!read_structured(t, start, i, &inner) || inner.kind != TARGET_TEMPLATE)
				continue;
			if (read_structured(t, i, end, r) && r->kind != TARGET_TEMPLATE)
			{
				r->flags |= TARGET_FLAG_RESIDUE;
				inherit_unit(r, inner.unit);
				return true;
			}
		}
	}
	return false;
}

static bool
is_deferred(const Text *t, int start, int end)
{
	WORDS(words,
		L"待定", L"待下达", L"待明确", L"待确定", L"待批复", L"待核定", L"待上级", L"待分配", L"待测算", L"另行确定", L"另行通知", L"另行下达",
		L"另行制定", L"另定", L"尚未确定", L"尚未下达", L"未确定", L"未下达", L"暂未确定", L"暂未下达", L"TBD", L"tbd", L"暂缺", L"待补充", L"待填");
	WORDS(basis, L"根据", L"按照", L"按", L"依据", L"结合", L"参照", L"依照", L"视");
	WORDS(verdict, L"确定", L"而定", L"为准", L"核定", L"确认", L"执行确定");
	WORDS(handed, L"任务", L"指标", L"计划", L"目标", L"文件", L"数");
	int			at = start;
	int			word;

	if (contains_any(t, start, end, &words))
		return true;
	word = eat_any(t, &at, end, &basis);
	if (word >= 0)
	{
		if (ends_with_any(t, at, end, &verdict, 0) >= 0)
			return true;
		if (word == basis.count - 1 && ends_with(t, at, end, L"定"))
			return true;		/* 视情况定 */
		if (find(t, at, end, L"下达") >= 0 && contains_any(t, at, end, &handed))
			return true;
	}
	return find(t, start, end, L"以") >= 0 && ends_with(t, start, end, L"为准");
}

/*
 * What a quality is relative to, and how: 不低于上年度水平, 控制在预算内.
 */
static void
read_relative(const Text *t, int start, int end, TargetReading *r)
{
	WORDS(at_least,
		L"不低于", L"不得低于", L"不少于", L"不小于", L"不劣于", L"不差于", L"不弱于", L"不下降", L"不降低", L"不减少", L"不亚于");
	WORDS(at_most,
		L"不高于", L"不得高于", L"不超过", L"不得超过", L"不超出", L"不超", L"不大于", L"不多于", L"不突破", L"不增加", L"不增长", L"不上升",
		L"控制在", L"预算内", L"概算内", L"以内", L"范围内", L"额度内", L"之内", L"内");
	WORDS(same, L"持平", L"相当", L"一致", L"保持上年", L"不变", L"相同");
	WORDS(less,
		L"低于", L"降低", L"下降", L"减少", L"少于", L"小于", L"压减", L"缩短", L"节约", L"缩小", L"下浮", L"压降", L"递减", L"有所降");
	WORDS(more,
		L"高于", L"超过", L"提高", L"提升", L"增加", L"增长", L"上升", L"改善", L"优于", L"好于", L"大于", L"多于", L"扩大", L"增强", L"上涨", L"递增", L"有所增", L"向好");
	Relation	relation = {TARGET_CMP_NONE, false, false};
	TargetBase	base;
	int			at = start;

	if (end - start > STRUCTURED_MAX)
		return;

	/*
	 * A comparator that leads stands for itself: ≥国家标准.  Before a figure it
	 * does not: that text was no value, for some good reason.
	 */
	if (eat_relation(t, &at, end, &relation) && !relation.weak && at < end &&
		(!is_digit(t->c[at]) || ends_with_year_level(t, at, end)))
		r->comparator = relation.comparator;

	base = find_base(t, start, end);
	if (base == TARGET_BASE_NONE)
		return;
	if (r->comparator == TARGET_CMP_NONE)
	{
		if (contains_any(t, start, end, &at_least) || ends_with(t, start, end, L"以上"))
			r->comparator = TARGET_CMP_GE;
		else if (contains_any(t, start, end, &at_most) || ends_with(t, start, end, L"以下"))
			r->comparator = TARGET_CMP_LE;
		else if (contains_any(t, start, end, &same))
			r->comparator = TARGET_CMP_EQ;
		else if (contains_any(t, start, end, &less))
			r->comparator = TARGET_CMP_LT;
		else if (contains_any(t, start, end, &more))
			r->comparator = TARGET_CMP_GT;
	}
	if (r->comparator != TARGET_CMP_NONE)
		r->base = base;
}

/*
 * Fold the text.  A blank only stays where it keeps figures apart: 9 5% must
 * not become 95%.  False if the text is not valid UTF-8.
 */
static bool
fold_text(const char *utf8, size_t length, Text *t)
{
	size_t		at = 0;
	bool		blank = false;

	t->n = 0;
	memset(&t->seen, 0, sizeof(t->seen));
	while (at < length)
	{
		uint32_t	code;
		uint32_t	last = t->n > 0 ? t->c[t->n - 1] : 0;

		at += bp_utf8_decode(utf8 + at, length - at, &code);
		if (code == BP_UTF8_INVALID)
			return false;
		code = bp_fold(code);
		if (code == BP_FOLD_DROP)
			continue;
		if (code == ' ')
		{
			blank = true;
			continue;
		}
		if (code != '[' && code != ']')
			code = bp_fold_brackets(code);
		if (blank && (is_digit(last) || last == '.' || last == ',') &&
			(is_digit(code) || code == '.'))
			t->c[t->n++] = ' ';
		blank = false;
		t->c[t->n++] = code;
		add_char(&t->seen, code);
	}
	t->c[t->n] = 0;
	return true;
}

/*
 * The short way for what most cells hold: a sign, plain figures, and a unit of
 * common words; or two such figures with a dash between them.  It must read
 * them just as the long way does (test/fuzz compares), and leaves to it
 * everything that needs a thought: other digits, separators, leading zeros,
 * long fractions, words that may be part of a date.
 */
typedef struct Plain
{
	const char *number;
	size_t		digits;			/* bytes of the number */
	size_t		unit;			/* bytes of the unit that follows it */
} Plain;

/* Whether a character is one of U+4E00 to U+9FFF, by the first of its three bytes. */
static inline bool
is_common(const char *utf8)
{
	unsigned char lead = (unsigned char) utf8[0];

	return (lead > 0xE4 && lead <= 0xE9) || (lead == 0xE4 && (unsigned char) utf8[1] >= 0xB8);
}

static bool
read_figures(const char *utf8, size_t length, Plain *plain)
{
	size_t		at = 0;
	size_t		point = 0;
	size_t		unit;

	while (at < length && at <= PLAIN_DIGITS)
	{
		if (utf8[at] == '.' && point == 0 && at > 0)
			point = at;
		else if (utf8[at] < '0' || utf8[at] > '9')
			break;
		at++;
	}
	if (at == 0 || at > PLAIN_DIGITS || (point > 0 && (point == at - 1 || at - point > PLAIN_FRACTION)) ||
		(utf8[0] == '0' && at > 1 && point != 1))
		return false;
	/* 2023.12 may be a month */
	if (point == 4 && (utf8[0] == '1' || utf8[0] == '2'))
		return false;
	plain->number = utf8;
	plain->digits = at;

	/* a percent sign, or characters that nothing is folded to or from */
	unit = at;
	if (at < length && utf8[at] == '%')
		at++;
	else
	{
		while (at + 3 <= length && is_common(utf8 + at))
			at += 3;
		if (at > unit &&
			(!bp_unit_known(utf8 + unit, at - unit) ||
			 memcmp(utf8 + unit, "月", 3) == 0 || memcmp(utf8 + unit, "季", 3) == 0 ||
			 (memcmp(utf8 + unit, "年", 3) == 0 && unit == 4)))
			return false;
	}
	plain->unit = at - unit;
	return true;
}

static void
put_figures(char *out, const Plain *plain)
{
	memcpy(out, plain->number, plain->digits);
	out[plain->digits] = '\0';
}

static bool
read_plain(const char *utf8, size_t length, TargetReading *r)
{
	TargetComparator comparator = TARGET_CMP_NONE;
	size_t		at = 0;
	Plain		first;
	Plain		second;
	bool		range = false;
	const Plain *with_unit = &first;
	char		unit[TARGET_UNIT_MAX];

	if (length > PLAIN_MAX || length == 0)
		return false;
	switch ((unsigned char) utf8[0])
	{
		case 0xE2:
			at = 3;
			if (length > 3 && (memcmp(utf8, "≥", 3) == 0 || memcmp(utf8, "≧", 3) == 0))
				comparator = TARGET_CMP_GE;
			else if (length > 3 && (memcmp(utf8, "≤", 3) == 0 || memcmp(utf8, "≦", 3) == 0))
				comparator = TARGET_CMP_LE;
			else
				return false;
			break;
		case '>':
			at = length > 1 && utf8[1] == '=' ? 2 : 1;
			comparator = at == 2 ? TARGET_CMP_GE : TARGET_CMP_GT;
			break;
		case '<':
			at = length > 1 && utf8[1] == '=' ? 2 : 1;
			comparator = at == 2 ? TARGET_CMP_LE : TARGET_CMP_LT;
			break;
		case '=':
			at = 1;
			comparator = TARGET_CMP_EQ;
			break;
	}
	if (!read_figures(utf8 + at, length - at, &first))
		return false;
	at += first.digits + first.unit;
	if (at < length)
	{
		/* 2023-12 may be a month, 2000-3000 a period of years */
		if (comparator != TARGET_CMP_NONE || (utf8[at] != '-' && utf8[at] != '~') ||
			first.digits == 4 || !read_figures(utf8 + at + 1, length - at - 1, &second) ||
			at + 1 + second.digits + second.unit != length || second.digits == 4)
			return false;
		if (second.unit > 0)
			with_unit = &second;
		if (first.unit > 0 && second.unit > 0 &&
			(first.unit != second.unit ||
			 memcmp(first.number + first.digits, second.number + second.digits, first.unit) != 0))
			return false;
		range = true;
	}

	clear(r);
	r->scale = 1;
	put_figures(r->values[r->nvalues++], &first);
	if (range)
	{
		const char *low = r->values[0];
		const char *high = r->values[1];

		put_figures(r->values[r->nvalues++], &second);
		if (target_decimal_compare(low, 0, high, 0) > 0)
		{
			low = r->values[1];
			high = r->values[0];
		}
		r->kind = TARGET_RANGE;
		r->has_lower = r->has_upper = true;
		strcpy(r->lower, low);
		strcpy(r->upper, high);
	}
	else
	{
		r->kind = comparator == TARGET_CMP_NONE ? TARGET_PLAN : TARGET_BOUND;
		r->comparator = comparator == TARGET_CMP_NONE ? TARGET_CMP_EQ : comparator;
		if (comparator == TARGET_CMP_NONE)
			r->flags = TARGET_FLAG_IMPLIED;
		if (r->comparator != TARGET_CMP_LE && r->comparator != TARGET_CMP_LT)
		{
			r->has_lower = true;
			r->lower_strict = r->comparator == TARGET_CMP_GT;
			put_figures(r->lower, &first);
		}
		if (r->comparator != TARGET_CMP_GE && r->comparator != TARGET_CMP_GT)
		{
			r->has_upper = true;
			r->upper_strict = r->comparator == TARGET_CMP_LT;
			put_figures(r->upper, &first);
		}
	}
	if (with_unit->unit > 0)
	{
		memcpy(unit, with_unit->number + with_unit->digits, with_unit->unit);
		unit[with_unit->unit] = '\0';
		set_unit(r, unit);
	}
	return true;
}

void
target_read(const char *utf8, size_t length, TargetReading *r)
{
	if (!read_plain(utf8, length, r))
		target_read_long(utf8, length, r);
}

void
target_read_long(const char *utf8, size_t length, TargetReading *r)
{
	WORDS(decorations, L"★", L"☆", L"※", L"●", L"▲", L"△", L"◆");
	WORDS(headings, L"三级指标", L"绩效指标", L"指标");
	Text		t;
	int			start = 0;
	int			end;
	bool		headed = false;

	clear(r);
	r->kind = TARGET_QUALITATIVE;
	r->scale = 1;
	if (length > TARGET_TEXT_MAX || !fold_text(utf8, length, &t))
		return;
	end = t.n;
	if (end == 0)
	{
		r->kind = TARGET_TEMPLATE;
		r->flags = TARGET_FLAG_BLANK;
		return;
	}

	/* what a form prints in front: ★, 指标1: */
	while (start < end && eat_any(&t, &start, end, &decorations) >= 0)
		;
	{
		int			at = start;

		if (eat_any(&t, &at, end, &headings) >= 0)
		{
			while (at < end && (is_digit(t.c[at]) || chinese_digit(t.c[at]) > 0))
				at++;
			if (at < end && t.c[at] == ':')
			{
				start = at + 1;
				headed = true;
			}
		}
	}
	/* and what a sentence ends with */
	while (end > start && (t.c[end - 1] == 0x3002 || t.c[end - 1] == ';' ||
						   t.c[end - 1] == ',' || t.c[end - 1] == 0x3001))
		end--;
	/* quotes around all of it */
	if (end - start > 2 && t.c[start] == '"' && t.c[end - 1] == '"' &&
		find(&t, start + 1, end - 1, L"\"") < 0)
	{
		start++;
		end--;
	}
	if (start >= end)
	{
		r->kind = TARGET_TEMPLATE;
		if (headed)
			r->flags |= TARGET_FLAG_RESIDUE;
		return;
	}

	/* 不低于2022年水平: the figure names a year, and is no bound */
	if (!ends_with_year_level(&t, start, end) && read_with_remarks(&t, start, end, r, 0))
	{
		if (headed && r->kind != TARGET_TEMPLATE)
			r->flags |= TARGET_FLAG_RESIDUE;
		return;
	}
	clear(r);
	r->scale = 1;

	/* nothing but signs, a lone percent sign, or placeholders without a figure */
	{
		bool		signs = true;
		bool		percent = false;

		for (int i = start; i < end; i++)
		{
			percent = percent || t.c[i] == '%';
			signs = signs && (is_mere_sign(t.c[i]) || t.c[i] == '%');
		}
		if (signs || (has_residue_run(&t, start, end) && !has_digit(&t, start, end)))
		{
			set_template(r, signs && percent ? "%" : "");
			return;
		}
	}

	if (is_deferred(&t, start, end))
	{
		r->kind = TARGET_DEFERRED;
		return;
	}
	r->kind = TARGET_QUALITATIVE;
	read_relative(&t, start, end, r);
}
