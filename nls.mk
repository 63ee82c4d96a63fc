# Message catalogue: finding texts and error messages. `make update-po` merges
# the sources' messages into po/zh_CN.po.new. (Up to 15 the languages are named
# here, from 16 on in po/LINGUAS.)
CATALOG_NAME     = budget_perf
AVAIL_LANGUAGES  = $(shell cat $(srcdir)/po/LINGUAS)
GETTEXT_FILES    = $(sort $(wildcard src/*.c src/*.h))
GETTEXT_TRIGGERS = $(BACKEND_COMMON_GETTEXT_TRIGGERS) gettext_noop
GETTEXT_FLAGS    = $(BACKEND_COMMON_GETTEXT_FLAGS)
