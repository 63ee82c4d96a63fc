/*
 * document.h
 *	  The JSON document at the edges: its nodes with their paths, and what
 *	  import and export have in common.
 */
#ifndef BUDGET_PERF_DOCUMENT_H
#define BUDGET_PERF_DOCUMENT_H

#include "budget_perf.h"

#include "utils/jsonb.h"

#include "amount.h"
#include "names_sql.h"

/* Keys of the long form of an amount, {"amount": ..., "source": ...}. */
#define BP_AMOUNT_KEY	"amount"
#define BP_SOURCE_KEY	"source"

/* Columns numeric(18,2) and numeric(9,4). */
#define BP_MONEY_DECIMALS	2
#define BP_MONEY_DIGITS		18
#define BP_WEIGHT_DECIMALS	4
#define BP_WEIGHT_DIGITS	9

/* A value of a document, and where it stands. */
typedef struct BpNode
{
	const struct BpNode *parent;	/* NULL for the document itself */
	const char *key;			/* in an object; NULL in an array */
	int			index;			/* in an array */
	JsonbValue	value;
} BpNode;

/* Where a value goes, for the fields of an error; any may be NULL. */
typedef struct BpPlace
{
	const char *ledger;
	const char *table;
	const char *column;
} BpPlace;

/* The SQL/JSON path of a node: $.tasks[2].amount */
extern char *bp_node_path(const BpNode *node);

/* Inside ereport(): the schema, table and column that a value was meant for. */
extern int	bp_err_place(const BpPlace *place);

extern bool bp_node_is_object(const BpNode *node);
extern bool bp_node_is_array(const BpNode *node);

/* How many keys or elements. */
extern int	bp_node_size(const BpNode *node);

/* The value under a key; false where it is missing or null. */
extern bool bp_node_get(const BpNode *object, const char *key, BpNode *child);

/* The element at an index from 0. */
extern void bp_node_element(const BpNode *array, int index, BpNode *child);

/* All members of an object in stored order, nulls included. */
extern BpNode *bp_node_members(const BpNode *object);

/* Errors unless every key of the object is in the list, which ends with NULL. */
extern void bp_node_check_keys(const BpNode *object, const char *const *keys);

/* "an object", "a string" and so on, translated; and the error made of it. */
extern const char *bp_node_kind(const BpNode *node);
pg_noreturn extern void bp_node_wrong_kind(const BpNode *node, const char *expected,
										   const BpPlace *place);

/* Text of a string as it is; other kinds are an error. */
extern char *bp_node_text(const BpNode *node, const BpPlace *place);

/* Text of a string or a number; NULL for other kinds. */
extern char *bp_node_scalar(const BpNode *node);

/*
 * Read an amount, or a plain number, given as text in the server's encoding;
 * an error unless it can be read.  node is NULL outside a document.  False if
 * it is blank.
 */
extern bool bp_read_number(const char *text, const BpAmountFormat *format,
						   const BpNode *node, const BpPlace *place,
						   BpAmountReading *reading);

/* Power of ten of a unit's name in the server's encoding; -1 if it is none. */
extern int	bp_unit_exponent(const char *unit);

#endif							/* BUDGET_PERF_DOCUMENT_H */
