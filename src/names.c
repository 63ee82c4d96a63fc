/*
 * names.c
 *	  Normal forms of codes, names and class labels.  Pure C, UTF-8.
 *
 * Every form is idempotent: the normal form of a normal form is itself.  A
 * text that is not valid UTF-8 has no characters to normalise and comes back
 * as it is; dropping bytes from it could make new characters of its pieces.
 *
 * The work is done in the output buffer: folding never makes a text longer,
 * and every later step only takes something away.
 */
#include "names.h"

#include <stdbool.h>
#include <string.h>

#include "unit.h"
#include "utf8.h"

#define lengthof(array) (sizeof(array) / sizeof((array)[0]))

/* Fold every character, drop white space; brackets and letters too for names. */
static size_t
fold(const char *in, size_t length, char *out, bool name)
{
	size_t		at = 0;
	size_t		size = 0;

	while (at < length)
	{
		uint32_t	code;

		if (bp_utf8_common(in + at, length - at))
		{
			memmove(out + size, in + at, 3);	/* out may be in */
			at += 3;
			size += 3;
			continue;
		}
		at += bp_utf8_decode(in + at, length - at, &code);
		code = bp_fold(code);
		if (code == BP_FOLD_DROP || code == ' ')
			continue;
		if (name)
		{
			code = bp_fold_brackets(code);
			if (code >= 'A' && code <= 'Z')
				code += 'a' - 'A';
		}
		size += bp_utf8_encode(code, out + size);
	}
	return size;
}

static bool
begins(const char *text, size_t length, const char *with)
{
	size_t		size = strlen(with);

	return length >= size && memcmp(text, with, size) == 0;
}

static bool
ends(const char *text, size_t length, const char *with)
{
	size_t		size = strlen(with);

	return length >= size && memcmp(text + length - size, with, size) == 0;
}

/* Bytes of ASCII digits at the start of a text. */
static size_t
digits(const char *text, size_t length)
{
	size_t		size = 0;

	while (size < length && text[size] >= '0' && text[size] <= '9')
		size++;
	return size;
}

