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
	int64_t		scale;			/* 1, 10000 (万), 100000000 (亿) */
	char		unit[TARGET_UNIT_MAX];	/* as printed, scale word included */
	char		base_unit[TARGET_UNIT_MAX]; /* folded, without the scale word */
	bool		percent;
	int			year;			/* dates: 0 where not printed */
	int			month;
	int			day;			/* last day of the month where only that is printed */
	int			nvalues;		/* kind several: how many */
	char		values[TARGET_VALUES_MAX][TARGET_DECIMAL_MAX];
	unsigned	flags;
} TargetReading;

extern void target_read(const char *utf8, size_t length, TargetReading *reading);

#endif							/* BUDGET_PERF_TARGET_READ_H */
