package fault

import (
	"errors"
	"slices"
	"syscall"
)

// away tells whether err says that nothing can be kept for the moment: the
// database is locked or gone, the disk is full or cannot be written. What was
// asked for may be asked for again.
func away(err error) bool {
	var sqlite interface{ Code() int }
	if errors.As(err, &sqlite) && slices.Contains(sqliteAway, sqlite.Code()&0xff) {
		return true
	}
	var postgres interface{ SQLState() string }
	if errors.As(err, &postgres) {
		state := postgres.SQLState()
		return slices.Contains(postgresAway, state) || len(state) == 5 && slices.Contains(postgresAway, state[:2])
	}
	var system syscall.Errno
	return errors.As(err, &system) && slices.Contains(systemAway, system)
}

var (
	// https://sqlite.org/rescode.html: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL
	sqliteAway = []int{5, 6, 8, 10, 13, 14, 15}
	// PostgreSQL, appendix A: connection, resources, operator, system; read only, lock, deadlock, serialization
	postgresAway = []string{"08", "53", "57", "58", "25006", "55P03", "40P01", "40001"}
	systemAway   = []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EROFS, syscall.EIO, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM}
)
