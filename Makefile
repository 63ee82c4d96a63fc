# budget_perf: build, install and test.
#
#   make                build the extension for the server of PG_CONFIG
#   make install        install it there
#   make demo           see it at work on a private throw-away server
#   make check          every test that a push needs, on a private server
#   make bench          measure it beside tables without rules, on a private server
#   make arsenal        every slow test: hours, and one table of figures at the end
#   make installcheck   the regression tests against a running server

EXTENSION  = budget_perf
EXTVERSION = $(shell sed -n "s/^default_version *= *'\(.*\)'/\1/p" budget_perf.control)

# These prepare a machine and a server of their own; they must work where no
# PostgreSQL is installed yet, so they come before PGXS is looked for.
PRIVATE_GOALS = demo check bench arsenal

ifneq ($(filter $(PRIVATE_GOALS),$(MAKECMDGOALS)),)

ifneq ($(filter-out $(PRIVATE_GOALS),$(MAKECMDGOALS)),)
$(error $(filter $(PRIVATE_GOALS),$(MAKECMDGOALS)): run it in a call of its own)
endif

# make check TESTS="regress/amount tap/restore": only these
.PHONY: $(PRIVATE_GOALS)
demo:
	@PG_CONFIG='$(PG_CONFIG)' test/prepare test/private demo
check:
	@PG_CONFIG='$(PG_CONFIG)' WANT=pglast test/prepare test/private check $(TESTS)
# make bench N="1000 10000 50000:1" ROUNDS=5 WORK="load submit": doc/performance.md
bench:
	@PG_CONFIG='$(PG_CONFIG)' NEED=gnuplot N='$(N)' ROUNDS='$(ROUNDS)' WORK='$(WORK)' TARGETS='$(TARGETS)' SECONDS_EACH='$(SECONDS_EACH)' \
		test/prepare test/private bench
# make arsenal STAGES="mutants valgrind": only these; doc/reliability.md says what each does
arsenal:
	@PG_CONFIG='$(PG_CONFIG)' test/prepare test/arsenal/run $(STAGES)

else

MODULE_big = budget_perf
OBJS       = $(patsubst %.c,%.o,$(wildcard src/*.c))

PG_CONFIG ?= pg_config

# The server's own headers are a system's, so that warnings are about this code.
PG_CPPFLAGS = -DBUDGET_PERF_VERSION='"$(EXTVERSION)"' -I$(CURDIR)/src \
	-isystem $(shell $(PG_CONFIG) --includedir-server)
DATA        = $(wildcard sql/*--*--*.sql)
DATA_built  = sql/$(EXTENSION)--$(EXTVERSION).sql
PGFILEDESC  = "budget_perf - departmental budgets and performance targets"

REGRESS        = $(sort $(patsubst test/sql/%.sql,%,$(wildcard test/sql/*.sql)))
REGRESS_OPTS   = --inputdir=test --outputdir=. --load-extension=budget_perf
ISOLATION      = $(filter-out stage,$(sort $(patsubst test/specs/%.spec,%,$(wildcard test/specs/*.spec))))
ISOLATION_OPTS = --inputdir=test --load-extension=budget_perf $(if $(filter-out 15,$(MAJORVERSION)),--expecteddir=test)
TAP_TESTS      = $(if $(wildcard test/t/*.pl),1)
PROVE_TESTS    = test/t/*.pl

EXTRA_CLEAN = sql/$(EXTENSION)--$(EXTVERSION).sql

# Ours is below: PGXS runs all tests in one database, and so in one ledger.
NO_INSTALLCHECK = 1

PGXS      := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# One job per part; the numbers give the order. The ledger's own statements are
# not run by the install script: they become the text that create_ledger() runs.
ENGINE_PARTS = $(sort $(wildcard sql/engine/*.sql))
LEDGER_PARTS = $(sort $(wildcard sql/ledger/*.sql))

sql/$(EXTENSION)--$(EXTVERSION).sql: sql/build $(ENGINE_PARTS) $(LEDGER_PARTS) budget_perf.control
	sh sql/build > $@.tmp && mv $@.tmp $@

$(OBJS): $(wildcard src/*.h)

# The audit knows the text that makes ledgers by its digest.
LEDGER_SCRIPT_DIGEST = $(shell sh sql/build digest)
src/verify.o src/verify_script.o: override CPPFLAGS += -DBUDGET_PERF_LEDGER_SCRIPT='"$(LEDGER_SCRIPT_DIGEST)"'
src/verify.o src/verify_script.o: sql/build $(ENGINE_PARTS) $(LEDGER_PARTS)

# Each test in a database of its own; REGRESS=, ISOLATION= and TAP_TESTS= choose.
.PHONY: installcheck
installcheck:
	@failed=; \
	for test in $(REGRESS); do \
		$(pg_regress_installcheck) $(REGRESS_OPTS) $$test || \
			{ failed="$$failed $$test"; mv -f regression.diffs results/$$test.diffs; }; \
	done; \
	mkdir -p output_iso; \
	for test in $(ISOLATION); do \
		$(pg_isolation_regress_installcheck) $(ISOLATION_OPTS) stage $$test || \
			{ failed="$$failed $$test"; mv -f output_iso/regression.diffs output_iso/results/$$test.diffs; }; \
	done; \
	if [ -n "$$failed" ]; then \
		echo "FAILED:$$failed; what differs is in results/*.diffs and output_iso/results/*.diffs"; exit 1; \
	fi
ifdef TAP_TESTS
	$(prove_installcheck)
endif

endif
