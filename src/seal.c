/*
 * seal.c
 *	  Totals and the digest of a declaration's content.
 *
 * Invariant: the digest is a function of the sealed content alone: the same
 * in every server encoding, locale and version.  seal.h defines the canonical
 * text; a change of it would break every seal ever made, so it never changes.
 */
#include "postgres.h"

#include "common/cryptohash.h"
#include "common/sha2.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"

#include "exact.h"
#include "seal.h"

static void put_field(StringInfo out, const char *value);
static void put_int32(StringInfo out, int32 value, bool given);
static void put_numeric(StringInfo out, Numeric value);
static int	total_place(List **totals, char *category, char *block);
static void add_to_total(List *totals, int place, Numeric amount);
static void put_totals(JsonbParseState **state, List *totals, bool blocks);

/* One field: "-" for null, else the length in bytes of UTF-8, ":", and the text. */
static void
put_field(StringInfo out, const char *value)
{
	char	   *utf8;
	int			length;

	if (value == NULL)
	{
		appendStringInfoChar(out, '-');
		return;
	}
	length = strlen(value);
	utf8 = pg_server_to_any(value, length, PG_UTF8);
	if (utf8 != value)
		length = strlen(utf8);
	enlargeStringInfo(out, length + 12);	/* any int32, and the colon */
	out->len += pg_ltoa(length, out->data + out->len);
	out->data[out->len++] = ':';
	appendBinaryStringInfo(out, utf8, length);
	if (utf8 != value)
		pfree(utf8);
}

static void
put_int32(StringInfo out, int32 value, bool given)
{
	char		text[12];		/* fits any int32 */

	pg_ltoa(value, text);
	put_field(out, given ? text : NULL);
}

static void
put_numeric(StringInfo out, Numeric value)
{
	put_field(out, value == NULL ? NULL : bp_exact_to_text(value));
}

char *
bp_sha256_hex(const char *bytes, size_t length)
{
	static const char digits[] = "0123456789abcdef";
	pg_cryptohash_ctx *context = pg_cryptohash_create(PG_SHA256);
	uint8		hash[PG_SHA256_DIGEST_LENGTH];
	char	   *hex = palloc(2 * PG_SHA256_DIGEST_LENGTH + 1);
	char	   *out;

	if (context == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OUT_OF_MEMORY),
				 errmsg("out of memory")));
	if (pg_cryptohash_init(context) < 0 ||
		pg_cryptohash_update(context, (const uint8 *) bytes, length) < 0 ||
		pg_cryptohash_final(context, hash, sizeof(hash)) < 0)
		elog(ERROR, "could not compute SHA-256: %s", pg_cryptohash_error(context));
	pg_cryptohash_free(context);

	out = hex;
	for (int i = 0; i < PG_SHA256_DIGEST_LENGTH; i++)
	{
		*out++ = digits[hash[i] >> 4];
		*out++ = digits[hash[i] & 0x0F];
	}
	*out = '\0';
	return hex;
}

char *
bp_digest(const BpDeclaration *declaration, const List *findings, const char *rule_set,
		  bool enforced, const char *previous_digest)
{
	StringInfoData out;
	ListCell   *cell;
	char	   *digest;

	initStringInfo(&out);

	appendStringInfoChar(&out, 'D');
	put_field(&out, declaration->key.department_code);
	put_int32(&out, declaration->key.fiscal_year, true);
	put_int32(&out, declaration->key.version, true);
	put_field(&out, declaration->form_code);
	put_field(&out, declaration->goal);
	put_int32(&out, declaration->cycle_from, declaration->cycle_from != 0);
	put_int32(&out, declaration->cycle_to, declaration->cycle_to != 0);
	appendStringInfoChar(&out, '\n');

	foreach(cell, declaration->lines)
	{
		const BpLine *line = lfirst(cell);

		appendStringInfoChar(&out, 'B');
		put_field(&out, line->item_code);
		put_numeric(&out, line->amount);
		put_field(&out, line->amount_source);
		appendStringInfoChar(&out, '\n');
	}
	foreach(cell, declaration->tasks)
	{
		const BpTask *task = lfirst(cell);

		appendStringInfoChar(&out, 'T');
		put_int32(&out, task->task_no, true);
		put_numeric(&out, task->amount);
		put_field(&out, task->name);
		put_field(&out, task->content);
		put_field(&out, task->expected_outcome);
		put_field(&out, task->amount_source);
		appendStringInfoChar(&out, '\n');
	}
	foreach(cell, declaration->indicators)
	{
		const BpIndicator *indicator = lfirst(cell);

		appendStringInfoChar(&out, 'I');
		put_int32(&out, indicator->indicator_no, true);
		put_field(&out, indicator->level1);
		put_field(&out, indicator->level2);
		put_field(&out, indicator->name);
		put_field(&out, indicator->unit);
		put_field(&out, indicator->cycle_target);
		put_field(&out, indicator->annual_target);
		put_numeric(&out, indicator->weight);
		put_field(&out, indicator->accumulation);
		put_field(&out, indicator->code);
		appendStringInfoChar(&out, '\n');
	}

	foreach(cell, declaration->amendments)
	{
		const BpAmendment *amendment = lfirst(cell);

		appendStringInfoChar(&out, 'A');
		put_int32(&out, amendment->amendment_no, true);
		put_field(&out, amendment->kind);
		put_field(&out, amendment->batch);
		put_field(&out, amendment->reason);
		put_field(&out, amendment->legal_reference);
		appendStringInfoChar(&out, '\n');
	}
	foreach(cell, declaration->amendments)
	{
		const BpAmendment *amendment = lfirst(cell);
		ListCell   *other;

		foreach(other, amendment->lines)
		{
			const BpAmendmentLine *line = lfirst(other);

			appendStringInfoChar(&out, 'C');
			put_int32(&out, line->amendment_no, true);
			put_int32(&out, line->line_no, true);
			put_field(&out, line->item_code);
			put_int32(&out, line->task_no, line->item_code == NULL);
			put_numeric(&out, line->change);
			put_field(&out, line->change_source);
			appendStringInfoChar(&out, '\n');
		}
	}

	foreach(cell, findings)
	{
		const BpFinding *finding = lfirst(cell);

		if (finding->status != BP_WAIVED)
			continue;
		appendStringInfoChar(&out, 'W');
		put_field(&out, finding->rule);
		put_int32(&out, finding->waiver_id, true);
		put_field(&out, finding->location.table);
		put_field(&out, finding->key);
		appendStringInfoChar(&out, '\n');
	}

	appendStringInfoChar(&out, 'R');
	put_field(&out, rule_set);
	put_field(&out, enforced ? "true" : "false");
	appendStringInfoChar(&out, '\n');

	appendStringInfoChar(&out, 'P');
	put_field(&out, previous_digest);
	appendStringInfoChar(&out, '\n');

	digest = bp_sha256_hex(out.data, out.len);
	pfree(out.data);
	return digest;
}

