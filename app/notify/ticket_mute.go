package notify

import (
	"context"

	"github.com/uptrace/bun"

	"hilo/app/desk"
	"hilo/app/fault"
	"hilo/app/withdrawn"
)

// Level is what a person wants to hear of one ticket.
type Level string

// The levels of a ticket.
const (
	All    Level = "all"
	Needed Level = "needed" // only when it is their turn: details wanted, solved
	Off    Level = "off"
)

// Levels in the order in which the bell shows them.
var Levels = []Level{All, Needed, Off}

// lets tells whether a kind is loud enough.
func (l Level) lets(k desk.Kind) bool { return l != Off && (l != Needed || k.Urgency() >= desk.Wanted) }

// Mute sets how loud t is for its requester, and t with it; "" turns all off,
// or all on again. All means mails too. t must come from desk.Ticket.
func (n *Notifier) Mute(ctx context.Context, actor desk.Actor, t *desk.Ticket, level Level) error {
	switch level {
	case "":
		if level = Off; LevelOf(t) != All || t.MailOff {
			level = All
		}
	case All, Needed, Off:
	default:
		return fault.Mend("level", "mute.unknown")
	}
	return n.ring(actor.ID, n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		return tx.NewRaw(`INSERT INTO mutes (person_id, ticket, level) VALUES (?, ?, ?)
			ON CONFLICT (person_id, ticket) DO UPDATE SET level = excluded.level, mail_off = mutes.mail_off AND excluded.level <> ?
			RETURNING level, mail_off`, actor.ID, t.Number, level, All).Scan(ctx, &t.Muted, &t.MailOff)
	}))
}

// LevelOf is how loud t is for the person it was read for.
func LevelOf(t *desk.Ticket) Level {
	if t.Muted == "" {
		return All
	}
	return Level(t.Muted)
}

// MuteMail turns off mails about ticket for person, and nothing else.
func (n *Notifier) MuteMail(ctx context.Context, person, ticket int64) error {
	return n.ring(person, n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := withdrawn.Note(ctx, tx, n.now(), withdrawn.Mails, "number = ?", ticket); err != nil {
			return err
		}
		_, err := tx.NewRaw(`INSERT INTO mutes (person_id, ticket, level, mail_off) VALUES (?, ?, ?, TRUE)
			ON CONFLICT (person_id, ticket) DO UPDATE SET mail_off = TRUE`, person, ticket, All).Exec(ctx)
		return err
	}))
}

// Mute is a ticket that is not as loud as others.
type Mute struct {
	Ticket  int64 `json:"ticket"`
	Level   Level `json:"level"`
	MailOff bool  `json:"mail_off"`
}

// Mutes are those of a person.
func (n *Notifier) Mutes(ctx context.Context, person int64) (all []Mute, err error) {
	err = n.db.Read.NewRaw("SELECT ticket, level, mail_off FROM mutes WHERE person_id = ? AND (level <> ? OR mail_off) ORDER BY ticket", person, All).Scan(ctx, &all)
	return all, err
}
