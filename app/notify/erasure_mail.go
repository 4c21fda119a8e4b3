package notify

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"hilo/app/access"
	"hilo/app/outbox"
	"hilo/app/privacy"
	"hilo/app/words"
)

// erasureAsked tells a person that they asked for it, and until when they may cancel.
func (n mailChannel) erasureAsked(ctx context.Context, job outbox.Job) error {
	return n.ofErasure(ctx, job, "mail.erasure.asked.subject", func(v *words.Localizer, w privacy.Wish) []string {
		return []string{v.T("mail.erasure.asked", "When", v.FullZone(w.Due)), v.T("mail.erasure.asked.stranger")}
	})
}

// erasureCancelled tells them that nothing will be erased.
func (n mailChannel) erasureCancelled(ctx context.Context, job outbox.Job) error {
	return n.ofErasure(ctx, job, "mail.erasure.cancelled.subject", func(v *words.Localizer, _ privacy.Wish) []string {
		return []string{v.T("mail.erasure.cancelled")}
	})
}

// erasureDone tells them that it is done.
func (n mailChannel) erasureDone(ctx context.Context, job outbox.Job) error {
	return n.ofErasure(ctx, job, "mail.erasure.done.subject", func(v *words.Localizer, _ privacy.Wish) []string {
		return []string{v.T("mail.erasure.done")}
	})
}

// ofErasure is a mail about a wish.
func (n mailChannel) ofErasure(ctx context.Context, job outbox.Job, subject string, says func(*words.Localizer, privacy.Wish) []string) error {
	var w privacy.Wish
	if err := job.Into(&w); err != nil {
		return outbox.Never(err)
	}
	return n.toSettings(ctx, job, w.Person, subject, func(v *words.Localizer) []string { return says(v, w) })
}

// ForgetPerson drops what a person chose, silenced and turned on: all of it is
// theirs, and goes with their words, as do mails about their browsers and keys that were given up.
func ForgetPerson(ctx context.Context, tx bun.Tx, personID int64) error {
	for _, table := range []string{"devices", "choices", "notification_settings", "mutes"} {
		if _, err := tx.NewRaw("DELETE FROM "+table+" WHERE person_id = ?", personID).Exec(ctx); err != nil {
			return err
		}
	}
	_, err := tx.NewRaw("DELETE FROM jobs WHERE dead_at IS NOT NULL AND kind IN (?) AND payload LIKE ?",
		bun.List([]string{access.JobSignedIn, access.JobPasskey}), fmt.Sprintf(`{"PersonID":%d,%%`, personID)).Exec(ctx)
	return err
}
