package access

import (
	"context"
	"crypto/hmac"
	"strconv"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/app/limits"
	"hilo/app/outbox"
	"hilo/db"
)

// JobReceivedAgain is the job that sends the first mail to a guest once more; its payload
// is a ReceivedAgain.
const JobReceivedAgain = "received-again"

// ReceivedAgain says of which ticket, and whether whoever asked had a budget left.
type ReceivedAgain struct {
	Ticket int64
	Sends  bool
}

// SealOpened is what a browser keeps that opened a ticket for an address, and by which it
// may ask for the mail again: it is worth nothing of any other.
func (guests *Guests) SealOpened(ticket int64, email string) (number, sealed string) {
	number = strconv.FormatInt(ticket, 10)
	return number, guests.sealOpened(number, email, strconv.FormatInt(guests.now().Unix(), 36))
}

func (guests *Guests) sealOpened(number, email, at string) string {
	return at + "." + tag(guests.secret.opened, number+"/"+at+"/"+email)
}

// AskReceived asks for the mail of a ticket that was opened for an address, once more: as
// often as for a code, and free is from when again. Whether it goes, the browser cannot
// tell. Faults: Unknown for a seal that is none; TooMany as for codes.
func (guests *Guests) AskReceived(ctx context.Context, number, email, sealed, ip string) (free time.Time, err error) {
	at, _, _ := strings.Cut(sealed, ".")
	opened, broken := strconv.ParseInt(at, 36, 64)
	if broken != nil || !hmac.Equal([]byte(sealed), []byte(guests.sealOpened(number, email, at))) {
		return free, fault.Hide()
	}
	ticket, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return free, fault.Hide()
	}
	now, a := db.Time(guests.now()), limits.AskerOf(ip)
	var c *challenge
	if free = time.Unix(opened, 0).Add(resend); now.Before(free) {
		return free, nil // the first has just left
	}
	err = guests.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		c = &challenge{AskedAt: now, AgainAt: now.Add(resend)}
		budgets := guests.codes.codeBudgets(stranger, a, PurposeTarget(JobReceivedAgain, email))
		if err := guests.codes.spendBudgets(ctx, tx, c, budgets); err != nil {
			return err
		}
		return outbox.Put(ctx, tx, now, outbox.Promise{Kind: JobReceivedAgain, Payload: ReceivedAgain{ticket, c.Sends}, Ticket: ticket})
	})
	if err != nil {
		return free, err
	}
	time.AfterFunc(answerFirst, guests.box.Wake)
	return c.AgainAt, nil
}