/* Bytes of a serial number, in digits or Chinese numerals, at the start of a text. */
static size_t
serial(const char *text, size_t length)
{
	static const char *const numerals[] =
	{"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
	size_t		size = digits(text, length);
	bool		found = true;

	if (size > 0)
		return size <= 3 ? size : 0;
	while (found && size < 9)
	{
		found = false;
		if (length - size < 3 || (unsigned char) text[size] < 0xE4 || (unsigned char) text[size] > 0xE5)
			break;				/* none of the numerals begins like this */
		for (size_t i = 0; i < lengthof(numerals) && !found; i++)
			found = memcmp(text + size, numerals[i], 3) == 0;
		if (found)
			size += 3;
	}
	return size;
}

/*
 * Bytes of one decoration at the start of a folded name, which is not empty: a
 * star or bullet, a serial number with its mark, or the words 指标1:.
 */
static size_t
decoration(const char *text, size_t length)
{
	static const char *const marks[] =
	{
		"★", "☆", "※", "*", "●", "◎", "◆", "◇", "■", "□", "▲", "△", "▪", "·", "√", "✓", "✔",
		"①", "②", "③", "④", "⑤", "⑥", "⑦", "⑧", "⑨", "⑩"
	};
	static const char *const words[] = {"三级指标", "绩效指标", "指标"};
	size_t		size;

	for (size_t i = 0; i < lengthof(marks); i++)
	{
		if (text[0] == marks[i][0] && begins(text, length, marks[i]))
			return strlen(marks[i]);
	}

	/* 指标1: and 指标1. but not 指标体系, 指标1完成率 or 指标3.15 */
	for (size_t i = 0; i < lengthof(words); i++)
	{
		if (begins(text, length, words[i]))
		{
			size_t		word = strlen(words[i]);

			size = word + serial(text + word, length - word);
			if (begins(text + size, length - size, ":"))
				return size + 1;
			if (size > word && begins(text + size, length - size, "、"))
				return size + strlen("、");
			if (size > word && begins(text + size, length - size, ".") &&
				digits(text + size + 1, length - size - 1) == 0)
				return size + 1;
		}
	}

	/* (1) and (一) */
	if (begins(text, length, "("))
	{
		size = serial(text + 1, length - 1);
		if (size > 0 && begins(text + 1 + size, length - 1 - size, ")"))
			return size + 2;
		return 0;
	}

	/* 1、 and 一、 and 1) and 1. but not 3.15 */
	size = serial(text, length);
	if (size > 0)
	{
		if (begins(text + size, length - size, "、"))
			return size + strlen("、");
		if (begins(text + size, length - size, ")"))
			return size + 1;
		if (begins(text + size, length - size, ".") &&
			digits(text, length) > 0 && digits(text + size + 1, length - size - 1) == 0)
			return size + 1;
	}
	return 0;
}

bool
bp_code_blank(const char *in, size_t length)
{
	size_t		at = 0;

	while (at < length)
	{
		uint32_t	code;

		at += bp_utf8_decode(in + at, length - at, &code);
		if (code == BP_UTF8_INVALID)
			return false;
		code = bp_fold(code);
		if (code != BP_FOLD_DROP && code != ' ')
			return false;
	}
	return true;
}

size_t
bp_normalise_code(const char *in, size_t length, char *out)
{
	if (!bp_utf8_valid(in, length))
	{
		memcpy(out, in, length);
		return length;
	}
	return fold(in, length, out, false);
}

size_t
bp_normalise_name(const char *in, size_t length, char *out)
{
	size_t		size;
	size_t		start = 0;
	size_t		more;

	if (!bp_utf8_valid(in, length))
	{
		memcpy(out, in, length);
		return length;
	}
	size = fold(in, length, out, true);
	while (start < size && (more = decoration(out + start, size - start)) > 0)
		start += more;
	if (start < size)			/* a name that is all decoration stays */
	{
		size -= start;
		memmove(out, out + start, size);
	}
	return size;
}

/*
 * Where the bracket opens that ends a folded text, or SIZE_MAX if the text
 * does not end in a bracket.
 */
static size_t
trailing_bracket(const char *text, size_t length)
{
	size_t		at = length;
	size_t		depth = 0;

	if (length == 0 || text[length - 1] != ')')
		return SIZE_MAX;
	while (at > 0)
	{
		at--;
		if (text[at] == ')')
			depth++;
		else if (text[at] == '(' && --depth == 0)
			return at;
	}
	return SIZE_MAX;
}

/* Whether a text in brackets is a unit; *skip is what stands before it (单位:). */
static bool
bracket_unit(const char *text, size_t length, size_t *skip)
{
	static const char *const heads[] = {"计量单位:", "单位:"};

	*skip = 0;
	for (size_t i = 0; i < lengthof(heads); i++)
	{
		if (begins(text, length, heads[i]))
		{
			*skip = strlen(heads[i]);
			return length > *skip;
		}
	}
	return bp_unit_in_brackets(text, length);
}

size_t
bp_indicator_stem(const char *in, size_t length, char *out)
{
	size_t		size = bp_normalise_name(in, length, out);
	size_t		open;
	size_t		skip;

	if (!bp_utf8_valid(in, length))
		return size;

	/*
	 * The brackets are only taken off a stem that stays: a name that is
	 * nothing but its unit keeps it.
	 */
	while ((open = trailing_bracket(out, size)) != SIZE_MAX && open > 0 &&
		   bracket_unit(out + open + 1, size - open - 2, &skip))
		size = open;
	return size;
}

size_t
bp_name_unit(const char *in, size_t length, char *out)
{
	size_t		size = 0;
	size_t		open;
	size_t		skip;
	size_t		at = 0;

	if (!bp_utf8_valid(in, length))
		return 0;

	/* as bp_normalise_name, but letters keep their case: M is not m */
	while (at < length)
	{
		uint32_t	code;

		at += bp_utf8_decode(in + at, length - at, &code);
		code = bp_fold_brackets(bp_fold(code));
		if (code != BP_FOLD_DROP && code != ' ')
			size += bp_utf8_encode(code, out + size);
	}
	open = trailing_bracket(out, size);
	if (open == SIZE_MAX || open == 0 ||
		!bracket_unit(out + open + 1, size - open - 2, &skip))
		return 0;
	size = size - open - 2 - skip;
	memmove(out, out + open + 1 + skip, size);
	return size;
}

size_t
bp_class_stem(const char *in, size_t length, char *out)
{
	static const char *const tails[] = {"等", "指标", "目标", "值", ":"};
	size_t		size = bp_normalise_name(in, length, out);
	bool		found = bp_utf8_valid(in, length);

	while (found)
	{
		size_t		open = trailing_bracket(out, size);

		found = false;

		/* points: (50分), (50), (权重50%) */
		if (open != SIZE_MAX && open > 0)
		{
			for (size_t i = open; i < size && !found; i++)
				found = out[i] >= '0' && out[i] <= '9';
			if (found)
			{
				size = open;
				continue;
			}
		}
		/* points without brackets: 50分 */
		if (ends(out, size, "分"))
		{
			size_t		start = size - strlen("分");

			while (start > 0 && ((out[start - 1] >= '0' && out[start - 1] <= '9') ||
								 out[start - 1] == '.'))
				start--;
			if (start > 0 && start < size - strlen("分"))
			{
				size = start;
				found = true;
				continue;
			}
		}
		for (size_t i = 0; i < lengthof(tails) && !found; i++)
		{
			if (size > strlen(tails[i]) && ends(out, size, tails[i]))
			{
				size -= strlen(tails[i]);
				found = true;
			}
		}
	}
	return size;
}
