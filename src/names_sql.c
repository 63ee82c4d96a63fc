/*
 * names_sql.c
 *	  The normal forms of names.h as SQL functions, in any server encoding.
 *
 * Nothing here complains about a text: these functions stand in CHECK
 * constraints and index expressions, and an odd name must stay storable.
 */
#include "names_sql.h"

#include "catalog/namespace.h"
#include "fmgr.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#define CLIP_BYTES	160		/* of a text in a message */

/*
 * Convert between the server encoding and UTF-8; NULL where a character has
 * no equivalent or no conversion exists.
 */
static char *
convert_quietly(const char *text, size_t length, int from, int to, size_t *out_length)
{
	Oid			conversion;
	Size		space;
	char	   *out;

	/* an encoding that PostgreSQL ships no conversion for cannot be a server's */
	conversion = FindDefaultConversionProc(from, to);
	if (!OidIsValid(conversion) || length >= MaxAllocSize / MAX_CONVERSION_GROWTH)
		return NULL;
	space = (Size) length * MAX_CONVERSION_GROWTH + 1;
	out = palloc(space);
	if (pg_do_encoding_conversion_buf(conversion, from, to,
									  (unsigned char *) unconstify(char *, text), (int) length,
									  (unsigned char *) out, (int) space, true) != (int) length)
	{
		pfree(out);
		return NULL;
	}
	*out_length = strlen(out);
	return out;
}

static bool
server_is_utf8(void)
{
	int			encoding = GetDatabaseEncoding();

	return encoding == PG_UTF8 || encoding == PG_SQL_ASCII;
}

char *
bp_server_to_utf8(const char *text, size_t length, size_t *utf8_length)
{
	if (server_is_utf8())
	{
		*utf8_length = length;
		return unconstify(char *, text);
	}
	return convert_quietly(text, length, GetDatabaseEncoding(), PG_UTF8, utf8_length);
}

char *
bp_utf8_to_server(const char *utf8, size_t length)
{
	size_t		out_length;

	if (server_is_utf8())
		return pnstrdup(utf8, length);
	return convert_quietly(utf8, length, PG_UTF8, GetDatabaseEncoding(), &out_length);
}

char *
bp_names_apply(size_t (*form) (const char *, size_t, char *), const char *text)
{
	size_t		length;
	char	   *utf8 = bp_server_to_utf8(text, strlen(text), &length);
	char	   *out;
	char	   *result;

	if (utf8 == NULL)
		return pstrdup(text);
	out = palloc(length + 1);
	result = bp_utf8_to_server(out, form(utf8, length, out));
	pfree(out);
	return result != NULL ? result : pstrdup(text);
}

static Datum
apply(FunctionCallInfo fcinfo, size_t (*form) (const char *, size_t, char *))
{
	char	   *given = text_to_cstring(PG_GETARG_TEXT_PP(0));

	PG_RETURN_TEXT_P(cstring_to_text(bp_names_apply(form, given)));
}

PG_FUNCTION_INFO_V1(budget_perf_normalise_code);
Datum
budget_perf_normalise_code(PG_FUNCTION_ARGS)
{
	return apply(fcinfo, bp_normalise_code);
}

PG_FUNCTION_INFO_V1(budget_perf_normalise_name);
Datum
budget_perf_normalise_name(PG_FUNCTION_ARGS)
{
	return apply(fcinfo, bp_normalise_name);
}

PG_FUNCTION_INFO_V1(budget_perf_indicator_stem);
Datum
budget_perf_indicator_stem(PG_FUNCTION_ARGS)
{
	return apply(fcinfo, bp_indicator_stem);
}

/* Null where the name carries no unit. */
PG_FUNCTION_INFO_V1(budget_perf_name_unit);
Datum
budget_perf_name_unit(PG_FUNCTION_ARGS)
{
	char	   *given = text_to_cstring(PG_GETARG_TEXT_PP(0));
	size_t		length;
	size_t		size;
	char	   *utf8 = bp_server_to_utf8(given, strlen(given), &length);
	char	   *out;

	if (utf8 == NULL)
		PG_RETURN_NULL();
	out = palloc(length + 1);
	size = bp_name_unit(utf8, length, out);
	out = size > 0 ? bp_utf8_to_server(out, size) : NULL;
	if (out == NULL)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(out));
}

PG_FUNCTION_INFO_V1(budget_perf_class_stem);
Datum
budget_perf_class_stem(PG_FUNCTION_ARGS)
{
	return apply(fcinfo, bp_class_stem);
}

char *
bp_to_utf8(const char *value)
{
	size_t		length;
	char	   *utf8 = bp_server_to_utf8(value, strlen(value), &length);

	return utf8 != NULL ? utf8 : unconstify(char *, value);
}

char *
bp_from_utf8(const char *utf8)
{
	char	   *value = bp_utf8_to_server(utf8, strlen(utf8));

	return value != NULL ? value : pstrdup("?");
}

char *
bp_clip(const char *value)
{
	int			length = strlen(value);

	if (length <= CLIP_BYTES)
		return unconstify(char *, value);
	return psprintf("%.*s...", pg_mbcliplen(value, length, CLIP_BYTES), value);
}
