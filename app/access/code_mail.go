package access

import (
	"context"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/outbox"
	"hilo/db"
)

// JobCode is the job that mails a code; Draw reads it.
const JobCode = "code"

// codeRef is its payload: there is no code yet.
type codeRef struct{ Challenge string }

// CodeMail is what the mail with a code says.
type CodeMail struct {
	Email        string
	Locale       string
	Code         string    // shown as ShowCode does
	Word         string    // letters that bring a code at once, where strangers have had all of the day; else ''
	TicketNumber int64     // 0: it signs in, or confirms Purpose
	Purpose      string    // ToErase, or ''
	At           time.Time // it was asked for
	Browser      string    // browser that asked, in words
	ExpiresAt    time.Time
	Token        string // of the guest link that it is for; '' for none
}

// Draw makes the code of a job whose mail leaves now. nil: it does not, or not
// yet. Whoever asked has had one too many, or the mailbox has to wait for its turn.
// What was charged to a mailbox is sent there, whatever its asker did since: or
// strangers could spend its day, and nobody would see a code or the word. The same
// job draws the same code.
func (codes *Codes) Draw(ctx context.Context, job outbox.Job) (mail *CodeMail, err error) {
	var ref codeRef
	if err := job.Into(&ref); err != nil {
		return nil, outbox.Never(err)
	}
	err = codes.db.Write(ctx, func(ctx context.Context, tx bun.Tx) error {
		mail = nil
		c := new(challenge)
		err := tx.NewSelect().Model(c).Where("id = ?", ref.Challenge).Scan(ctx)
		if db.Missing(err) {
			return nil
		} else if err != nil {
			return err
		}
		if mail, err = codes.draw(ctx, tx, job, c); err != nil || mail == nil {
			return err
		}
		return codes.address(ctx, tx, c, mail)
	})
	return mail, err
}

func (codes *Codes) draw(ctx context.Context, tx bun.Tx, job outbox.Job, c *challenge) (*CodeMail, error) {
	now := db.Time(codes.now())
	if !c.Sends || !c.UsedAt.IsZero() {
		return nil, nil
	}
	if c.CodeHash == "" {
		until := c.AskedAt.Add(lateLife)
		if !now.Before(until) {
			return nil, nil
		}
		if !c.Direct {
			if ok, err := codes.turns.MayLeave(ctx, tx, job, Newcomer{Email: c.Email}, c.Network, until); err != nil || !ok {
				return nil, err
			}
		}
		if err := codes.drawFresh(ctx, tx, c, now); err != nil {
			return nil, err
		}
	}
	if !now.Before(c.ExpiresAt) {
		return nil, nil
	}
	code, err := codes.codeOf(c)
	return &CodeMail{Email: c.Email, Locale: c.Locale, Code: code, At: c.AskedAt, Browser: c.BrowserLabel, ExpiresAt: c.ExpiresAt}, err
}

// drawFresh gives a challenge its code, as long as the count of the others wants it.
func (codes *Codes) drawFresh(ctx context.Context, tx bun.Tx, c *challenge, now time.Time) (err error) {
	open := func(most int, where string, args ...any) (n int, err error) {
		err = tx.NewRaw("SELECT count(*) FROM (SELECT 1 FROM challenges WHERE "+where+" AND sent_at > ? AND used_at IS NULL LIMIT ?) AS open",
			append(args, now.Add(-24*time.Hour), most)...).Scan(ctx, &n)
		return n, err
	}
	all, err := open(manyOpen, "trust = ?", c.Trust)
	if err != nil {
		return err
	}
	own, err := open(fewOpen, "trust = ? AND target = ?", c.Trust, c.Target)
	if err != nil {
		return err
	}
	c.Digits, c.SentAt, c.ExpiresAt = digitsFor(all, own), now, now.Add(codeLife)
	if all >= someOpen && codes.grown.CompareAndSwap(false, true) {
		slog.WarnContext(ctx, "many codes are asked for and not answered: they are longer now", "digits", c.Digits)
	}
	if c.CodeHash, err = codes.newCode(ctx, tx, c); err != nil {
		return err
	}
	_, err = tx.NewUpdate().Model(c).Column("code_hash", "digits", "sent_at", "expires_at").WherePK().Exec(ctx)
	return err
}

// address adds what the code is for, and the word.
func (codes *Codes) address(ctx context.Context, tx bun.Tx, c *challenge, mail *CodeMail) error {
	if c.LinkID != "" {
		err := tx.NewSelect().Table("guest_links").Column("ticket").Where("id = ?", c.LinkID).Scan(ctx, &mail.TicketNumber)
		switch {
		case db.Missing(err):
			mail.Purpose = c.LinkID
		case err != nil:
			return err
		default:
			mail.Token = tag(codes.secret.links, c.LinkID)
		}
	}
	if !c.Word {
		return nil
	}
	mail.Word = codes.secret.word(c.ID)
	_, err := tx.NewRaw("INSERT INTO way_words (hash, target, email, link_id, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
		codes.secret.codeHash("word", mail.Word), c.Target, c.Email, c.LinkID, c.SentAt).Exec(ctx)
	return err
}
