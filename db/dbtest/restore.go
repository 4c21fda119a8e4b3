package dbtest

import (
	"testing"

	"hilo/db"
)

// Restore makes a PostgreSQL database of a dump and says where it is; without a
// server the test is skipped.
func Restore(t testing.TB, dump string) (url string) {
	t.Helper()
	if server() == "" {
		t.Skip("no PostgreSQL")
	}
	url, err := create(t.Context(), "")
	ok(t, err)
	d, err := db.Open(t.Context(), url) // a connection of its own: dumps change its settings
	ok(t, err)
	_, err = d.ExecContext(t.Context(), dump)
	ok(t, err)
	ok(t, d.Close())
	return url
}
