/*
 * compat.h
 *	  One source for PostgreSQL 15 to 18.
 *
 * Call sites are written in the newest form; this file maps it down.  Each
 * shim names the release that brought the newer form.
 */
#ifndef BUDGET_PERF_COMPAT_H
#define BUDGET_PERF_COMPAT_H

#if PG_VERSION_NUM < 150000 || PG_VERSION_NUM >= 190000
#error "budget_perf supports PostgreSQL 15 to 18"
#endif

#define PG16_GE (PG_VERSION_NUM >= 160000)
#define PG17_GE (PG_VERSION_NUM >= 170000)
#define PG18_GE (PG_VERSION_NUM >= 180000)

/* 16 moved the varlena macros to a header of their own. */
#if PG16_GE
#include "varatt.h"
#endif

/* 16 brought soft errors for input functions. */
#if !PG16_GE
#define ereturn(context, dummy_value, ...) \
	do { (void) (context); ereport(ERROR, __VA_ARGS__); return dummy_value; } while (0)
#endif

/* 16 renamed what says where a relation's file is. */
#if !PG16_GE
#define rd_locator	rd_node
#define relNumber	relNode
#endif

/* 17 moved the number of a backend's transaction. */
#if PG17_GE
#define BP_CURRENT_LXID		(MyProc->vxid.lxid)
#else
#define BP_CURRENT_LXID		(MyProc->lxid)
#endif

/* 17 takes the relation itself. */
#if !PG17_GE
#include "catalog/dependency.h"
#define getIdentitySequence(rel, attnum, missing_ok) \
	getIdentitySequence(RelationGetRelid(rel), attnum, missing_ok)
#endif

/* 17 made a function that pins the search path for maintenance-like code. */
#if !PG17_GE
#define RestrictSearchPath() \
	((void) set_config_option("search_path", "pg_catalog, pg_temp", \
							  PGC_USERSET, PGC_S_SESSION, \
							  GUC_ACTION_SAVE, true, 0, false))
#endif

/* 18 counts what an index scan does, and tells a deferrable primary key apart. */
#if !PG18_GE
#include "access/genam.h"
#include "utils/relcache.h"
#define index_beginscan(heap, index, snapshot, instrument, nkeys, norderbys) \
	index_beginscan(heap, index, snapshot, nkeys, norderbys)
#define RelationGetPrimaryKeyIndex(relation, deferrable_ok) \
	RelationGetPrimaryKeyIndex(relation)
#endif

/* 18 lets a module say its name and version. */
#if !PG18_GE
#define PG_MODULE_MAGIC_EXT(...) PG_MODULE_MAGIC
#endif

/* 18 writes pg_noreturn before a declaration, not after it. */
#if !PG18_GE
#define pg_noreturn pg_attribute_noreturn()
#endif

#endif							/* BUDGET_PERF_COMPAT_H */
