/*
 * document.c
 *	  The JSON document at the edges: its nodes with their paths, and amounts
 *	  as text.
 *
 * Invariant: whoever holds a node can say where it stands, so that every error
 * of an import names a path that jsonb_path_query() takes.
 */
#include "postgres.h"

#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/json.h"
#include "utils/numeric.h"

#include "document.h"
#include "names_sql.h"

/* Texts in messages are cut to this length: a document may be large. */

static void append_path(StringInfo out, const BpNode *node);
static bool is_plain_key(const char *key);

PG_FUNCTION_INFO_V1(budget_perf_read_amount);

/*
 * read_amount(amount text, unit text) returns numeric
 *
 * A printed amount in yuan, rounded to the fen; null if it is blank.
 */
Datum
budget_perf_read_amount(PG_FUNCTION_ARGS)
{
	char	   *amount = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *unit = text_to_cstring(PG_GETARG_TEXT_PP(1));
	BpAmountFormat format = {0, true, BP_MONEY_DECIMALS, BP_MONEY_DIGITS};
	BpAmountReading reading;

	format.unit_exponent = bp_unit_exponent(unit);
	if (format.unit_exponent < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown unit of money: \"%s\"", bp_clip(unit)),
				 errhint("Give a unit such as %s, %s or %s.",
						 bp_from_utf8("元"), bp_from_utf8("万元"), bp_from_utf8("亿元"))));

	if (!bp_read_number(amount, &format, NULL, NULL, &reading))
		PG_RETURN_NULL();
	return DirectFunctionCall3(numeric_in, CStringGetDatum(reading.text),
							   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1));
}

/* May the key stand in a path without quotes? */
static bool
is_plain_key(const char *key)
{
	if (*key == '\0' || (*key >= '0' && *key <= '9'))
		return false;
	for (; *key != '\0'; key++)
	{
		if (!IS_HIGHBIT_SET(*key) && *key != '_' &&
			!(*key >= '0' && *key <= '9') &&
			!(*key >= 'a' && *key <= 'z') && !(*key >= 'A' && *key <= 'Z'))
			return false;
	}
	return true;
}

static void
append_path(StringInfo out, const BpNode *node)
{
	if (node->parent == NULL)
	{
		appendStringInfoChar(out, '$');
		return;
	}
	check_stack_depth();
	append_path(out, node->parent);
	if (node->key == NULL)
		appendStringInfo(out, "[%d]", node->index);
	else
	{
		appendStringInfoChar(out, '.');
		if (is_plain_key(node->key))
			appendStringInfoString(out, node->key);
		else
			escape_json(out, node->key);
	}
}

char *
bp_node_path(const BpNode *node)
{
	StringInfoData out;

	initStringInfo(&out);
	append_path(&out, node);
	return out.data;
}

int
bp_err_place(const BpPlace *place)
{
	if (place != NULL)
	{
		if (place->ledger != NULL)
			err_generic_string(PG_DIAG_SCHEMA_NAME, place->ledger);
		if (place->table != NULL)
			err_generic_string(PG_DIAG_TABLE_NAME, place->table);
		if (place->column != NULL)
			err_generic_string(PG_DIAG_COLUMN_NAME, place->column);
	}
	return 0;
}

bool
bp_node_is_object(const BpNode *node)
{
	return node->value.type == jbvBinary &&
		JsonContainerIsObject(node->value.val.binary.data);
}

bool
bp_node_is_array(const BpNode *node)
{
	return node->value.type == jbvBinary &&
		JsonContainerIsArray(node->value.val.binary.data) &&
		!JsonContainerIsScalar(node->value.val.binary.data);
}

int
bp_node_size(const BpNode *node)
{
	return (int) JsonContainerSize(node->value.val.binary.data);
}

bool
bp_node_get(const BpNode *object, const char *key, BpNode *child)
{
	child->parent = object;
	child->key = key;
	child->index = 0;
	if (getKeyJsonValueFromContainer(object->value.val.binary.data, key,
									 (int) strlen(key), &child->value) == NULL)
		return false;
	return child->value.type != jbvNull;
}

void
bp_node_element(const BpNode *array, int index, BpNode *child)
{
	JsonbValue *value = getIthJsonbValueFromContainer(array->value.val.binary.data,
													  (uint32) index);

	if (value == NULL)
		elog(ERROR, "array of a document has no element %d", index);
	child->parent = array;
	child->key = NULL;
	child->index = index;
	child->value = *value;
	pfree(value);
}

