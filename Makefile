# Two commands do all the set-up on a fresh machine with Go and npm:
#   make run     the demo world on http://localhost:3000
#   make test    every test, also in a browser
.PHONY: run test tests proof proofs moved build package same check bench load backups shots assets browser

RACE = $(shell [ "$$(go env CGO_ENABLED)" = 1 ] && command -v gcc >/dev/null && echo -race)

run: assets
	HILO_DEV=1 go run . serve

# Tests write and sync all the time: where memory can stand in for a disk, their files are there.
MEMORY = $(shell [ -w /dev/shm ] && [ "$$(df -Pk /dev/shm | awk 'NR == 2 {print $$4}')" -ge 8000000 ] && echo /dev/shm)
ifneq ($(MEMORY),)
test moved: export TMPDIR := $(MEMORY)
test moved: export GOTMPDIR ?= /tmp
endif

# What is made on PostgreSQL too where a server is installed.
BOTH = if db/dbtest/pgtmp.sh has; then \
	  db/dbtest/pgtmp.sh run -- sh -c 'HILO_TEST_POSTGRES="$$DATABASE_URL" exec $(MAKE) --no-print-directory $@s'; \
	else echo 'No PostgreSQL server here: the tests run on SQLite alone.'; $(MAKE) --no-print-directory $@s; fi

test: check browser
	@$(BOTH)

# The race detector watches what shares memory: some rooms whole, and of the others what
# runs side by side, the streams and the lists (make proof: every test). SQLite, which is C
# made into Go with memory of its own, is left out, or all would take three times as long.
RACED = $(if $(RACE),$(RACE) -gcflags=modernc.org/sqlite/lib=-race=false)
WHOLLY = ./app/httpd ./app/limits ./app/live ./app/outbox ./app/privacy ./app/push ./db
PARTLY = ./app/web ./app/desk ./app/access ./app/files ./app/notify
SHARED = Stream|^TestAnswer|Position|Parts|SameBytes|Stop|Typing|Queue|Reading|Seen|Parallel|AtOnce|Readers|Shared|Stored|^TestTake|^TestSetup|Twice|Once|ForAll|^TestTurns|FewWait|Races|Asker|Meanwhile
# The browser's stories wait more than they work: the others run beside them, and give way
# (nice) so that the longest is not the last. The rules of the house are held already (check).
tests:
	@said=$$(mktemp -d); trap 'rm -rf "$$said"' EXIT; \
	{ { $(GOTEST) ./app/e2e || echo FAIL; } >"$$said/stories" & \
	  { nice $(GOTEST) $(RACED) $(WHOLLY) || echo FAIL; \
	    $(if $(RACE),nice $(GOTEST) $(RACED) -run '$(SHARED)' $(PARTLY) || echo FAIL;) } >"$$said/raced" & \
	  nice $(GOTEST) $$(go list ./... | grep -vE '^hilo/(app/(httpd|limits|live|outbox|privacy|push|e2e|house)|db)$$') || echo FAIL; \
	  wait; cat "$$said/raced" "$$said/stories"; \
	} | $(REPORT)

GOTEST = go test -json -vet=off -timeout 14m

# Says what failed, which tests took longest and how many passed; green is silent.
REPORT = go run ./app/house/report

# What takes longer than a change should wait for: the proofs, nonsense to all routes, every
# page, what Lighthouse says, the race detector over all, the tests on other days, and
# packages made twice.
LASTS = 5m
proof: check browser
	@$(BOTH)
	@HILO_TEST_ALL=1 $(GOTEST) -run '^Test(Pages|Lighthouse|FileChanged)' ./app/e2e | $(REPORT)
	@[ -z "$(RACE)" ] || HILO_TEST_ALL=1 $(GOTEST) -timeout 40m $(RACE) $$(go list ./... | grep -v '^hilo/app/e2e') | $(REPORT)
	@$(GOTEST) -count=1 -timeout 1h ./app/web -run NonsenseBreaksNothing -fuzzed $(LASTS) | $(REPORT) -slowest 0
	@for clock in 24h 960h 9600h spring autumn newyear; do $(MAKE) --no-print-directory moved HILO_TEST_CLOCK=$$clock || exit 1; done
	@HILO_PROOF=1 go test -json -run TestTimes ./app/web | $(REPORT) -slowest 0
	@$(MAKE) --no-print-directory same

