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
#include "utils/json.h"

#include "seal.h"

static void put_field(StringInfo out, const char *value);
static void put_int32(StringInfo out, int32 value, bool given);
static void put_numeric(StringInfo out, Numeric value);
static char *numeric_text(Numeric value);
static void put_total(StringInfo out, const char *name, Numeric amount, bool first);

/* One field: "-" for null, else the length in bytes of UTF-8, ":", and the text. */
static void
put_field(StringInfo out, const char *value)
{
	char	   *utf8;
	int			length;
	char		digits[12];		/* fits any int32 */

	if (value == NULL)
	{
		appendStringInfoChar(out, '-');
		return;
	}
	length = strlen(value);
	utf8 = pg_server_to_any(value, length, PG_UTF8);
	if (utf8 != value)
		length = strlen(utf8);
	pg_ltoa(length, digits);
	appendStringInfoString(out, digits);
	appendStringInfoChar(out, ':');
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

static char *
numeric_text(Numeric value)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value)));
}

static void
put_numeric(StringInfo out, Numeric value)
{
	put_field(out, value == NULL ? NULL : numeric_text(value));
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
		put_field(&out, finding->table);
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

/*
 * Sums by category and block in printed order.  Lines whose item the form
 * lacks are in no total (a rule reports them).
 */
List *
bp_totals(const BpDeclaration *declaration, const BpRuleSet *rules)
{
	List	   *totals = NIL;
	BpTotal    *tasks;
	ListCell   *cell;
	ListCell   *other;

	foreach(cell, rules->items)
	{
		const BpItem *item = lfirst(cell);
		BpTotal    *category = NULL;
		BpTotal    *block = NULL;

		foreach(other, totals)
		{
			BpTotal    *total = lfirst(other);

			if (strcmp(total->category, item->category) != 0)
				continue;
			if (total->block == NULL)
				category = total;
			else if (strcmp(total->block, item->block) == 0)
				block = total;
		}
		if (category == NULL)
		{
			category = palloc0(sizeof(BpTotal));
			category->category = item->category;
			totals = lappend(totals, category);
		}
		if (block == NULL)
		{
			block = palloc0(sizeof(BpTotal));
			block->category = item->category;
			block->block = item->block;
			totals = lappend(totals, block);
		}
	}

	foreach(cell, declaration->lines)
	{
		const BpLine *line = lfirst(cell);
		const BpItem *item = bp_find_item(rules, line->item_code);

		if (item == NULL)
			continue;
		foreach(other, totals)
		{
			BpTotal    *total = lfirst(other);

			if (strcmp(total->category, item->category) == 0 &&
				(total->block == NULL || strcmp(total->block, item->block) == 0))
				total->amount = bp_add_amounts(total->amount, line->amount);
		}
	}

	tasks = palloc0(sizeof(BpTotal));
	tasks->category = pstrdup("task");
	foreach(cell, declaration->tasks)
	{
		const BpTask *task = lfirst(cell);

		tasks->amount = bp_add_amounts(tasks->amount, task->amount);
	}
	return lappend(totals, tasks);
}

static void
put_total(StringInfo out, const char *name, Numeric amount, bool first)
{
	if (!first)
		appendStringInfoString(out, ", ");
	escape_json(out, name);
	appendStringInfoString(out, ": ");
	if (amount == NULL)
		appendStringInfoString(out, "null");
	else
		escape_json(out, numeric_text(amount));
}

char *
bp_totals_json(const BpDeclaration *declaration, const BpRuleSet *rules)
{
	List	   *totals = bp_totals(declaration, rules);
	StringInfoData out;
	ListCell   *cell;
	bool		first = true;

	initStringInfo(&out);
	appendStringInfoString(&out, "{\"categories\": {");
	foreach(cell, totals)
	{
		const BpTotal *total = lfirst(cell);

		if (total->block == NULL)
		{
			put_total(&out, total->category, total->amount, first);
			first = false;
		}
	}
	appendStringInfoString(&out, "}, \"blocks\": {");
	first = true;
	foreach(cell, totals)
	{
		const BpTotal *total = lfirst(cell);

		if (total->block != NULL)
		{
			put_total(&out, total->block, total->amount, first);
			first = false;
		}
	}
	appendStringInfoString(&out, "}}");
	return out.data;
}
