package search_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/uptrace/bun"

	"hilo/app/search"
	"hilo/db"
	"hilo/db/dbtest"
)

// What is put under a number is found under it, by all or by staff alone,
// however much it is; when it is forgotten nothing of it is left, others stay,
// and it may come again.
func TestIndex(t *testing.T) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		looks := func(number int64, word string, staff bool) (found bool) {
			t.Helper()
			must(d.Read.NewRaw("SELECT ? FROM (SELECT ? AS number) AS t", search.Of(d).Holds("t.number", staff, []search.Sought{{Text: word}}), number).Scan(ctx, &found))
			return found
		}
		finds := func(words ...string) (numbers []int64) {
			t.Helper()
			var ways [][]search.Sought
			for _, word := range words {
				ways = append(ways, []search.Sought{{Text: word}})
			}
			must(d.Read.NewRaw("?", search.Of(d).Indexed(search.Of(d).Match(ways...))).Scan(ctx, &numbers))
			slices.Sort(numbers)
			return slices.Compact(numbers)
		}
		var long []string
		for i := range 2000 {
			long = append(long, fmt.Sprint("largo", i))
		}
		for range 2 { // again what is there already
			must(search.Of(d).Add(ctx, d, 7, 1, false, []string{"hola", "envio"}))
			must(search.Of(d).Add(ctx, d, 7, 2, false, long))
			must(search.Of(d).Add(ctx, d, 7, 3, false, []string{"hola", "adios"}))
			must(search.Of(d).Add(ctx, d, 7, 4, true, []string{"secreto", "hola"}))
			must(search.Of(d).Add(ctx, d, 7, 5, true, nil))
			must(search.Of(d).Add(ctx, d, 8, 1, false, []string{"hola", "secretos"}))
		}
		for _, word := range []string{"hola", "hol", "envio", "largo0", "largo1999", "adios"} {
			if !looks(7, word, false) || !looks(7, word, true) || !slices.Contains(finds(word), 7) {
				t.Errorf("%s is not found", word)
			}
		}
		if looks(7, "secreto", false) || !looks(7, "secreto", true) || looks(8, "envio", true) || looks(7, "ola", true) {
			t.Error("found by whom it is not for, or where it is not")
		}
		if got := finds("secreto", "envio"); !slices.Equal(got, []int64{7, 8}) {
			t.Errorf("found under %v", got)
		}
		must(search.Of(d).Forget(ctx, d, 7))
		must(search.Of(d).Forget(ctx, d, 7))
		for _, word := range []string{"hola", "largo", "secreto", "adios"} {
			if looks(7, word, true) || slices.Contains(finds(word), 7) {
				t.Errorf("%s is left", word)
			}
		}
		if !looks(8, "hola", false) || !slices.Equal(finds("hola"), []int64{8}) {
			t.Error("another's went too")
		}
		must(search.Of(d).Add(ctx, d, 7, 1, false, []string{"hola"}))
		if got := finds("hola"); !slices.Equal(got, []int64{7, 8}) || !looks(7, "hola", false) {
			t.Errorf("again it is found under %v", got)
		}
		must(search.Of(d).ForgetAll(ctx, d))
		if got := finds("hola", "secretos"); len(got) != 0 || looks(8, "hola", true) {
			t.Errorf("left under %v", got)
		}
	})
}

// What was forgotten is in no file of the database any more, and what was not
// is found as before.
func TestScrub(t *testing.T) {
	ctx, file := t.Context(), filepath.Join(t.TempDir(), "hilo.db")
	d, err := db.Open(ctx, file)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(d.Migrate(ctx))
	for n := range int64(400) {
		must(d.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
			return search.Of(d).Add(ctx, tx, n, 1, false, []string{"hola", fmt.Sprint("palabra", n), fmt.Sprint("canario", n%7)})
		}))
	}
	for n := int64(3); n < 400; n += 7 {
		must(search.Of(d).Forget(ctx, d, n))
	}
	must(d.Scrub(ctx))
	for _, name := range []string{file, file + "-wal"} {
		raw, err := os.ReadFile(name)
		must(err)
		if bytes.Contains(raw, []byte("canario3")) || bytes.Contains(raw, []byte("palabra3 ")) {
			t.Errorf("%s still has it", filepath.Base(name))
		}
	}
	var left int
	must(d.Read.NewRaw("SELECT count(*) FROM (?) AS f", search.Of(d).Indexed(search.Of(d).Match([]search.Sought{{Text: "hola"}}))).Scan(ctx, &left))
	if left != 343 {
		t.Errorf("%d of 343 are found", left)
	}
}
