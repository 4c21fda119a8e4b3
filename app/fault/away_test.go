package fault

import (
	"errors"
	"fmt"
	"io/fs"
	"syscall"
	"testing"
)

type sqliteCode int

func (c sqliteCode) Error() string { return "sqlite" }
func (c sqliteCode) Code() int     { return int(c) }

type sqlState string

func (s sqlState) Error() string    { return "postgres" }
func (s sqlState) SQLState() string { return string(s) }

// What passes by itself is known from what is broken.
func TestAway(t *testing.T) {
	for _, tt := range []struct {
		err  error
		want Kind
	}{
		{sqliteCode(5), Away}, {sqliteCode(517), Away}, {sqliteCode(8), Away}, {sqliteCode(1032), Away}, {sqliteCode(10), Away}, {sqliteCode(778), Away}, {sqliteCode(13), Away}, {sqliteCode(14), Away},
		{sqliteCode(1), Broken}, {sqliteCode(11), Broken}, {sqliteCode(19), Broken}, {sqliteCode(787), Broken}, {sqliteCode(26), Broken},
		{sqlState("08006"), Away}, {sqlState("53100"), Away}, {sqlState("57P01"), Away}, {sqlState("25006"), Away}, {sqlState("55P03"), Away}, {sqlState("40P01"), Away}, {sqlState("40001"), Away},
		{sqlState("23505"), Broken}, {sqlState("42601"), Broken}, {sqlState("25P02"), Broken}, {sqlState(""), Broken},
		{&fs.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, Away}, {syscall.EROFS, Away}, {syscall.EMFILE, Away},
		{syscall.ENOENT, Broken}, {syscall.ECONNRESET, Broken}, {errors.New("x"), Broken}, {nil, Broken},
		{Hide(), Unknown},
	} {
		if got := Of(fmt.Errorf("ticket 1: %w", tt.err)).Kind; got != tt.want {
			t.Errorf("%v: %d, want %d", tt.err, got, tt.want)
		}
	}
}
