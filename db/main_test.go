package db_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	proc "os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/uptrace/bun"

	"hilo/app/logtest"
	"hilo/db"
)

// migrates names a database to migrate in a process of its own, and when it is killed.
const migrates = "HILO_TEST_MIGRATES"

func TestMain(m *testing.M) {
	if what := os.Getenv(migrates); what != "" {
		os.Exit(migrating(what))
	}
	os.Exit(logtest.Main(m))
}

// migrating says how often it came to a point where it may be killed.
func migrating(what string) int {
	at, url, _ := strings.Cut(what, " ")
	nth, err := strconv.Atoi(at)
	k := &killer{at: nth}
	if err == nil {
		err = inside(context.Background(), url, k)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Print(k.points)
	return 0
}

func inside(ctx context.Context, url string, k *killer) error {
	d, err := db.Open(ctx, url)
	if err != nil {
		return err
	}
	return errors.Join(d.Watched(k).Migrate(ctx), d.Close())
}

// killer ends its process, as a power cut would, before or after the nth statement; 0: never.
type killer struct{ points, at int }

func (k *killer) point() {
	if k.points++; k.points == k.at {
		syscall.Kill(os.Getpid(), syscall.SIGKILL)
		select {}
	}
}

func (k *killer) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context {
	k.point()
	return ctx
}

func (k *killer) AfterQuery(context.Context, *bun.QueryEvent) { k.point() }

// process is one that migrates url.
func process(t *testing.T, url string, killedAt int) *proc.Cmd {
	t.Helper()
	cmd := proc.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprint(migrates, "=", killedAt, " ", url), "GORACE=atexit_sleep_ms=0") // the race detector lingers for a second
	cmd.Stderr = new(strings.Builder)
	return cmd
}

// points migrates url in a process of its own, to the end, and counts where that may be killed.
func points(t *testing.T, url string) int {
	t.Helper()
	cmd := process(t, url, 0)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v", err, cmd.Stderr)
	}
	n, err := strconv.Atoi(string(out))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// killed tells whether a process that migrates url was killed there.
func killed(t *testing.T, url string, at int) bool {
	t.Helper()
	cmd := process(t, url, at)
	err := cmd.Run()
	if exit := new(proc.ExitError); errors.As(err, &exit) && exit.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL {
		return true
	}
	if err != nil {
		t.Fatalf("%v: %v", err, cmd.Stderr)
	}
	return false
}
