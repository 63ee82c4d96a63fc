/*
 * check.h
 *	  The rules as they apply to one form and year, and checking by them.
 */
#ifndef BUDGET_PERF_CHECK_H
#define BUDGET_PERF_CHECK_H

#include "budget_perf.h"

#include "utils/snapshot.h"

#include "finding.h"

/* A budget item of the form. */
typedef struct BpItem
{
	char	   *item_code;
	char	   *category;		/* expenditure, income or tier */
	char	   *block;
	char	   *label;
	bool		negative_allowed;
} BpItem;

/*
 * Everything that judges a declaration of one form and one fiscal year:
 * the form, its items, its taxonomy, and the rules that are not off.
 */
typedef struct BpRuleSet
{
	char	   *form_code;
	int32		fiscal_year;
	char	   *amount_unit;	/* printed unit of the form: 元 or 万元 */
	int32		target_columns;
	Numeric		weight_total;	/* NULL = the form has no weights */
	List	   *items;			/* of BpItem *, in printed order */
	List	   *classes;		/* private to check.c */
	List	   *rules;			/* private to check.c */
	char	   *json;			/* the rules as stored in rule_set.rules */
	char	   *digest;			/* SHA-256 of json, hexadecimal */
} BpRuleSet;

/*
 * Load the rules for a form and year.  SPI must be connected; the result is
 * allocated in the current memory context.
 */
extern BpRuleSet *bp_rules_load(const char *ledger, const char *form_code,
								int32 fiscal_year, Snapshot snapshot);

/*
 * Check one declaration: every rule, every place, in one pass.  Returns a
 * List of BpFinding * (passes and skips included), errors before warnings
 * before infos within the same rule order as the rule ids.  Pure: runs no query.
 */
extern List *bp_check(const BpDeclaration *declaration, const BpRuleSet *rules);

#endif							/* BUDGET_PERF_CHECK_H */
