# zonevet: judges a change to DNS zones before it is published.
# `make help` lists the targets; one build folder a mode: build/release, build/asan, build/fuzz.
MODE    ?= release
BUILD   := build/$(MODE)
PREFIX  ?= /usr/local
T       ?= 60
# More than half of what is looked up at the start is libcrypto's own: it is asked first.
PKGS    := libcrypto ldns libgit2 libpcre2-8 inih jansson libxxhash zlib libdeflate
CFLAGS  ?= -O2 -g
HARDEN  := -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fPIE
WARN    := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wno-overlength-strings
SANE    := -O1 -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all -DARENA_MALLOC
C_release := $(HARDEN)
L_release := -pie -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed
C_asan  := $(SANE)
L_asan  := $(SANE)
C_tsan  := -O1 -fsanitize=thread
L_tsan  := -fsanitize=thread
BASH_WORDS := share/bash-completion/completions/zonevet
ZSH_WORDS := share/zsh/site-functions/_zonevet
FISH_WORDS := share/fish/vendor_completions.d/zonevet.fish
# Asked late, so that `make test` on a bare machine can install pkg-config first.
C_PKGS   = $(shell pkg-config --cflags $(PKGS))
L_PKGS   = $(shell pkg-config --libs $(PKGS))
COMPILE  = $(CC) -std=c11 -D_DEFAULT_SOURCE -Isrc -I$(BUILD)/gen $(WARN) $(CPPFLAGS) $(CFLAGS) $(C_$(MODE)) $(C_PKGS)
LINK     = $(CC) $(CFLAGS) $(C_$(MODE)) $(L_$(MODE)) $(LDFLAGS)

