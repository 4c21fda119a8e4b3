package notify

import (
	"context"
	"strings"
	"time"

	"github.com/uptrace/bun"
	"github.com/wneessen/go-mail"

	"hilo/db"
)

// kept is how many mails development keeps.
const kept = 500

// DevMail is a mail as development shows it.
type DevMail struct {
	bun.BaseModel `bun:"table:dev_mails" json:"-"`

	ID      string            `bun:",pk" json:"id"`
	At      time.Time         `json:"at"`
	To      string            `bun:"rcpt" json:"to"`
	Subject string            `json:"subject"`
	Headers map[string]string `json:"headers"` // as sent, by name
	Text    string            `json:"text"`
	HTML    string            `bun:"html" json:"html"`
}

// Mails are the mails that were sent in development, newest first.
func (n *Notifier) Mails(ctx context.Context) ([]DevMail, error) {
	mails := []DevMail{} // as JSON an empty list, not null
	err := n.db.Read.NewSelect().Model(&mails).Order("at DESC", "id DESC").Scan(ctx)
	return mails, err
}

// keep stores a mail that was sent, once, and forgets the oldest.
func (n mailChannel) keep(ctx context.Context, l *letter, m *mail.Msg, text, html string) error {
	headers, err := headersOf(m)
	if err != nil {
		return err
	}
	dm := DevMail{ID: l.ID, At: db.Time(n.now()), To: l.To, Subject: l.Subject, Headers: headers, Text: text, HTML: html}
	return n.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewInsert().Model(&dm).On("CONFLICT (id) DO NOTHING").Returning("NULL").Exec(ctx); err != nil {
			return err
		}
		_, err := tx.NewRaw("DELETE FROM dev_mails WHERE id NOT IN (SELECT id FROM dev_mails ORDER BY at DESC, id DESC LIMIT ?)", kept).Exec(ctx)
		return err
	})
}

// headersOf are the headers of m as they go over the wire, unfolded.
func headersOf(m *mail.Msg) (map[string]string, error) {
	var b strings.Builder
	if _, err := m.WriteTo(&b); err != nil {
		return nil, err
	}
	head, _, _ := strings.Cut(b.String(), "\r\n\r\n")
	headers := map[string]string{}
	for line := range strings.SplitSeq(strings.NewReplacer("\r\n ", " ", "\r\n\t", " ").Replace(head), "\r\n") {
		name, value, _ := strings.Cut(line, ": ")
		headers[name] = value
	}
	return headers, nil
}
