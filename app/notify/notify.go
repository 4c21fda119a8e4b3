// Package notify decides who hears of what happened, and how: it reads the
// entries that the desk promised to announce and turns them into mails and
// pushes. A mail is an alert only: what was said stays in the ticket. So is a
// push, unless its person wants to see the words.
package notify

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"log/slog"
	netmail "net/mail"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/outbox"
	"hilo/app/privacy"
	"hilo/app/push"
	"hilo/app/words"
	"hilo/db"
)

// Options are what the installation decides about its mails.
type Options struct {
	URL       string         // HILO_URL: the only source of links
	Name      string         // HILO_NAME: who writes
	From      string         // HILO_MAIL_FROM; "": no-reply at the host of URL
	Locale    string         // for those whose language nobody knows
	Zone      *time.Location // for those whose zone nobody knows
	MailDelay time.Duration  // how long news may wait to be seen on a page
	SMTP      *SMTP          // nil: nothing leaves this machine
	Keep      bool           // development: keep every mail for Mails
	Views     fs.FS          // the templates of package views/mail
	Push      *push.Sender
	PushDelay time.Duration // how long news may wait to be seen on a page before devices show it
}

// Notifier tells people.
type Notifier struct {
	MailCounts, PushCounts *Outcomes // since the start

	db    *db.DB
	desk  *desk.Desk
	auth  *access.Auth
	words *words.Catalogue
	now   func() time.Time
	opts  Options
	url   string // without a slash at its end
	host  string
	from  string
	views *template.Template

	trials chan struct{} // a place for each test push
	outage *atomic.Pointer[Outage]
}

// These are the kinds of jobs that notify promises itself, beside one of each
// channel: does a person still need to be told of a ticket? (mailTo)
const (
	JobReceived = "received" // the first mail to somebody who was not signed in (mailTo)
	JobDeliver  = "deliver"  // does one device? (pushTo)
	JobSummary  = "summary"  // what was held while a person wanted quiet? (mailTo)
)

// Spent are the kinds of mails that are of no use once they were given up: a code has run out,
// a sign-in is old, a trial is asked for again.
var Spent = []string{access.JobCode, access.JobSignedIn, access.JobTrialMail}

// New returns a notifier over d; now is the clock. Settings that make no sense
// are named in the error.
func New(d *db.DB, tickets *desk.Desk, auth *access.Auth, catalogue *words.Catalogue, now func() time.Time, opts Options) (*Notifier, error) {
	n := &Notifier{MailCounts: new(Outcomes), PushCounts: new(Outcomes), db: d, desk: tickets, auth: auth, words: catalogue, now: now, opts: opts, from: opts.From, trials: make(chan struct{}, maxTrials), outage: new(atomic.Pointer[Outage])}
	u, err := url.Parse(opts.URL)
	if err != nil || u.Hostname() == "" {
		return nil, errors.New("HILO_URL has no host")
	}
	n.url, n.host = strings.TrimRight(opts.URL, "/"), u.Hostname()
	if n.from == "" {
		n.from = "no-reply@" + n.host
	}
	if a, err := netmail.ParseAddress(n.from); err != nil || a.Address != n.from {
		return nil, errors.New("HILO_MAIL_FROM is not a plain mail address")
	}
	if n.views, err = template.ParseFS(opts.Views, "*.html"); err != nil {
		return nil, fmt.Errorf("mail templates: %w", err)
	}
	return n, nil
}

// GreetMail tells the log at the start where the mail server does not let us in: nobody would
// hear of it before somebody waits for a code.
func (n *Notifier) GreetMail(ctx context.Context) {
	if n.opts.SMTP == nil {
		return
	}
	if err := n.Greet(ctx); err != nil && ctx.Err() == nil {
		n.noteOutage(err)
		slog.Error("HILO_SMTP: the mail server does not let us in; mails wait, and are tried again", "err", err)
	}
}

// Handlers are the jobs that notify does, by kind.
func (n *Notifier) Handlers() outbox.Handlers {
	byMail, byPush := mailChannel{n}, pushChannel{n}
	return outbox.Handlers{
		desk.JobEntry:      n.announce,
		ByMail:             n.by(ByMail),
		JobReceived:        byMail.received,
		ByPush:             n.by(ByPush),
		JobDeliver:         byPush.deliver,
		JobSummary:         byPush.summary,
		access.JobCode:     byMail.code,
		access.JobSignedIn: byMail.account("signedin"),
		access.JobPasskey:  byMail.account("passkey"),

		outbox.JobGivenUp:       n.undelivered,
		access.JobReceivedAgain: n.receivedAgain,
		access.JobTrialMail:     byMail.trialMail,

		privacy.JobErasureAsked:     byMail.erasureAsked,
		privacy.JobErasureCancelled: byMail.erasureCancelled,
		privacy.JobErasureDone:      byMail.erasureDone,
	}
}

// localizer speaks to a person: in the first of locales that is set, in their zone.
func (n *Notifier) localizer(timezone string, locales ...string) *words.Localizer {
	zone, locale := n.zone(timezone), n.opts.Locale
	for _, l := range locales {
		if n.words.Has(l) {
			locale = l
			break
		}
	}
	return n.words.In(locale, zone)
}

func (n *Notifier) zone(name string) *time.Location {
	if zone, ok := words.Zone(name); ok {
		return zone
	}
	if n.opts.Zone == nil {
		return time.UTC
	}
	return n.opts.Zone
}
