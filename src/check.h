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
	int			category_total; /* where its category and its block stand in the totals */
	int			block_total;
} BpItem;

/*
 * Everything that judges a declaration of one form and one fiscal year:
 * the form, its items, its taxonomy, and the rules that are not off.
 */
typedef struct BpRuleSet
{
	char	   *form_code;
	int32		fiscal_year;
	char	   *taxonomy;
	char	   *amount_unit;	/* printed unit of the form: 元 or 万元 */
	int32		target_columns;
	Numeric		weight_total;	/* NULL = the form has no weights */
	List	   *items;			/* of BpItem *, in printed order */
	List	   *totals;			/* of BpTotal *, without amounts; see bp_totals() */
	List	   *classes;		/* private to check.c */
	List	   *rules;			/* private to check.c */
	struct BpLevels *levels;	/* private to check_reading.c */
	MemoryContext context;		/* where all of this lives */
	char	   *json;			/* the rules as stored in rule_set.rules */
	char	   *digest;			/* SHA-256 of json, hexadecimal */
} BpRuleSet;

/* The form's item of that code; NULL if it has none. */
extern const BpItem *bp_find_item(const BpRuleSet *rules, const char *item_code);

/*
 * The rules for a form and year as the snapshot shows them, kept by the session
 * for as long as they do not change.  SPI must be connected; the result is good
 * until the end of the transaction.
 */
extern const BpRuleSet *bp_rules_get(const char *ledger, const char *form_code,
									 int32 fiscal_year, Snapshot snapshot);

/* The same, loaded anew, in the current memory context. */
extern BpRuleSet *bp_rules_load(const char *ledger, const char *form_code,
								int32 fiscal_year, Snapshot snapshot);

/*
 * Check one declaration: every rule, every place, in one pass.  Returns a
 * List of BpFinding * (skips included, passes if they are wanted), errors before
 * warnings before infos within the same rule order as the rule ids.  Pure: runs
 * no query.
 */
extern List *bp_check(const BpDeclaration *declaration, const BpRuleSet *rules,
					  bool passes);

/*
 * A rule that need not stand in the table: the stored one of that id with
 * changes, or a new one.  changes is a JSON object with columns of the table
 * rule and "terms", a list of objects with columns of rule_term.  What is off
 * is judged as an error.  SPI must be connected; the result is allocated in
 * the current memory context.
 */
typedef struct BpCandidate BpCandidate;

extern BpCandidate *bp_candidate_load(const char *ledger, const char *rule_id,
									  Datum changes, Snapshot snapshot);
extern bool bp_candidate_applies(const BpCandidate *candidate,
								 const BpDeclaration *declaration);

/* The rules with the candidate in the place of the stored one, or added. */
extern BpRuleSet *bp_candidate_rules(const BpRuleSet *rules, const BpCandidate *candidate);

/* bp_check() by one rule of the set only, passes included. */
extern List *bp_check_one(const BpDeclaration *declaration, const BpRuleSet *rules,
						  const char *rule_id);

#endif							/* BUDGET_PERF_CHECK_H */