BpNode *
bp_node_members(const BpNode *object)
{
	int			size = bp_node_size(object);
	BpNode	   *members = (BpNode *) palloc(sizeof(BpNode) * Max(size, 1));
	int			count = 0;
	JsonbIterator *it = JsonbIteratorInit(object->value.val.binary.data);
	JsonbIteratorToken token;
	JsonbValue	value;

	while ((token = JsonbIteratorNext(&it, &value, true)) != WJB_DONE)
	{
		if (token == WJB_KEY)
		{
			Assert(count < size);
			members[count].parent = object;
			members[count].key = pnstrdup(value.val.string.val, value.val.string.len);
			members[count].index = 0;
		}
		else if (token == WJB_VALUE)
			members[count++].value = value;
	}
	Assert(count == size);
	return members;
}

void
bp_node_check_keys(const BpNode *object, const char *const *keys)
{
	int			size = bp_node_size(object);
	BpNode	   *members = bp_node_members(object);

	for (int i = 0; i < size; i++)
	{
		bool		known = false;
		StringInfoData list;

		for (int k = 0; keys[k] != NULL && !known; k++)
			known = (strcmp(members[i].key, keys[k]) == 0);
		if (known)
			continue;

		initStringInfo(&list);
		for (int k = 0; keys[k] != NULL; k++)
			appendStringInfo(&list, "%s\"%s\"", k > 0 ? ", " : "", keys[k]);
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("unknown key at %s", bp_node_path(&members[i])),
				 errdetail("Nothing of a document is left out silently. Keys known here: %s.",
						   list.data),
				 errhint("Correct the key, or take it out of the document.")));
	}
	pfree(members);
}

const char *
bp_node_kind(const BpNode *node)
{
	switch (node->value.type)
	{
		case jbvNull:
			return _("null");
		case jbvString:
			return _("a string");
		case jbvNumeric:
			return _("a number");
		case jbvBool:
			return _("a boolean");
		default:
			return bp_node_is_object(node) ? _("an object") : _("an array");
	}
}

void
bp_node_wrong_kind(const BpNode *node, const char *expected, const BpPlace *place)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("wrong kind of value at %s", bp_node_path(node)),
			 errdetail("Expected %s, found %s.", expected, bp_node_kind(node)),
			 bp_err_place(place)));
}

char *
bp_node_text(const BpNode *node, const BpPlace *place)
{
	if (node->value.type != jbvString)
		bp_node_wrong_kind(node, _("a string"), place);
	return pnstrdup(node->value.val.string.val, node->value.val.string.len);
}

char *
bp_node_scalar(const BpNode *node)
{
	if (node->value.type == jbvString)
		return pnstrdup(node->value.val.string.val, node->value.val.string.len);
	if (node->value.type == jbvNumeric)
		return DatumGetCString(DirectFunctionCall1(numeric_out,
												   NumericGetDatum(node->value.val.numeric)));
	return NULL;
}

bool
bp_read_number(const char *text, const BpAmountFormat *format, const BpNode *node,
			   const BpPlace *place, BpAmountReading *reading)
{
	char	   *utf8 = bp_to_utf8(text);
	const char *rest;

	switch (bp_amount_read(utf8, strlen(utf8), format, reading))
	{
		case BP_AMOUNT_OK:
			return true;
		case BP_AMOUNT_BLANK:
			return false;
		case BP_AMOUNT_OUT_OF_RANGE:
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 node ? errmsg("number at %s is out of range: \"%s\"",
								   bp_node_path(node), bp_clip(text)) :
					 errmsg("amount is out of range: \"%s\"", bp_clip(text)),
					 format->unit_allowed ?
					 errdetail("An amount in yuan has at most %d digits before the point.",
							   format->max_digits - format->decimals) :
					 errdetail("It may have at most %d digits before the point.",
							   format->max_digits - format->decimals),
					 bp_err_place(place)));
			break;
		case BP_AMOUNT_NONSENSE:
			rest = bp_from_utf8(utf8 + reading->where);
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
					 node ? errmsg("number at %s cannot be read: \"%s\"",
								   bp_node_path(node), bp_clip(text)) :
					 errmsg("amount cannot be read: \"%s\"", bp_clip(text)),
					 *rest ? errdetail("It makes no sense from \"%s\" on.", bp_clip(rest)) :
					 errdetail("It ends too early."),
					 format->unit_allowed ?
					 errhint("Write digits, commas or spaces only between groups of three, and behind them no unit but one of money; a blank is null.") :
					 errhint("Write digits, commas or spaces only between groups of three; a blank is null."),
					 bp_err_place(place)));
			break;
	}
	return false;				/* not reached */
}

int
bp_unit_exponent(const char *unit)
{
	char	   *utf8 = bp_to_utf8(unit);

	return bp_amount_unit(utf8, strlen(utf8));
}
