/*
 * seal.h
 *	  Totals and the digest of a declaration's content.
 *
 * Canonical content, from which verify() derives the same digest in SQL:
 * records in the order D, B (by item_code), T (by task_no), I (by
 * indicator_no), A (by amendment_no), C (by amendment_no and line_no), W (in the
 * order of the findings), R, P.  A record is its letter, its fields, and a line
 * feed.  A field is "-" for null, else its length in bytes of UTF-8, a colon,
 * and its text.  Numbers and JSON stand as PostgreSQL prints them.
 *
 *	D department_code fiscal_year version form_code goal cycle_from cycle_to
 *	B item_code amount amount_source
 *	T task_no amount name content expected_outcome amount_source
 *	I indicator_no level1 level2 name unit cycle_target annual_target weight
 *	  accumulation code
 *	A amendment_no kind batch reason legal_reference
 *	C amendment_no line_no item_code task_no change change_source
 *	W rule waiver_id table key: an error that was waived, and where it is, as the
 *	  finding's location tells it
 *	R digest of the rules, and true if they were enforced, false for history
 *	P digest of the seal of the version before (null for version 1)
 */
#ifndef BUDGET_PERF_SEAL_H
#define BUDGET_PERF_SEAL_H

#include "budget_perf.h"

#include "utils/jsonb.h"

#include "check.h"

/* The sum of a category of items, or of one block of it. */
typedef struct BpTotal
{
	char	   *category;		/* expenditure, income, tier or task */
	char	   *block;			/* NULL = the whole category */
	Numeric		amount;			/* NULL = wholly blank */
} BpTotal;

/* a + b; NULL is blank. */
extern Numeric bp_add_amounts(Numeric a, Numeric b);

/*
 * List of BpTotal *, without amounts: each category and its blocks in the order
 * of the items, then the tasks.  The items are told where theirs stand.
 */
extern List *bp_totals_of_items(List *items);

/* The same with the amounts of a declaration. */
extern List *bp_totals(const BpDeclaration *declaration, const BpRuleSet *rules);

/*
 * SHA-256 of the canonical content, 64 hexadecimal digits: the declaration, of
 * the findings those that were waived, and what the submission was held to.
 */
extern char *bp_digest(const BpDeclaration *declaration, const List *findings,
					   const char *rule_set, bool enforced, const char *previous_digest);

/*
 * Totals as JSON, amounts as text in yuan, null where wholly blank:
 * {"categories": {"expenditure": "..", ..., "task": ".."}, "blocks": {"department": "..", ...}}
 */
extern Jsonb *bp_totals_jsonb(const BpDeclaration *declaration, const BpRuleSet *rules);

/* SHA-256 of some bytes as 64 hexadecimal digits. */
extern char *bp_sha256_hex(const char *bytes, size_t length);

#endif							/* BUDGET_PERF_SEAL_H */
