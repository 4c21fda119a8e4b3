package notify

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"

	"github.com/wneessen/go-mail"

	"hilo/app/outbox"
)

// letter is a mail before it is made: the words from which both parts come.
type letter struct {
	ID      string // the same for a repeat
	To      string
	Locale  string
	Brand   string
	Subject string
	Code    string // of a code mail: the first digits in both parts
	Lines   []string
	Button  string
	Link    string // the only one; of a code mail, only where there is a link to end
	Foot    []string
	Off     string // of an alert: where mail programs end them; in no part
}

// text is the plain part.
func (l *letter) text() string {
	lines := l.Lines
	if l.Code != "" {
		lines = append([]string{l.Code + " " + lines[0]}, lines[1:]...)
	} else {
		lines = append([]string{l.Subject}, lines...)
	}
	if l.Link != "" {
		lines = append(lines, l.Button+":\n"+l.Link)
	}
	return strings.Join(lines, "\n\n") + "\n\n-- \n" + strings.Join(l.Foot, "\n") + "\n"
}

// html is the part that most people see.
func (n mailChannel) html(l *letter) (string, error) {
	name := "notice"
	if l.Code != "" {
		name = "code"
	}
	var b strings.Builder
	err := n.views.ExecuteTemplate(&b, name, l)
	return b.String(), err
}

// send makes the mail, hands it to the mail server and, in development, keeps it.
func (n mailChannel) send(ctx context.Context, l letter) error {
	l.Brand = n.opts.Name
	text := l.text()
	html, err := n.html(&l)
	if err != nil {
		return fmt.Errorf("mail template: %w", err)
	}
	m, err := n.message(&l, text, html)
	if err != nil {
		return outbox.Never(err)
	}
	switch {
	case n.opts.SMTP == nil && !n.opts.Keep: // a command beside the server, which sends none
		return errors.New("HILO_SMTP is not set: there is no way to send mail")
	case n.opts.SMTP != nil:
		err := n.opts.SMTP.send(ctx, n.host, m)
		n.MailCounts.note(err, outbox.IsNever(err))
		if n.noteOutage(err); err != nil {
			return err
		}
	}
	if n.opts.Keep {
		return n.keep(ctx, &l, m, text, html)
	}
	return nil
}

// message puts the parts under the headers that keep robots from answering
// (RFC 3834; the X-header for Exchange). The Message-ID is the letter's, so
// that a repeat after a crash is known as one.
func (n mailChannel) message(l *letter, text, html string) (*mail.Msg, error) {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	m.FromMailAddress(&netmail.Address{Name: n.opts.Name, Address: n.from}) // quotes what names may hold
	if err := m.To(l.To); err != nil {
		return nil, errors.New("mail: bad recipient") // err shows the address
	}
	m.Subject(l.Subject)
	m.SetDateWithValue(n.now())
	m.SetMessageIDWithValue(l.ID + "@" + n.host)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetGenHeader("X-Auto-Response-Suppress", "All")
	m.SetGenHeader("Content-Language", l.Locale)
	if l.Off != "" { // RFC 8058
		m.SetGenHeader("List-Unsubscribe", "<"+l.Off+">")
		m.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	m.SetBodyString(mail.TypeTextPlain, text)
	m.AddAlternativeString(mail.TypeTextHTML, html)
	return m, nil
}
