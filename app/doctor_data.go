package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"slices"
	"time"

	"hilo/app/desk"
	"hilo/app/doctor"
	"hilo/app/notify"
	"hilo/app/push"
	"hilo/app/words"
	"hilo/db"
	"hilo/views/mail"
)

// within looks at the settings together with the database, and then at that.
func (p *patient) within(ctx context.Context) doctor.Report {
	d, err := db.Look(ctx, p.Database)
	if err != nil {
		r := doctor.Report{p.examined(ctx, nil).Of(ofSettings[0]), p.unread(err).Within(ctx).Of(ofData[0])}
		for _, name := range ofData[1:] {
			r = append(r, doctor.Skip("the database is not read").Of(name))
		}
		return r
	}
	defer d.Close()
	pending, newer, err := d.Lag(ctx)
	current := func(check func(context.Context, *db.DB) doctor.Line) func(context.Context) doctor.Line {
		return func(ctx context.Context) doctor.Line {
			if err != nil || pending > 0 || newer {
				return doctor.Skip("the database is not as this program makes it")
			}
			return check(ctx, d)
		}
	}
	return slices.Concat(doctor.Report{p.examined(ctx, d).Of(ofSettings[0])}, doctor.All(ctx,
		doctor.Check{Name: ofData[0], Do: func(ctx context.Context) doctor.Line { return whole(ctx, d) }},
		doctor.Check{Name: ofData[1], Do: func(context.Context) doctor.Line { return upToDate(pending, newer, err) }},
		doctor.Check{Name: ofData[2], Do: current(findable)},
		doctor.Check{Name: ofData[3], Do: current(p.pushes)}))
}

// unread words that there is no database to read.
func (p *patient) unread(err error) doctor.Line {
	lost := p.unlost()
	switch {
	case lost != nil:
		return doctor.ToFix("%v", lost)
	case !p.begun:
		return doctor.Skip("%s is not there yet: the first start makes it", p.Database)
	case errors.Is(err, db.ErrUnread):
		return doctor.Skip("%v", err)
	case errors.Is(closedTo(p.Database), fs.ErrPermission):
		return doctor.ToFix("%s may not be read: give the command as the user that serves it", p.Database)
	}
	return doctor.ToFix("%s cannot be read (%v): is it the file of this installation (HILO_DATABASE)? Else restore the last backup (hilo restore)", p.Database, err)
}

// closedTo tells why a file cannot be opened: SQLite does not.
func closedTo(file string) error {
	f, err := os.Open(file)
	if err == nil {
		f.Close()
	}
	return err
}

// whole reads all of a database.
func whole(ctx context.Context, d *db.DB) doctor.Line {
	const back = "stop the server, move the database away and restore the last backup (hilo restore)"
	wrong, err := d.Broken(ctx)
	switch {
	case ctx.Err() != nil:
		return doctor.Skip("it is too large to be read in time: hilo doctor --within 1h")
	case errors.Is(err, db.ErrOpened):
		return doctor.Skip("a server was started meanwhile: try again")
	case err != nil:
		return doctor.ToFix("it cannot be read to its end (%v): %s", err, back)
	case wrong != "":
		return doctor.ToFix("it is damaged (%s): %s", wrong, back)
	}
	return doctor.OK("it is whole")
}

func upToDate(pending int, newer bool, err error) doctor.Line {
	switch {
	case err != nil:
		return doctor.ToFix("it is no database of Hilo, or a broken one (%v): is HILO_DATABASE the right file?", err)
	case newer:
		return doctor.ToFix("a newer hilo has changed the database: run that one, or go back to a copy from before (before-*.db in the data folder)")
	case pending > 0:
		return doctor.ToFix("the database lacks %s of this program: start the server with it, or stop the server and run hilo migrate", kept(int64(pending), "migration", "migrations"))
	}
	return doctor.OK("the database is as this program makes it")
}

// findable looks whether search finds what was said.
func findable(ctx context.Context, d *db.DB) doctor.Line {
	const anew = "stop the server and run hilo migrate --reindex"
	h, err := desk.LookAtIndex(ctx, d)
	switch {
	case ctx.Err() != nil:
		return doctor.Skip("there is too much to be read in time: hilo doctor --within 1h")
	case err != nil:
		return doctor.ToFix("the index cannot be read (%v): %s", err, anew)
	case h.Stale:
		return doctor.ToFix("the index was made by another hilo: start the server anew, which makes it again")
	case h.Lacking > 0:
		return doctor.ToFix("%d of %s are not found by their own words: %s", h.Lacking, kept(h.Tickets, "ticket", "tickets"), anew)
	}
	return doctor.OK("the index has %s", kept(h.Tickets, "ticket", "tickets"))
}

// pushes tells whether devices take the pushes that these keys sign.
func (p *patient) pushes(ctx context.Context, d *db.DB) doctor.Line {
	if p.secret == nil {
		return doctor.Skip("without the secret file there are no keys")
	}
	key := push.New(p.secret.Key("vapid"), push.Options{Subject: p.subject()}).KeyID()
	ours, others, err := notify.DevicesByKey(ctx, d, key)
	switch {
	case err != nil:
		return doctor.Skip("the devices cannot be counted (%v)", err)
	case others > 0 && ours == 0:
		return doctor.ToFix("all %s were turned on with other keys: put the secret file back that was in use then (HILO_SECRET_FILE), or have their people turn alerts on anew", kept(others, "device", "devices"))
	case others > 0:
		return doctor.OK("pushes with these keys go to %s; %d more were turned on with others, and hear nothing until their people do so anew", kept(ours, "device", "devices"), others)
	}
	return doctor.OK("pushes with these keys go to %s", kept(ours, "device", "devices"))
}

// postOffice is a notifier for mails alone.
func (p *patient) postOffice() (*notify.Notifier, error) {
	catalogue, err := words.Open()
	if err != nil {
		return nil, err
	}
	return notify.New(nil, nil, nil, catalogue, time.Now, notify.Options{URL: p.URL, Name: p.Name, From: p.MailFrom, Locale: p.Locale, Zone: p.zone, SMTP: p.smtp, Views: mail.FS})
}
