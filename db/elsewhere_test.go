package db_test

import (
	"testing"

	"hilo/db/dbtest"
)

// A command beside a busy server waits for its turn to write longer than the server would.
func TestWait(t *testing.T) {
	d := dbtest.New(t)
	ok(t, d.Wait(t.Context()))
	var ms int
	if err := d.NewRaw("PRAGMA busy_timeout").Scan(t.Context(), &ms); err != nil || ms <= 5000 {
		t.Errorf("it waits %d ms, %v", ms, err)
	}
}
