/*
 * names.h
 *	  Normal forms of codes, names and class labels, so that the same thing
 *	  printed differently compares equal.  Pure C, UTF-8 in and out.
 *
 * Each function writes at most length bytes to out (no final zero byte) and
 * returns how many; a normal form is never longer than its input.
 */
#ifndef BUDGET_PERF_NAMES_H
#define BUDGET_PERF_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* Codes: full width to ASCII; white space, zero-width and control characters dropped. */
extern size_t bp_normalise_code(const char *in, size_t length, char *out);

/* Whether the normal form of a code is empty, which its first characters tell. */
extern bool bp_code_blank(const char *in, size_t length);

/* Names: the same, letters to lower case, brackets and quotes to one form, decorations (★, 指标1:) dropped. */
extern size_t bp_normalise_name(const char *in, size_t length, char *out);

/* Indicator names: bp_normalise_name without a trailing unit in brackets. */
extern size_t bp_indicator_stem(const char *in, size_t length, char *out);

/* The unit in the trailing brackets of an indicator name, as printed; 0 if none. */
extern size_t bp_name_unit(const char *in, size_t length, char *out);

/* Class labels: without points in brackets and the words 指标, 目标, 值, 等 at the end. */
extern size_t bp_class_stem(const char *in, size_t length, char *out);

/*
 * palloc'd versions for the server, in names_sql.c, which convert from and to
 * the server encoding: char *bp_names_apply(size_t (*form)(...), const char *).
 */

#endif							/* BUDGET_PERF_NAMES_H */
