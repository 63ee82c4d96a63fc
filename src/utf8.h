/*
 * utf8.h
 *	  UTF-8 and the folding of look-alike characters.  Pure C.
 *
 * Folding maps one code point to one code point that is never longer in
 * UTF-8, so that a folded text always fits into the space of its source.
 */
#ifndef BUDGET_PERF_UTF8_H
#define BUDGET_PERF_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BP_UTF8_INVALID		UINT32_MAX
#define BP_FOLD_DROP		0	/* the character carries nothing: zero width, control */

/*
 * Decode the first code point of a text that is not empty; returns the number
 * of bytes it takes, or 1 and BP_UTF8_INVALID.
 */
extern size_t bp_utf8_decode(const char *in, size_t length, uint32_t *code);

/*
 * Whether a text begins with one of the ideographs U+4E00 to U+9FFF, which are
 * most of every text, and which no folding changes; they take three bytes.
 */
static inline bool
bp_utf8_common(const char *in, size_t length)
{
	const unsigned char *s = (const unsigned char *) in;

	return length >= 3 && s[0] >= 0xE4 && s[0] <= 0xE9 && (s[0] > 0xE4 || s[1] >= 0xB8) &&
		(s[1] & 0xC0) == 0x80 && (s[2] & 0xC0) == 0x80;
}

/* Write a valid code point (at most 4 bytes); returns the number of bytes. */
extern size_t bp_utf8_encode(uint32_t code, char *out);

extern bool bp_utf8_valid(const char *in, size_t length);

/*
 * Full width to ASCII, look-alikes to the usual form, every white space to a
 * blank; BP_FOLD_DROP for what prints nothing.  Idempotent.
 */
extern uint32_t bp_fold(uint32_t code);

/* Brackets of any shape to ( and ), quotes of any shape to ".  For folded text. */
extern uint32_t bp_fold_brackets(uint32_t code);

#endif							/* BUDGET_PERF_UTF8_H */
