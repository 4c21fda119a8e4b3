package access

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/outbox"
)

// The budgets of codes. A day's worth of wrong codes keeps the chance to guess
// one ticket's code below one in a million. To guess any code of the site takes
// all codes that strangers can ask for in a day, five tries at each: one in 400,
// and the operator hears of it within the first hour.
var (
	codeMinute    = Limit{"code minute", 1, resend, false}
	codeDoorHour  = Limit{"code door hour", 5, time.Hour, false}
	codeDoorDay   = Limit{"code door day", 10, 24 * time.Hour, false}
	codeHour      = Limit{"code hour", 10, time.Hour, false}
	codeDay       = Limit{"code day", 20, 24 * time.Hour, false}
	codeNetwork   = Limit{"code network", 30, time.Hour, true}
	codeSite      = Limit{"code site", 2000, time.Hour, false}
	codeSiteAlarm = Limit{"code site alarm", 1000, time.Hour, false}

	wrongDay  = Limit{"wrong day", 19, 24 * time.Hour, false} // the 20th is one too many
	wrongSite = Limit{"wrong site", 300, time.Hour, false}
	pause     = Limit{"pause", 1, 24 * time.Hour, false}
)

var errLimited = errors.New("no more codes for now")

// crowd is who shares budgets: browsers that proved the address before, or all
// others. A stranger who asks and guesses cannot lock the owner out.
type crowd string

const (
	known    crowd = "k"
	stranger crowd = "n"
)

func crowdOf(isKnown bool) crowd {
	if isKnown {
		return known
	}
	return stranger
}

func (c crowd) own(rule Limit) Limit {
	rule.name = string(c) + " " + rule.name
	return rule
}

// afford takes one code for d from every budget that it counts against, or
// returns errLimited: the caller rolls back, so that a refusal costs nothing.
func (g *Gate) afford(ctx context.Context, tx bun.Tx, c crowd, d door, ip string) error {
	paused, err := tx.NewSelect().Table("limits").
		Where("bucket = ? AND tat > ?", g.bucket(c.own(pause), d.whom()), g.now().UnixMicro()).Exists(ctx)
	if err != nil {
		return err
	}
	if paused {
		return errLimited
	}
	type budget struct {
		rule Limit
		whom string
	}
	mailbox := Fold(d.email)
	budgets := []budget{{codeMinute, mailbox}, {codeHour, mailbox}, {codeDay, mailbox}, {codeNetwork, ip}, {codeSite, ""}}
	if d.link != "" {
		one := d.whom() + "/" + mailbox
		budgets = append([]budget{{codeDoorHour, one}, {codeDoorDay, one}}, budgets...)
	}
	for _, b := range budgets { // always in this order: two that wait for each other would deadlock
		if ok, err := g.spend(ctx, tx, c.own(b.rule), b.whom); err != nil {
			return err
		} else if !ok {
			return errLimited
		}
	}
	return g.alarm(ctx, tx, c.own(codeSiteAlarm))
}

// wrong counts a wrong code. Too many pause the sending for a day; who is in
// already stays in.
func (g *Gate) wrong(ctx context.Context, c crowd, d door) error {
	ok, err := g.spend(ctx, g.db, c.own(wrongDay), d.whom())
	if err == nil && !ok {
		err = g.rest(ctx, c, d)
	}
	if err != nil {
		return err
	}
	return g.alarm(ctx, g.db, wrongSite)
}

// rest pauses the sending, and has a line about it put into the ticket, for staff.
func (g *Gate) rest(ctx context.Context, c crowd, d door) error {
	err := g.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		begun, err := g.spend(ctx, tx, c.own(pause), d.whom())
		if err != nil || !begun || d.number == 0 {
			return err
		}
		return outbox.Put(ctx, tx, g.now(), outbox.Promise{Kind: desk.JobGuessed, Payload: desk.Ref{Ticket: d.number}})
	})
	g.box.Wake()
	return err
}

// alarm tells the operator when the installation as a whole is past a rule.
func (g *Gate) alarm(ctx context.Context, idb bun.IDB, rule Limit) error {
	ok, err := g.spend(ctx, idb, rule, "")
	if err == nil && !ok {
		slog.WarnContext(ctx, "unusually many codes", "limit", rule.name)
	}
	return err
}

// whom is what wrong codes count against.
func (d door) whom() string {
	if d.number == 0 {
		return "mail/" + Fold(d.email)
	}
	return fmt.Sprint("ticket/", d.number)
}