SRC     := $(wildcard src/*.c src/*/*.c)
OBJ     := $(SRC:%.c=$(BUILD)/%.o)
LIB     := $(filter-out $(BUILD)/src/main.o,$(OBJ))
UNIT    := $(wildcard tests/unit/*.c)
GEN     := $(addprefix $(BUILD)/gen/,profiles.inc suffixes.inc takeover.inc suites.inc hook_text.inc examples.inc)

.PHONY: all help setup demo test check unit bless asan tsan fuzz bench lint docs install uninstall clean
all: $(BUILD)/zonevet           ## build the program (build/release/zonevet)

help:                           ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' Makefile | expand -t 16

setup:
	@sh tests/setup

demo: setup                     ## the main job on a small example repository
	@$(MAKE) --no-print-directory all
	@sh examples/demo.sh $(BUILD)/zonevet

test: setup                     ## everything: units, golden cases, real git, hooks, oracle
	@$(MAKE) --no-print-directory check

check: $(BUILD)/zonevet unit
	@sh tests/run $(BUILD)

unit: $(BUILD)/unit
	@cd tests/unit && ../../$(BUILD)/unit

bless: $(BUILD)/zonevet         ## write the expected files of the golden cases anew
	@sh tests/cases/run --bless $(BUILD)/zonevet

asan: setup                     ## the same tests under the address and undefined sanitizers
	@$(MAKE) --no-print-directory MODE=asan check

tsan: setup                     ## what starts threads, under the thread sanitizer
	@$(MAKE) --no-print-directory MODE=tsan all
	@sh tests/threads build/tsan/zonevet

fuzz: setup                     ## T=60: fuzz each reader for so many seconds
	@sh tests/fuzz/run $(T)

bench: setup                     ## speed beside the peers that are installed (build/bench.md, bench.svg)
	@$(MAKE) --no-print-directory all
	@sh tests/bench/run $(BUILD)/zonevet

lint: setup                     ## warnings as errors, headers alone, room rules, scripts
	@sh tests/lint/run

docs: $(BUILD)/zonevet          ## the README's table of rules anew; the rules as text, in build/docs
	@mkdir -p build/docs
	@$(BUILD)/zonevet rules > build/docs/rules.txt
	@$(BUILD)/zonevet rules -f markdown > build/docs/rules.md
	@sed -i -e '/^<!-- rules -->$$/,/^<!-- end of rules -->$$/{//!d}' \
	    -e '/^<!-- rules -->$$/r build/docs/rules.md' README.md
	@cp policies/*.ini build/docs/

install: $(BUILD)/zonevet       ## DESTDIR= PREFIX=/usr/local
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/zonevet/policies
	install -d $(DESTDIR)$(PREFIX)/share/zonevet/hooks $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 755 $(BUILD)/zonevet $(DESTDIR)$(PREFIX)/bin/zonevet
	install -m 644 policies/*.ini $(DESTDIR)$(PREFIX)/share/zonevet/policies
	install -m 755 hooks/pre-commit hooks/pre-receive $(DESTDIR)$(PREFIX)/share/zonevet/hooks
	install -m 644 src/zonevet.1 $(DESTDIR)$(PREFIX)/share/man/man1
	install -D -m 644 examples/completions/zonevet.bash $(DESTDIR)$(PREFIX)/$(BASH_WORDS)
	install -D -m 644 examples/completions/_zonevet $(DESTDIR)$(PREFIX)/$(ZSH_WORDS)
	install -D -m 644 examples/completions/zonevet.fish $(DESTDIR)$(PREFIX)/$(FISH_WORDS)

uninstall:                      ## what install put there
	rm -rf $(DESTDIR)$(PREFIX)/bin/zonevet $(DESTDIR)$(PREFIX)/share/zonevet
	rm -f $(DESTDIR)$(PREFIX)/share/man/man1/zonevet.1
	cd $(DESTDIR)$(PREFIX) && rm -f $(BASH_WORDS) $(ZSH_WORDS) $(FISH_WORDS)

clean:                          ## all that was built
	rm -rf build

$(BUILD)/zonevet: $(OBJ)
	$(LINK) -o $@ $(OBJ) $(L_PKGS)

$(BUILD)/unit: $(LIB) $(UNIT:%.c=$(BUILD)/%.o)
	$(LINK) -o $@ $^ $(L_PKGS) $(shell pkg-config --libs check)

$(BUILD)/%.o: %.c | $(GEN)
	@mkdir -p $(@D)
	$(COMPILE) -MMD -MP -c -o $@ $<

# Text files compiled in: profiles and examples as C strings, suffixes as words, suites as X(name).
$(BUILD)/gen/profiles.inc: policies/baseline.ini policies/strict.ini policies/registry.ini
	@mkdir -p $(@D)
	@for p in $^; do echo "{ \"$$(basename $$p .ini)\","; \
	    sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&\\n"/' $$p; echo '},'; done > $@

$(BUILD)/gen/%.inc: policies/%.txt Makefile
	@mkdir -p $(@D)
	@sed 's/[;#].*//; s/[[:space:]]//g; /^$$/d' $< | LC_ALL=C sort -u | \
	    awk '{ printf "%d WORD(\"%s\"),\n", length($$0), $$0 }' | LC_ALL=C sort -s -n -k1,1 | cut -d' ' -f2 > $@

$(BUILD)/gen/suites.inc: $(UNIT)
	@mkdir -p $(@D)
	@printf '%s\n' $^ | sed -n 's,.*/test_\(.*\)\.c,X(\1),p' > $@

$(BUILD)/gen/hook_text.inc: hooks/pre-commit
	@mkdir -p $(@D)
	@sed 's/\\/\\\\/g; s/"/\\"/g; s/.*/"&\\n"/' $< > $@

$(BUILD)/gen/examples.inc: tests/cases/examples.awk $(wildcard tests/cases/*/*/expected.gcc)
	@mkdir -p $(@D)
	@cd tests/cases && awk -f examples.awk */*/expected.gcc > $(CURDIR)/$@

$(BUILD)/src/explain.o: $(BUILD)/gen/examples.inc
$(BUILD)/src/hook.o: $(BUILD)/gen/hook_text.inc
$(BUILD)/src/policy/shipped.o: $(BUILD)/gen/profiles.inc
$(BUILD)/src/rules/suffix.o: $(BUILD)/gen/suffixes.inc $(BUILD)/gen/takeover.inc
$(BUILD)/tests/unit/main.o: $(BUILD)/gen/suites.inc
-include $(OBJ:.o=.d) $(UNIT:%.c=$(BUILD)/%.d)
