/*
 * amount.h
 *	  Amounts at the edges: a printed amount to exact yuan, and yuan to the
 *	  printed unit.
 *
 * Pure C without PostgreSQL headers, so that it can be fuzzed alone.  Input is
 * UTF-8 of any length, valid or not; there is no allocation, no global state
 * and no floating point.
 */
#ifndef BUDGET_PERF_AMOUNT_H
#define BUDGET_PERF_AMOUNT_H

#include <stdbool.h>
#include <stddef.h>

typedef enum BpAmountStatus
{
	BP_AMOUNT_OK,
	BP_AMOUNT_BLANK,			/* nothing but white space */
	BP_AMOUNT_NONSENSE,			/* not an amount; where says from which byte on */
	BP_AMOUNT_OUT_OF_RANGE		/* more digits before the point than fit */
} BpAmountStatus;

typedef enum BpAmountRounding
{
	BP_AMOUNT_EXACT,			/* rounding changed nothing */
	BP_AMOUNT_NOISE,			/* by less than a thousandth: a spreadsheet's binary noise */
	BP_AMOUNT_LOST				/* real digits were rounded off */
} BpAmountRounding;

/* What the reader accepts and what it gives. */
typedef struct BpAmountFormat
{
	int			unit_exponent;	/* power of ten of the unit, where none is printed */
	bool		unit_allowed;	/* may a unit be printed behind the number? */
	int			decimals;		/* of the result */
	int			max_digits;		/* of the result, decimals included; at most 18 */
} BpAmountFormat;

#define BP_AMOUNT_TEXT_MAX	32	/* bytes of a result, with its final zero byte */

typedef struct BpAmountReading
{
	BpAmountRounding rounding;
	bool		unit_printed;	/* a unit stood behind the number */
	size_t		where;			/* byte at which nonsense begins */
	char		text[BP_AMOUNT_TEXT_MAX];	/* plain decimal, all its decimals there */
} BpAmountReading;

/*
 * Read a printed amount.  Rounds half away from zero, like numeric.
 *
 *	[space] [sign] digits with or without separators [. digits] [E [sign] digits]
 *	[space] [unit] [space]
 *
 * Digits, signs, point, comma and E may be full width.  Separators are commas
 * or single spaces, not both, and must stand in groups of three: 1,23 may be a
 * decimal comma, so it is nonsense rather than 123.
 */
extern BpAmountStatus bp_amount_read(const char *utf8, size_t length,
									 const BpAmountFormat *format,
									 BpAmountReading *reading);

/* Power of ten of a unit of money in yuan (元 0, 万元 4, 亿元 8, ...); -1 if it is none. */
extern int	bp_amount_unit(const char *utf8, size_t length);

/*
 * A plain decimal in yuan, as numeric prints it, in a unit: no separators, at
 * least two decimals, and no more than needed.  Nothing is ever rounded.  The
 * output needs length + unit_exponent + 8 bytes.  False if the input is none.
 */
extern bool bp_amount_print(const char *yuan, int unit_exponent, char *out);

#endif							/* BUDGET_PERF_AMOUNT_H */
