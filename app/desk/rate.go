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

// Rate says how it went: good or bad, once the ticket is solved or closed; and, if the
// actor has words for it, why. It changes no status, whatever the words are.
func (d *Desk) Rate(ctx context.Context, actor Actor, number int64, score, comment string) (Entry, error) {
	return d.add(ctx, actor, number, sent{}, func(t *Ticket) (Entry, error) { return rate(t, actor, score, comment, d.now()) })
}

func rate(t *Ticket, actor Actor, score, comment string, now time.Time) (Entry, error) {
	say := Message{}
	if !Blank(comment) {
		var err error
		if say, err = (Message{Body: comment}).clean(); err != nil {
			return Entry{}, err
		}
	}
	switch {
	case !actor.Can(DecideTickets):
		return Entry{}, fault.Hide()
	case score != "good" && score != "bad":
		return Entry{}, fault.Mend("score", "desk.score.empty")
	case t.Status != StatusSolved && t.Status != StatusClosed:
		return Entry{}, fault.Say(fault.Stale, "desk.score.early")
	case t.Score == score && (say.Body == "" || t.Commented() && t.PublicLine == firstLine(say.Body)):
		return Entry{}, errSame
	case !t.RatedAt.IsZero() && now.After(t.RatedAt.Add(RatingOpen)):
		return Entry{}, fault.Say(fault.Stale, "desk.score.late")
	}
	if t.RatedAt.IsZero() {
		t.RatedAt = db.Time(now)
	}
	t.Score = score
	return Entry{Kind: Rated, Body: say.Body, Data: Data{Score: score}}, nil
}

// Commented tells whether the last that the requester said is why they rated it so.
func (t *Ticket) Commented() bool { return t.PublicKind == Rated && t.PublicLine != "" }

// RatingEnds is how long a rating that was given may still be changed; 0: there is
// none, or no longer.
func (t *Ticket) RatingEnds(now time.Time) time.Duration {
	if t.RatedAt.IsZero() {
		return 0
	}
	return max(0, t.RatedAt.Add(RatingOpen).Sub(now))
}
