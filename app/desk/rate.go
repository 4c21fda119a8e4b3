package desk

import (
	"context"
	"time"

	"hilo/app/fault"
	"hilo/db"
)

// RatingOpen is how long a rating may be changed: after it was given, and again
// after the ticket was closed anew.
const RatingOpen = 7 * 24 * time.Hour

// Rate says how it went: good or bad, once the ticket is solved or closed.
func (d *Desk) Rate(ctx context.Context, actor Actor, number int64, score string) (Entry, error) {
	return d.add(ctx, actor, number, sent{}, func(t *Ticket) (Entry, error) { return rate(t, actor, score, d.now()) })
}

func rate(t *Ticket, actor Actor, score string, now time.Time) (Entry, error) {
	switch {
	case !actor.Can(DecideTickets):
		return Entry{}, fault.Hide()
	case score != "good" && score != "bad":
		return Entry{}, fault.Mend("score", "desk.score.empty")
	case t.Status != StatusSolved && t.Status != StatusClosed:
		return Entry{}, fault.Say(fault.Stale, "desk.score.early")
	case t.Score == score:
		return Entry{}, errSame
	case !t.RatedAt.IsZero() && now.After(t.RatedAt.Add(RatingOpen)):
		return Entry{}, fault.Say(fault.Stale, "desk.score.late")
	}
	if t.RatedAt.IsZero() {
		t.RatedAt = db.Time(now)
	}
	t.Score = score
	return Entry{Kind: Rated, Data: Data{Score: score}}, nil
}