/* a + b, where a NULL pointer is blank: a sum is blank if every part is. */
Numeric
bp_add_amounts(Numeric a, Numeric b)
{
	if (a == NULL)
		return b;
	if (b == NULL)
		return a;
	return DatumGetNumeric(DirectFunctionCall2(numeric_add, NumericGetDatum(a),
											   NumericGetDatum(b)));
}

/* Where the total of a category or a block stands; it is added where there is none. */
static int
total_place(List **totals, char *category, char *block)
{
	BpTotal    *total;
	ListCell   *cell;

	foreach(cell, *totals)
	{
		total = lfirst(cell);
		if (strcmp(total->category, category) == 0 &&
			(block == NULL || total->block == NULL ? block == total->block :
			 strcmp(total->block, block) == 0))
			return foreach_current_index(cell);
	}
	total = palloc0(sizeof(BpTotal));
	total->category = category;
	total->block = block;
	*totals = lappend(*totals, total);
	return list_length(*totals) - 1;
}

List *
bp_totals_of_items(List *items)
{
	List	   *totals = NIL;
	ListCell   *cell;

	foreach(cell, items)
	{
		BpItem	   *item = lfirst(cell);

		item->category_total = total_place(&totals, item->category, NULL);
		item->block_total = total_place(&totals, item->category, item->block);
	}
	(void) total_place(&totals, pstrdup("task"), NULL);
	return totals;
}

static void
add_to_total(List *totals, int place, Numeric amount)
{
	BpTotal    *total;

	Assert(totals != NIL);		/* the tasks have one at least */
	total = list_nth(totals, place);
	total->amount = bp_add_amounts(total->amount, amount);
}

/*
 * Sums by category and block in printed order.  Lines whose item the form
 * lacks are in no total (a rule reports them).
 */
List *
bp_totals(const BpDeclaration *declaration, const BpRuleSet *rules)
{
	List	   *totals = NIL;
	ListCell   *cell;

	foreach(cell, rules->totals)
	{
		BpTotal    *total = palloc(sizeof(BpTotal));

		*total = *(const BpTotal *) lfirst(cell);
		totals = lappend(totals, total);
	}
	foreach(cell, declaration->lines)
	{
		const BpLine *line = lfirst(cell);
		const BpItem *item = bp_find_item(rules, line->item_code);

		if (item == NULL)
			continue;
		add_to_total(totals, item->category_total, line->amount);
		add_to_total(totals, item->block_total, line->amount);
	}
	foreach(cell, declaration->tasks)
		add_to_total(totals, list_length(totals) - 1, ((const BpTask *) lfirst(cell))->amount);
	return totals;
}

/* The totals of the categories, or those of the blocks, as an object. */
static void
put_totals(JsonbParseState **state, List *totals, bool blocks)
{
	ListCell   *cell;

	(void) pushJsonbValue(state, WJB_BEGIN_OBJECT, NULL);
	foreach(cell, totals)
	{
		const BpTotal *total = lfirst(cell);

		if ((total->block != NULL) == blocks)
			bp_push_number(state, blocks ? total->block : total->category, total->amount);
	}
	(void) pushJsonbValue(state, WJB_END_OBJECT, NULL);
}

Jsonb *
bp_totals_jsonb(const BpDeclaration *declaration, const BpRuleSet *rules)
{
	List	   *totals = bp_totals(declaration, rules);
	JsonbParseState *state = NULL;

	(void) pushJsonbValue(&state, WJB_BEGIN_OBJECT, NULL);
	bp_push_text(&state, WJB_KEY, "categories");
	put_totals(&state, totals, false);
	bp_push_text(&state, WJB_KEY, "blocks");
	put_totals(&state, totals, true);
	return JsonbValueToJsonb(pushJsonbValue(&state, WJB_END_OBJECT, NULL));
}
