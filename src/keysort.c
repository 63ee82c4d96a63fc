/*
 * keysort.c
 *	  Keys of declarations in key order, however many there are.
 *
 * Whoever locks or works on declarations does so in key order, and one
 * statement may touch all there are.  Invariant: the memory for it stays
 * within work_mem; what is more goes to disk, as the rows of a sort do.
 */
#include "postgres.h"

#include "access/tupdesc.h"
#include "catalog/pg_collation.h"
#include "catalog/pg_operator.h"
#include "catalog/pg_type.h"
#include "executor/tuptable.h"
#include "miscadmin.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/tuplesort.h"

#include "keysort.h"

#define COLUMNS		5			/* of a key put: code, year, version, tag, note */
#define KEYS		3			/* the first of them are sorted by */

struct BpKeySort
{
	TupleDesc	desc;
	TupleTableSlot *in;
	TupleTableSlot *out;
	Tuplesortstate *state;
};

BpKeySort *
bp_keysort_begin(void)
{
	static AttrNumber columns[KEYS] = {1, 2, 3};
	static Oid	operators[KEYS] = {TextLessOperator, Int4LessOperator, Int4LessOperator};
	static Oid	collations[KEYS] = {C_COLLATION_OID, InvalidOid, InvalidOid};
	static bool nulls_first[KEYS] = {false, false, false};
	BpKeySort  *sort = palloc(sizeof(BpKeySort));

	sort->desc = CreateTemplateTupleDesc(COLUMNS);
	TupleDescInitEntry(sort->desc, 1, "department_code", TEXTOID, -1, 0);
	TupleDescInitEntryCollation(sort->desc, 1, C_COLLATION_OID);
	TupleDescInitEntry(sort->desc, 2, "fiscal_year", INT4OID, -1, 0);
	TupleDescInitEntry(sort->desc, 3, "version", INT4OID, -1, 0);
	TupleDescInitEntry(sort->desc, 4, "tag", INT4OID, -1, 0);
	TupleDescInitEntry(sort->desc, 5, "note", TEXTOID, -1, 0);
	sort->in = MakeSingleTupleTableSlot(sort->desc, &TTSOpsVirtual);
	sort->out = MakeSingleTupleTableSlot(sort->desc, &TTSOpsMinimalTuple);
	sort->state = tuplesort_begin_heap(sort->desc, KEYS, columns, operators, collations,
									   nulls_first, work_mem, NULL, TUPLESORT_NONE);
	return sort;
}

void
bp_keysort_put(BpKeySort *sort, const BpKey *key, int32 tag, const char *note)
{
	TupleTableSlot *slot = sort->in;
	Datum		code = CStringGetTextDatum(key->department_code);
	Datum		text = note != NULL ? CStringGetTextDatum(note) : (Datum) 0;

	ExecClearTuple(slot);
	memset(slot->tts_isnull, 0, sizeof(bool) * COLUMNS);
	slot->tts_values[0] = code;
	slot->tts_values[1] = Int32GetDatum(key->fiscal_year);
	slot->tts_values[2] = Int32GetDatum(key->version);
	slot->tts_values[3] = Int32GetDatum(tag);
	slot->tts_values[4] = text;
	slot->tts_isnull[4] = (note == NULL);
	ExecStoreVirtualTuple(slot);
	tuplesort_puttupleslot(sort->state, slot);
	ExecClearTuple(slot);
	pfree(DatumGetPointer(code));
	if (note != NULL)
		pfree(DatumGetPointer(text));
}

void
bp_keysort_perform(BpKeySort *sort)
{
	tuplesort_performsort(sort->state);
}

bool
bp_keysort_next(BpKeySort *sort, BpTaggedKey *next)
{
	TupleTableSlot *slot = sort->out;

	if (!tuplesort_gettupleslot(sort->state, true, false, slot, NULL))
		return false;
	slot_getallattrs(slot);
	next->key.department_code = TextDatumGetCString(slot->tts_values[0]);
	next->key.fiscal_year = DatumGetInt32(slot->tts_values[1]);
	next->key.version = DatumGetInt32(slot->tts_values[2]);
	next->tag = DatumGetInt32(slot->tts_values[3]);
	next->note = slot->tts_isnull[4] ? NULL : TextDatumGetCString(slot->tts_values[4]);
	return true;
}

void
bp_keysort_end(BpKeySort *sort)
{
	ExecDropSingleTupleTableSlot(sort->in);
	ExecDropSingleTupleTableSlot(sort->out);
	tuplesort_end(sort->state);
	FreeTupleDesc(sort->desc);
	pfree(sort);
}
