# What a person types. Nothing is needed but Rust, Node and a network to the usual registries.
#
#   make demo   builds what is missing, serves the page and prints its address
#   make site   leaves dist/, which any static host serves from any sub-path
#   make test   format, lints, native tests, page build, sizes, browser tests
#   make bench  the page's module against onnxruntime-web and TensorFlow.js in one Chromium, PyTorch beside them; writes
#               docs/benchmarks.md. GPU=1 takes the machine's own adapter instead of one in software; BENCH="--quick" is short
#   make reproduce  the tables of docs/ again into docs/results/: Plaza-weak, and with DATA=DIR those of the data sets there
#
# Nothing is rebuilt that has not changed. CARGO_TARGET_DIR and TOOLS may lie outside the working tree.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

TARGET := $(or $(CARGO_TARGET_DIR),target)
# Where wasm-bindgen goes when there is none of the locked version: never over another one of the user's.
TOOLS ?= $(CURDIR)/.tools
WASM := wasm32-unknown-unknown
PROFILE := web

# The command line's own files are no part of the page.
RUST_SOURCES := $(shell find src -name '*.rs' -not -path 'src/cli/*' -not -path src/main.rs) src/nn/cpu/Cargo.toml Cargo.toml Cargo.lock rust-toolchain.toml .cargo/config.toml
PAGE_SOURCES := $(shell find www -type f) index.html vite.config.ts tsconfig.json package.json
LICENCES := $(wildcard LICENSE*)

.PHONY: help demo site test bench reproduce format lint native page sizes browser

help:
	@sed -n 's/^#   //p' Makefile

demo: site
	node_modules/.bin/vite preview

site: dist/index.html

test: format lint native page sizes browser

# The module of fused products is compiled by itself: no package names its file.
format:
	cargo fmt --all --check
	rustfmt --check --edition 2024 src/nn/cpu/tiles/fused.rs

lint: scripts/wasm_target.sh
	cargo clippy --release --workspace --all-targets -- -D warnings
	scripts/wasm_target.sh $(WASM)
	cargo clippy --profile $(PROFILE) --target $(WASM) --workspace --lib -- -D warnings

native:
	scripts/vulkan.sh
	cargo test --release --workspace 2>&1 | scripts/tally.sh native

# Types and lints of the page, of its tests and of the comparison with its peers, all of which see the generated bindings;
# tests of the page's own scripts.
page: node_modules/.package-lock.json bench/node_modules/.package-lock.json pkg/oddframe_bg.wasm
	npm run --silent check
	node_modules/.bin/tsc --noEmit --project tests/browser
	cd bench && npm run --silent check
	node --test scripts/*.test.mjs bench/driver/*.test.mjs

sizes: dist/index.html
	node scripts/sizes.mjs dist

browser: dist/index.html
	CHROMIUM="$$(scripts/chromium.sh)" node_modules/.bin/playwright test --config tests/browser/playwright.config.ts

bench: pkg/oddframe_bg.wasm bench/node_modules/.package-lock.json
	cd bench && npm run --silent check && npm run --silent build
	CHROMIUM="$$(scripts/chromium.sh)" node bench/driver/run.mjs --out docs/benchmarks.json --docs docs/benchmarks.md $(BENCH)

# Hours where Ped2 is among the tables: SEEDS=0 takes a seed of each. What an earlier call has finished is kept.
TABLES ?= plaza-weak $(if $(DATA),ucf-crime sht-weak ped2)
reproduce:
	cargo build --release
	for table in $(TABLES); do \
		$(TARGET)/release/oddframe reproduce $$table $(if $(SEEDS),--seeds $(SEEDS)) \
			$$([ $$table = plaza-weak ] || echo --data "$(DATA)") --out docs/results/$$table; \
	done

bench/node_modules/.package-lock.json: bench/package-lock.json bench/package.json
	cd bench && npm ci --no-audit --no-fund
	touch $@

node_modules/.package-lock.json: package-lock.json package.json
	npm ci --no-audit --no-fund
	touch $@

pkg/oddframe_bg.wasm: $(RUST_SOURCES) scripts/wasm_target.sh scripts/wasm_bindgen.sh
	scripts/wasm_target.sh $(WASM)
	cargo build --profile $(PROFILE) --target $(WASM) --lib
	"$$(scripts/wasm_bindgen.sh "$(TOOLS)")" --target web --remove-name-section --remove-producers-section --out-dir pkg $(TARGET)/$(WASM)/$(PROFILE)/oddframe.wasm
	touch $@

dist/index.html: $(PAGE_SOURCES) pkg/oddframe_bg.wasm node_modules/.package-lock.json $(LICENCES) scripts/notices.mjs scripts/offline.mjs
	node_modules/.bin/vite build
	cp $(LICENCES) dist/
	node scripts/notices.mjs dist/THIRD-PARTY.txt
