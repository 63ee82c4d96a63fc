/*
 * document_store.c
 *	  Storing what was read of a declaration's document.
 *
 * Invariant: what exists is never overwritten, neither a declaration nor a
 * department.  The statements run with the caller's rights, so that privileges
 * and row security hold as for rows that the caller writes by hand.
 */
#include "postgres.h"

#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "utils/builtins.h"

#include "document_import.h"
#include "ledger.h"

static Datum text_or_null(const char *text, char *null);
static bool agree(const char *given, const char *stored);
static void store_department(BpImport *im, const BpDepartment *department);
static void choose_version(BpImport *im);
static void insert_rows(BpImport *im, const char *query, const BpColumns *columns,
						int ncolumns, bool numbered);

static Datum
text_or_null(const char *text, char *null)
{
	*null = (text == NULL) ? 'n' : ' ';
	return text == NULL ? (Datum) 0 : CStringGetTextDatum(text);
}

/* Are two texts the same but for how they are printed?  NULL says nothing. */
static bool
agree(const char *given, const char *stored)
{
	if (given == NULL)
		return true;
	return stored != NULL &&
		strcmp(bp_normal_name(given), bp_normal_name(stored)) == 0;
}

/*
 * Make a department that is unknown, and before it its superiors.  One that is known stays
 * as it is: departments are renamed over the years, and a filing is no way to
 * rename them; where the document differs, it says so.
 */
static void
store_department(BpImport *im, const BpDepartment *department)
{
	static Oid	types[] = {TEXTOID, TEXTOID, TEXTOID, TEXTOID};
	BpPlace		place = {im->ledger, "department", "name"};
	Datum		values[4];
	char		nulls[4];

	values[0] = text_or_null(department->code, &nulls[0]);
	bp_execute_kept(im->ledger,
					"SELECT d.name, d.parent_code, d.region FROM @ledger@.department AS d"
					" WHERE d.code OPERATOR(pg_catalog.=) $1",
					1, types, values, nulls, InvalidSnapshot, false);
	if (SPI_processed > 0)
	{
		char	   *name = bp_row_text(0, 1);
		char	   *parent = bp_row_text(0, 2);
		char	   *region = bp_row_text(0, 3);

		SPI_freetuptable(SPI_tuptable);
		if (!agree(department->name, name))
			ereport(NOTICE,
					(errmsg("department \"%s\" keeps its name \"%s\"", department->code, name),
					 errdetail("The document has \"%s\" at %s.", department->name,
							   psprintf("%s.name", bp_node_path(department->node))),
					 bp_err_place(&place)));
		if (!agree(department->region, region) ||
			(department->parent != NULL &&
			 (parent == NULL || strcmp(department->parent->code, parent) != 0)))
			ereport(NOTICE,
					(errmsg("department \"%s\" keeps its region and superior department",
							department->code),
					 errdetail("The document has others at %s.",
							   bp_node_path(department->node)),
					 bp_err_place(&place)));
		return;
	}

	if (department->name == NULL || department->name[0] == '\0')
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("department \"%s\" is unknown, and there is no name at %s.name",
						department->code, bp_node_path(department->node)),
				 errhint("Give the department's name, or correct its code."),
				 bp_err_place(&place)));
	if (department->parent != NULL)
		store_department(im, department->parent);
	values[1] = text_or_null(department->name, &nulls[1]);
	values[2] = text_or_null(department->parent != NULL ? department->parent->code : NULL,
							 &nulls[2]);
	values[3] = text_or_null(department->region, &nulls[3]);
	bp_execute_kept(im->ledger,
					"INSERT INTO @ledger@.department (code, name, parent_code, region)"
					" VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
					4, types, values, nulls, InvalidSnapshot, false);
}

/*
 * The version to make.  What exists is never overwritten, and a second
 * document for a department's year is not taken for an amendment by itself.
 */
