package app

import (
	"context"
	"errors"
	"time"

	"hilo/app/access"
	"hilo/app/desk"
	"hilo/app/notify"
	"hilo/app/outbox"
	"hilo/app/privacy"
	"hilo/app/withdrawn"
	"hilo/db"
)

// holdings are what each room keeps of a person and of a ticket, for erasures.
var holdings = privacy.Holdings{
	OfPerson: []privacy.Forget{desk.ForgetPerson, notify.ForgetPerson},
	OfTicket: []privacy.Forget{outbox.ForgetTicket, access.ForgetTicket},
}

// exports are what people take along.
func (a *App) exports() *privacy.Exports {
	return &privacy.Exports{Desk: a.Desk, Files: a.Files, URL: a.set.URL, Now: a.now, Held: []privacy.Section{
		{Name: "sessions", Of: a.Auth.Sessions.Export},
		{Name: "passkeys", Of: a.Auth.ExportPasskeys},
		{Name: "notifications", Of: a.Notify.Export},
	}}
}

// subscribers are those who do jobs here, by the names that their part of a fact
// is stored under.
func (a *App) subscribers() outbox.Subscribers {
	return outbox.Subscribers{
		"desk":    a.Desk.Handlers(),
		"access":  a.Auth.Handlers(),
		"notify":  a.Notify.Handlers(),
		"privacy": a.Erasures.Handlers(),
		"disk":    {privacy.JobErasureDone: a.clearDisk},

		"withdrawn": withdrawn.Handlers(a.DB, a.now),
	}
}

// clearDisk takes off the disk what an erasure left without a row, and what the
// database struck out, at once and not with the next sweep; where somebody still reads
// what was there, such as a backup, soon after they have ended.
func (a *App) clearDisk(ctx context.Context, _ outbox.Job) error {
	swept, scrubbed := a.sweepFiles(ctx), a.DB.Scrub(ctx)
	if swept == nil && errors.Is(scrubbed, db.ErrRead) {
		return outbox.Later(a.now().Add(5 * time.Minute))
	}
	return errors.Join(swept, scrubbed)
}
