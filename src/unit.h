/*
 * unit.h
 *	  The words that units are made of.  Pure C, folded UTF-8 (bp_fold).
 */
#ifndef BUDGET_PERF_UNIT_H
#define BUDGET_PERF_UNIT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether a text is a unit and nothing else: 家, 万元, 万人次, %, 元/亩,
 * 元每人每月, 户/人.月.
 */
extern bool bp_unit_known(const char *text, size_t length);

/* The same for what stands in brackets after a name: not 社区 of 行政村（社区）. */
extern bool bp_unit_in_brackets(const char *text, size_t length);

/*
 * Length in bytes of the longest measure word that a text begins with, scale
 * words included; 0 if none: 家 of 家企业, 个 of 个行政村.
 */
extern size_t bp_unit_prefix(const char *text, size_t length);

/*
 * Length in bytes of the scale words (十 百 千 万 亿) that a unit begins with,
 * and the power of ten that they stand for; 0 where a unit merely begins with
 * the same character (千米, 百分点).
 */
extern size_t bp_unit_scale(const char *text, size_t length, int *exponent);

/*
 * The usual spelling of a unit word without scale (㎡ and m2 are 平方米), or
 * NULL if it has none but its own.
 */
extern const char *bp_unit_alias(const char *text, size_t length);

#endif							/* BUDGET_PERF_UNIT_H */
