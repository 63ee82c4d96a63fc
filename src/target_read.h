/*
 * target_read.h
 *	  Reading a printed target: what it means, as far as it can be known.
 *
 * Pure C without PostgreSQL headers, so that it can be fuzzed alone.  Input is
 * UTF-8 of any length, valid or not; there is no allocation, no global state
 * and no failure: what cannot be read is qualitative.
 */
#ifndef BUDGET_PERF_TARGET_READ_H
#define BUDGET_PERF_TARGET_READ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum TargetKind
{
	TARGET_BOUND,				/* comparator and number: ≥95% */
	TARGET_PLAN,				/* a number alone: 14, 5000万元 */
	TARGET_APPROXIMATE,			/* 约30, 100±5%, 30左右 */
	TARGET_RANGE,				/* 80%-90%, 3至5次 */
	TARGET_DATE,				/* a day, month, or the end of one */
	TARGET_SEVERAL,				/* 180人、650人 */
	TARGET_QUALITATIVE,			/* 合规, 不低于上年度水平 */
	TARGET_DEFERRED,			/* 根据下达任务目标要求确定 */
	TARGET_TEMPLATE				/* ≥**%, **月**日前: nothing was filled in */
} TargetKind;

typedef enum TargetComparator
{
	TARGET_CMP_NONE,
	TARGET_CMP_GE,
	TARGET_CMP_GT,
	TARGET_CMP_EQ,
	TARGET_CMP_LT,
	TARGET_CMP_LE
} TargetComparator;

/* What a relative target refers to. */
typedef enum TargetBase
{
	TARGET_BASE_NONE,
	TARGET_BASE_PRIOR_YEAR,		/* 上年度水平 */
	TARGET_BASE_BUDGET,			/* 预算内 */
	TARGET_BASE_MARKET			/* 市场价 */
} TargetBase;

#define TARGET_DECIMAL_MAX	64	/* bytes of a decimal, with its final zero byte */
#define TARGET_UNIT_MAX		128
#define TARGET_VALUES_MAX	16

/* Bits of TargetReading.flags: what a reader should know beside the meaning. */
#define TARGET_FLAG_RESIDUE		0x01	/* template residue stands beside a value */
#define TARGET_FLAG_NOTE		0x02	/* a trailing note was set aside: (计划标准) */
#define TARGET_FLAG_NOISE		0x04	/* binary noise was rounded off */
#define TARGET_FLAG_BLANK		0x08	/* empty or white space only */
#define TARGET_FLAG_IMPLIED		0x10	/* no comparator was printed; = is implied */

typedef struct TargetReading
{
	TargetKind	kind;
	TargetComparator comparator;
	TargetBase	base;
	bool		has_lower;
	bool		has_upper;
	bool		lower_strict;
	bool		upper_strict;
	char		lower[TARGET_DECIMAL_MAX];	/* as printed, without separators */
	char		upper[TARGET_DECIMAL_MAX];
	bool		fuzzy;			/* approximate without a stated tolerance: 约30 */
	int64_t		scale;			/* 1, 10000 (万), 100000000 (亿); also 千, 百万 and the like */
	int			exponent;		/* power of ten to base_unit: that of scale, -1 for ‰ */
	char		unit[TARGET_UNIT_MAX];	/* as printed, scale word included */
	char		base_unit[TARGET_UNIT_MAX]; /* folded, without the scale word */
	bool		percent;
	char		subject[TARGET_UNIT_MAX];	/* folded words that the number belongs to: 增长, 合格率 */
	int			year;			/* dates: 0 where not printed */
	int			month;
	int			day;			/* last day of the month where only that is printed */
	int			from_year;		/* periods 2023.07-2024.01: their first day; else 0 */
	int			from_month;
	int			from_day;
	unsigned	flags;
	int			nvalues;		/* all numbers, in printed order */
	/* last, for it is most of the struct: only the first nvalues are set */
	char		values[TARGET_VALUES_MAX][TARGET_DECIMAL_MAX];
} TargetReading;

/* Texts longer than this many bytes are qualitative without being looked at. */
#define TARGET_TEXT_MAX		4096

/* Whether two readings are the same in every part. */
extern bool target_same_reading(const TargetReading *a, const TargetReading *b);

extern void target_read(const char *utf8, size_t length, TargetReading *reading);

/* The same without the short way for plain figures; for tests. */
extern void target_read_long(const char *utf8, size_t length, TargetReading *reading);

/*
 * The unit without its scale word, in the one spelling that it compares by
 * (at most TARGET_UNIT_MAX bytes; empty for a longer unit), and the scale as a
 * power of ten.  The unit is folded UTF-8, as target_read() and bp_name_unit()
 * give it.
 */
extern void target_unit_base(const char *unit, size_t length, char *base, int *exponent);

/*
 * A target with its text: what cannot be read compares by its text, folded.
 */
typedef struct TargetText
{
	const char *utf8;
	size_t		length;
	const TargetReading *reading;
} TargetText;

/* A total order by meaning; 0 for the same meaning. */
extern int	target_compare(const TargetText *a, const TargetText *b);

/*
 * Bytes that are the same for targets of the same meaning, for hashing.  out
 * has room for target_canonical_max(length) bytes.
 */
extern size_t target_canonical(const TargetText *target, char *out);
extern size_t target_canonical_max(size_t length);

/*
 * How demanding a is beside b: 1 more, 0 the same, -1 less.  *comparable is
 * false for other units, directions and kinds.
 */
extern int	target_strictness(const TargetReading *a, const TargetReading *b,
							  bool *comparable);

/* Compare a·10^ea with b·10^eb, decimals as TargetReading holds them. */
extern int	target_decimal_compare(const char *a, int ea, const char *b, int eb);

#endif							/* BUDGET_PERF_TARGET_READ_H */
