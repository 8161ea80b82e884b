# Everyday commands. Each builds in its own folder: build/ (release), build-debug/, build-asan/, build-stress/.

BUILD ?= build
JOBS ?= $(shell nproc)
GENERATOR := $(if $(shell command -v ninja),-G Ninja)

.PHONY: all debug asan stress

all:
	@cmake -S . -B $(BUILD) $(GENERATOR) -DADDER_MODE=release >/dev/null
	@cmake --build $(BUILD) -j $(JOBS)

debug asan stress:
	@cmake -S . -B build-$@ $(GENERATOR) -DADDER_MODE=$@ >/dev/null
	@cmake --build build-$@ -j $(JOBS)
