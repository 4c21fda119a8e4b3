// Package fault names the ways a request can be refused.
// Any other error is ours: it is logged whole, and the person sees only that something broke.
package fault

import "errors"

// Kind says what went wrong in the terms of the person's request.
type Kind int

// The kinds; web has one table from these to HTTP statuses.
const (
	Broken  Kind = iota // our fault
	Away                // ours too, and it passes: nothing can be kept for the moment
	Unknown             // no such thing, or not for these eyes
	Nobody              // nobody is signed in
	Refused             // seen, but not allowed
	Invalid             // the form needs mending
	Stale               // somebody else was faster, or it was sent before with other words
	TooBig              // more bytes than allowed
	TooMany             // slow down
)

// Fault is a refusal that may be shown: a key of the catalogue and its
// arguments, which web words in the reader's language.
type Fault struct {
	Kind  Kind
	Field string // the form field to mend, if any
	Key   string // of the catalogue
	Args  []any  // name, value, name, value …
}

func (f *Fault) Error() string { return f.Key }

// Mend asks the person to correct one field.
func Mend(field, key string, args ...any) error { return &Fault{Invalid, field, key, args} }

// Say refuses with kind and words.
func Say(kind Kind, key string, args ...any) error { return &Fault{kind, "", key, args} }

// Hide says that a thing does not exist, whether or not it does.
func Hide() error { return &Fault{Kind: Unknown, Key: "problem.unknown"} }

// Of finds the fault inside err; a foreign error is Away or Broken, and none is Broken.
func Of(err error) *Fault {
	var f *Fault
	if errors.As(err, &f) {
		return f
	}
	if away(err) {
		return &Fault{Kind: Away, Key: "problem.away"}
	}
	return &Fault{Kind: Broken, Key: "problem.broken"}
}
