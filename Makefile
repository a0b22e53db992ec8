# Everything here is one line: what it does stands in scripts/.

.DEFAULT_GOAL := help
.PHONY: help demo test lint format build install bench bench-company bench-export bench-map bench-peers check-findings check-sandbox check-airbyte check-real check-identity check-map check-reference crash-test torture promises readme-test clean

PREFIX ?= /usr/local

# Targets may import only what Package.swift says they know: the arrows of docs/architecture.md, checked by the build.
# Everything is built with the same flags, tests too: what one target built, the next does not build again. `swift test`
# that builds has flags of its own, so it only runs.
SWIFT_FLAGS := --explicit-target-dependency-import-check error -Xswiftc -enable-testing

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## set up, build, and sync a simulated company into a store, twice
	@scripts/demo.sh

test: ## set up, build, and run all unit and loopback tests
	@scripts/setup.sh tests
	swift build -c release $(SWIFT_FLAGS) --build-tests
	swift test -c release $(SWIFT_FLAGS) --skip-build --parallel

lint: ## check style, links between pages, and that no file names a folder of one machine
	@scripts/lint.sh

format: ## format all Swift sources in place
	swift format --in-place --parallel -r Package.swift Sources Tests connectors

build: ## set up and build the program, optimised: .build/release/waymark
	@scripts/setup.sh
	swift build -c release $(SWIFT_FLAGS) --product waymark

install: ## put the program into PREFIX/bin (PREFIX=/usr/local)
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" scripts/install.sh

bench: build ## syncs, rebuild and export from servers that are no bottleneck, held against curl and sqlite3
	swift build -c release $(SWIFT_FLAGS) --product benchmark-server
	@scripts/bench.sh

bench-company: build ## first and empty sync of a large simulated company: records/s, calls, memory
	@scripts/bench-company.sh

bench-export: build ## first sync of 500,000 rows of one table by Bulk API 2.0, with and without kills
	@scripts/bench-export.sh

bench-peers: build ## first syncs by Waymark and by Airbyte, Meltano's and Singer's taps and dlt, from the same server, in turns
	swift build -c release $(SWIFT_FLAGS) --product benchmark-server
	@scripts/bench-peers.sh

bench-map: build ## import a made-up event log and map it: seconds and memory, for two sizes
	@scripts/bench-map.sh

check-sandbox: build ## read the sandbox through HubSpot's own Python client and simple-salesforce, and compare
	@scripts/check-sandbox.sh

check-airbyte: build ## the same, and through airbyte-source-salesforce's own read
	@scripts/check-sandbox.sh --airbyte

check-reference: build ## import event logs that others have measured too, and compare the numbers of `waymark map`
	@scripts/check-reference.sh

check-findings: build ## two simulated companies: the findings name every planted effect, and nothing in the even one
	@scripts/check-findings.sh

check-real: build ## sync a real Request Tracker 5 and compare with its own answers
	@scripts/check-real.sh

check-map: build ## open the map in Chromium: nothing leaves the page, all can be read, tabbed through and printed
	@scripts/check-map.sh

check-identity: build ## 20,000 people of two systems in one store: precision, recall, and the time to resolve them
	swift build -c release $(SWIFT_FLAGS) --product identity-benchmark
	@scripts/check-identity.sh

crash-test: build ## 200 kills, full disks, jumping clocks …: the store must end as if nothing had happened
	@scripts/torture.sh

torture: build ## the same with 2,000 kills and more of everything; an hour or more
	@scripts/torture.sh --long

promises: build ## try every promise with the connectors, and show that the usual mistakes are noticed
	@scripts/promises.sh

readme-test: build ## run the README's examples against the sandbox
	@scripts/readme-test.sh

clean: ## remove what was built
	rm -rf .build
