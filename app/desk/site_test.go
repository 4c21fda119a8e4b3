package desk

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/fault"
	"hilo/app/live"
	"hilo/app/outbox"
	"hilo/db"
	"hilo/db/dbtest"
)

// The people of these tests, with the ids that a site gives them.
var (
	ana  = SignedIn(Person{ID: 1, Email: "ana@example.com", Name: "Ana Ruiz"})
	luis = SignedIn(Person{ID: 2, Email: "luis@example.com", Name: "Luis Park"})
	sam  = SignedIn(Person{ID: 3, Email: "sam@example.com", Name: "Sam Ortiz", Role: Agent}).OnDesk()
	eva  = SignedIn(Person{ID: 4, Email: "eva@example.com", Name: "Eva Marín", Role: Agent}).OnDesk()
)

// atHome is a member of staff on /tickets, like anyone.
func atHome(a Actor) Actor {
	a.Side = RequesterSide
	return a
}

// guest is a person with the session of a guest, for one ticket.
func guest(a Actor, number int64) Actor { return Guest(a.Person, number) }

// site is a desk with people, a clock that only the test moves, and a count of queries.
type site struct {
	*Desk
	t       *testing.T
	ctx     context.Context
	mu      *sync.Mutex
	at      *time.Time
	queries *counter
}

func both(t *testing.T, test func(*testing.T, *site)) {
	dbtest.Both(t, func(t *testing.T, d *db.DB) { test(t, newSite(t, d)) })
}

func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	at := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	s := &site{t: t, ctx: t.Context(), mu: new(sync.Mutex), at: &at, queries: new(counter)}
	counted := d.Watched(s.queries)
	s.Desk = New(counted, new(live.Bell), outbox.New(d, s.clock), s.clock)
	for _, p := range []Actor{ana, luis, sam, eva} {
		known, err := Know(s.ctx, d, p.Email, at)
		if err != nil || known.ID != p.ID {
			t.Fatalf("%s has id %d, %v", p.Email, known.ID, err)
		}
		if _, err := d.NewUpdate().Model(&p.Person).Column("name", "role").WherePK().Exec(s.ctx); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *site) clock() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return *s.at
}

func (s *site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	*s.at = s.at.Add(d)
}

func say(body string) Message { return Message{Body: body} }

func keyed(body, key string) Message { return Message{Body: body, Key: key} }

func about(subject string, say Message) Question {
	return Question{Topic: "payments", Subject: subject, Message: say, Locale: "es"}
}

// opens starts a ticket of who and returns its number.
func (s *site) opens(who Actor, subject, body string) int64 {
	s.t.Helper()
	ticket, _, err := s.Open(s.ctx, who, about(subject, say(body)))
	must(s.t, err)
	return ticket.Number
}

// ok is for verbs that must succeed: s.ok(s.Reply(…)).
func (s *site) ok(e Entry, err error) Entry {
	s.t.Helper()
	must(s.t, err)
	return e
}

// brings opens a ticket of who and leads it to status, by eva's hand.
func (s *site) brings(who Actor, status Status) int64 {
	s.t.Helper()
	n := s.opens(who, "Ticket that is "+string(status), "Help!")
	switch status {
	case StatusOpen:
		s.ok(s.Reply(s.ctx, eva, n, say("On it.")))
	case StatusPending:
		s.ok(s.Ask(s.ctx, eva, n, say("When?"), []string{"time"}))
	case StatusHold:
		s.ok(s.SetStatus(s.ctx, eva, n, StatusHold))
	case StatusSolved, StatusClosed:
		s.ok(s.Solve(s.ctx, eva, n, say("Done.")))
	}
	if status == StatusClosed {
		s.ok(s.Confirm(s.ctx, who, n))
	}
	return n
}

func (s *site) ticket(who Actor, number int64) *Ticket {
	s.t.Helper()
	ticket, err := s.Ticket(s.ctx, who, number)
	must(s.t, err)
	return ticket
}

// thread is all that who sees of a short ticket.
func (s *site) thread(who Actor, number int64) []Entry {
	s.t.Helper()
	entries, _, err := s.Before(s.ctx, who, s.ticket(who, number), 0)
	must(s.t, err)
	return entries
}

// lists are the numbers of who's rows, in order.
func (s *site) lists(who Actor, f Filter, span ...Span) []int64 {
	s.t.Helper()
	rows, _, err := s.Lists.Rows(s.ctx, who, f, append(span, Span{})[0])
	must(s.t, err)
	return numbers(rows)
}

func numbers(rows []Ticket) []int64 {
	all := []int64{}
	for _, row := range rows {
		all = append(all, row.Number)
	}
	return all
}

// rows counts what the tables of the desk hold.
func (s *site) rows() string {
	s.t.Helper()
	var all string
	for _, table := range []string{"people", "tickets", "entries", "files", "seen", "drafts", "jobs"} {
		n, err := s.db.Read.NewSelect().Table(table).Count(s.ctx)
		must(s.t, err)
		all += fmt.Sprint(table, " ", n, " ")
	}
	return all
}

// asks counts the queries that do makes.
func (s *site) asks(do func()) int64 {
	before := s.queries.n.Load()
	do()
	return s.queries.n.Load() - before
}

// counter counts queries.
type counter struct{ n atomic.Int64 }

func (c *counter) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (c *counter) AfterQuery(context.Context, *bun.QueryEvent) { c.n.Add(1) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// refused checks that err is the fault with kind and key.
func refused(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Kind != kind || f.Key != key {
		t.Errorf("got %v, want fault %d %s", err, kind, key)
	}
}

// hidden checks that err is what strangers get, and nothing else.
func hidden(t *testing.T, err error) {
	t.Helper()
	refused(t, err, fault.Unknown, "problem.unknown")
}

// together runs do n times at once and returns the errors.
func together(n int, do func(i int) error) []error {
	errs := make([]error, n)
	var crowd sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		crowd.Go(func() {
			<-start
			errs[i] = do(i)
		})
	}
	close(start)
	crowd.Wait()
	return errs
}
