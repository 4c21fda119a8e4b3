package access

import "hilo/app/fault"

// IsWrong tells whether a code was one, and not the one: its page knows why from the
// challenge, and how many tries are left.
func IsWrong(err error) bool { return fault.Of(err).Key == wrongCode }

// IsDead tells whether no code will do any more.
func IsDead(err error) bool { return fault.Of(err).Key == deadCode }

// errWrong says that a code was not the one, and how many tries are left.
func errWrong(c *challenge) error { return fault.Mend("code", wrongCode, "Count", maxTries-c.Tries) }

// ErrDead says that no code will do any more, and how to get another. It is
// also the answer to a browser that never asked.
func ErrDead() error { return fault.Mend("code", deadCode) }

const (
	deadCode  = "access.code.dead"
	wrongCode = "access.code.wrong"
)