# What the program lives through, at full size; the tests do the same in small. What was
# found is kept in docs/proof.md.
PROVE = $(GOTEST) -count=1 -timeout 1h
proofs:
	@{ $(PROVE) ./app -run 'TestProgram/^killed$$' -kills 1000 || echo FAIL; \
	  $(PROVE) ./app -run 'TestProgram/^backup_and_restore_killed$$' -kills 400 || echo FAIL; \
	  $(PROVE) ./db -run TestKilledMigrationsGoOn -kills 300 || echo FAIL; \
	  $(PROVE) ./app/web -run 'TestMailServerDown|TestClockJumps' -mailboxes 200 -jumps 25 || echo FAIL; \
	  $(PROVE) ./app -run 'TestProgram/^no_disk_left$$' -fills 20 || echo FAIL; \
	  $(PROVE) ./app -run 'TestProgram/^stalled_and_quiet_readers$$' -stalled 200 -quiet 2000 || echo FAIL; \
	  $(PROVE) ./app -run 'TestProgram/^besieged$$' -siege $(LASTS) -siege-connections 10000 || echo FAIL; \
	} | $(REPORT) -slowest 0 -proof docs/proof.md

# The tests that know what time it is, at another: HILO_TEST_CLOCK is how much
# later, or the turn over which they run (app/clocktest).
moved: export HILO_TEST_CLOCK ?= 960h
moved: assets browser
	@echo "The clock is moved by $$HILO_TEST_CLOCK."
	@$(GOTEST) -count=1 -timeout 20m $$(go list -test -f '{{if .ForTest}}{{.ForTest}} {{join .Deps " "}}{{end}}' ./... | awk '/ hilo\/app\/clocktest( |$$)/ {print $$1}' | sort -u) | $(REPORT) -slowest 0

# One file, no cgo, with templates and assets inside.
build: assets
	CGO_ENABLED=0 GOARCH=$(ARCH) go build -trimpath -ldflags '-s -w' -o bin/hilo .

ARCH ?= $(shell go env GOARCH)
RELEASE = $(shell sed -n 's/^const Release = "\(.*\)"/\1/p' app/version.go)

# The Debian package, and the list of what is inside the program. Its tools have a go.mod
# of their own.
package: export SOURCE_DATE_EPOCH ?= $(shell git log -1 --format=%ct 2>/dev/null || echo 0)
package: build
	@go -C packaging run ./sbom ../bin/hilo $(RELEASE) ../static/package-lock.json >bin/hilo.cdx.json
	@ARCH=$(ARCH) VERSION=$(RELEASE) go -C packaging tool nfpm package --packager deb --target ../bin/

# Packages what is committed in two folders, and compares.
same:
	packaging/same

check: assets
	@out=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$out" ] || { echo "gofmt would change:"; echo "$$out"; exit 1; }
	go vet ./...
	go tool staticcheck ./...
	go test ./app/house

bench: build browser
	go run ./app/bench

# Ten thousand open pages, or as many as the limit of descriptors allows, while people
# write, read and upload for a minute.
load: assets
	go run ./app/bench load

# Backups of 100,000 tickets and 5 GB of files while people write, and a restore. ASIDE is
# a folder of another file system.
ASIDE = /dev/shm
backups: assets
	go run ./app/bench backups $(ASIDE)

# Screenshots of the main pages, to look at, in bin/shots.
shots: browser assets
	go test ./app/e2e -count=1 -run TestShots -shots $(CURDIR)/bin/shots

assets:
	go generate ./static

# npm writes this list when all that package-lock.json names is there.
MODULES = app/e2e/node_modules/.package-lock.json
$(MODULES): app/e2e/package-lock.json
	@cd app/e2e && npm ci --ignore-scripts --no-audit --no-fund --silent

# Chromium has to be there. Firefox and WebKit tell the main stories too; where one
# cannot be had, a line says so.
browser: $(MODULES)
	@missing=; command -v chromium >/dev/null || missing=chromium; \
	command -v firefox-esr >/dev/null || command -v firefox >/dev/null || missing="$$missing firefox-esr"; \
	command -v WebKitWebDriver >/dev/null && command -v Xvfb >/dev/null || missing="$$missing webkit2gtk-driver xvfb"; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then apt-get update -qq; \
	  for each in $$missing; do DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$each >/dev/null 2>&1 || :; done; fi; \
	command -v firefox-esr >/dev/null || command -v firefox >/dev/null || echo 'No Firefox here (apt-get install firefox-esr): its stories are left out.'; \
	command -v WebKitWebDriver >/dev/null && command -v Xvfb >/dev/null || echo 'No WebKit here (apt-get install webkit2gtk-driver xvfb): its stories are left out.'; \
	command -v chromium >/dev/null || { echo 'The browser tests need Chromium: apt-get install chromium'; exit 1; }