static void
choose_version(BpImport *im)
{
	static Oid	types[] = {TEXTOID, INT4OID, INT4OID};
	BpPlace		place = {im->ledger, "declaration", "version"};
	Datum		values[3];
	int32		newest;
	bool		taken;

	values[0] = CStringGetTextDatum(im->department->code);
	values[1] = Int32GetDatum(im->fiscal_year);
	values[2] = Int32GetDatum(im->version);
	bp_execute_kept(im->ledger,
					"SELECT pg_catalog.max(d.version),"
					" pg_catalog.max(d.version) FILTER (WHERE d.version OPERATOR(pg_catalog.=) $3)"
					" FROM @ledger@.declaration AS d"
					" WHERE d.department_code OPERATOR(pg_catalog.=) $1"
					" AND d.fiscal_year OPERATOR(pg_catalog.=) $2",
					3, types, values, NULL, InvalidSnapshot, false);
	newest = bp_row_int32(0, 1, 0);
	taken = (im->version == 0) ? newest > 0 : bp_row_int32(0, 2, 0) > 0;
	SPI_freetuptable(SPI_tuptable);

	if (taken)
		ereport(ERROR,
				(errcode(ERRCODE_UNIQUE_VIOLATION),
				 errmsg("department \"%s\" has a declaration for %d already, up to version %d",
						im->department->code, im->fiscal_year, newest),
				 errdetail("An import never overwrites what exists."),
				 errhint("Open the next version with %s.amend(), delete the draft that stands, or give another version at $.version.",
						 BP_ENGINE_SCHEMA),
				 bp_err_place(&place),
				 err_generic_string(PG_DIAG_CONSTRAINT_NAME, "declaration_pkey")));
	if (im->version == 0)
		im->version = 1;
}

/*
 * Insert rows of one table, column by column: parameters are the key, the
 * numbers if the table has any, and the text columns.
 */
static void
insert_rows(BpImport *im, const char *query, const BpColumns *columns, int ncolumns, bool numbered)
{
	Oid			types[4 + MAX_COLUMNS];
	Datum		values[4 + MAX_COLUMNS];
	int			nargs = 0;

	if (columns->count == 0)
		return;
	types[nargs] = TEXTOID;
	values[nargs++] = CStringGetTextDatum(im->department->code);
	types[nargs] = INT4OID;
	values[nargs++] = Int32GetDatum(im->fiscal_year);
	types[nargs] = INT4OID;
	values[nargs++] = Int32GetDatum(im->version);
	if (numbered)
	{
		types[nargs] = INT4ARRAYOID;
		values[nargs++] = bp_int32_array(columns->numbers, columns->count);
	}
	for (int i = 0; i < ncolumns; i++)
	{
		types[nargs] = TEXTARRAYOID;
		values[nargs++] = bp_text_array(columns->text[i], columns->count);
	}
	bp_execute_kept(im->ledger, query, nargs, types, values, NULL, InvalidSnapshot, false);
}

