// Package push carries alerts to devices: Web Push (RFC 8030), encrypted for
// one device (RFC 8188, 8291) and signed with the installation's key (RFC 8292).
//
// Where a push goes is what a browser told us, so it is not to be trusted: what
// is sent goes to public addresses only, whatever a name resolves to.
package push

import (
	"encoding/base64"
	"errors"
	"fmt"
	"time"
)

// Message is one push: what is sent, and how the push service should treat it.
type Message struct {
	Payload []byte        // of a Notice; encrypted before it leaves
	TTL     time.Duration // how long the push service keeps it for a device that sleeps; 0: a day
	Urgent  bool          // wakes the device
	Topic   string        // the newer of two waiting pushes replaces the other, "ticket-12345678"; nobody else can read it
}

// What becomes of a push, besides nil: the push service has it.
var (
	ErrGone     = errors.New("the device no longer takes our pushes")
	ErrTooLarge = errors.New("the push is too large")
	ErrInner    = errors.New("the push service is at an address that is not public")
)

// Busy says that the push service wants to be left alone for a while; After is
// zero where it does not say for how long.
type Busy struct{ After time.Duration }

func (b *Busy) Error() string {
	if b.After == 0 {
		return "the push service is busy"
	}
	return fmt.Sprintf("the push service is busy, again in %s", b.After)
}

// Status is an answer that is none of the above.
type Status int

func (s Status) Error() string { return fmt.Sprintf("the push service answered %d", int(s)) }

var b64 = base64.RawURLEncoding
