# Everyday commands.
#
#   make          build/adder, the release build          make debug | asan | stress   the other builds
#   make demo     shows a program's stack and heap        make test     all tests
#   make bench    times against CPython                   make install  (PREFIX=/usr/local)
#   make bench-report   all figures, into docs/performance.md (some ten minutes)
#   make link-order  what lies side by side in the command, anew (after larger changes)
#   make pgo      build-pgo/adder, compiled by what the programs of bench/ do
#   make format   lays the sources out                    make record   expected outputs anew
#   make fuzz     the fuzzers, ten minutes each (tests/fuzz/README.md)

BUILD ?= build
PREFIX ?= /usr/local
JOBS ?= $(shell nproc)
CMAKE_FLAGS ?=
GENERATOR = $(if $(shell command -v ninja),-G Ninja)

# $(call build,folder,mode,targets)
define build
	@cmake -S . -B $(1) $(GENERATOR) -DADDER_MODE=$(2) -DCMAKE_INSTALL_PREFIX=$(PREFIX) $(CMAKE_FLAGS) >/dev/null
	@cmake --build $(1) -j $(JOBS) $(if $(3),--target $(3))
endef

.PHONY: all demo test debug asan stress bench bench-report fuzz pgo link-order install format record clean setup-build setup-test

all:
	$(call build,$(BUILD),release,adder library)

setup-build:
	@tools/setup build

setup-test:
	@tools/setup test

demo: setup-build all
	@$(BUILD)/adder watch --plain examples/names.py

debug asan stress:
	$(call build,build-$@,$@,adder)

test: setup-test
	@JOBS=$(JOBS) tests/all

bench:
	@tools/setup bench
	$(call build,$(BUILD),release,adder library)
	@bench/run.py --adder $(BUILD)/adder

pgo: setup-build
	@$(MAKE) --no-print-directory BUILD=build-pgo CMAKE_FLAGS="$(CMAKE_FLAGS) -DADDER_PROFILE=generate" all
	@find build-pgo -name '*.gcda' -delete
	@for program in bench/programs/*.py; do build-pgo/adder $$program >/dev/null; done
	@$(MAKE) --no-print-directory BUILD=build-pgo CMAKE_FLAGS="$(CMAKE_FLAGS) -DADDER_PROFILE=use" all

# Valgrind names no functions of a section of its own: the order is found in a build without one.
link-order: setup-test
	@$(MAKE) --no-print-directory BUILD=build-order CMAKE_FLAGS="$(CMAKE_FLAGS) -DADDER_LINK_ORDER=OFF" all
	@tools/link-order build-order/adder

fuzz:
	@tools/setup fuzz
	@tests/fuzz/run.py

bench-report:
	@tools/setup bench
	@cmake -S . -B $(BUILD) $(GENERATOR) -DADDER_MODE=release -DADDER_BENCH=ON $(CMAKE_FLAGS) >/dev/null
	@cmake --build $(BUILD) -j $(JOBS)
	@bench/report.py --adder $(BUILD)/adder

install: all
	@cmake --install $(BUILD)

record: all
	@tests/run.py --adder $(BUILD)/adder --record

format:
	@clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf build build-*