void
bp_import_store(BpImport *im)
{
	static Oid	types[] = {TEXTOID, INT4OID, INT4OID, TEXTOID, TEXTOID, INT4OID, INT4OID};
	Datum		values[7];
	char		nulls[7];

	store_department(im, im->department);
	choose_version(im);

	memset(nulls, ' ', sizeof(nulls));
	values[0] = CStringGetTextDatum(im->department->code);
	values[1] = Int32GetDatum(im->fiscal_year);
	values[2] = Int32GetDatum(im->version);
	values[3] = CStringGetTextDatum(im->form->code);
	values[4] = text_or_null(im->goal, &nulls[4]);
	values[5] = Int32GetDatum(im->cycle_from);
	nulls[5] = im->cycle_from == 0 ? 'n' : ' ';
	values[6] = Int32GetDatum(im->cycle_to);
	nulls[6] = im->cycle_to == 0 ? 'n' : ' ';
	bp_execute_kept(im->ledger,
					"INSERT INTO @ledger@.declaration (department_code, fiscal_year, version,"
					" form_code, goal, cycle_from, cycle_to)"
					" VALUES ($1, $2, $3, $4, $5, $6, $7)",
					7, types, values, nulls, InvalidSnapshot, false);

	insert_rows(im,
				"INSERT INTO @ledger@.budget_line (department_code, fiscal_year, version,"
				" item_code, amount, amount_source)"
				" SELECT $1, $2, $3, r.item_code, r.amount::pg_catalog.numeric, r.source"
				" FROM ROWS FROM (pg_catalog.unnest($4), pg_catalog.unnest($5),"
				" pg_catalog.unnest($6)) AS r (item_code, amount, source)",
				&im->lines, LINE_SOURCE + 1, false);
	insert_rows(im,
				"INSERT INTO @ledger@.task (department_code, fiscal_year, version,"
				" task_no, name, content, amount, amount_source, expected_outcome)"
				" SELECT $1, $2, $3, r.number, r.name, r.content,"
				" r.amount::pg_catalog.numeric, r.source, r.expected"
				" FROM ROWS FROM (pg_catalog.unnest($4), pg_catalog.unnest($5),"
				" pg_catalog.unnest($6), pg_catalog.unnest($7), pg_catalog.unnest($8),"
				" pg_catalog.unnest($9))"
				" AS r (number, name, content, amount, source, expected)",
				&im->tasks, TASK_EXPECTED + 1, true);
	insert_rows(im,
				"INSERT INTO @ledger@.indicator (department_code, fiscal_year, version,"
				" indicator_no, level1, level2, name, unit, cycle_target, annual_target,"
				" weight, accumulation, code)"
				" SELECT $1, $2, $3, r.number, r.level1, r.level2, r.name, r.unit,"
				" r.cycle_target::" BP_ENGINE_SCHEMA ".indicator_target,"
				" r.annual_target::" BP_ENGINE_SCHEMA ".indicator_target,"
				" r.weight::pg_catalog.numeric, r.accumulation, r.code"
				" FROM ROWS FROM (pg_catalog.unnest($4), pg_catalog.unnest($5),"
				" pg_catalog.unnest($6), pg_catalog.unnest($7), pg_catalog.unnest($8),"
				" pg_catalog.unnest($9), pg_catalog.unnest($10), pg_catalog.unnest($11),"
				" pg_catalog.unnest($12), pg_catalog.unnest($13))"
				" AS r (number, level1, level2, name, unit, cycle_target, annual_target,"
				" weight, accumulation, code)",
				&im->indicators, INDICATOR_CODE + 1, true);
	insert_rows(im,
				"INSERT INTO @ledger@.amendment (department_code, fiscal_year, version,"
				" amendment_no, kind, batch, reason, legal_reference)"
				" SELECT $1, $2, $3, r.number, r.kind, r.batch, r.reason, r.legal_reference"
				" FROM ROWS FROM (pg_catalog.unnest($4), pg_catalog.unnest($5),"
				" pg_catalog.unnest($6), pg_catalog.unnest($7), pg_catalog.unnest($8))"
				" AS r (number, kind, batch, reason, legal_reference)",
				&im->amendments, AMENDMENT_REFERENCE + 1, true);
	insert_rows(im,
				"INSERT INTO @ledger@.amendment_line (department_code, fiscal_year, version,"
				" line_no, amendment_no, item_code, task_no, change, change_source)"
				" SELECT $1, $2, $3, r.number, r.amendment_no::pg_catalog.int4, r.item_code,"
				" r.task_no::pg_catalog.int4, r.change::pg_catalog.numeric, r.source"
				" FROM ROWS FROM (pg_catalog.unnest($4), pg_catalog.unnest($5),"
				" pg_catalog.unnest($6), pg_catalog.unnest($7), pg_catalog.unnest($8),"
				" pg_catalog.unnest($9))"
				" AS r (number, amendment_no, item_code, task_no, change, source)",
				&im->changes, CHANGE_SOURCE + 1, true);
}
