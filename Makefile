# Two commands: `make run` shows the dashboard, `make test` proves it.
.DEFAULT_GOAL := help
SHELL := /bin/bash

.PHONY: help
help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: run
run: build ## Set up, build and serve http://localhost:3000
	@dist/dashboard-light serve $(ARGS)

.PHONY: build
build: ## Build the release binary dist/dashboard-light
	@scripts/setup run
	@scripts/build

.PHONY: setup
setup: ## Install everything that building, checking and testing need
	@scripts/setup test

.PHONY: check
check: ## Format, lints, documentation, licences: everything that needs no run
	@scripts/setup check
	@scripts/check

.PHONY: test
test: ## Every test, on real clusters and in a real browser; ends with one line of counts
	@scripts/setup test
	@scripts/test

.PHONY: watch
watch: ## Serve and rebuild on every change
	@scripts/setup run
	@source scripts/environment && cargo leptos watch -- serve

.PHONY: bench
bench: build ## Measure speed and memory
	@scripts/bench
