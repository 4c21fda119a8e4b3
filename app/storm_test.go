package app_test

import (
	"context"
	"fmt"
	"net/http/httptrace"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hilo/app/bench/rig"
)

// storm is the senders and what they know.
type storm struct {
	t       *testing.T
	tickets []int64 // that the crowd answers
	over    atomic.Bool
	full    bool // the disk may be: what is not taken is sent again
	killed  []time.Time

	mu         sync.Mutex
	kept       map[string]words // acknowledged, by key
	unanswered []time.Time      // when requests went out that nobody answered
	again      int              // acknowledged as kept before
	away       int              // answered that nothing can be kept for the moment
	longest    time.Duration    // that one of them waited, but for its own budget
}

// words are a message that was acknowledged.
type words struct {
	ticket, seq int64
	sent        time.Time // the first time
}

// answers sends one reply after the other to one ticket after the other.
func (s *storm) answers(ctx context.Context, sam *rig.Browser) {
	for i := 0; !s.over.Load() && ctx.Err() == nil; i++ {
		s.reply(ctx, sam, s.tickets[i%len(s.tickets)], fmt.Sprintf("%s %d", sam.Email, i))
	}
}

// talk has ana open one ticket after the other, and sam answer each once.
func (s *storm) talk(ctx context.Context, ana, sam *rig.Browser) {
	for i := 0; !s.over.Load() && ctx.Err() == nil; i++ {
		key := fmt.Sprintf("%s %d", ana.Email, i)
		w := s.send(ctx, ana, "/tickets", rig.Question("A question", "Words of "+key, key), key)
		s.reply(ctx, sam, w.ticket, fmt.Sprintf("%s %d", sam.Email, i))
	}
}

func (s *storm) reply(ctx context.Context, sam *rig.Browser, ticket int64, key string) {
	s.send(ctx, sam, replies(ticket), rig.Reply("Words of "+key, key), key)
}

// send sends a message until it is acknowledged.
func (s *storm) send(ctx context.Context, b *rig.Browser, path string, form url.Values, key string) words {
	first := time.Now()
	for since := first; ctx.Err() == nil; {
		a, out, err := try(ctx, b, path, form)
		switch {
		case err != nil:
			s.lost(out)
			time.Sleep(2 * time.Millisecond) // it is being started
		case a.Status == 429: // the budget of this minute is spent
			time.Sleep(100 * time.Millisecond)
			since = time.Now()
		case a.Status == 503 && s.full:
			s.refused(a)
			time.Sleep(10 * time.Millisecond)
			since = time.Now()
		case a.Status >= 400:
			s.t.Errorf("%s got %d", path, a.Status)
			return words{}
		default:
			w := words{sent: first}
			w.ticket, w.seq = where(path, a)
			s.mu.Lock()
			defer s.mu.Unlock()
			s.kept[key], s.longest = w, max(s.longest, time.Since(since))
			if a.Status == 200 {
				s.again++
			}
			return w
		}
	}
	return words{}
}

// try posts a form as the page's script does. out is when it was on its way;
// zero if it never was.
func try(ctx context.Context, b *rig.Browser, path string, form url.Values) (a rig.Answer, out time.Time, err error) {
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteRequest: func(w httptrace.WroteRequestInfo) {
		if w.Err == nil {
			out = time.Now()
		}
	}})
	r := b.Request(ctx, path, form)
	r.Header.Set("HX-Request", "true")
	a, err = b.Send(r)
	return a, out, err
}

var entryID = regexp.MustCompile(`id="entry-(\d+)"`)

// where is the ticket and the entry that an answer tells of: that of a new
// ticket leads to it, that of a reply holds the entry.
func where(to string, a rig.Answer) (ticket, seq int64) {
	if at := a.Header.Get("Location"); at != "" {
		ticket, _ = strconv.ParseInt(path.Base(at), 10, 64)
		return ticket, 1
	}
	ticket, _ = strconv.ParseInt(path.Base(path.Dir(to)), 10, 64)
	if m := entryID.FindStringSubmatch(a.Body); m != nil {
		seq, _ = strconv.ParseInt(m[1], 10, 64)
	}
	return ticket, seq
}

func (s *storm) lost(out time.Time) {
	if !out.IsZero() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.unanswered = append(s.unanswered, out)
	}
}

// refused looks at an answer that nothing can be kept now: it says so, and when to come back.
func (s *storm) refused(a rig.Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away++; a.Header.Get("Retry-After") == "" || len(a.Body) == 0 {
		s.t.Errorf("told %q, and to come back in %q s", a.Body, a.Header.Get("Retry-After"))
	}
}

// hits counts the kills that came between a request and its answer.
func (s *storm) hits() int {
	hit, from := 0, time.Time{}
	for _, at := range s.killed {
		for _, out := range s.unanswered {
			if out.After(from) && out.Before(at) {
				hit++
				break
			}
		}
		from = at
	}
	return hit
}

// told checks the alerts of a ticket as the mail server took them: one came
// after the last reply was sent; one that came twice is known by its Message-ID.
func (s *storm) told(number int64, all []rig.Mail, begun, last time.Time) (mails, repeats int) {
	texts, ids := map[string]string{}, map[string]string{}
	var latest time.Time
	for _, m := range all {
		if !strings.Contains(m.Subject, fmt.Sprint(number)) || m.At.Before(begun) {
			continue
		}
		mails, latest = mails+1, m.At
		if text, seen := texts[m.ID]; seen {
			repeats++
			if text != m.Text {
				s.t.Error("a repeated mail says something else")
			}
		}
		texts[m.ID] = m.Text
		first := m.ID[strings.Index(m.ID, ".")+1:] // the entry that it begins with
		if id, seen := ids[first]; seen && id != m.ID {
			s.t.Error("two Message-IDs for the same news")
		}
		ids[first] = m.ID
	}
	if latest.Before(last) {
		s.t.Errorf("no alert after the last reply, of %d", mails)
	}
	return mails, repeats
}
